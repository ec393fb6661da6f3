"""Links to one document or one purpose: only a digest of each is kept, and who has used it when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.commands import ActorKind
from domain.document_links import CodeLife, LinkPurpose
from domain.documents import DocumentKind
from domain.printing import DocumentKey
from storage.base import Base, status_column
from storage.repository import Repository


class DocumentLinkRow(Base):
    """A link. Its text is derived from `id` and the server's secret key.

    `contact` is whom it was made for: what its holder does is done in that name, unless a code has
    shown who they are.
    """

    __tablename__ = "document_links"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kind", "number"],
            ["documents.kind", "documents.number"],
            name="fk_document_links_kind_documents",
        ),
        CheckConstraint("(number IS NULL) = (purpose = 'method')", name="one_purpose"),
        CheckConstraint("(number IS NULL) = (kind IS NULL)", name="document_whole"),
        CheckConstraint("length(digest) = 64", name="digest"),
        Index("ix_document_links_customer", "customer", "created_at"),
        Index("ix_document_links_number", "number", "kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose] = status_column(LinkPurpose)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    kind: Mapped[str | None]
    number: Mapped[str | None]
    digest: Mapped[str] = mapped_column(unique=True)
    maker_kind: Mapped[ActorKind] = status_column(ActorKind)
    maker: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    @property
    def document(self) -> DocumentKey | None:
        """What it shows, if it shows a document."""
        if self.kind is None or self.number is None:
            return None
        return DocumentKey(DocumentKind(self.kind), self.number)


class LinkCodeRow(Base):
    """A code that was mailed to a contact person; the code itself is derived from `id`."""

    __tablename__ = "document_link_codes"
    __table_args__ = (Index("ix_document_link_codes_link", "link", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    link: Mapped[UUID] = mapped_column(ForeignKey("document_links.id"))
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    guesses: Mapped[int] = mapped_column(default=0)
    passed_at: Mapped[datetime | None]

    @property
    def life(self) -> CodeLife:
        return CodeLife(self.expires_at, self.guesses, self.passed_at)


class DocumentLinks(Repository[DocumentLinkRow]):
    _row = DocumentLinkRow

    async def with_digest(self, digest: str) -> DocumentLinkRow | None:
        return await self._session.scalar(
            select(DocumentLinkRow).where(DocumentLinkRow.digest == digest)
        )

    async def of_document(self, key: DocumentKey) -> Sequence[DocumentLinkRow]:
        """Every link to it that nobody has taken back, the newest first."""
        query = self._alive().where(
            DocumentLinkRow.kind == key.kind.value, DocumentLinkRow.number == key.number
        )
        return (await self._session.scalars(query)).all()

    async def for_methods(self, customer: str) -> Sequence[DocumentLinkRow]:
        """Every link with which the customer gives a payment method."""
        query = self._alive().where(
            DocumentLinkRow.customer == customer, DocumentLinkRow.purpose == LinkPurpose.METHOD
        )
        return (await self._session.scalars(query)).all()

    async def note_use(self, id: UUID, at: datetime) -> None:
        """For staff to see. It changes nothing about the link."""
        await self._session.execute(
            update(DocumentLinkRow).where(DocumentLinkRow.id == id).values(last_used_at=at)
        )

    def new_code(self, **values: object) -> LinkCodeRow:
        code = LinkCodeRow(**values)
        self._session.add(code)
        return code

    async def code(self, id: UUID) -> LinkCodeRow | None:
        return await self._session.get(LinkCodeRow, id)

    async def newest_code(self, link: UUID) -> LinkCodeRow | None:
        """Held until the end: two guesses at once are two guesses."""
        return await self._session.scalar(
            select(LinkCodeRow)
            .where(LinkCodeRow.link == link)
            .order_by(LinkCodeRow.created_at.desc(), LinkCodeRow.id.desc())
            .limit(1)
            .with_for_update()
        )

    @staticmethod
    def _alive() -> Select[DocumentLinkRow]:
        return (
            select(DocumentLinkRow)
            .where(DocumentLinkRow.ended_at.is_(None))
            .order_by(DocumentLinkRow.created_at.desc(), DocumentLinkRow.id)
            .limit(50)
        )
