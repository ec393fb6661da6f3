"""Payment methods: which one is charged, until when it is good, and which kinds are allowed."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.errors import Conflict, Forbidden
from domain.processor import MethodFacts, MethodKind
from domain.words import N_


class BankAccountNotAllowed(Forbidden):
    message = N_("Paying from a bank account is not possible here. Please use a card.")


class MethodInUse(Conflict):
    message = N_("{subscriptions} is charged to this method: replace it first.")


class MethodHasExpired(Conflict):
    message = N_("{method} has expired. Please use another payment method.")


def check_kind(kind: MethodKind, *, bank_account_allowed: bool) -> None:
    """Raises `BankAccountNotAllowed` where staff have not allowed it for the customer."""
    if kind is MethodKind.BANK_ACCOUNT and not bank_account_allowed:
        raise BankAccountNotAllowed


def check_removable_method(charged: Sequence[str]) -> None:
    """`charged` are the subscriptions it is charged for automatically. Raises `MethodInUse`."""
    if charged:
        raise MethodInUse(subscriptions=", ".join(charged))


def check_not_expired(method: MethodFacts, on: date) -> None:
    """Raises `MethodHasExpired`."""
    ends_on = expires_on(method)
    if ends_on and ends_on <= on:
        raise MethodHasExpired(method=method.label)


def expires_on(method: MethodFacts) -> date | None:
    """The first day on which it is no longer good; None if it does not expire.

    A card is good to the end of the month that stands on it.
    """
    if method.expires_year is None or method.expires_month is None:
        return None
    year, month = divmod(method.expires_year * 12 + method.expires_month, 12)
    return date(year, month + 1, 1)


def expiry_reminder_on(method: MethodFacts, days_before: int) -> date | None:
    """The day on which to remind of its expiry; None if it does not expire, or for 0 days."""
    ends_on = expires_on(method)
    if ends_on is None or not days_before:
        return None
    return ends_on - timedelta(days=days_before)


def expires_before(method: MethodFacts, charged_on: date) -> bool:
    """Whether the next charge will find it expired: the time to say so is now."""
    ends_on = expires_on(method)
    return ends_on is not None and ends_on <= charged_on
