"""A second person: from which amount on, and who it can be."""

import pytest

from domain.money import Money
from domain.policy import Role, may
from domain.preferences import Preferences
from domain.sign_offs import (
    ACTION_OF,
    Deed,
    OwnSignOff,
    SignOffDecided,
    SignOffStatus,
    check_decider,
    needs_second,
)

EUR50 = Money(5000, "EUR")


@pytest.mark.parametrize(
    ("amount", "limits", "needed"),
    [
        (Money(10**9, "EUR"), [], False),
        (EUR50, [EUR50], False),
        (Money(5001, "EUR"), [EUR50], True),
        (Money(1, "USD"), [EUR50], True),
        (Money(0, "USD"), [EUR50], False),
    ],
)
def test_above_the_amount_of_its_currency_two_decide(
    amount: Money, limits: list[Money], needed: bool
) -> None:
    assert needs_second(amount, limits) is needed


def test_nobody_decides_about_their_own_or_twice() -> None:
    check_decider("SIGN-000001", SignOffStatus.WAITING, asked_by="STAFF-000001", by="STAFF-000002")
    with pytest.raises(OwnSignOff):
        check_decider("SIGN-000001", SignOffStatus.WAITING, asked_by="STAFF-1", by="STAFF-1")
    with pytest.raises(SignOffDecided):
        check_decider("SIGN-000001", SignOffStatus.APPROVED, asked_by="STAFF-1", by="STAFF-2")


@pytest.mark.parametrize("deed", list(Deed))
def test_finance_may_do_whatever_needs_a_second_person(deed: Deed) -> None:
    for role in (Role.FINANCE_MANAGER, Role.ADMIN):
        assert may(role, ACTION_OF[deed], Preferences())
    for role in (Role.SUPPORT, Role.AUDITOR, Role.CONTACT):
        assert not may(role, ACTION_OF[deed], Preferences())
