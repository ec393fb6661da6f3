"""How what people type becomes values, and what is said where it cannot."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from email_validator import EmailNotValidError, validate_email

from api.callers import SignedInStaff
from api.staff.choices import choices_in
from domain.errors import BillingError, Invalid
from domain.money import Money, NotAnAmount
from domain.periods import instant, local_date
from domain.words import N_

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)
_LARGEST = 10**9


class NotAnEmail(Invalid):
    message = N_("“{email}” is not an e-mail address. Write it like name@example.com.")


class NotANumber(Invalid):
    message = N_("“{typed}” is not a whole number.")


class NotAPercentage(Invalid):
    message = N_("“{typed}” is not a percentage. Write it like 19 or 8.1.")


class NotADate(Invalid):
    message = N_("“{typed}” is not a date. Write it like 2026-11-30.")


class NotAPrice(Invalid):
    message = N_("“{typed}” is not an amount in {currency}. Write it like {example}.")


class StartsInThePast(Invalid):
    message = N_("A subscription starts today or later.")


class NotAChoiceHere(Invalid):
    message = N_("Choose one of the list.")


def email(text: str) -> str:
    """An address that mail can be sent to, or nothing. Raises `NotAnEmail`."""
    if not text.strip():
        return ""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise NotAnEmail(email=text.strip()) from None


def whole_number(text: str) -> int:
    """Raises `NotANumber`."""
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit()) or int(stripped) > _LARGEST:
        raise NotANumber(typed=text)
    return int(stripped)


def share(text: str) -> Fraction:
    """Of a percentage: a fifth of “20”. Raises `NotAPercentage`."""
    try:
        percent = Decimal(text.strip().rstrip("%").strip())
    except InvalidOperation:
        raise NotAPercentage(typed=text) from None
    if not percent.is_finite() or abs(percent) > 1000:
        raise NotAPercentage(typed=text)
    return Fraction(percent) / 100


def price_in(currency: str) -> Callable[[str], Money]:
    """Reads an amount. Raises `UnknownCurrency` and `NotAPrice`."""

    def read(text: str) -> Money:
        try:
            return Money.parse(text, currency)
        except NotAnAmount as refusal:
            facts = refusal.facts
            raise NotAPrice(typed=text, currency=currency, example=facts["example"]) from None

    return read


def day_in(zone: str, hour: int) -> Callable[[str], datetime]:
    """Reads a date as the instant at which its run hour comes there."""

    def read(text: str) -> datetime:
        try:
            day = datetime.fromisoformat(text.strip()).date()
        except ValueError:
            raise NotADate(typed=text) from None
        return instant(day, hour, zone)

    return read


def start_in(zone: str, hour: int, now: datetime) -> Callable[[str], datetime]:
    """Reads a start: today is now, another day begins at the run hour. Not in the past."""

    def read(text: str) -> datetime:
        at, today = day_in(zone, hour)(text), local_date(now, zone)
        if local_date(at, zone) < today:
            raise StartsInThePast
        return now if local_date(at, zone) == today else at

    return read


class Reader:
    """Reads the fields of a form one by one, and notes what is wrong with which."""

    def __init__(self, staff: SignedInStaff) -> None:
        self._staff = staff
        self.errors: dict[str, str] = {}

    def read(self, field: str, text: str, make: Callable[[str], Value], fallback: Value) -> Value:
        """The value, or the fallback when it is refused: the form is not used then."""
        try:
            return make(text)
        except BillingError as refusal:
            self.note(field, refusal)
            return fallback

    def note(self, field: str, refusal: BillingError) -> None:
        self.errors.setdefault(field, self._staff.put(refusal))

    def one_of(self, field: str, text: str, offered: Mapping[str, object]) -> str:
        if text not in offered:
            self.note(field, NotAChoiceHere())
        return text

    def choice(self, field: str, text: str, fallback: Choice) -> Choice:
        """The member that was chosen of the enumeration of the fallback."""
        try:
            return type(fallback)(text)
        except ValueError:
            self.note(field, NotAChoiceHere())
            return fallback

    def country(self, field: str, text: str) -> str:
        return self.one_of(field, text, dict(choices_in(self._staff.language).countries))

    def language(self, field: str, text: str) -> str:
        return self.one_of(field, text, dict(choices_in(self._staff.language).languages))
