"""Rates that change: by the day, for a while or for good; the later word counts."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.articles import Article, ArticleKind, Priced, amounts_of, single_item
from domain.money import Money
from domain.taxes import NotAValidity, RateChange, TaxBehaviour, TaxCategory, TaxRate

BASE = TaxRate("DE", "VAT 19 %", Fraction(19, 100), TaxBehaviour.EXCLUSIVE)
REST = RateChange("VAT 16 %", Fraction(16, 100), date(2020, 7, 1), date(2020, 12, 31))
MORE = RateChange("VAT 21 %", Fraction(21, 100), date(2027, 1, 1))
RATE = TaxRate(
    "DE", BASE.name, BASE.rate, BASE.behaviour, TaxCategory.STANDARD, "", changes=(REST, MORE)
)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2020, 6, 30), 19),
        (date(2020, 7, 1), 16),
        (date(2020, 12, 31), 16),
        (date(2021, 1, 1), 19),
        (date(2026, 12, 31), 19),
        (date(2027, 1, 1), 21),
        (date(2050, 1, 1), 21),
    ],
)
def test_the_rate_is_that_of_the_day(day: date, percent: int) -> None:
    assert RATE.on(day).rate == Fraction(percent, 100)
    assert RATE.on(day).name == f"VAT {percent} %"


def test_an_invoice_bears_the_rate_of_its_day() -> None:
    article = Article(ArticleKind.PLAN, "team")
    item = single_item(Priced(article, "Team", 1, Money(10000, "EUR"), RATE))
    assert amounts_of([item], date(2020, 8, 1)).tax == Money(1600, "EUR")
    assert amounts_of([item], date(2026, 8, 1)).tax == Money(1900, "EUR")
    [line] = amounts_of([item], date(2027, 8, 1)).lines
    assert line.tax
    assert (line.tax.name, line.tax.changes) == ("VAT 21 %", ())


def test_a_validity_that_is_backwards_is_refused() -> None:
    with pytest.raises(NotAValidity):
        RateChange("x", Fraction(1, 10), date(2026, 2, 2), date(2026, 2, 1))


@given(
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 2000),
)
def test_only_the_days_of_a_change_are_changed(day: date, start: date, days: int) -> None:
    change = RateChange("other", Fraction(1, 10), start, start + timedelta(days=days))
    rate = TaxRate("T", "T", Fraction(1, 5), TaxBehaviour.INCLUSIVE, changes=(change,))
    inside = start <= day <= start + timedelta(days=days)
    assert rate.on(day).rate == (Fraction(1, 10) if inside else Fraction(1, 5))
