"""Comments on documents, and whose a document is that can be commented on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Select,
    UniqueConstraint,
    func,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.approvals import ApprovalStatus
from domain.commands import ActorKind
from domain.comments import Subject, SubjectKind, Visibility
from domain.invoices import InvoiceKind
from domain.projects import ProjectStatus
from storage.approvals import ApprovalRow
from storage.base import Base, status_column
from storage.customers import ContactRow
from storage.invoices import InvoiceRow
from storage.projects import ProjectRow
from storage.quotes import QuoteRow
from storage.repository import Repository
from storage.staff import StaffRow


class CommentRow(Base):
    """What somebody wrote on a document. `entry` is the order in which comments were written."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("author_kind = 'staff' OR visibility = 'shown'", name="customers_openly"),
        CheckConstraint("(taken_back_at IS NULL) = (words <> '')", name="taken_back_is_gone"),
        UniqueConstraint("entry"),
        Index("ix_comments_subject", "subject_kind", "subject", "entry"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    entry: Mapped[int] = mapped_column(Identity(always=True))
    subject_kind: Mapped[SubjectKind] = status_column(SubjectKind)
    subject: Mapped[str]
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    author_kind: Mapped[ActorKind] = status_column(ActorKind)
    author: Mapped[str]
    visibility: Mapped[Visibility] = status_column(Visibility)
    words: Mapped[str]
    written_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Said:
    """A comment, and the name of whoever wrote it."""

    row: CommentRow
    name: str


@dataclass(frozen=True)
class Whose:
    """Whose a document is, and whether that customer sees it."""

    customer: str
    is_shown: bool


@dataclass(frozen=True)
class Source:
    """Where the documents of a kind lie. `is_shown` is true of those that customers see."""

    number: Any  # a mapped column
    customer: Any  # a mapped column
    is_of_kind: Any  # an expression
    is_shown: Any  # an expression


_IS_NUMBERED = InvoiceRow.number.is_not(None)


def _invoices(kind: InvoiceKind) -> Source:
    return Source(InvoiceRow.number, InvoiceRow.customer, InvoiceRow.kind == kind, _IS_NUMBERED)


SOURCES: Mapping[SubjectKind, Source] = MappingProxyType(
    {
        SubjectKind.INVOICE: _invoices(InvoiceKind.INVOICE),
        SubjectKind.RETAINER: _invoices(InvoiceKind.RETAINER),
        SubjectKind.PROJECT: Source(
            ProjectRow.number,
            ProjectRow.customer,
            true(),
            ProjectRow.status == ProjectStatus.ACTIVE,
        ),
        SubjectKind.APPROVAL: Source(
            ApprovalRow.number,
            ApprovalRow.customer,
            true(),
            ApprovalRow.status != ApprovalStatus.DRAFT,
        ),
        SubjectKind.QUOTE: Source(QuoteRow.number, QuoteRow.customer, true(), QuoteRow.version > 0),
    }
)


class Comments(Repository[CommentRow]):
    _row = CommentRow

    async def whose(self, subject: Subject) -> Whose | None:
        """None where there is no such document."""
        source = SOURCES[subject.kind]
        query = select(source.customer, source.is_shown).where(
            source.number == subject.number, source.is_of_kind
        )
        found = (await self._session.execute(query)).one_or_none()
        return Whose(*found) if found else None

    async def thread(
        self, subject: Subject, *, before: int | None = None, limit: int = 50
    ) -> Sequence[Said]:
        """All of them, internal ones too, the newest first."""
        query = said_on(subject, before).limit(limit)
        return [Said(*row) for row in await self._session.execute(query)]

    async def said(self, id: UUID) -> Said | None:
        """One of them, whoever reads it."""
        found = (await self._session.execute(said().where(CommentRow.id == id))).one_or_none()
        return Said(*found) if found else None

    async def writers(self, subject: Subject) -> Sequence[str]:
        """The contact persons who have written on it."""
        query = select(CommentRow.author).where(
            CommentRow.subject_kind == subject.kind,
            CommentRow.subject == subject.number,
            CommentRow.author_kind == ActorKind.CONTACT,
        )
        return (await self._session.scalars(query.distinct())).all()


def said() -> Select[CommentRow, str]:
    """Comments with their authors' names."""
    row = CommentRow
    return (
        select(row, func.coalesce(StaffRow.name, ContactRow.name, row.author))
        .outerjoin(StaffRow, (StaffRow.number == row.author) & (row.author_kind == ActorKind.STAFF))
        .outerjoin(
            ContactRow, (ContactRow.number == row.author) & (row.author_kind == ActorKind.CONTACT)
        )
    )


def said_on(subject: Subject, before: int | None) -> Select[CommentRow, str]:
    """Those on a document, the newest first, from the one that follows `before`."""
    row = CommentRow
    query = said().where(row.subject_kind == subject.kind, row.subject == subject.number)
    query = query.order_by(row.entry.desc())
    return query.where(row.entry < before) if before else query
