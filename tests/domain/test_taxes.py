"""Net and tax always add up to gross, and credits give back exactly the tax that was charged."""

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from domain.taxes import CreditExceedsLine, TaxBehaviour, Taxed, TaxRate, mirrored, taxed
from tests.domain.examples import eur

NOTHING = Taxed(eur("0"), eur("0"), eur("0"))


def rate(percent: int, behaviour: TaxBehaviour) -> TaxRate:
    return TaxRate("VAT", "Value added tax", Fraction(percent, 100), behaviour)


def on_top(percent: int) -> TaxRate:
    return rate(percent, TaxBehaviour.EXCLUSIVE)


def inside(percent: int) -> TaxRate:
    return rate(percent, TaxBehaviour.INCLUSIVE)


def test_without_a_rate_there_is_no_tax() -> None:
    assert taxed(eur("9.99"), None) == Taxed(eur("9.99"), eur("0"), eur("9.99"))


def test_tv_91_tax_on_top_is_rounded_per_line() -> None:
    lines = [taxed(eur("0.35"), on_top(10)) for _ in range(3)]

    assert sum((line.tax for line in lines), eur("0")) == eur("0.12")


def test_tv_92_of_a_price_with_tax_inside_the_net_is_rounded() -> None:
    assert taxed(eur("2.99"), inside(4)) == Taxed(eur("2.88"), eur("0.11"), eur("2.99"))


@given(st.integers(-(10**9), 10**9), st.integers(0, 60), st.sampled_from(TaxBehaviour))
def test_net_and_tax_add_up(minor_units: int, percent: int, behaviour: TaxBehaviour) -> None:
    parts = taxed(Money(minor_units, "EUR"), rate(percent, behaviour))

    assert parts.net + parts.tax == parts.gross
    untouched = parts.gross if behaviour is TaxBehaviour.INCLUSIVE else parts.net
    assert untouched == Money(minor_units, "EUR")


def credited_in_parts(original: Taxed, amounts: list[Money]) -> list[Taxed]:
    """Credits one after the other, each knowing what those before it gave back."""
    given_back, credits = NOTHING, list[Taxed]()
    for amount in amounts:
        credit = mirrored(original, credited=given_back, amount=amount)
        credits.append(credit)
        given_back = Taxed(
            given_back.net + credit.net, given_back.tax + credit.tax, given_back.gross + amount
        )
    return credits


def test_tv_94_credits_give_back_exactly_the_tax_that_was_charged() -> None:
    original = taxed(eur("10.00"), inside(20))
    assert original.tax == eur("1.67")

    credits = credited_in_parts(original, [eur("3.33"), eur("3.33"), eur("3.34")])

    assert sum((credit.tax for credit in credits), eur("0")) == eur("1.67")


@given(
    st.integers(1, 10**7),
    st.integers(0, 60),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=8),
)
def test_however_a_line_is_credited_its_tax_comes_back_once(
    gross: int, percent: int, cuts: list[int]
) -> None:
    original = taxed(Money(gross, "EUR"), inside(percent))
    ends = [*(end for end in accumulate(cuts) if end < gross), gross]
    amounts = [Money(end - begin, "EUR") for begin, end in zip([0, *ends], ends, strict=False)]

    credits = credited_in_parts(original, amounts)

    assert sum((credit.tax for credit in credits), eur("0")) == original.tax
    assert sum((credit.net for credit in credits), eur("0")) == original.net
    assert all(credit.net + credit.tax == credit.gross for credit in credits)


def test_never_more_is_credited_than_the_line() -> None:
    original = taxed(eur("10.00"), inside(20))
    before = mirrored(original, credited=NOTHING, amount=eur("9.00"))

    with pytest.raises(CreditExceedsLine, match=r"1\.01 EUR .* only 1\.00 EUR"):
        mirrored(original, credited=before, amount=eur("1.01"))


def test_a_line_of_nothing_has_nothing_to_give_back() -> None:
    assert mirrored(NOTHING, credited=NOTHING, amount=eur("0")) == NOTHING
