"""Readers: what the text of a cell means. Each raises `Unreadable` with what to write instead."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from domain.errors import Invalid
from domain.imports.faults import Unreadable, shown
from domain.money import Money, exponent
from domain.plans import check_code

Choice = TypeVar("Choice", bound=StrEnum)

FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST_REFERENCE = 100
MOST_MINOR_UNITS = 10**13

_LINE_BREAK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
_WITH_COMMA = re.compile(r"-?\d{1,15},\d{1,4}", re.ASCII)
_CARD_NUMBER = re.compile(r"\d(?:[ -]?\d){12,18}", re.ASCII)
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class Month:
    """A month of a year, such as a card's last one."""

    year: int
    month: int


def one_line(most: int) -> Callable[[str], str]:
    """A text of one line and at most so many characters."""

    def read(text: str) -> str:
        if _LINE_BREAK.search(text):
            raise Unreadable(
                "There is a line break or a tab in this cell.", "Write it on one line."
            )
        return lines(most)(text)

    return read


def lines(most: int) -> Callable[[str], str]:
    """A text of at most so many characters; it may have several lines."""

    def read(text: str) -> str:
        if len(text) > most:
            raise Unreadable(f"{shown(text)} has {len(text):,} characters.", f"Use at most {most}.")
        return text

    return read


reference = one_line(LONGEST_REFERENCE)


def code(text: str) -> str:
    try:
        check_code(text)
    except Invalid:
        words = "Use up to 40 letters, digits, dots, hyphens and underscores."
        raise Unreadable(f"{shown(text)} cannot be a code.", words) from None
    return text


def day(text: str) -> date:
    """A date as ISO 8601 writes it, and in no other way."""
    if not _DAY.fullmatch(text):
        raise Unreadable(f"{shown(text)} is not a date as it is read here.", _iso_of(text))
    return _date(text)


def _date(text: str) -> date:
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"There is no {text} in the calendar.", "Correct the date.") from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        bounds = f"Use a date from {FIRST_YEAR} to {LAST_YEAR}."
        raise Unreadable(f"{text} cannot be meant.", bounds)
    return read


def _iso_of(text: str) -> str:
    dotted = _DOTTED.fullmatch(text)
    if dotted:
        day_of_month, month, year = (int(part) for part in dotted.groups())
        return f"Write {year}-{month:02}-{day_of_month:02} (year-month-day)."
    return "Write year-month-day, like 2026-01-31."


def month(text: str) -> Month:
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise Unreadable(f"{shown(text)} is not a month.", "Write year-month, like 2028-05.")
    return Month(int(found[1]), int(found[2]))


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within these bounds."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            message = f"{shown(text)} is not a whole number from {least:,} to {most:,}."
            raise Unreadable(message, "Write it with digits only.")
        return int(text)

    return read


def flag(text: str) -> bool:
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise Unreadable(f"{shown(text)} is neither yes nor no.", "Write yes or no.") from None


def choice(kind: type[Choice], also: Mapping[str, Choice]) -> Callable[[str], Choice]:
    """One of the enumeration's values; letter case, blanks and hyphens do not matter.

    `also` are the words other tools have for them.
    """
    known: dict[str, Choice] = {**{member.value: member for member in kind}, **also}

    def read(text: str) -> Choice:
        word = re.sub(r"[\s_-]+", "_", text.lower())
        if word in known:
            return known[word]
        near = get_close_matches(word[:60], known, n=1)
        words = f"Did you mean {near[0]}?" if near else f"It is one of {', '.join(kind)}."
        raise Unreadable(f"{shown(text)} is not known here.", words)

    return read


def amount(currency: str) -> Callable[[str], Money]:
    """An amount of at least zero, exactly, with no more decimals than the currency has."""

    def read(text: str) -> Money:
        try:
            read = Money.parse(text, currency)
        except Invalid:
            raise Unreadable(
                f"{shown(text)} is not an amount in {currency}.", _as_amount(text, currency)
            ) from None
        if not 0 <= read.minor_units <= MOST_MINOR_UNITS:
            most = Money(MOST_MINOR_UNITS, currency)
            raise Unreadable(
                f"{shown(text)} cannot be meant.", f"Write an amount from 0 to {most}."
            )
        return read

    return read


def _as_amount(text: str, currency: str) -> str:
    places = exponent(currency)
    example = Money(1250 * 10**places, currency).decimal
    if not places:
        return f"{currency} has no decimals: write it like {example}."
    if _WITH_COMMA.fullmatch(text) and _is_amount(text.replace(",", "."), currency):
        return f"Write a decimal point: {text.replace(',', '.')}."
    many = f"{currency} has {places} decimals: w" if "." in text else "W"
    return f"{many}rite it like {example}, without separators of thousands."


def _is_amount(text: str, currency: str) -> bool:
    try:
        Money.parse(text, currency)
    except Invalid:
        return False
    return True


def percent(text: str) -> Fraction:
    """A share of 0 to 100 percent, exactly."""
    bare = text.removesuffix("%").strip()
    if not _DECIMAL.fullmatch(bare) or Decimal(bare) > 100:
        message = f"{shown(text)} is not a percentage from 0 to 100."
        raise Unreadable(message, "Write it like 20 or 7.7.")
    return Fraction(bare) / 100


def token(text: str) -> str:
    """A processor's token. What may be a card's number is refused without being repeated."""
    if is_card_number(text):
        words = "Never store one: import the token of your payment processor."
        raise Unreadable("This looks like the number of a card.", words)
    if " " in text:
        raise Unreadable("There is a blank in this token.", "Write it without.")
    return one_line(255)(text)


def is_card_number(text: str) -> bool:
    """Whether there are 13 to 19 digits in the text whose check digit is right."""
    return any(_has_check_digit(found[0]) for found in _CARD_NUMBER.finditer(text))


def _has_check_digit(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()][::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def last_four(text: str) -> str:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise Unreadable("These are not four digits.", "Write the last four, with leading zeros.")
    return text
