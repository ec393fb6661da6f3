"""Amounts at Stripe's border: the same money, whatever minor units Stripe counts in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.currencies import EXPONENTS
from domain.money import Money
from domain.processor import ProcessorRefusal
from gateways.stripe_amounts import from_stripe, to_stripe


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Money(4100, "EUR"), 4100),
        (Money(500, "JPY"), 500),
        (Money(12340, "KWD"), 12340),
        (Money(700, "UGX"), 70000),
        (Money(700, "ISK"), 70000),
        (Money(12300, "MGA"), 123),
    ],
)
def test_an_amount_is_written_as_stripe_counts(amount: Money, written: int) -> None:
    assert to_stripe(amount) == written
    assert from_stripe(written, amount.currency.lower()) == amount


@pytest.mark.parametrize("amount", [Money(12345, "KWD"), Money(12310, "MGA")])
def test_what_stripe_cannot_write_is_refused_before_it_is_asked(amount: Money) -> None:
    with pytest.raises(ProcessorRefusal, match="CP4003"):
        to_stripe(amount)


def test_what_is_no_amount_is_none() -> None:
    with pytest.raises(ValueError, match="no amount"):
        from_stripe(70001, "ugx")


@given(tens=st.integers(min_value=0, max_value=10**10), currency=st.sampled_from(sorted(EXPONENTS)))
def test_nothing_is_lost_on_the_way(tens: int, currency: str) -> None:
    amount = Money(tens * 100, currency)

    assert from_stripe(to_stripe(amount), currency.lower()) == amount
