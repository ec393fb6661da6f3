"""Access is a view of its own: nobody is shut out for a card that expired yesterday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.entitlements import IN_DEBT, SERVED, Access, Entitlement, entitlement, has_access
from domain.subscriptions import ENDED, SubscriptionStatus
from tests.domain.examples import day

S = SubscriptionStatus
FAILED = day("2026-01-10")


def access(status: SubscriptionStatus, on: str, failed_on: date | None = FAILED) -> Entitlement:
    return entitlement(status, failed_on=failed_on, grace_days=7, on=day(on))


@pytest.mark.parametrize("status", sorted(SERVED))
def test_what_runs_is_served_whatever_is_open(status: SubscriptionStatus) -> None:
    assert access(status, "2027-01-01") == Entitlement(Access.FULL)


@pytest.mark.parametrize("status", sorted(IN_DEBT))
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2026-01-10", Entitlement(Access.GRACE, day("2026-01-17")), id="first day"),
        pytest.param("2026-01-16", Entitlement(Access.GRACE, day("2026-01-17")), id="last day"),
        pytest.param("2026-01-17", Entitlement(Access.NONE), id="over"),
    ],
)
def test_who_could_not_be_charged_has_days_of_grace(
    status: SubscriptionStatus, on: str, expected: Entitlement
) -> None:
    assert access(status, on) == expected


@pytest.mark.parametrize("status", sorted(set(S) - SERVED - IN_DEBT))
def test_what_has_not_begun_rests_or_has_ended_is_not_served(status: SubscriptionStatus) -> None:
    assert access(status, "2026-01-10") == Entitlement(Access.NONE)
    assert status in ENDED | {S.FUTURE, S.TRIAL_EXPIRED, S.PAUSED}


def test_without_grace_access_ends_with_the_first_failure() -> None:
    for status in IN_DEBT:
        assert not has_access(status, failed_on=FAILED, grace_days=0, on=FAILED)


@given(st.sampled_from(S), st.integers(0, 60), st.integers(0, 100), st.integers(0, 100))
def test_access_that_has_ended_does_not_come_back_by_waiting(
    status: SubscriptionStatus, grace: int, early: int, later: int
) -> None:
    def on(days: int) -> bool:
        return has_access(
            status, failed_on=FAILED, grace_days=grace, on=FAILED + timedelta(days=days)
        )

    assert on(early) or not on(early + later)
