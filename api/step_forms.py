"""The forms of what is done to a subscription, for customers and for staff."""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import StringConstraints

from api.inputs import FormBody, Line
from api.questions import Payload
from domain.cancellations import CancelMode, CancelReason, CreditUnused, OpenInvoices
from domain.contents import MOST_UNITS, UnitsOutOfRange
from domain.errors import BillingError, Invalid
from domain.pause_schedules import PauseWhen
from domain.words import N_

Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Errors = dict[str, BillingError]


class NotACalendarDay(Invalid):
    message = N_("“{typed}” is not a day of the calendar.")


class NotOfTheList(Invalid):
    message = N_("Please choose one of these.")


class StepForm(FormBody):
    """`step` is `check` to look first and `confirm` for what was seen."""

    step: Line = ""
    fingerprint: Line = ""
    previewed_at: Line = ""

    def read(self) -> tuple[Payload, Errors]:
        """What it asks for, and what is wrong with which field."""
        return {}, {}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Everything that was typed, to be sent again with the confirmation."""
        hidden = {"csrf", "idempotency_key", "step", "fingerprint", "previewed_at"}
        pairs = [(name, value) for name, value in self if name not in hidden]
        return [
            (name, each)
            for name, value in pairs
            if value is not None
            for each in (value if isinstance(value, list) else [value])
        ]


class ChangeForm(StepForm):
    """`addon` and `count` belong together, one by one. A coupon that is not there stays."""

    plan: Line = ""
    quantity: Line = ""
    addon: list[Line] = []  # noqa: RUF012 - pydantic copies it
    count: list[Line] = []  # noqa: RUF012 - as above
    coupon: Line | None = None
    when: Line = "immediate"
    cycles: Line = ""

    def read(self) -> tuple[Payload, Errors]:
        errors: Errors = {}
        payload: dict[str, object] = {"when": self.when}
        if self.when not in ("immediate", "end_of_term"):
            errors["when"] = NotOfTheList()
        for name in ("quantity", "cycles"):
            if getattr(self, name):
                payload[name] = _units(getattr(self, name), name, errors)
        if self.addon:
            payload["addons"] = self._addons(errors)
        payload |= {"plan": self.plan} if self.plan else {}
        payload |= {} if self.coupon is None else {"coupon": self.coupon}
        return payload, errors

    def _addons(self, errors: Errors) -> dict[str, int]:
        pairs = zip(self.addon, self.count, strict=False)
        counts = {code: _units(count or "0", f"count-{code}", errors, 0) for code, count in pairs}
        return {code: count for code, count in counts.items() if count}


class PauseForm(StepForm):
    when: Line = PauseWhen.END_OF_TERM.value
    pause_on: Line = ""
    resume_on: Line = ""

    def read(self) -> tuple[Payload, Errors]:
        errors: Errors = {}
        payload: dict[str, object] = {"when": self.when}
        if self.when not in set(PauseWhen):
            errors["when"] = NotOfTheList()
        if self.when == PauseWhen.DATE and self.pause_on:
            payload["pause_on"] = _day(self.pause_on, "pause_on", errors)
        if self.resume_on:
            payload["resume_on"] = _day(self.resume_on, "resume_on", errors)
        return payload, errors


class CancelForm(StepForm):
    """`offered` says that the offer to stay was seen. The last two are for staff."""

    mode: Line = CancelMode.END_OF_TERM.value
    reason: Line = ""
    comment: Comment = ""
    offered: Line = ""
    credit: Line = ""
    open_invoices: Line = ""

    def read(self) -> tuple[Payload, Errors]:
        errors: Errors = {}
        payload: dict[str, object] = {"mode": self.mode, "comment": self.comment}
        if self.mode not in set(CancelMode):
            errors["mode"] = NotOfTheList()
        for name, choices in (
            ("reason", CancelReason),
            ("credit", CreditUnused),
            ("open_invoices", OpenInvoices),
        ):
            value = getattr(self, name)
            if value and value not in set(choices):
                errors[name] = NotOfTheList()
            elif value:
                payload[name] = value
        return payload, errors


AnyStep = Annotated[StepForm, Form()]
AnyChange = Annotated[ChangeForm, Form()]
AnyPause = Annotated[PauseForm, Form()]
AnyCancel = Annotated[CancelForm, Form()]


def _units(text: str, field: str, errors: Errors, least: int = 1) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= MOST_UNITS:
        return int(text)
    errors[field] = UnitsOutOfRange(least=least, most=MOST_UNITS)
    return least


def _day(text: str, field: str, errors: Errors) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        errors[field] = NotACalendarDay(typed=text)
        return text
