"""The kinds of preferences: what may be stored under a key, how it is read, how it is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from domain.dunning_rules import DunningRule, NotASchedule
from domain.errors import BillingError, Invalid
from domain.money import Money
from domain.plans import NotACode, check_code
from domain.words import N_

Value = TypeVar("Value")


class UnknownPreference(Invalid):
    message = N_("There is no preference “{key}”.")


class BadPreference(Invalid):
    message = N_("The preference “{key}” cannot be “{value}”.")


class NotASwitch(BadPreference):
    message = N_("The preference “{key}” cannot be “{value}”: it is either on or off.")


class NumberOutOfRange(BadPreference):
    message = N_(
        "The preference “{key}” cannot be “{value}”: it is a whole number from {least} to {most}."
    )


class TextTooLong(BadPreference):
    message = N_("The preference “{key}” must be a text of at most {most} characters.")


class NotAChoice(BadPreference):
    message = N_("The preference “{key}” cannot be “{value}”: it is one of {choices}.")


class NotChoices(BadPreference):
    message = N_("The preference “{key}” cannot be “{value}”: it is one or more of {choices}.")


class NotRetryDays(BadPreference):
    message = N_(
        "The preference “{key}” cannot be “{value}”: it is 1 to 15 rising days, from 1 to 60."
    )


class NotRisingDays(BadPreference):
    message = N_("The preference “{key}” cannot be “{value}”: it is rising days, from 1 to {most}.")


class NotCodes(BadPreference):
    message = N_("The preference “{key}” cannot be “{value}”: it is a list of codes.")


class NotAmounts(BadPreference):
    message = N_(
        "The preference “{key}” cannot be “{value}”: it is at most one amount above zero for each"
        " currency, like 5.00 EUR."
    )


class PreferenceType(StrEnum):
    """How a preference is stored.

    SWITCH: true or false. NUMBER: a whole number. TEXT: a text. CHOICE: one of the key's choices,
    CHOICES: a list of one or more of them. DAYS: a list of numbers. CODES: a list of texts.
    AMOUNTS: a list of texts like `5.00 EUR`.
    """

    SWITCH = "switch"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    DAYS = "days"
    CODES = "codes"
    AMOUNTS = "amounts"


@dataclass(frozen=True)
class PreferenceKey:
    """A preference as it is stored and as its field in a form needs it."""

    key: str
    type: PreferenceType
    default: object
    attribute: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Makes a typed value of what is stored under a key, or raises a `BadPreference`."""

    type: PreferenceType
    read: Callable[[str, object], object]
    choices: tuple[str, ...] = ()


def _switch(key: str, stored: object) -> bool:
    if not isinstance(stored, bool):
        raise NotASwitch(key=key, value=str(stored))
    return stored


def number(least: int, most: int) -> Reader:
    def read(key: str, stored: object) -> int:
        if type(stored) is not int or not least <= stored <= most:
            raise NumberOutOfRange(key=key, value=str(stored), least=least, most=most)
        return stored

    return Reader(PreferenceType.NUMBER, read)


def text(most: int) -> Reader:
    def read(key: str, stored: object) -> str:
        if not isinstance(stored, str) or len(stored) > most:
            raise TextTooLong(key=key, most=most)
        return stored

    return Reader(PreferenceType.TEXT, read)


def choice(choices: type[StrEnum]) -> Reader:
    def read(key: str, stored: object) -> StrEnum:
        try:
            return choices(str(stored))
        except ValueError:
            allowed = ", ".join(choices)
            raise NotAChoice(key=key, value=str(stored), choices=allowed) from None

    return Reader(PreferenceType.CHOICE, read, tuple(choices))


def some_of(choices: type[StrEnum], *, least: int = 1) -> Reader:
    """So many of the choices or more, read in the order in which they are declared."""

    def read(key: str, stored: object) -> tuple[StrEnum, ...]:
        wanted = _list_of(str, stored)
        if wanted is None or len(wanted) < least or not set(wanted) <= set(choices):
            raise NotChoices(key=key, value=str(stored), choices=", ".join(choices))
        return tuple(each for each in choices if each in wanted)

    return Reader(PreferenceType.CHOICES, read, tuple(choices))


def rising_days(most: int) -> Reader:
    """Days after another, as many as are wanted."""

    def read(key: str, stored: object) -> tuple[int, ...]:
        days = _list_of(int, stored)
        if days is None or not all(one < next_ for one, next_ in pairwise((0, *days, most + 1))):
            raise NotRisingDays(key=key, value=str(stored), most=most)
        return days

    return Reader(PreferenceType.DAYS, read)


def _retry_days(key: str, stored: object) -> tuple[int, ...]:
    try:
        return DunningRule(_list_of(int, stored) or ()).retry_days
    except NotASchedule:
        raise NotRetryDays(key=key, value=str(stored)) from None


def _codes(key: str, stored: object) -> tuple[str, ...]:
    codes = _list_of(str, stored)
    try:
        for code in codes or ():
            check_code(code)
    except NotACode:
        codes = None
    if codes is None:
        raise NotCodes(key=key, value=str(stored))
    return codes


def _amounts(key: str, stored: object) -> tuple[Money, ...]:
    texts = _list_of(str, stored)
    try:
        amounts = [_amount(each) for each in texts or ()]
    except BillingError:
        texts, amounts = None, []
    currencies = {each.currency for each in amounts if each.minor_units > 0}
    if texts is None or len(currencies) != len(amounts):
        raise NotAmounts(key=key, value=str(stored))
    return tuple(amounts)


def _amount(written: str) -> Money:
    amount, _, currency = written.strip().partition(" ")
    return Money.parse(amount, currency.strip())


def _list_of(kind: type[Value], stored: object) -> tuple[Value, ...] | None:
    """What is stored if it is a list of values of this very kind, None for anything else."""
    if not isinstance(stored, list | tuple) or any(type(each) is not kind for each in stored):
        return None
    return tuple(stored)


SWITCH = Reader(PreferenceType.SWITCH, _switch)
RETRY_DAYS = Reader(PreferenceType.DAYS, _retry_days)
CODES = Reader(PreferenceType.CODES, _codes)
AMOUNTS = Reader(PreferenceType.AMOUNTS, _amounts)


def preference(key: str, default: Value, reader: Reader = SWITCH) -> Value:
    """The field of a preference that is stored under a key."""
    return field(default=default, metadata={"key": key, "reader": reader})
