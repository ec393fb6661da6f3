"""Documents that were issued: what each shows, its PDF once it was made. Never edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Row,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.accounts import Account
from domain.documents import DocumentFacts, DocumentKind, Standing, mark_of, sha256_of
from domain.errors import BillingError, refusal_named
from domain.printing import DocumentUnavailable, MadeFile
from storage.base import Base, Json, status_column
from storage.credit_notes import CreditNoteLineRow
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.journal import JournalEntryRow, JournalLineRow
from storage.payments import AllocationRow, PaymentRow

_FACTS = TypeAdapter(DocumentFacts)
_STANDING: TypeAdapter[Standing | None] = TypeAdapter(Standing | None)


class DocumentRow(Base):
    """What an issued document shows. Written with its issue; `mark` is printed on it."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_customer", "customer", "issued_on", "number"),
        Index("ix_documents_number", "number"),
    )

    kind: Mapped[DocumentKind] = status_column(DocumentKind, primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    language: Mapped[str]
    currency: Mapped[str]
    total_minor_units: Mapped[int]
    mark: Mapped[str]
    facts: Mapped[Json]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]

    def to_domain(self) -> DocumentFacts:
        return _FACTS.validate_python(self.facts)


class DocumentFileRow(Base):
    """The PDF of a document, the first and only one."""

    __tablename__ = "document_files"
    __table_args__ = (
        ForeignKeyConstraint(["kind", "number"], ["documents.kind", "documents.number"]),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    kind: Mapped[DocumentKind] = status_column(DocumentKind, primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    e_invoice: Mapped[bool]
    why_not: Mapped[list[Json]] = mapped_column(JSONB)
    standing: Mapped[Json | None] = mapped_column(JSONB)
    rendered_at: Mapped[datetime]


class DocumentPictureRow(Base):
    """A logo that documents show, kept as long as they are, under the hash of its bytes."""

    __tablename__ = "document_pictures"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str]


@dataclass(frozen=True)
class IssuedFile:
    """A PDF as it was stored. `why_not` is what kept an e-invoice out of it."""

    pdf: bytes
    sha256: str
    e_invoice: bool
    why_not: tuple[BillingError, ...]


@dataclass(frozen=True)
class CreditedLine:
    """A line of a credit note with the line and the invoice that it gives back a part of."""

    row: CreditNoteLineRow
    line: InvoiceLineRow
    invoice: InvoiceRow


class Documents:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def write_down(self, facts: DocumentFacts) -> None:
        """Keep what the document shows. What was kept of it before stays."""
        await self._session.execute(
            insert(DocumentRow)
            .values(
                kind=facts.kind,
                number=facts.number,
                customer=facts.buyer.number,
                language=facts.language,
                currency=facts.total.currency,
                total_minor_units=facts.total.minor_units,
                mark=mark_of(facts),
                facts=_FACTS.dump_python(facts, mode="json"),
                issued_on=facts.issued_on,
                issued_at=facts.issued_at,
            )
            .on_conflict_do_nothing()
        )

    async def find(self, kind: DocumentKind, number: str) -> DocumentRow | None:
        return await self._session.get(DocumentRow, (kind, number))

    async def numbered(self, number: str) -> Sequence[DocumentRow]:
        """Whatever has this number."""
        return (
            await self._session.scalars(select(DocumentRow).where(DocumentRow.number == number))
        ).all()

    async def keep_file(self, facts: DocumentFacts, made: MadeFile, at: datetime) -> None:
        """Keep the PDF, unless there is one: the first that is kept is the document."""
        await self._session.execute(
            insert(DocumentFileRow)
            .values(
                kind=facts.kind,
                number=facts.number,
                pdf=made.pdf,
                sha256=sha256_of(made.pdf),
                e_invoice=made.e_invoice,
                why_not=[{"code": each.code, "facts": each.facts} for each in made.why_not],
                standing=_STANDING.dump_python(made.standing, mode="json"),
                rendered_at=at,
            )
            .on_conflict_do_nothing()
        )

    async def file(self, kind: DocumentKind, number: str) -> IssuedFile | None:
        """The PDF. Raises `DocumentDamaged` if it is not what was kept."""
        row = await self._session.get(DocumentFileRow, (kind, number))
        if row is None:
            return None
        if sha256_of(row.pdf) != row.sha256:
            raise DocumentDamaged(number)
        return IssuedFile(row.pdf, row.sha256, row.e_invoice, _refusals(row.why_not))

    async def made_before(self, kind: DocumentKind, number: str, at: datetime) -> str:
        """The SHA-256 of its PDF, if that was there at this moment."""
        row = DocumentFileRow
        query = select(row.sha256).where(
            row.kind == kind, row.number == number, row.rendered_at <= at
        )
        return await self._session.scalar(query) or ""

    async def is_e_invoice(self, kind: DocumentKind, number: str) -> bool:
        """Whether its PDF was made, and has an e-invoice in it."""
        query = select(DocumentFileRow.e_invoice).where(
            DocumentFileRow.kind == kind, DocumentFileRow.number == number
        )
        return bool(await self._session.scalar(query))

    async def standing(self, kind: DocumentKind, number: str) -> Standing | None:
        """What the stored PDF says was settled in the moment of its issue."""
        query = select(DocumentFileRow.standing).where(
            DocumentFileRow.kind == kind, DocumentFileRow.number == number
        )
        kept = await self._session.scalar(query)
        return _STANDING.validate_python(kept) if kept else None

    async def credited_lines(self, note: str) -> list[CreditedLine]:
        """The lines of a credit note, each with what it gives back a part of."""
        query = (
            select(CreditNoteLineRow, InvoiceLineRow, InvoiceRow)
            .join(InvoiceLineRow, InvoiceLineRow.id == CreditNoteLineRow.invoice_line)
            .join(InvoiceRow, InvoiceRow.id == InvoiceLineRow.invoice)
            .where(CreditNoteLineRow.credit_note == note)
            .order_by(CreditNoteLineRow.position)
        )
        return [CreditedLine(*row) for row in await self._session.execute(query)]

    async def paid_invoices(self, payment: str) -> Sequence[Row[AllocationRow, InvoiceRow]]:
        """What a payment has paid, the oldest due date first."""
        query = (
            select(AllocationRow, InvoiceRow)
            .join(InvoiceRow, InvoiceRow.id == AllocationRow.invoice)
            .where(AllocationRow.payment == payment, AllocationRow.applied_minor_units > 0)
            .where(InvoiceRow.number.is_not(None))
            .order_by(InvoiceRow.due_on, InvoiceRow.number)
        )
        return (await self._session.execute(query)).all()

    async def settled_with_issue(self, number: str) -> tuple[int, int]:
        """(paid, credited) of an invoice by what was decided in the moment of its issue."""
        paid = (
            select(func.coalesce(func.sum(AllocationRow.applied_minor_units), 0))
            .join(PaymentRow, PaymentRow.number == AllocationRow.payment)
            .join(InvoiceRow, InvoiceRow.id == AllocationRow.invoice)
            .where(InvoiceRow.number == number, PaymentRow.decided_at == InvoiceRow.finalised_at)
        )
        credited = (
            select(func.coalesce(func.sum(JournalLineRow.amount_minor_units), 0))
            .join(JournalEntryRow, JournalEntryRow.id == JournalLineRow.entry)
            .join(InvoiceRow, InvoiceRow.number == JournalEntryRow.document)
            .where(
                InvoiceRow.number == number,
                JournalEntryRow.booked_at == InvoiceRow.finalised_at,
                JournalLineRow.account == Account.CUSTOMER_CREDIT,
            )
        )
        return (
            int(await self._session.scalar(paid) or 0),
            int(await self._session.scalar(credited) or 0),
        )

    async def keep_picture(self, picture: bytes, media_type: str) -> str:
        """The picture under the hash of its bytes."""
        name = sha256_of(picture)
        kept = insert(DocumentPictureRow).values(
            sha256=name, picture=picture, media_type=media_type
        )
        await self._session.execute(kept.on_conflict_do_nothing())
        return name

    async def picture(self, name: str) -> DocumentPictureRow | None:
        return await self._session.get(DocumentPictureRow, name)


class DocumentDamaged(DocumentUnavailable):
    """What is stored is not what was stored: somebody or something has changed the bytes."""


def _refusals(stored: Sequence[Json]) -> tuple[BillingError, ...]:
    """Those whose class is still there."""
    found = [(refusal_named(each["code"]), each["facts"]) for each in stored]
    return tuple(kind(**facts) for kind, facts in found if kind)
