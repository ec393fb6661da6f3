"""Quotes: what is offered in versions, who has answered what, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, exists, func, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.money import Money
from domain.quote_steps import Schedule
from domain.quote_versions import OfferedLine
from domain.quotes import QuoteStatus
from storage.base import Base, Json, status_column
from storage.invoice_drafts import InvoiceDraftRow
from storage.invoices import InvoiceRow
from storage.quote_answers import (
    QuoteAcceptanceRow,
    QuoteConversionRow,
    QuoteDeclineRow,
    QuoteViewRow,
)
from storage.quote_versions import QuoteLineRow, QuoteVersionRow
from storage.repository import Repository

OPEN_QUOTES = (QuoteStatus.SENT, QuoteStatus.ACCEPTED)
"""Those that have a process."""


class QuoteRow(Base):
    """A quote. `version` is the newest that was sent, `draft` the one that is written beside it.

    `title`, `project`, `plan` and the total are those of `version`, before that of the first draft.
    `valid_until` is the day that counts now, whatever the version said when it was sent; `ends_at`
    is when it expires, or has expired. `edition` rises with each change. `conversion_refused` is
    why it did not become by itself what it should.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint("version >= 0", name="version_not_negative"),
        CheckConstraint("draft IS NULL OR draft = version + 1", name="draft_follows"),
        CheckConstraint(
            "(status = 'draft') = (version = 0) OR status = 'void'", name="sent_has_a_version"
        ),
        Index("ix_quotes_customer", "customer", "number"),
        Index("ix_quotes_open", "number", postgresql_where=text("status IN ('sent', 'accepted')")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    currency: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    status: Mapped[QuoteStatus] = status_column(QuoteStatus)
    version: Mapped[int] = mapped_column(default=0)
    draft: Mapped[int | None]
    edition: Mapped[int] = mapped_column(default=1)
    owner: Mapped[str]
    project: Mapped[str | None]
    plan: Mapped[str | None] = mapped_column(ForeignKey("plans.code"))
    plan_quantity: Mapped[int] = mapped_column(default=1)
    valid_until: Mapped[date | None]
    total_minor_units: Mapped[int] = mapped_column(default=0)
    retainer: Mapped[str | None] = mapped_column(ForeignKey("invoices.number"))
    remind_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    converts_at: Mapped[datetime | None]
    conversion_refused: Mapped[Json | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    def money(self, minor_units: int) -> Money:
        return Money(minor_units, self.currency)

    @property
    def total(self) -> Money:
        """What the newest version comes to, with what staff suggest, or with what was accepted."""
        return self.money(self.total_minor_units)

    @property
    def planned(self) -> Schedule:
        return Schedule(self.remind_at, self.ends_at)


class Quotes(Repository[QuoteRow]):
    _row = QuoteRow

    def new_version(self, quote: QuoteRow, version: int, **values: object) -> QuoteVersionRow:
        row = QuoteVersionRow(quote=quote.number, version=version, **values)
        self._session.add(row)
        return row

    def new_line(self, quote: QuoteRow, version: int, position: int, **values: object) -> None:
        """A line of a draft that was flushed."""
        key = {"quote": quote.number, "version": version, "position": position}
        self._session.add(QuoteLineRow(**key, **values))

    def new_view(self, quote: QuoteRow, contact: str, at: datetime) -> None:
        self._session.add(
            QuoteViewRow(quote=quote.number, version=quote.version, contact=contact, viewed_at=at)
        )

    def new_acceptance(self, quote: QuoteRow, **values: object) -> QuoteAcceptanceRow:
        """Of the version that is on offer, unless another one is named."""
        about = {"quote": quote.number, "version": quote.version, "currency": quote.currency}
        row = QuoteAcceptanceRow(**{**about, **values})
        self._session.add(row)
        return row

    def new_decline(self, quote: QuoteRow, **values: object) -> None:
        """Of the version that is on offer."""
        row = QuoteDeclineRow(quote=quote.number, version=quote.version, **values)
        self._session.add(row)

    def new_conversion(self, quote: QuoteRow, **values: object) -> None:
        row = QuoteConversionRow(quote=quote.number, version=quote.version, **values)
        self._session.add(row)

    async def version(self, quote: str, version: int) -> QuoteVersionRow | None:
        return await self._session.get(QuoteVersionRow, (quote, version))

    async def get_version(self, quote: str, version: int) -> QuoteVersionRow:
        """Raises `NoResultFound`."""
        return await self._session.get_one(QuoteVersionRow, (quote, version))

    async def versions(self, quote: str) -> Sequence[QuoteVersionRow]:
        """The first one first, a draft last."""
        query = select(QuoteVersionRow).where(QuoteVersionRow.quote == quote)
        return (await self._session.scalars(query.order_by(QuoteVersionRow.version))).all()

    async def line_rows(self, quote: str, version: int) -> Sequence[QuoteLineRow]:
        query = select(QuoteLineRow).where(
            QuoteLineRow.quote == quote, QuoteLineRow.version == version
        )
        return (await self._session.scalars(query.order_by(QuoteLineRow.position))).all()

    async def lines(self, quote: QuoteRow, version: int) -> tuple[OfferedLine, ...]:
        """What this version offers."""
        rows = await self.line_rows(quote.number, version)
        return tuple(row.offered(quote.currency) for row in rows)

    async def remove_lines(self, quote: str, version: int) -> None:
        """Of a draft that is written anew."""
        await self._session.execute(
            delete(QuoteLineRow).where(QuoteLineRow.quote == quote, QuoteLineRow.version == version)
        )

    async def remove_version(self, quote: str, version: int) -> None:
        """A draft that is never sent."""
        await self.remove_lines(quote, version)
        row = await self.version(quote, version)
        if row:
            await self._session.delete(row)
            await self._session.flush()

    async def standing_acceptance(self, quote: str) -> QuoteAcceptanceRow | None:
        """The one that was not taken back."""
        return await self._session.scalar(
            select(QuoteAcceptanceRow).where(
                QuoteAcceptanceRow.quote == quote, QuoteAcceptanceRow.undone_at.is_(None)
            )
        )

    async def acceptances(self, quote: str) -> Sequence[QuoteAcceptanceRow]:
        """All of them, the first one first."""
        query = select(QuoteAcceptanceRow).where(QuoteAcceptanceRow.quote == quote)
        return (await self._session.scalars(query.order_by(QuoteAcceptanceRow.id))).all()

    async def declines(self, quote: str) -> Sequence[QuoteDeclineRow]:
        """All of them, the first one first."""
        query = select(QuoteDeclineRow).where(QuoteDeclineRow.quote == quote)
        return (await self._session.scalars(query.order_by(QuoteDeclineRow.id))).all()

    async def views(self, quote: str) -> Sequence[QuoteViewRow]:
        """The first look at each version."""
        query = select(QuoteViewRow).where(QuoteViewRow.quote == quote)
        return (await self._session.scalars(query.order_by(QuoteViewRow.version))).all()

    async def seen(self, quotes: Sequence[str]) -> Mapping[str, datetime]:
        """When somebody at the customer's has first seen the newest version, where one has."""
        query = (
            select(QuoteRow.number, QuoteViewRow.viewed_at)
            .join(
                QuoteViewRow,
                (QuoteViewRow.quote == QuoteRow.number)
                & (QuoteViewRow.version == QuoteRow.version),
            )
            .where(QuoteRow.number.in_(quotes))
        )
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def unseen(
        self, customer: str, statuses: Sequence[str], numbers: Sequence[str]
    ) -> Sequence[QuoteRow]:
        """Of these those that wait for an answer, and nobody at the customer's has seen yet."""
        row, view = QuoteRow, QuoteViewRow
        looks = (view.quote == row.number) & (view.version == row.version)
        query = select(row).where(
            row.customer == customer,
            row.status == QuoteStatus.SENT,
            ~exists().where(looks),
        )
        if statuses:
            query = query.where(row.status.in_(statuses))
        if numbers:
            query = query.where(row.number.in_(numbers))
        return (await self._session.scalars(query.order_by(row.number))).all()

    async def conversion(self, quote: str) -> QuoteConversionRow | None:
        return await self._session.get(QuoteConversionRow, quote)

    async def of_invoice(self, invoice: InvoiceRow) -> str | None:
        """The quote of the same customer that an invoice, or its draft, was made of."""
        draft = select(InvoiceDraftRow.number).where(InvoiceDraftRow.invoice == invoice.id)
        document = QuoteConversionRow.document
        query = (
            select(QuoteRow.number)
            .join(QuoteConversionRow, QuoteConversionRow.quote == QuoteRow.number)
            .where(
                or_(document == invoice.number, document.in_(draft)),
                QuoteRow.customer == invoice.customer,
            )
        )
        return await self._session.scalar(query.limit(1))

    async def of_advance(self, retainer: str) -> str | None:
        """The accepted quote that this retainer invoice was asked for in advance of."""
        query = select(QuoteRow.number).where(
            QuoteRow.retainer == retainer, QuoteRow.status == QuoteStatus.ACCEPTED
        )
        return await self._session.scalar(query)

    async def conversion_after(self, retainer: str) -> QuoteConversionRow | None:
        """What the quote became that this retainer invoice was asked for in advance of."""
        query = select(QuoteConversionRow).where(
            QuoteConversionRow.quote == QuoteRow.number, QuoteRow.retainer == retainer
        )
        return await self._session.scalar(query)

    async def open(self) -> Sequence[str]:
        """The quotes that have a process."""
        query = select(QuoteRow.number).where(QuoteRow.status.in_(OPEN_QUOTES))
        return (await self._session.scalars(query.order_by(QuoteRow.number))).all()

    async def page(
        self,
        *,
        customer: str | None = None,
        status: QuoteStatus | None = None,
        sent_only: bool = False,
        before: str = "",
        limit: int = 50,
    ) -> Sequence[QuoteRow]:
        """The newest first, from the one that follows `before`; customers see what was sent."""
        query = select(QuoteRow)
        if customer:
            query = query.where(QuoteRow.customer == customer)
        if status:
            query = query.where(QuoteRow.status == status)
        if sent_only:
            query = query.where(QuoteRow.version > 0)
        if before:
            query = query.where(QuoteRow.number < before)
        return (
            await self._session.scalars(query.order_by(QuoteRow.number.desc()).limit(limit))
        ).all()

    async def waiting_for(self, customer: str) -> int:
        """How many wait for this customer's answer."""
        query = select(func.count()).where(
            QuoteRow.customer == customer, QuoteRow.status == QuoteStatus.SENT
        )
        return int(await self._session.scalar(query) or 0)
