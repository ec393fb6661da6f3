"""What a processor would refuse is known before it is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.capabilities import LEAST_CHARGES, Capabilities, check_charges_saved, check_takes
from domain.errors import refusal_named
from domain.money import Money
from domain.payment_problems import (
    PROBLEMS,
    AmountTooSmall,
    ContactIsGone,
    CurrencyNotTaken,
    NoDefaultTax,
    PaidMomentsAgo,
    RecurringNotSupported,
    SubscriptionIsGone,
    check_contact,
    check_default_tax,
    check_not_repeated,
    check_subscription,
)
from domain.processor import ProcessorRefusal

ABLE = Capabilities(frozenset({"EUR", "JPY", "XAF"}), {"EUR": 50, "JPY": 50})
EUR_31 = Money(3100, "EUR")


@pytest.mark.parametrize(
    "amount", [Money(50, "EUR"), Money(50, "JPY"), Money(1, "XAF"), Money(10**9, "EUR")]
)
def test_what_is_taken(amount: Money) -> None:
    check_takes(ABLE, amount)


@pytest.mark.parametrize("amount", [Money(49, "EUR"), Money(0, "EUR"), Money(49, "JPY")])
def test_too_little_is_cp4001(amount: Money) -> None:
    with pytest.raises(AmountTooSmall, match="CP4001") as refusal:
        check_takes(ABLE, amount)

    assert refusal.value.facts["amount"] == str(amount)


def test_another_currency_is_cp4003() -> None:
    with pytest.raises(CurrencyNotTaken, match="CP4003"):
        check_takes(ABLE, Money(3100, "USD"))


def test_without_saved_methods_it_is_cp4002() -> None:
    check_charges_saved(ABLE)
    with pytest.raises(RecurringNotSupported, match="CP4002"):
        check_charges_saved(Capabilities(frozenset(), {}, charges_saved_methods=False))


def test_what_the_books_know_has_its_codes() -> None:
    check_contact(exists=True)
    check_subscription(exists=True)
    check_default_tax(is_needed=False, exists=False)
    check_default_tax(is_needed=True, exists=True)
    check_not_repeated(EUR_31, charged_moments_ago=False)
    with pytest.raises(ContactIsGone, match="CP1003"):
        check_contact(exists=False)
    with pytest.raises(SubscriptionIsGone, match="CP1004"):
        check_subscription(exists=False)
    with pytest.raises(NoDefaultTax, match="CP2001"):
        check_default_tax(is_needed=True, exists=False)
    with pytest.raises(PaidMomentsAgo, match=r"31\.00 EUR .*CP3005"):
        check_not_repeated(EUR_31, charged_moments_ago=True)


@given(st.sampled_from(sorted(LEAST_CHARGES)), st.integers(min_value=0, max_value=10**6))
def test_a_refusal_can_be_said_again_and_names_a_problem(currency: str, minor_units: int) -> None:
    able = Capabilities(frozenset(LEAST_CHARGES) - {"CHF"}, LEAST_CHARGES)
    refusal = refused(able, Money(minor_units, currency))

    if refusal is None:
        assert minor_units >= LEAST_CHARGES[currency]
        assert currency != "CHF"
        return
    again = refusal_named(refusal.code)
    assert again is not None
    assert str(again(**refusal.facts)) == str(refusal)
    assert refusal.facts["cp_code"] in PROBLEMS


def refused(able: Capabilities, amount: Money) -> ProcessorRefusal | None:
    try:
        check_takes(able, amount)
    except ProcessorRefusal as refusal:
        return refusal
    return None
