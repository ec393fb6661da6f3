"""Retainer invoices: the lists, what each was used for, and which can be drawn for an invoice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from domain.invoices import InvoiceKind, InvoiceStatus
from domain.money import Money
from domain.retainers import RetainerStatus
from storage.credits import CreditDrawRow
from storage.invoices import PAYABLE, InvoiceRow

_USED, _PAID = InvoiceRow.used_minor_units, InvoiceRow.paid_minor_units
_IS_PAID = InvoiceRow.status == InvoiceStatus.PAID
_USABLE = (_IS_PAID, _USED < _PAID)
_STANDS: Mapping[RetainerStatus, Sequence[ColumnElement[bool]]] = {
    RetainerStatus.DRAFT: (InvoiceRow.status == InvoiceStatus.DRAFT,),
    RetainerStatus.SENT: (InvoiceRow.status.in_(PAYABLE),),
    RetainerStatus.PAID: (_IS_PAID, _USED == 0),
    RetainerStatus.PARTIALLY_DRAWN: (*_USABLE, _USED > 0),
    RetainerStatus.DRAWN: (_IS_PAID, _USED == _PAID),
    RetainerStatus.VOID: (InvoiceRow.status == InvoiceStatus.VOID,),
}
"""As `domain.retainers.Retainer.status` has it."""


def standing(status: RetainerStatus | None) -> Sequence[ColumnElement[bool]]:
    """What a list of retainer invoices lets through: those in a status, or all."""
    return _STANDS[status] if status else ()


@dataclass(frozen=True)
class RetainerUse:
    """What was taken, and for which invoice or refund; below zero it came back."""

    at: datetime
    invoice: str | None
    refund: str | None
    amount: Money


class Retainers:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(
        self,
        *,
        customer: str | None = None,
        status: RetainerStatus | None = None,
        before: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> Sequence[InvoiceRow]:
        """Issued retainer invoices, the newest first, from the one that follows `before`."""
        query = select(InvoiceRow).where(
            InvoiceRow.kind == InvoiceKind.RETAINER,
            InvoiceRow.number.is_not(None),
            *standing(status),
        )
        if customer:
            query = query.where(InvoiceRow.customer == customer)
        if before:
            query = query.where(tuple_(InvoiceRow.issued_on, InvoiceRow.number) < before)
        newest_first = (InvoiceRow.issued_on.desc(), InvoiceRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()

    async def outstanding(self, customer: str) -> Sequence[InvoiceRow]:
        """What is still to be paid, the oldest due date first."""
        query = select(InvoiceRow).where(
            InvoiceRow.kind == InvoiceKind.RETAINER,
            InvoiceRow.customer == customer,
            InvoiceRow.status.in_(PAYABLE),
        )
        query = query.order_by(InvoiceRow.due_on, InvoiceRow.number)
        return (await self._session.scalars(query)).all()

    async def usable_for(self, invoice: InvoiceRow) -> Sequence[InvoiceRow]:
        """The retainers that can be drawn for it, the oldest first."""
        kept_for = or_(InvoiceRow.project.is_(None), InvoiceRow.project == invoice.project)
        query = select(InvoiceRow).where(
            InvoiceRow.kind == InvoiceKind.RETAINER,
            InvoiceRow.customer == invoice.customer,
            InvoiceRow.currency == invoice.currency,
            *_USABLE,
            kept_for,
        )
        query = query.order_by(InvoiceRow.issued_on, InvoiceRow.number)
        return (await self._session.scalars(query)).all()

    async def targets_of(self, retainer: InvoiceRow) -> Sequence[InvoiceRow]:
        """The invoices that it can be drawn for, the oldest due date first."""
        query = select(InvoiceRow).where(
            InvoiceRow.kind == InvoiceKind.INVOICE,
            InvoiceRow.customer == retainer.customer,
            InvoiceRow.currency == retainer.currency,
            InvoiceRow.status.in_(PAYABLE),
        )
        if retainer.project:
            query = query.where(InvoiceRow.project == retainer.project)
        query = query.order_by(InvoiceRow.due_on, InvoiceRow.number)
        return (await self._session.scalars(query)).all()

    async def uses_of(self, retainer: InvoiceRow) -> Sequence[RetainerUse]:
        """What it was used for, the oldest use first."""
        rows = await self._session.execute(
            select(CreditDrawRow, InvoiceRow.number)
            .outerjoin(InvoiceRow, InvoiceRow.id == CreditDrawRow.invoice)
            .where(CreditDrawRow.retainer == retainer.number)
            .order_by(CreditDrawRow.id)
        )
        return [
            RetainerUse(draw.drawn_at, number, draw.refund, retainer.money(draw.minor_units))
            for draw, number in rows
        ]

    async def drawn_for(self, invoice: InvoiceRow) -> Sequence[tuple[str, Money]]:
        """(retainer, amount) of what was drawn for an invoice, draw by draw."""
        rows = await self._session.execute(
            select(CreditDrawRow.retainer, CreditDrawRow.minor_units)
            .where(CreditDrawRow.invoice == invoice.id, CreditDrawRow.retainer.is_not(None))
            .order_by(CreditDrawRow.id)
        )
        return [(retainer or "", invoice.money(units)) for retainer, units in rows]
