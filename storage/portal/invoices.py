"""A customer's own invoices, or retainer invoices. Drafts have no number and are not among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from domain.invoices import InvoiceKind
from domain.money import Money
from storage.invoice_searches import EVERY_INVOICE, InvoiceSearch
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.payment_methods import PaymentMethodRow
from storage.payments import AllocationRow, PaymentRow
from storage.plans import PlanRow
from storage.portal.payments import CAME_AT, PaymentSeen
from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class InvoiceSeen:
    """An invoice with the name of the plan that it is for, if it is for one."""

    row: InvoiceRow
    plan: str | None


@dataclass(frozen=True)
class InvoicePayment:
    """A payment of an invoice, and how much of the invoice it was meant to pay and has paid."""

    payment: PaymentSeen
    planned: Money
    applied: Money


@dataclass(frozen=True)
class OpenAttempt:
    """An undecided payment of an invoice."""

    invoice: UUID
    payment: PaymentRow


class OwnInvoices:
    """Those of a kind; without one whatever is to be paid."""

    def __init__(
        self,
        session: AsyncSession,
        customer: str,
        kind: InvoiceKind | None = InvoiceKind.INVOICE,
    ) -> None:
        self._session = session
        self._customer = customer
        self._kind = kind

    async def page(
        self,
        *,
        search: InvoiceSearch = EVERY_INVOICE,
        subscription: str | None = None,
        before: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> list[InvoiceSeen]:
        """The newest first, from the one that follows `before`."""
        query = self._all().where(*search.conditions)
        if subscription:
            query = query.where(InvoiceRow.subscription == subscription)
        if before:
            query = query.where(tuple_(InvoiceRow.issued_on, InvoiceRow.number) < before)
        query = query.order_by(InvoiceRow.issued_on.desc(), InvoiceRow.number.desc())
        return [InvoiceSeen(*row) for row in await self._session.execute(query.limit(limit))]

    async def find(self, number: str) -> InvoiceSeen | None:
        query = self._all().where(InvoiceRow.number == number)
        row = (await self._session.execute(query)).one_or_none()
        return InvoiceSeen(*row) if row else None

    async def numbered(self, numbers: Sequence[str]) -> list[InvoiceSeen]:
        """Those of these numbers that are this customer's, the oldest due date first."""
        query = self._all().where(InvoiceRow.number.in_(numbers))
        query = query.order_by(InvoiceRow.due_on, InvoiceRow.number)
        return [InvoiceSeen(*row) for row in await self._session.execute(query)]

    async def unseen(
        self, where: Sequence[ColumnElement[bool]], numbers: Sequence[str]
    ) -> Sequence[UUID]:
        """Those of a search, or of these numbers, that nobody of the customer's has looked at."""
        query = self._all().where(InvoiceRow.viewed_at.is_(None), *where)
        if numbers:
            query = query.where(InvoiceRow.number.in_(numbers))
        found = await self._session.execute(query.order_by(InvoiceRow.number))
        return [row.id for row, _ in found]

    async def lines(self, invoice: InvoiceSeen) -> Sequence[InvoiceLineRow]:
        return (
            await self._session.scalars(
                select(InvoiceLineRow)
                .where(InvoiceLineRow.invoice == invoice.row.id)
                .order_by(InvoiceLineRow.position)
            )
        ).all()

    async def payments(self, invoice: InvoiceSeen) -> list[InvoicePayment]:
        """Every payment of this invoice, the newest first."""
        query = (
            select(PaymentRow, PaymentMethodRow, CAME_AT, AllocationRow)
            .join(AllocationRow, AllocationRow.payment == PaymentRow.number)
            .outerjoin(PaymentMethodRow, PaymentMethodRow.number == PaymentRow.method)
            .where(AllocationRow.invoice == invoice.row.id)
            .order_by(CAME_AT.desc(), PaymentRow.number.desc())
        )
        return [
            InvoicePayment(
                PaymentSeen(payment, method, came_at),
                planned=Money(share.planned_minor_units, payment.currency),
                applied=Money(share.applied_minor_units, payment.currency),
            )
            for payment, method, came_at, share in await self._session.execute(query)
        ]

    async def open_attempts(self, invoices: Sequence[InvoiceSeen]) -> list[OpenAttempt]:
        """The undecided payments of these invoices, one at most for each."""
        query = (
            select(AllocationRow.invoice, PaymentRow)
            .join(PaymentRow, PaymentRow.number == AllocationRow.payment)
            .where(AllocationRow.invoice.in_([each.row.id for each in invoices]))
            .where(AllocationRow.is_open)
        )
        return [OpenAttempt(*row) for row in await self._session.execute(query)]

    def _all(self) -> Select[InvoiceRow, str]:
        query = (
            select(InvoiceRow, PlanRow.name)
            .outerjoin(SubscriptionRow, SubscriptionRow.number == InvoiceRow.subscription)
            .outerjoin(PlanRow, PlanRow.code == SubscriptionRow.plan)
            .where(InvoiceRow.customer == self._customer, InvoiceRow.number.is_not(None))
        )
        return query.where(InvoiceRow.kind == self._kind) if self._kind else query
