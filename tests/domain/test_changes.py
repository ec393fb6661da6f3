"""A change is to more or to less, and an upgrade never gives money back."""

from contextlib import nullcontext
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import (
    EDITABLE,
    BilledElsewhere,
    Change,
    ChangeWhen,
    Direction,
    PayFirst,
    RemoveCancellationFirst,
    ResumeFirst,
    TrialIsOver,
    check_billed_here,
    check_editable,
    direction,
    trial_end_after_change,
)
from domain.contents import Contents, list_price, rest_items, term_items
from domain.credits import unused_credits
from domain.errors import BillingError
from domain.money import Money
from domain.periods import Interval, IntervalUnit, term
from domain.subscriptions import ENDED, SubscriptionHasEnded, SubscriptionStatus
from tests.domain.examples import MONTHLY, day, eur, utc
from tests.domain.sold import (
    QUARTERLY,
    WEEKLY,
    YEARLY,
    charged_for,
    chosen,
    contents,
    moment,
    priced,
)

S = SubscriptionStatus

contents_of_any_kind = st.builds(
    lambda price, quantity, unit, count, beside: Contents(
        replace(priced("0"), price=Money(price, "EUR"), interval=Interval(unit, count)),
        quantity,
        beside,
    ),
    st.integers(0, 10**6),
    st.integers(1, 50),
    st.sampled_from(IntervalUnit),
    st.integers(1, 6),
    st.sampled_from([(), (chosen("7.00", quantity=2),)]),
)


def every(interval: Interval, price: str) -> Contents:
    return contents(replace(priced(price), interval=interval))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(every(MONTHLY, "10"), every(MONTHLY, "20"), Direction.UPGRADE, id="dearer"),
        pytest.param(every(MONTHLY, "20"), every(MONTHLY, "10"), Direction.DOWNGRADE, id="cheaper"),
        pytest.param(every(MONTHLY, "10"), every(MONTHLY, "10"), Direction.LEVEL, id="the same"),
        pytest.param(every(MONTHLY, "10"), every(YEARLY, "100"), Direction.UPGRADE, id="longer"),
        pytest.param(every(YEARLY, "100"), every(MONTHLY, "10"), Direction.DOWNGRADE, id="shorter"),
        pytest.param(
            every(YEARLY, "100"), every(MONTHLY, "200"), Direction.DOWNGRADE, id="shorter, dearer"
        ),
        pytest.param(
            every(MONTHLY, "100"), every(YEARLY, "90"), Direction.DOWNGRADE, id="longer, cheaper"
        ),
        pytest.param(
            every(MONTHLY, "10"), every(YEARLY, "10"), Direction.DOWNGRADE, id="longer for as much"
        ),
        pytest.param(
            every(WEEKLY, "10"), every(MONTHLY, "40"), Direction.UPGRADE, id="weeks to months"
        ),
        pytest.param(
            every(QUARTERLY, "30"),
            every(Interval(IntervalUnit.MONTH, 3), "30"),
            Direction.LEVEL,
            id="a quarter is three months",
        ),
        pytest.param(
            contents(priced("10"), 3), contents(priced("10"), 5), Direction.UPGRADE, id="more units"
        ),
        pytest.param(
            contents(priced("10"), 1, chosen()),
            contents(priced("10")),
            Direction.DOWNGRADE,
            id="without its addon",
        ),
    ],
)
def test_a_change_has_a_direction(before: Contents, after: Contents, expected: Direction) -> None:
    assert direction(before, after) is expected


@given(contents_of_any_kind, contents_of_any_kind)
def test_there_and_back_is_never_twice_up(before: Contents, after: Contents) -> None:
    there, back = direction(before, after), direction(after, before)

    assert Direction.UPGRADE not in {there} & {back}
    assert (there is Direction.LEVEL) == (back is Direction.LEVEL)


@given(contents_of_any_kind, contents_of_any_kind, st.integers(0, 40))
def test_f06_an_upgrade_never_gives_money_back(
    before: Contents, after: Contents, waited: int
) -> None:
    if direction(before, after) is not Direction.UPGRADE:
        return
    running = term(day("2026-04-01"), before.plan.interval, 0)
    here = moment(f"2026-04-{1 + waited % 30:02}")
    same_interval = before.plan.interval == after.plan.interval
    fresh = running if same_interval else term(here.day, after.plan.interval, 0)

    credit = unused_credits(charged_for(before, running), here)
    charge = rest_items(term_items(after, fresh), here)

    given_back = credit.total if credit else eur("0")
    rounding = eur("0.01") * len(charge)
    assert sum((item.amount for item in charge), rounding) >= given_back
    assert list_price(after) > list_price(before)


@pytest.mark.parametrize("status", sorted(EDITABLE))
def test_what_waits_is_tried_or_runs_can_be_changed(status: SubscriptionStatus) -> None:
    check_editable(status)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (S.TRIAL_EXPIRED, TrialIsOver),
        (S.DUNNING, PayFirst),
        (S.UNPAID, PayFirst),
        (S.NON_RENEWING, RemoveCancellationFirst),
        (S.PAUSED, ResumeFirst),
        *((status, SubscriptionHasEnded) for status in sorted(ENDED)),
    ],
)
def test_what_cannot_be_changed_says_what_to_do_first(
    status: SubscriptionStatus, refusal: type[BillingError]
) -> None:
    with pytest.raises(refusal):
        check_editable(status)


@pytest.mark.parametrize(
    ("days", "ends"),
    [
        pytest.param(30, "2026-02-14 10:00", id="a longer trial goes on"),
        pytest.param(14, "2026-01-29 10:00", id="as long as before"),
        pytest.param(7, "2026-01-25 08:00", id="over already: it ends now"),
        pytest.param(0, "2026-01-25 08:00", id="a plan without a trial: it ends now"),
    ],
)
def test_a_trial_is_counted_from_its_own_start_with_the_days_of_the_new_plan(
    days: int, ends: str
) -> None:
    started, at = utc("2026-01-15 10:00"), utc("2026-01-25 08:00")

    assert trial_end_after_change(started, days, at) == utc(ends)


@pytest.mark.parametrize(
    ("price", "when", "lines", "refused"),
    [
        pytest.param("10", ChangeWhen.IMMEDIATE, 0, True, id="nothing is known to give back"),
        pytest.param("10", ChangeWhen.IMMEDIATE, 1, False, id="its line is known"),
        pytest.param("10", ChangeWhen.END_OF_TERM, 0, False, id="at the end nothing is given back"),
        pytest.param("0", ChangeWhen.IMMEDIATE, 0, False, id="it costs nothing"),
    ],
)
def test_a_term_that_was_invoiced_elsewhere_is_changed_at_its_end_only(
    price: str, when: ChangeWhen, lines: int, *, refused: bool
) -> None:
    before = every(MONTHLY, price)
    wished = Change(every(MONTHLY, "20"), when)

    with pytest.raises(BilledElsewhere) if refused else nullcontext():
        check_billed_here(wished, before, lines=lines)
