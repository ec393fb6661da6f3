"""A subscription begins with a whole term, when it is activated and when it comes back."""

from dataclasses import replace

import pytest

from domain.coupons import AppliedCoupon
from domain.periods import Period
from domain.previews import (
    PreviewKind,
    Reactivation,
    Renewal,
    activation_preview,
    reactivation_preview,
)
from domain.reactivations import ReactivationKind
from domain.subscriptions import SubscriptionStatus
from tests.domain.examples import day, eur, plan
from tests.domain.sold import PRO, chosen, contents, coupon, extra, moment
from tests.domain.standing import live, waiting

S = SubscriptionStatus
JANUARY = live(anchor="2026-01-31")


def test_an_activation_is_the_first_term_with_its_setup_fee() -> None:
    trial = waiting(contents(plan(setup_fee="49.00"), 1, chosen("5.00"), off=coupon(20)))

    preview = activation_preview(trial, moment("2026-01-31"))

    term = Period(day("2026-01-31"), day("2026-02-28"))
    assert preview.due_now == eur("77.80")
    assert (preview.billed, preview.on) == (term, day("2026-01-31"))
    assert preview.running is not None
    assert preview.running.period == term
    assert preview.renewal == Renewal(day("2026-02-28"), eur("28.80"))
    assert (preview.kind, preview.terms_begun) == (PreviewKind.ACTIVATE, 1)


def test_an_activation_starts_the_time_of_its_coupon() -> None:
    trial = waiting(contents(off=coupon(months=1)))

    preview = activation_preview(trial, moment("2026-04-16"))

    assert preview.contents.coupon == AppliedCoupon(coupon(months=1), day("2026-04-16"))
    assert (preview.due_now, preview.renewal) == (
        eur("24.80"),
        Renewal(day("2026-05-16"), eur("31.00")),
    )


def test_what_is_sold_for_one_term_has_no_renewal() -> None:
    preview = activation_preview(waiting(contents(plan(billing_cycles=1))), moment("2026-04-16"))

    assert preview.renewal is None


def test_a_reactivation_begins_a_new_term_today() -> None:
    ended = replace(JANUARY, status=S.CANCELLED, running=None, charged=())
    again = Reactivation(ReactivationKind.NEW_TERM, contents(PRO), cycles=3, extras=(extra(),))

    preview = reactivation_preview(ended, again, moment("2026-06-15"))

    assert preview.billed == Period(day("2026-06-15"), day("2026-07-15"))
    assert preview.due_now == eur("77.00")
    assert (preview.terms_begun, preview.cycles) == (1, 3)
    assert preview.renewal == Renewal(day("2026-07-15"), eur("62.00"))
    assert (preview.kind, preview.status) == (PreviewKind.REACTIVATE, S.CANCELLED)


def test_a_reactivation_charges_the_setup_fee_only_if_it_never_was() -> None:
    with_fee = contents(plan(setup_fee="49.00"))
    again = Reactivation(ReactivationKind.NEW_TERM, with_fee)
    ended = replace(JANUARY, status=S.EXPIRED, running=None)

    assert reactivation_preview(ended, again, moment("2026-06-15")).due_now == eur("31.00")
    never_paid = replace(ended, setup_fee_due=True)
    assert reactivation_preview(never_paid, again, moment("2026-06-15")).due_now == eur("80.00")


def test_a_term_that_was_paid_late_goes_on_without_another_invoice() -> None:
    late = replace(JANUARY, status=S.CANCELLED_FROM_DUNNING)
    same_term = Reactivation(ReactivationKind.IN_TERM, late.contents)

    preview = reactivation_preview(late, same_term, moment("2026-02-20"))

    assert (preview.invoice, preview.billed, preview.due_now) == (None, None, eur("0.00"))
    assert preview.running == JANUARY.running
    assert preview.renewal == Renewal(day("2026-02-28"), eur("31.00"))


def test_without_an_old_term_none_can_go_on() -> None:
    with pytest.raises(ValueError, match="no running term"):
        reactivation_preview(
            waiting(), Reactivation(ReactivationKind.IN_TERM, contents()), moment("2026-02-20")
        )
