"""What of each credit was used, and for what: the other side of the journal's customer credit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from domain.credit_draws import CreditSource, Draw, SourceKind
from domain.money import Money
from storage.base import Base
from storage.credit_notes import NOT_VOID, CreditNoteRow
from storage.payments import PaymentRow


class CreditDrawRow(Base):
    """What was taken from a credit note, an over-payment or a retainer invoice, and what for.

    Below zero it went back. `returned` is the payment that a bank took back after its excess had
    been used.
    """

    __tablename__ = "credit_draws"
    __table_args__ = (
        CheckConstraint("num_nonnulls(credit_note, payment, retainer) = 1", name="one_source"),
        CheckConstraint("num_nonnulls(invoice, refund, returned) = 1", name="one_use"),
        CheckConstraint("minor_units <> 0", name="not_nothing"),
        Index("ix_credit_draws_credit_note", "credit_note"),
        Index("ix_credit_draws_payment", "payment"),
        Index("ix_credit_draws_retainer", "retainer"),
        Index("ix_credit_draws_invoice", "invoice"),
        Index("ix_credit_draws_refund", "refund"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    credit_note: Mapped[str | None] = mapped_column(ForeignKey("credit_notes.number"))
    payment: Mapped[str | None] = mapped_column(ForeignKey("payments.number"))
    retainer: Mapped[str | None] = mapped_column(ForeignKey("invoices.number"))
    invoice: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    refund: Mapped[str | None] = mapped_column(ForeignKey("refunds.number"))
    returned: Mapped[str | None] = mapped_column(ForeignKey("payments.number"))
    minor_units: Mapped[int]
    drawn_at: Mapped[datetime]


class Credits:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def sources(self, customer: str, currency: str) -> Sequence[CreditSource]:
        """Whatever of the customer's credit is left, by where it came from, the oldest first."""
        both = union_all(
            _left_of_notes().where(
                CreditNoteRow.customer == customer, CreditNoteRow.currency == currency
            ),
            _left_of_payments().where(
                PaymentRow.customer == customer, PaymentRow.currency == currency
            ),
        ).subquery()
        rows = await self._session.execute(
            select(both).where(both.c.left != 0).order_by(both.c.since, both.c.number)
        )
        return [
            CreditSource(
                SourceKind(row.kind), row.number, Money(int(row.left), currency), row.since
            )
            for row in rows
        ]

    async def left_of_notes(self, numbers: Sequence[str]) -> Mapping[str, Money]:
        """What of these credit notes was not used yet; void ones are left out."""
        query = _left_of_notes().add_columns(CreditNoteRow.currency)
        rows = await self._session.execute(query.where(CreditNoteRow.number.in_(numbers)))
        return {row.number: Money(int(row.left), row.currency) for row in rows}

    async def left_of_note(self, number: str) -> int:
        """What of a credit note was not used yet, in minor units."""
        query = _left_of_notes().where(CreditNoteRow.number == number)
        row = (await self._session.execute(query)).one_or_none()
        return int(row.left) if row else 0

    async def drawn_for(
        self, *, invoice: UUID | None = None, refund: str | None = None, currency: str
    ) -> Sequence[Draw]:
        """What an invoice or a refund took, from each source, the oldest draw first."""
        where = CreditDrawRow.refund == refund
        if invoice:
            where = CreditDrawRow.invoice == invoice
        rows = await self._session.execute(
            select(
                CreditDrawRow.credit_note,
                CreditDrawRow.payment,
                CreditDrawRow.retainer,
                func.sum(CreditDrawRow.minor_units),
            )
            .where(where)
            .group_by(CreditDrawRow.credit_note, CreditDrawRow.payment, CreditDrawRow.retainer)
            .having(func.sum(CreditDrawRow.minor_units) != 0)
            .order_by(func.min(CreditDrawRow.id))
        )
        return [
            Draw(*_source(note, payment, retainer), Money(int(units), currency))
            for note, payment, retainer, units in rows
        ]

    def draw(
        self,
        draws: Sequence[Draw],
        at: datetime,
        *,
        invoice: UUID | None = None,
        refund: str | None = None,
        returned: str | None = None,
    ) -> None:
        """Write down what was taken, or went back, and what for: one of the three."""
        for each in draws:
            self._session.add(
                CreditDrawRow(
                    **{each.kind.value: each.number},
                    invoice=invoice,
                    refund=refund,
                    returned=returned,
                    minor_units=each.amount.minor_units,
                    drawn_at=at,
                )
            )

    async def uses_of(
        self, source: "SourceKind", number: str
    ) -> Sequence[tuple[UUID | None, str | None, int]]:
        """(invoice, refund, minor units) of what a source was used for, the oldest use first."""
        column = _COLUMNS[source]
        rows = await self._session.execute(
            select(CreditDrawRow.invoice, CreditDrawRow.refund, CreditDrawRow.minor_units)
            .where(column == number)
            .order_by(CreditDrawRow.id)
        )
        return [(invoice, refund, units) for invoice, refund, units in rows]

    async def invoices_of(
        self, source: "SourceKind", number: str, currency: str
    ) -> Sequence[tuple[UUID, Money]]:
        """What of each invoice a source still pays, in the order in which it began to."""
        sums: dict[UUID, int] = {}
        for invoice, _, units in await self.uses_of(source, number):
            if invoice:
                sums[invoice] = sums.get(invoice, 0) + units
        return [(invoice, Money(units, currency)) for invoice, units in sums.items() if units]


_COLUMNS = {
    SourceKind.CREDIT_NOTE: CreditDrawRow.credit_note,
    SourceKind.PAYMENT: CreditDrawRow.payment,
    SourceKind.RETAINER: CreditDrawRow.retainer,
}


def _source(note: str | None, payment: str | None, retainer: str | None) -> tuple[SourceKind, str]:
    """The one source of a draw, by its number."""
    if retainer:
        return SourceKind.RETAINER, retainer
    return (SourceKind.CREDIT_NOTE, note) if note else (SourceKind.PAYMENT, payment or "")


def _drawn(source: InstrumentedAttribute[str | None], number: object) -> object:
    return (
        select(func.coalesce(func.sum(CreditDrawRow.minor_units), 0))
        .where(source == number)
        .scalar_subquery()
    )


def _left_of_notes() -> Select[str, str, int, datetime]:
    drawn = _drawn(CreditDrawRow.credit_note, CreditNoteRow.number)
    return select(
        literal(SourceKind.CREDIT_NOTE.value).label("kind"),
        CreditNoteRow.number,
        (CreditNoteRow.total_minor_units - drawn).label("left"),
        CreditNoteRow.issued_at.label("since"),
    ).where(NOT_VOID)


def _left_of_payments() -> Select[str, str, int, datetime]:
    drawn = _drawn(CreditDrawRow.payment, PaymentRow.number)
    return select(
        literal(SourceKind.PAYMENT.value).label("kind"),
        PaymentRow.number,
        (PaymentRow.excess_minor_units - drawn).label("left"),
        func.coalesce(PaymentRow.decided_at, PaymentRow.created_at).label("since"),
    ).where(PaymentRow.excess_minor_units > 0)
