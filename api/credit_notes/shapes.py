"""The shapes of a credit note in /v1, the same for customers and staff."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.credit_notes.views import CreditNoteView
from storage.credit_notes_seen import CreditNoteLineSeen, CreditNoteSeen


class CreditNoteShape(BaseModel):
    """What is given back, in positive amounts. A void one gives nothing back any more."""

    model_config = ConfigDict(frozen=True)

    number: str
    customer: str
    subscription: str | None
    reason: str
    issued_on: date
    total: Amount
    is_void: bool

    @classmethod
    def of(cls, seen: CreditNoteSeen) -> Self:
        row = seen.row
        return cls(
            number=row.number,
            customer=row.customer,
            subscription=row.subscription,
            reason=row.reason,
            issued_on=row.issued_on,
            total=Amount.of(row.total),
            is_void=seen.is_void,
        )


class CreditNoteLineShape(BaseModel):
    """`starts_on` is the first day that is given back, `ends_on` the first that is not."""

    model_config = ConfigDict(frozen=True)

    invoice: str
    description: str
    starts_on: date | None
    ends_on: date | None
    net: Amount
    tax: Amount
    gross: Amount

    @classmethod
    def of(cls, seen: CreditNoteSeen, line: CreditNoteLineSeen) -> Self:
        row = line.row
        return cls(
            invoice=line.invoice,
            description=row.description,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            net=Amount.of(seen.money(row.net_minor_units)),
            tax=Amount.of(seen.money(row.tax_minor_units)),
            gross=Amount.of(seen.money(row.gross_minor_units)),
        )


class CreditNoteDetail(BaseModel):
    model_config = ConfigDict(frozen=True)

    credit_note: CreditNoteShape
    left: Amount
    subtotal: Amount
    tax: Amount
    lines: list[CreditNoteLineShape]

    @classmethod
    def of(cls, view: CreditNoteView) -> Self:
        seen = view.seen
        return cls(
            credit_note=CreditNoteShape.of(seen),
            left=Amount.of(view.left),
            subtotal=Amount.of(seen.money(seen.row.subtotal_minor_units)),
            tax=Amount.of(seen.money(seen.row.tax_minor_units)),
            lines=[CreditNoteLineShape.of(seen, line) for line in view.lines],
        )


class CreditNoteList(BaseModel):
    """`next` is the address of the following page, none at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[CreditNoteShape]
    next: str | None
