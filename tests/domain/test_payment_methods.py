"""Methods are good to the end of their month, and people hear of it before the charge does."""

from dataclasses import replace

import pytest

from domain.payment_methods import (
    BankAccountNotAllowed,
    MethodHasExpired,
    MethodInUse,
    check_kind,
    check_not_expired,
    check_removable_method,
    expires_before,
    expires_on,
    expiry_reminder_on,
)
from domain.processor import MethodFacts, MethodKind
from tests.domain.examples import day

CARD = MethodFacts("tok", MethodKind.CARD, "Visa", "4242", 2, 2028, "AT")
ACCOUNT = MethodFacts("tok", MethodKind.BANK_ACCOUNT, "Bank", "6789", None, None, "US")


def test_a_card_is_good_to_the_end_of_the_month_that_stands_on_it() -> None:
    assert expires_on(CARD) == day("2028-03-01")
    assert expires_on(replace(CARD, expires_month=12, expires_year=2027)) == day("2028-01-01")
    check_not_expired(CARD, day("2028-02-29"))
    with pytest.raises(MethodHasExpired, match=r"Visa\s••••\s4242"):
        check_not_expired(CARD, day("2028-03-01"))


def test_a_bank_account_does_not_expire() -> None:
    assert expires_on(ACCOUNT) is None
    assert expiry_reminder_on(ACCOUNT, 30) is None
    assert not expires_before(ACCOUNT, day("2099-01-01"))
    check_not_expired(ACCOUNT, day("2099-01-01"))


@pytest.mark.parametrize(("days", "on"), [(30, "2028-01-31"), (1, "2028-02-29"), (0, None)])
def test_people_are_reminded_some_days_before_or_not_at_all(days: int, on: str | None) -> None:
    assert expiry_reminder_on(CARD, days) == (day(on) if on else None)


@pytest.mark.parametrize(("charged_on", "too_late"), [("2028-02-29", False), ("2028-03-01", True)])
def test_a_charge_after_the_expiry_is_seen_coming(charged_on: str, too_late: bool) -> None:
    assert expires_before(CARD, day(charged_on)) is too_late


def test_a22_a_bank_account_is_used_only_where_staff_allow_it() -> None:
    check_kind(MethodKind.CARD, bank_account_allowed=False)
    check_kind(MethodKind.BANK_ACCOUNT, bank_account_allowed=True)
    with pytest.raises(BankAccountNotAllowed):
        check_kind(MethodKind.BANK_ACCOUNT, bank_account_allowed=False)


def test_a_method_that_is_charged_is_replaced_and_not_removed() -> None:
    check_removable_method([])
    with pytest.raises(MethodInUse, match="SUB-000001, SUB-000002"):
        check_removable_method(["SUB-000001", "SUB-000002"])
