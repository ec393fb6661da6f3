"""Trials end when they said they would, and are extended only after they expired."""

from datetime import timedelta

import pytest

from domain.lifecycle import UnlawfulTransition
from domain.periods import boundary, local_date
from domain.trials import (
    TRIAL_LIFECYCLE,
    NoExtensionsLeft,
    TrialEnding,
    TrialEvent,
    TrialNotExpired,
    TrialStatus,
    TrialTerms,
    WithoutMethod,
    check_extendable,
    reminder_at,
    trial_end,
    trial_ending,
    window_closes_at,
)
from tests.domain.examples import MONTHLY, utc

STARTED = utc("2026-01-15 10:00")


def test_tv_37_a_trial_converts_to_the_hour_and_sets_the_anchor() -> None:
    end = trial_end(STARTED, 14)
    anchor = local_date(end, "UTC")

    assert end == utc("2026-01-29 10:00")
    assert [boundary(anchor, MONTHLY, k).isoformat() for k in (1, 2, 3)] == [
        "2026-02-28",
        "2026-03-29",
        "2026-04-29",
    ]


def test_tv_38_an_extension_is_counted_from_the_click() -> None:
    clicked = utc("2026-02-03 17:42")

    check_extendable(TrialStatus.LAPSED, used=0, maximum=1)

    assert trial_end(clicked, 14) == utc("2026-02-17 17:42")


def test_tv_39_no_more_extensions_than_the_preference_says() -> None:
    with pytest.raises(NoExtensionsLeft, match="limit of 1"):
        check_extendable(TrialStatus.LAPSED, used=1, maximum=1)


@pytest.mark.parametrize("status", sorted(set(TrialStatus) - {TrialStatus.LAPSED}))
def test_tv_40_only_an_expired_trial_is_extended(status: TrialStatus) -> None:
    with pytest.raises(TrialNotExpired):
        check_extendable(status, used=0, maximum=1)
    assert not TRIAL_LIFECYCLE.allows(status, TrialEvent.EXTEND)


@pytest.mark.parametrize("status", [TrialStatus.CONVERTING, TrialStatus.CONVERTED])
def test_tv_42_only_one_conversion_is_begun(status: TrialStatus) -> None:
    with pytest.raises(UnlawfulTransition):
        TRIAL_LIFECYCLE.advance(status, TrialEvent.BEGIN_CONVERSION)


def test_a_declined_activation_changes_nothing_before_the_end() -> None:
    converting = TRIAL_LIFECYCLE.advance(TrialStatus.RUNNING, TrialEvent.BEGIN_CONVERSION)

    assert TRIAL_LIFECYCLE.advance(converting, TrialEvent.FAIL_CONVERSION) is TrialStatus.RUNNING
    assert TRIAL_LIFECYCLE.advance(converting, TrialEvent.LAPSE) is TrialStatus.LAPSED


def test_a_trial_is_not_stopped_while_it_is_charged() -> None:
    assert not TRIAL_LIFECYCLE.allows(TrialStatus.CONVERTING, TrialEvent.STOP)


@pytest.mark.parametrize(
    ("hours", "before"),
    [
        (14 * 24, timedelta(days=3)),
        (3 * 24 + 1, timedelta(days=3)),
        (3 * 24, timedelta(days=1)),
        (24, timedelta(days=1)),
    ],
)
def test_a_trial_is_announced_to_end(hours: int, before: timedelta) -> None:
    end = STARTED + timedelta(hours=hours)

    assert reminder_at(STARTED, end, cancels=False) == end - before


def test_a_short_trial_and_one_that_is_cancelled_are_not_announced() -> None:
    assert reminder_at(STARTED, STARTED + timedelta(hours=23), cancels=False) is None
    assert reminder_at(STARTED, trial_end(STARTED, 14), cancels=True) is None


@pytest.mark.parametrize("without_method", WithoutMethod)
@pytest.mark.parametrize("has_method", [True, False])
@pytest.mark.parametrize("auto_charge", [True, False])
def test_a_cancelled_trial_never_makes_an_invoice(
    auto_charge: bool, has_method: bool, without_method: WithoutMethod
) -> None:
    terms = TrialTerms(
        cancels=True,
        auto_charge=auto_charge,
        has_method=has_method,
        without_method=without_method,
    )

    assert trial_ending(terms) is TrialEnding.STOP


@pytest.mark.parametrize(
    ("auto_charge", "has_method", "without_method", "ending"),
    [
        (False, False, WithoutMethod.EXPIRE, TrialEnding.INVOICE),
        (False, True, WithoutMethod.EXPIRE, TrialEnding.INVOICE),
        (True, True, WithoutMethod.EXPIRE, TrialEnding.CHARGE),
        (True, True, WithoutMethod.INVOICE, TrialEnding.CHARGE),
        (True, False, WithoutMethod.EXPIRE, TrialEnding.LAPSE),
        (True, False, WithoutMethod.INVOICE, TrialEnding.INVOICE),
    ],
)
def test_a_trial_ends_by_charge_invoice_or_expiry(
    auto_charge: bool, has_method: bool, without_method: WithoutMethod, ending: TrialEnding
) -> None:
    terms = TrialTerms(
        cancels=False,
        auto_charge=auto_charge,
        has_method=has_method,
        without_method=without_method,
    )

    assert trial_ending(terms) is ending


def test_an_expired_trial_can_be_saved_for_thirty_days() -> None:
    assert window_closes_at(utc("2026-01-29 10:00")) == utc("2026-02-28 10:00")
    assert not TRIAL_LIFECYCLE.allows(TrialStatus.CLOSED, TrialEvent.EXTEND)
