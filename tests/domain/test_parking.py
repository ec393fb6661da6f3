"""Parking: charges that nobody asked for wait, and nothing else does."""

import pytest

from domain.parking import Automatic, NotParked, ReleaseReasonMissing, check_release, is_held
from tests.domain.examples import utc

NOW = utc("2026-02-10 10:00")


@pytest.mark.parametrize(
    "deed",
    [
        Automatic.COLLECT,
        Automatic.FIRST_CHARGE,
        Automatic.TRIAL_CHARGE,
        Automatic.RETRY,
        Automatic.FINAL_ACTION,
    ],
)
def test_charges_wait_and_so_does_what_follows_from_their_failure(deed: Automatic) -> None:
    assert is_held(deed, NOW)
    assert not is_held(deed, None)


@pytest.mark.parametrize(
    "deed",
    [
        Automatic.RENEW,
        Automatic.REMIND,
        Automatic.NOTICE,
        Automatic.PAUSE,
        Automatic.RESUME,
        Automatic.CANCEL,
        Automatic.MAIL,
    ],
)
def test_everything_else_goes_on(deed: Automatic) -> None:
    assert not is_held(deed, NOW)


def test_who_is_parked_is_released_for_a_reason() -> None:
    check_release("CUST-1", NOW, "a wrong import, corrected")
    with pytest.raises(ReleaseReasonMissing):
        check_release("CUST-1", NOW, " ")
    with pytest.raises(NotParked):
        check_release("CUST-1", None, "why not")
