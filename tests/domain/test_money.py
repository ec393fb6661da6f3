"""Money is exact: one rounding, one way to divide, never two currencies together."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.currencies import EXPONENTS
from domain.money import (
    CurrencyMismatch,
    Money,
    NotAnAmount,
    UnknownCurrency,
    exponent,
    round_half_away,
    split,
)
from tests.domain.examples import eur

units = st.integers(min_value=-(10**14), max_value=10**14)
codes = st.sampled_from(sorted(EXPONENTS))


@pytest.mark.parametrize(
    ("places", "currencies"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (2, "EUR USD GBP CHF SEK INR BRL"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
    ],
)
def test_each_currency_has_its_own_number_of_decimals(places: int, currencies: str) -> None:
    assert {exponent(code) for code in currencies.split()} == {places}


@pytest.mark.parametrize("currency", ["", "eur", "XXX", "EURO", "XAU"])
def test_what_is_no_currency_is_refused(currency: str) -> None:
    with pytest.raises(UnknownCurrency):
        Money(1, currency)


@pytest.mark.parametrize(
    ("text", "currency", "minor_units"),
    [
        ("12.30", "EUR", 1230),
        ("12.3", "EUR", 1230),
        ("-0.05", "EUR", -5),
        (" 7 ", "EUR", 700),
        ("100", "JPY", 100),
        ("100.00", "JPY", 100),
        ("1.234", "KWD", 1234),
        ("1.2340", "KWD", 1234),
    ],
)
def test_an_amount_is_read_as_it_is_written(text: str, currency: str, minor_units: int) -> None:
    assert Money.parse(text, currency) == Money(minor_units, currency)


def test_tv_96_a_hundred_yen_are_a_hundred_minor_units() -> None:
    assert Money.parse("100", "JPY").minor_units == 100


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,50", "1.005", "1e3", "NaN", "1.", ".5", "+1", "--1", "1 000", "1.000", "٣"],
)
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotAnAmount, match=r"Write it like 1234\.56"):
        Money.parse(text, "EUR")


def test_the_example_is_in_the_currency_that_was_meant() -> None:
    with pytest.raises(NotAnAmount, match=r"Write it like 1234\.$"):
        Money.parse("12.30", "JPY")


def test_only_nothing_is_zero() -> None:
    assert Money.zero("EUR").is_zero
    assert not eur("0.01").is_zero
    assert not eur("-0.01").is_zero


@given(units, codes)
def test_an_amount_that_was_written_is_read_back(minor_units: int, currency: str) -> None:
    money = Money(minor_units, currency)

    text, code = str(money).split(" ")

    assert Money.parse(text, code) == money


def test_money_is_written_with_all_its_decimals() -> None:
    assert str(eur("12.3")) == "12.30 EUR"
    assert str(Money(-5, "EUR")) == "-0.05 EUR"
    assert str(Money(1935, "JPY")) == "1935 JPY"
    assert Money(1, "KWD").decimal == Decimal("0.001")


@given(units, units, units)
def test_adding_is_the_same_in_any_order(a: int, b: int, c: int) -> None:
    one, two, three = Money(a, "EUR"), Money(b, "EUR"), Money(c, "EUR")

    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + two - two == one
    assert one + -one == Money.zero("EUR")


@given(units, st.integers(min_value=0, max_value=50))
def test_multiplying_is_adding_so_many_times(a: int, count: int) -> None:
    assert Money(a, "EUR") * count == sum([Money(a, "EUR")] * count, Money.zero("EUR"))


@given(units, units)
def test_money_is_ordered_as_its_minor_units_are(a: int, b: int) -> None:
    one, two = Money(a, "EUR"), Money(b, "EUR")

    assert (one < two, one <= two, one > two, one >= two) == (a < b, a <= b, a > b, a >= b)


def test_two_currencies_are_never_put_together() -> None:
    euro, yen = Money(1, "EUR"), Money(1, "JPY")

    for together in (
        lambda: euro + yen,
        lambda: euro - yen,
        lambda: euro < yen,
        lambda: euro <= yen,
        lambda: euro > yen,
        lambda: euro >= yen,
    ):
        with pytest.raises(CurrencyMismatch, match=r"0\.01 EUR and 1 JPY"):
            together()
    assert euro != yen


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("-3/2", -2), ("49/100", 0), ("-51/100", -1), ("5", 5)],
)
def test_half_is_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Fraction(value)) == rounded


@given(st.fractions())
def test_rounding_moves_by_half_at_most_and_the_same_way_on_both_sides(value: Fraction) -> None:
    assert abs(round_half_away(value) - value) <= Fraction(1, 2)
    assert round_half_away(-value) == -round_half_away(value)


def test_tv_95_a_share_of_yen_has_no_decimals() -> None:
    assert str(Money(10_000, "JPY").times(Fraction(6, 31))) == "1935 JPY"


def test_a_hundred_in_three_gives_the_first_one_more_cent() -> None:
    assert split(eur("100.00"), [1, 1, 1]) == [eur("33.34"), eur("33.33"), eur("33.33")]


def test_the_largest_remainder_gets_the_cent() -> None:
    assert split(eur("0.10"), [1, 2, 4]) == [eur("0.01"), eur("0.03"), eur("0.06")]


def test_a_part_without_weight_gets_nothing() -> None:
    assert split(eur("0.03"), [0, 1, 1]) == [eur("0"), eur("0.02"), eur("0.01")]


@given(units, st.lists(st.integers(min_value=0, max_value=10**6), min_size=1).filter(any))
def test_parts_always_add_up_and_are_fair(minor_units: int, weights: list[int]) -> None:
    parts = split(Money(minor_units, "EUR"), weights)

    assert sum(parts, Money.zero("EUR")) == Money(minor_units, "EUR")
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor_units - Fraction(minor_units * weight, sum(weights))) < 1


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_nothing_is_split_by_weights_that_mean_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(eur("1.00"), weights)
