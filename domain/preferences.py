"""Preferences: what staff can set, each with its key, its type and its default.

Stored are the keys that were set (`trial.extend`), read is an attribute of the same name with `_`
for `.` (`preferences.trial_extend`). Every preference is asked when a command is decided, so a
change counts from then on and undoes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Self

from domain.dunning import DunningRule, FinalAction, NotASchedule
from domain.errors import Invalid
from domain.trials import WithoutMethod
from domain.words import N_


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


class NotRetryDays(BadPreference):
    message = N_(
        "The preference “{key}” cannot be “{value}”: it is 1 to 15 rising days, from 1 to 60."
    )


class PreferenceType(StrEnum):
    SWITCH = "switch"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    DAYS = "days"


@dataclass(frozen=True)
class PreferenceKey:
    """A preference as it is stored and as its field in a form needs it."""

    key: str
    type: PreferenceType
    default: object
    attribute: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class _Reader:
    """Makes a typed value of what is stored under a key, or raises a `BadPreference`."""

    type: PreferenceType
    read: Callable[[str, object], object]
    choices: tuple[str, ...] = ()


def _switch(key: str, stored: object) -> bool:
    if not isinstance(stored, bool):
        raise NotASwitch(key=key, value=str(stored))
    return stored


def _number(least: int, most: int) -> _Reader:
    def read(key: str, stored: object) -> int:
        if type(stored) is not int or not least <= stored <= most:
            raise NumberOutOfRange(key=key, value=str(stored), least=least, most=most)
        return stored

    return _Reader(PreferenceType.NUMBER, read)


def _text(most: int) -> _Reader:
    def read(key: str, stored: object) -> str:
        if not isinstance(stored, str) or len(stored) > most:
            raise TextTooLong(key=key, most=most)
        return stored

    return _Reader(PreferenceType.TEXT, read)


def _choice(choices: type[StrEnum]) -> _Reader:
    def read(key: str, stored: object) -> StrEnum:
        try:
            return choices(str(stored))
        except ValueError:
            allowed = ", ".join(choices)
            raise NotAChoice(key=key, value=str(stored), choices=allowed) from None

    return _Reader(PreferenceType.CHOICE, read, tuple(choices))


def _days(key: str, stored: object) -> tuple[int, ...]:
    days = tuple(stored) if isinstance(stored, list | tuple) else ()
    if not all(type(day) is int for day in days):
        raise NotRetryDays(key=key, value=str(stored))
    try:
        return DunningRule(days).retry_days
    except NotASchedule:
        raise NotRetryDays(key=key, value=str(stored)) from None


_SWITCH = _Reader(PreferenceType.SWITCH, _switch)
_DAYS = _Reader(PreferenceType.DAYS, _days)


def _stored(key: str, reader: _Reader = _SWITCH) -> Mapping[str, object]:
    return {"key": key, "reader": reader}


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What the organisation has set, and the defaults of everything else.

    `renewal_notice_days` is 0 for no notice. `invoices_net_days` is how long an invoice that is not
    charged automatically may remain unpaid.
    """

    portal_banner_message: str = field(
        default="", metadata=_stored("portal.banner_message", _text(1000))
    )
    portal_self_signup: bool = field(default=False, metadata=_stored("portal.self_signup"))
    login_session_hours: int = field(
        default=12, metadata=_stored("login.session_hours", _number(1, 720))
    )
    invite_valid_days: int = field(default=7, metadata=_stored("invite.valid_days", _number(1, 60)))
    view_subscriptions: bool = field(default=True, metadata=_stored("view.subscriptions"))
    edit_customer_details: bool = field(default=True, metadata=_stored("edit.customer_details"))
    edit_payment_methods: bool = field(default=True, metadata=_stored("edit.payment_methods"))
    payments_bulk_pay: bool = field(default=True, metadata=_stored("payments.bulk_pay"))
    payments_prevent_duplicates: bool = field(
        default=True, metadata=_stored("payments.prevent_duplicates")
    )
    trial_activate: bool = field(default=False, metadata=_stored("trial.activate"))
    trial_extend: bool = field(default=False, metadata=_stored("trial.extend"))
    trial_max_extensions: int = field(
        default=1, metadata=_stored("trial.max_extensions", _number(0, 100))
    )
    trial_cancel: bool = field(default=False, metadata=_stored("trial.cancel"))
    trial_end_without_method: WithoutMethod = field(
        default=WithoutMethod.EXPIRE,
        metadata=_stored("trial.end_without_method", _choice(WithoutMethod)),
    )
    autocharge_toggle: bool = field(default=False, metadata=_stored("autocharge.toggle"))
    dunning_retry_days: tuple[int, ...] = field(
        default=(1, 3, 7), metadata=_stored("dunning.retry_days", _DAYS)
    )
    dunning_final_action: FinalAction = field(
        default=FinalAction.CANCEL, metadata=_stored("dunning.final_action", _choice(FinalAction))
    )
    renewal_notice_days: int = field(
        default=3, metadata=_stored("renewal.notice_days", _number(0, 60))
    )
    invoices_net_days: int = field(
        default=14, metadata=_stored("invoices.net_days", _number(0, 365))
    )

    @classmethod
    def keys(cls) -> tuple[PreferenceKey, ...]:
        """Every preference there is."""
        return tuple(
            PreferenceKey(
                each.metadata["key"], reader.type, each.default, each.name, reader.choices
            )
            for each in fields(cls)
            for reader in [each.metadata["reader"]]
        )

    @classmethod
    def from_stored(cls, stored: Mapping[str, object]) -> Self:
        """The preferences with what is stored. Raises `UnknownPreference` and `BadPreference`."""
        known = {each.metadata["key"]: each for each in fields(cls)}
        values: dict[str, object] = {}
        for key, value in stored.items():
            if key not in known:
                raise UnknownPreference(key=key)
            reader: _Reader = known[key].metadata["reader"]
            values[known[key].name] = reader.read(key, value)
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its own field's type

    @property
    def dunning_rule(self) -> DunningRule:
        return DunningRule(self.dunning_retry_days, self.dunning_final_action)
