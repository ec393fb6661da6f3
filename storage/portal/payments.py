"""A customer's own payments, and what each of them has paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime, Select, cast, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.money import Money
from domain.payments import PaymentStatus
from storage.invoices import InvoiceRow
from storage.payment_methods import PaymentMethodRow
from storage.payments import AllocationRow, PaymentRow


@dataclass(frozen=True)
class PaymentSeen:
    """A payment with the method that was used, as far as it is known, and when it came in."""

    row: PaymentRow
    method: PaymentMethodRow | None
    came_at: datetime


@dataclass(frozen=True)
class PaidInvoice:
    """An invoice that a payment is for: how much of it was meant, and what was applied."""

    payment: str
    invoice: InvoiceRow
    planned: Money
    applied: Money


CAME_AT = func.least(
    func.coalesce(PaymentRow.decided_at, PaymentRow.created_at),
    func.timezone("UTC", cast(PaymentRow.received_on + 1, DateTime)),
)
"""When it was decided, or begun; but no later than the end of the day on which it was there."""


class PaymentOrder(StrEnum):
    DATE = "date"
    AMOUNT = "amount"


class OwnPayments:
    def __init__(self, session: AsyncSession, customer: str) -> None:
        self._session = session
        self._customer = customer

    async def page(
        self,
        *,
        statuses: Sequence[PaymentStatus] = (),
        order: PaymentOrder = PaymentOrder.DATE,
        before: tuple[datetime | int, str] | None = None,
        limit: int = 50,
    ) -> list[PaymentSeen]:
        """The newest or the largest first, from the one that follows `before`."""
        by = CAME_AT if order is PaymentOrder.DATE else PaymentRow.amount_minor_units
        query = self._all()
        if statuses:
            query = query.where(PaymentRow.status.in_(statuses))
        if before:
            query = query.where(tuple_(by, PaymentRow.number) < before)
        query = query.order_by(by.desc(), PaymentRow.number.desc())
        return [PaymentSeen(*row) for row in await self._session.execute(query.limit(limit))]

    async def find(self, number: str) -> PaymentSeen | None:
        query = self._all().where(PaymentRow.number == number)
        row = (await self._session.execute(query)).one_or_none()
        return PaymentSeen(*row) if row else None

    async def invoices(self, payments: Sequence[PaymentSeen]) -> list[PaidInvoice]:
        """What these payments are for, the oldest due date first."""
        query = (
            select(AllocationRow, InvoiceRow)
            .join(InvoiceRow, InvoiceRow.id == AllocationRow.invoice)
            .where(
                AllocationRow.payment.in_([each.row.number for each in payments]),
                InvoiceRow.number.is_not(None),
            )
            .order_by(InvoiceRow.due_on, InvoiceRow.number)
        )
        return [
            PaidInvoice(
                share.payment,
                invoice,
                planned=invoice.money(share.planned_minor_units),
                applied=invoice.money(share.applied_minor_units),
            )
            for share, invoice in await self._session.execute(query)
        ]

    def _all(self) -> Select[PaymentRow, PaymentMethodRow, datetime]:
        return (
            select(PaymentRow, PaymentMethodRow, CAME_AT)
            .outerjoin(PaymentMethodRow, PaymentMethodRow.number == PaymentRow.method)
            .where(PaymentRow.customer == self._customer)
        )
