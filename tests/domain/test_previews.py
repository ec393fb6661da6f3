"""A preview holds until anything of it changes, and adds up whatever it is of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import Change, ChangeWhen
from domain.money import Money
from domain.previews import (
    PREVIEW_LIFE,
    Preview,
    PreviewOutdated,
    change_preview,
    check_fingerprint,
    moment_to_decide,
)
from domain.proration import Moment, Proration, ProrationMethod
from domain.subscribed import Subscribed
from domain.subscriptions import SubscriptionStatus
from tests.domain.examples import eur, utc
from tests.domain.sold import VAT, chosen, contents, coupon, extra, moment, nothing, priced
from tests.domain.standing import live

BASIC, PRO = priced("30.00", tax=VAT), priced("60.00", code="pro", tax=VAT)
HERE = replace(live(contents(BASIC, 2, chosen())), balance=eur("1.00"))
UPGRADE = Change(contents(PRO, 2, chosen()), ChangeWhen.IMMEDIATE, (extra(),))
HALF_WAY = moment("2026-04-16")
SEEN = change_preview(HERE, UPGRADE, HALF_WAY)


def with_plan(change: Change, **different: object) -> Change:
    plan = replace(change.contents.plan, **different)  # type: ignore[arg-type]  # fields of a plan
    return replace(change, contents=replace(change.contents, plan=plan))


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param(
            lambda: change_preview(replace(HERE, number="SUB-2"), UPGRADE, HALF_WAY), id="whose"
        ),
        pytest.param(
            lambda: change_preview(
                replace(HERE, status=SubscriptionStatus.NON_RENEWING), UPGRADE, HALF_WAY
            ),
            id="its state",
        ),
        pytest.param(
            lambda: change_preview(HERE, with_plan(UPGRADE, price=eur("60.01")), HALF_WAY),
            id="a price",
        ),
        pytest.param(
            lambda: change_preview(
                HERE, with_plan(UPGRADE, tax=replace(VAT, rate=Fraction(21, 100))), HALF_WAY
            ),
            id="a tax",
        ),
        pytest.param(
            lambda: change_preview(HERE, with_plan(UPGRADE, tax=None), HALF_WAY), id="no tax"
        ),
        pytest.param(
            lambda: change_preview(HERE, with_plan(UPGRADE, name="Pro plus"), HALF_WAY), id="a name"
        ),
        pytest.param(
            lambda: change_preview(HERE, replace(UPGRADE, extras=()), HALF_WAY), id="an extra"
        ),
        pytest.param(
            lambda: change_preview(HERE, replace(UPGRADE, when=ChangeWhen.END_OF_TERM), HALF_WAY),
            id="when",
        ),
        pytest.param(
            lambda: change_preview(
                HERE, replace(UPGRADE, contents=contents(PRO, 2, chosen(), off=coupon(1))), HALF_WAY
            ),
            id="a coupon",
        ),
        pytest.param(lambda: change_preview(HERE, UPGRADE, moment("2026-04-17")), id="the day"),
        pytest.param(
            lambda: change_preview(replace(HERE, balance=eur("2.00")), UPGRADE, HALF_WAY),
            id="the balance",
        ),
        pytest.param(
            lambda: change_preview(HERE, with_plan(UPGRADE, billing_cycles=5), HALF_WAY),
            id="the number of cycles",
        ),
        pytest.param(
            lambda: change_preview(
                replace(
                    HERE,
                    charged=tuple(
                        replace(line, credited=replace(nothing(), net=eur("30.00")))
                        for line in HERE.charged
                    ),
                ),
                UPGRADE,
                HALF_WAY,
            ),
            id="what was given back meanwhile",
        ),
    ],
)
def test_p9_whatever_moves_in_between_the_preview_is_outdated(moved: Callable[[], Preview]) -> None:
    check_fingerprint(change_preview(HERE, UPGRADE, HALF_WAY), SEEN.fingerprint)
    with pytest.raises(PreviewOutdated):
        check_fingerprint(moved(), SEEN.fingerprint)


def test_an_hour_later_on_the_same_day_a_preview_in_days_still_holds() -> None:
    check_fingerprint(change_preview(HERE, UPGRADE, moment("2026-04-16 23:59")), SEEN.fingerprint)


subscriptions = st.builds(
    lambda price, quantity, balance: replace(
        live(contents(replace(BASIC, price=Money(price, "EUR")), quantity)),
        balance=Money(balance, "EUR"),
    ),
    st.integers(0, 10**6),
    st.integers(1, 5),
    st.integers(0, 10**6),
)
changes = st.builds(
    lambda price, quantity, when: Change(
        contents(replace(PRO, price=Money(price, "EUR")), quantity), when
    ),
    st.integers(0, 10**6),
    st.integers(1, 5),
    st.sampled_from(ChangeWhen),
)
days = st.integers(1, 30).map(lambda number: moment(f"2026-04-{number:02}"))


@given(subscriptions, changes, days)
def test_what_is_due_is_what_is_invoiced_less_what_is_used(
    subscribed: Subscribed, change: Change, here: Moment
) -> None:
    preview = change_preview(subscribed, change, here)
    credit = preview.credit.total if preview.credit else eur("0")

    assert preview.due_now + preview.credit_used + preview.balance_used == preview.total
    assert preview.credit_used + preview.credit_left == credit
    assert min(preview.due_now, preview.credit_used, preview.credit_left) >= eur("0")
    assert eur("0") <= preview.balance_used <= (subscribed.balance or eur("0"))
    assert preview.credit_left.is_zero or preview.due_now.is_zero
    assert preview.balance_used.is_zero or preview.credit_left.is_zero


@given(subscriptions, changes, days, changes, days)
def test_the_same_fingerprint_is_the_same_preview(
    subscribed: Subscribed, one: Change, early: Moment, other: Change, late: Moment
) -> None:
    first, second = (
        change_preview(subscribed, one, early),
        change_preview(subscribed, other, late),
    )

    assert (first == second) == (first.fingerprint == second.fingerprint)
    assert first.fingerprint == change_preview(subscribed, one, early).fingerprint


SECONDS = Proration(ProrationMethod.SECONDS, "Europe/Vienna")
LOOKED = utc("2026-04-16 10:00")


@pytest.mark.parametrize(
    ("waited", "decided"),
    [
        pytest.param(timedelta(0), LOOKED, id="at once"),
        pytest.param(timedelta(minutes=7), LOOKED, id="while it is fresh"),
        pytest.param(PREVIEW_LIFE, LOOKED, id="to the last second"),
        pytest.param(timedelta(minutes=31), utc("2026-04-16 10:31"), id="too late: from now on"),
        pytest.param(timedelta(minutes=-1), utc("2026-04-16 09:59"), id="seen in a time to come"),
    ],
)
def test_a_fresh_preview_is_decided_from_its_own_second(waited: timedelta, decided: object) -> None:
    assert moment_to_decide(LOOKED, Moment(LOOKED + waited, SECONDS)).at == decided


def test_a_preview_of_yesterday_is_decided_today() -> None:
    looked, confirmed = utc("2026-04-16 21:55"), utc("2026-04-16 22:05")

    assert moment_to_decide(looked, Moment(confirmed, SECONDS)).at == confirmed


def test_seconds_pass_and_a_fresh_preview_still_holds() -> None:
    dear = replace(live(contents(priced("100000.00"))), balance=None)
    up = Change(contents(priced("200000.00", code="dearer")), ChangeWhen.IMMEDIATE)
    seen = change_preview(dear, up, Moment(LOOKED, SECONDS))
    confirmed = Moment(LOOKED + timedelta(seconds=40), SECONDS)

    assert change_preview(dear, up, confirmed).fingerprint != seen.fingerprint
    check_fingerprint(
        change_preview(dear, up, moment_to_decide(LOOKED, confirmed)), seen.fingerprint
    )
