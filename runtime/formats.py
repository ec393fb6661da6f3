"""How money, dates and numbers are written in a language: as words, and as markup for a page."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.numbers import NumberPattern, format_decimal, format_percent
from markupsafe import Markup

from domain.money import Money, exponent
from runtime.languages import Language


@cache
def _money_pattern(language: Language, digits: int) -> NumberPattern:
    """The language's way to write a currency, with as many decimals as ISO 4217 gives it."""
    pattern: NumberPattern = copy(language.locale.currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return pattern


KEPT = 2000
"""So many amounts and days are kept as they were written: pages repeat them, patterns are slow."""


@dataclass(frozen=True)
class Formats:
    """Everything a template writes in the manner of one language."""

    language: Language

    @lru_cache(maxsize=KEPT)  # noqa: B019 - one of these for each language, as long as the process
    def money_text(self, amount: Money) -> str:
        """An amount with its currency as plain text."""
        pattern = _money_pattern(self.language, exponent(amount.currency))
        return str(
            pattern.apply(
                amount.decimal,
                self.language.locale,
                currency=amount.currency,
                currency_digits=False,
            )
        )

    def money(self, amount: Money) -> Markup:
        """An amount for a page, isolated from the direction of the text around it."""
        return Markup('<bdi class="money">{}</bdi>').format(self.money_text(amount))

    @lru_cache(maxsize=KEPT)  # noqa: B019 - as above
    def day_text(self, day: date) -> str:
        """A day with its weekday: Thu 3 Dec 2026."""
        if self.language.day_pattern:
            return format_date(day, self.language.day_pattern, locale=self.language.locale)
        return format_skeleton("yMMMEd", _noon(day), locale=self.language.locale)

    def day(self, day: date) -> Markup:
        """A day for a page."""
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), self.day_text(day))

    def moment_text(self, at: datetime, zone: str, *, name_zone: bool = False) -> str:
        """A moment as the clocks of a zone show it: Thu 3 Dec 2026, 09:00."""
        local = at.astimezone(ZoneInfo(zone))
        clock = format_time(local.time(), "short", locale=self.language.locale)
        frame = str(self.language.locale.datetime_formats["medium"])
        text = frame.replace("{1}", self.day_text(local.date())).replace("{0}", clock)
        if not name_zone:
            return text
        return f"{text} {get_timezone_name(local, 'short', locale=self.language.locale)}"

    def moment(self, at: datetime, zone: str, *, name_zone: bool = False) -> Markup:
        """A moment for a page."""
        return Markup('<time datetime="{}">{}</time>').format(
            at.isoformat(timespec="seconds"), self.moment_text(at, zone, name_zone=name_zone)
        )

    def day_at(self, at: datetime, zone: str) -> Markup:
        """The day of a moment in a zone, for lists that have no room for the clock."""
        return self.day(at.astimezone(ZoneInfo(zone)).date())

    def when(self, at: date | datetime, zone: str) -> Markup:
        """A day or a moment, whichever it is."""
        return self.moment(at, zone) if isinstance(at, datetime) else self.day(at)

    def number(self, value: int | float | Fraction) -> str:
        """A number with the language's separators."""
        exact = float(value) if isinstance(value, Fraction) else value
        return format_decimal(exact, locale=self.language.locale)

    def percent(self, rate: Fraction) -> str:
        """A rate such as a tax: 19%, 8.1%."""
        pattern = copy(self.language.locale.percent_formats[None])
        pattern.frac_prec = (0, 3)
        return format_percent(float(rate), format=pattern, locale=self.language.locale)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 (only its date is written)
