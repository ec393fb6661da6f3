"""The shapes of retainer invoices in /v1, for customers and staff alike."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.retainers.views import RetainerView
from domain.retainers import RetainerStatus
from storage.invoices import InvoiceRow
from storage.retainers import RetainerUse


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class RetainerShape(Shape):
    """`available` is what was paid and not used; `project` the one that it is kept for, if any."""

    number: str
    customer: str
    status: RetainerStatus
    issued_on: date | None
    due_on: date | None
    total: Amount
    outstanding: Amount
    available: Amount
    project: str | None

    @classmethod
    def of(cls, row: InvoiceRow) -> "RetainerShape":
        retainer = row.retainer
        asked = row.money(0) if retainer.status is RetainerStatus.VOID else retainer.outstanding
        return cls(
            number=retainer.number,
            customer=row.customer,
            status=retainer.status,
            issued_on=row.issued_on,
            due_on=row.due_on,
            total=Amount.of(row.total),
            outstanding=Amount.of(asked),
            available=Amount.of(retainer.left),
            project=row.project,
        )


class RetainerLineShape(Shape):
    description: str
    amount: Amount


class RetainerUseShape(Shape):
    """What was drawn for an invoice, or given back by a refund; below zero it came back."""

    at: datetime
    invoice: str | None
    refund: str | None
    amount: Amount

    @classmethod
    def of(cls, use: RetainerUse) -> "RetainerUseShape":
        return cls(at=use.at, invoice=use.invoice, refund=use.refund, amount=Amount.of(use.amount))


class RetainerDetail(RetainerShape):
    lines: list[RetainerLineShape]
    uses: list[RetainerUseShape]
    notes: str

    @classmethod
    def seen(cls, view: RetainerView) -> "RetainerDetail":
        return cls(
            **vars(RetainerShape.of(view.row)),
            lines=[
                RetainerLineShape(
                    description=line.description,
                    amount=Amount.of(view.row.money(line.gross_minor_units)),
                )
                for line in view.lines
            ],
            uses=[RetainerUseShape.of(use) for use in view.uses],
            notes=view.row.notes,
        )


class RetainerList(Shape):
    """`next` is the address of the following page, none at the end."""

    items: list[RetainerShape]
    next: str | None
