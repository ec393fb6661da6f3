"""A second person: from which amount on, and who it can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.policy import Role, may
from domain.preferences import Preferences
from domain.sign_offs import (
    ACTION_OF,
    Deed,
    OwnSignOff,
    SignOffDecided,
    SignOffStatus,
    WhySecond,
    check_decider,
    needs_second,
    why_second,
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


@pytest.mark.parametrize(
    ("units", "alone", "limits", "why"),
    [
        (2000, 3000, [EUR50], None),
        (2001, 3000, [EUR50], WhySecond.DAY),
        (5001, 0, [EUR50], WhySecond.AMOUNT),
        (5001, 5000, [EUR50], WhySecond.AMOUNT),
        (0, 9000, [EUR50], None),
        (2001, 3000, [], None),
        (1, 0, [Money(5000, "USD")], WhySecond.AMOUNT),
    ],
)
def test_what_one_person_did_that_day_counts_with_it(
    units: int, alone: int, limits: list[Money], why: WhySecond | None
) -> None:
    assert why_second(Money(units, "EUR"), Money(alone, "EUR"), limits) is why


@given(st.lists(st.integers(0, 7000), max_size=9), st.integers(1, 5000))
def test_however_a_sum_is_split_nobody_does_more_than_the_limit_alone(
    split: list[int], limit: int
) -> None:
    alone, waiting = Money.zero("EUR"), Money.zero("EUR")
    for amount in (Money(units, "EUR") for units in split):
        if why_second(amount, alone, [Money(limit, "EUR")]):
            waiting += amount
        else:
            alone += amount
    assert alone.minor_units <= limit
    assert alone.minor_units + waiting.minor_units == sum(split)
    assert waiting.is_zero == (sum(split) <= limit)


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
