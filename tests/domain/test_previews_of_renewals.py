"""What waits for a boundary costs nothing now, and what was announced is what is invoiced there."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.changes import Change, ChangeWhen
from domain.coupons import Coupon
from domain.money import Money
from domain.periods import Interval, Period
from domain.previews import (
    PreviewKind,
    Renewal,
    change_preview,
    renewal_preview,
    trial_ending_change_preview,
    waiting_change_preview,
)
from domain.subscriptions import SubscriptionStatus
from tests.domain.examples import MONTHLY, day, eur, plan
from tests.domain.sold import (
    QUARTERLY,
    VAT,
    YEARLY,
    amount_off,
    contents,
    coupon,
    extra,
    moment,
    priced,
)
from tests.domain.standing import at_the_end, every, live, now, waiting

BASIC, PRO = priced("30.00"), priced("60.00", code="pro")
HALF_WAY = moment("2026-04-16")


def test_at_the_end_of_the_term_nothing_is_due_now() -> None:
    preview = change_preview(live(contents(PRO)), at_the_end(contents(BASIC)), HALF_WAY)

    assert (preview.due_now, preview.invoice, preview.credit) == (eur("0.00"), None, None)
    assert preview.on == day("2026-05-01")
    assert preview.contents == contents(BASIC)
    assert preview.renewal == Renewal(day("2026-05-01"), eur("30.00"))


def test_at_the_end_of_the_term_another_interval_begins_there() -> None:
    change = replace(
        at_the_end(every(YEARLY, contents(priced("300.00")))), extras=(extra("15.00"),)
    )

    preview = change_preview(live(contents(BASIC)), change, HALF_WAY)

    assert preview.renewal == Renewal(day("2026-05-01"), eur("315.00"))
    assert preview.running == live(contents(BASIC)).running


def test_a_change_at_the_end_of_the_last_term_never_comes() -> None:
    last = replace(live(contents(BASIC)), cycles=1)

    assert change_preview(last, at_the_end(contents(PRO)), HALF_WAY).renewal is None


def test_a_renewal_is_the_next_term_on_the_old_boundaries() -> None:
    preview = renewal_preview(live(contents(BASIC), anchor="2026-01-31"))

    assert preview.billed == Period(day("2026-02-28"), day("2026-03-31"))
    assert (preview.kind, preview.on) == (PreviewKind.RENEW, day("2026-02-28"))
    assert (preview.due_now, preview.terms_begun) == (eur("30.00"), 2)
    assert preview.renewal == Renewal(day("2026-03-31"), eur("30.00"))


def test_a_renewal_with_a_change_is_of_the_new_contents() -> None:
    to_pro = replace(at_the_end(contents(PRO)), extras=(extra("15.00"),))
    yearly = at_the_end(every(YEARLY, contents(priced("300.00"))))
    fixed = at_the_end(contents(replace(PRO, billing_cycles=1)))

    pro, year, last = (
        renewal_preview(live(contents(BASIC)), change) for change in (to_pro, yearly, fixed)
    )

    assert (pro.due_now, pro.terms_begun) == (eur("75.00"), 1)
    assert year.billed == Period(day("2026-05-01"), day("2027-05-01"))
    assert (last.terms_begun, last.cycles, last.renewal) == (1, 1, None)


def test_a_renewal_starts_the_time_of_a_new_coupon() -> None:
    change = at_the_end(contents(BASIC, off=coupon(20, months=1)))

    preview = renewal_preview(live(contents(BASIC)), change)

    assert preview.due_now == eur("24.00")
    assert preview.renewal == Renewal(day("2026-06-01"), eur("30.00"))


def test_a_change_in_a_trial_that_goes_on_is_charged_at_its_end() -> None:
    change = Change(contents(priced("60.00", tax=VAT)), ChangeWhen.IMMEDIATE, (extra("10.00"),))
    trial = waiting(contents(plan(setup_fee="49.00")))

    preview = waiting_change_preview(trial, change, day("2026-04-29"), HALF_WAY)

    assert (preview.due_now, preview.running) == (eur("0.00"), None)
    assert preview.renewal == Renewal(day("2026-04-29"), eur("82.00"))


def test_a_change_that_begins_later_keeps_its_setup_fee() -> None:
    change = now(contents(replace(PRO, setup_fee=eur("49.00"))))
    future = waiting(status=SubscriptionStatus.FUTURE)

    preview = waiting_change_preview(future, change, day("2026-06-01"), HALF_WAY)

    assert preview.renewal == Renewal(day("2026-06-01"), eur("109.00"))


def test_a_change_that_ends_the_trial_begins_the_first_term() -> None:
    change = Change(contents(PRO), ChangeWhen.IMMEDIATE, (extra("10.00"),))

    preview = trial_ending_change_preview(waiting(), change, HALF_WAY)

    assert preview.due_now == eur("70.00")
    assert preview.billed == Period(day("2026-04-16"), day("2026-05-16"))
    assert (preview.kind, preview.terms_begun) == (PreviewKind.CHANGE, 1)


@given(
    st.integers(0, 10**6),
    st.integers(1, 9),
    st.sampled_from(
        [None, coupon(20), coupon(20, months=1), coupon(50, months=3), amount_off("7.00")]
    ),
    st.sampled_from([MONTHLY, YEARLY, QUARTERLY]),
    st.sampled_from(ChangeWhen),
)
def test_what_is_announced_is_what_is_invoiced(
    price: int, quantity: int, off: Coupon | None, interval: Interval, when: ChangeWhen
) -> None:
    plan_to_be = replace(PRO, price=Money(price, "EUR"), tax=VAT, interval=interval)
    change = Change(contents(plan_to_be, quantity, off=off), when, (extra("15.00"),))
    here = live(contents(BASIC))
    announced = change_preview(here, change, HALF_WAY)
    after = replace(
        here,
        contents=announced.contents,
        running=announced.running,
        terms_begun=announced.terms_begun,
    )

    done = (
        renewal_preview(here, change) if when is ChangeWhen.END_OF_TERM else renewal_preview(after)
    )

    assert announced.renewal == Renewal(done.on, done.total)
    assert done.renewal is not None
    assert done.billed is not None
    assert done.renewal.on == done.billed.end
