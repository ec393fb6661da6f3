"""The shapes of a statement in /v1, the same for customers and staff."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from domain.date_ranges import DateRange
from domain.statements import (
    Age,
    Movement,
    MovementKind,
    OpenItem,
    Statement,
    StatementLine,
)


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class StatementLineShape(_Shape):
    """`amount` is what is owed more by it, below zero what is owed less; `balance` after it."""

    on: date
    kind: MovementKind
    document: str
    invoices: list[str]
    due_on: date | None
    belongs_to: date | None
    amount: Amount
    balance: Amount

    @classmethod
    def of(cls, line: StatementLine) -> Self:
        movement: Movement = line.movement
        return cls(
            on=movement.on,
            kind=movement.kind,
            document=movement.document,
            invoices=list(movement.about),
            due_on=movement.due_on,
            belongs_to=movement.belongs_to,
            amount=Amount.of(movement.amount),
            balance=Amount.of(line.balance),
        )


class OpenItemShape(_Shape):
    """What of an invoice is open at the end of the last day; a rest of none has no number."""

    document: str
    due_on: date | None
    amount: Amount

    @classmethod
    def of(cls, item: OpenItem) -> Self:
        return cls(document=item.document, due_on=item.due_on, amount=Amount.of(item.amount))


class StatementShape(_Shape):
    """One currency: `closing` is what is `owed` on invoices less the `credit`."""

    currency: str
    opening: Amount
    lines: list[StatementLineShape]
    closing: Amount
    owed: Amount
    credit: Amount
    ageing: dict[Age, Amount]
    open_items: list[OpenItemShape]

    @classmethod
    def of(cls, statement: Statement) -> Self:
        return cls(
            currency=statement.currency,
            opening=Amount.of(statement.opening),
            lines=[StatementLineShape.of(line) for line in statement.lines],
            closing=Amount.of(statement.closing),
            owed=Amount.of(statement.owed),
            credit=Amount.of(statement.credit),
            ageing={name: Amount.of(amount) for name, amount in statement.ageing.items()},
            open_items=[OpenItemShape.of(item) for item in statement.items],
        )


class StatementsShape(_Shape):
    """The statements of a customer over some days, one for each currency."""

    customer: str
    first: date
    last: date
    statements: list[StatementShape]

    @classmethod
    def of(
        cls, customer: str, days: DateRange, statements: Sequence[Statement], currency: str
    ) -> Self:
        return cls(
            customer=customer,
            first=days.first,
            last=days.last,
            statements=[
                StatementShape.of(each) for each in statements if currency in ("", each.currency)
            ],
        )
