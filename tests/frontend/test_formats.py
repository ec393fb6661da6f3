"""Money, dates and numbers as people of each language write them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from domain.money import Money
from runtime.formats import Formats
from runtime.languages import language_of, preferred_language
from tests.frontend.samples import ENGLISH, GERMAN, MIRRORED

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [
        (Money(123456, "EUR"), "€1,234.56", f"1.234,56{NBSP}€"),
        (Money(-500, "GBP"), "-£5.00", f"-5,00{NBSP}£"),
        (Money(1234568, "JPY"), "JP¥1,234,568", f"1.234.568{NBSP}¥"),
        (Money(12345, "KWD"), "KWD12.345", f"12,345{NBSP}KWD"),
        (Money(0, "USD"), "US$0.00", f"0,00{NBSP}$"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount: Money, english: str, german: str) -> None:
    assert Formats(ENGLISH).money_text(amount).replace(NBSP, "") == english
    assert Formats(GERMAN).money_text(amount) == german


def test_money_in_a_page_is_isolated_from_the_direction_around_it() -> None:
    assert Formats(MIRRORED).money(Money(100, "EUR")).startswith('<bdi class="money">')


def test_a_day_has_its_weekday() -> None:
    day = date(2026, 12, 3)
    assert Formats(ENGLISH).day_text(day) == "Thu 3 Dec 2026"
    assert Formats(GERMAN).day_text(day) == "Do., 3. Dez. 2026"
    assert Formats(ENGLISH).day(day) == '<time datetime="2026-12-03">Thu 3 Dec 2026</time>'


def test_a_moment_is_told_by_the_clocks_of_its_zone() -> None:
    at = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)
    assert Formats(ENGLISH).moment_text(at, "Europe/Berlin") == "Fri 4 Dec 2026, 00:30"
    assert Formats(ENGLISH).moment_text(at, "Europe/Berlin", name_zone=True).endswith("00:30 CET")


def test_a_rate_shows_only_the_decimals_it_has() -> None:
    assert Formats(ENGLISH).percent(Fraction(19, 100)) == "19%"
    assert Formats(GERMAN).percent(Fraction(81, 1000)) == f"8,1{NBSP}%"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr, en;q=0.5, de;q=0.4", "en"),
        ("en;q=0.2, de", "de"),
        ("", "en"),
        ("*;q=nonsense, xx", "en"),
    ],
)
def test_the_browser_says_which_language_it_prefers(header: str, code: str) -> None:
    assert preferred_language(header).code == code


def test_an_unknown_language_is_english() -> None:
    assert language_of("tlh") == language_of(None) == ENGLISH
