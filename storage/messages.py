"""Mails that have to go out, go out, or could not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.commands import ActorKind
from domain.deliveries import Fact
from domain.documents import DocumentKind
from domain.messages import MailKind, MessageStatus
from domain.money import Money
from domain.printing import DocumentKey
from domain.tokens import TokenPurpose
from storage.base import Base, Json, status_column
from storage.commands import CommandRow
from storage.customers import ContactRow
from storage.repository import Repository


class MessageRow(Base):
    """One logical mail. `dedupe_key` says what it is about: it exists once, however often asked.

    `enclosed` is the number of a document that goes with it, of its kind; `command` is what
    somebody asked for it with. One that is for no contact person is for a member of staff or,
    without one, for the organisation's own address: no customer hears of it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_customer", "customer", "created_at"),
        Index("ix_messages_status", "status"),
        Index("ix_messages_document", "document"),
        Index("ix_messages_command", "command", postgresql_where=text("command IS NOT NULL")),
        ForeignKeyConstraint(
            ["enclosed_kind", "enclosed"],
            ["documents.kind", "documents.number"],
            name="fk_messages_enclosed_documents",
        ),
        CheckConstraint("(enclosed IS NULL) = (enclosed_kind IS NULL)", name="enclosed_whole"),
        CheckConstraint("contact IS NULL OR staff IS NULL", name="one_reader"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[MailKind] = status_column(MailKind)
    status: Mapped[MessageStatus] = status_column(MessageStatus)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    contact: Mapped[str | None] = mapped_column(ForeignKey("contacts.number"))
    staff: Mapped[str | None] = mapped_column(ForeignKey("staff.number"))
    document: Mapped[str] = mapped_column(default="")
    facts: Mapped[Json]
    token_purpose: Mapped[TokenPurpose | None] = status_column(TokenPurpose, nullable=True)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    enclosed_kind: Mapped[str | None]
    enclosed: Mapped[str | None]
    command: Mapped[UUID | None] = mapped_column(
        ForeignKey("commands.id", deferrable=True, initially="DEFERRED")
    )

    @property
    def encloses(self) -> DocumentKey | None:
        """The document that goes with it."""
        if self.enclosed is None or self.enclosed_kind is None:
            return None
        return DocumentKey(DocumentKind(self.enclosed_kind), self.enclosed)


@dataclass(frozen=True)
class Forwarded:
    """A mail with a document, what somebody asked for it with, and whom it went to."""

    mail: MessageRow
    asked: CommandRow
    to: ContactRow


class Messages(Repository[MessageRow]):
    _row = MessageRow

    @staticmethod
    def stored(facts: Mapping[str, Fact]) -> Json:
        """Facts as JSON that keeps their types."""
        return {name: _stored(fact) for name, fact in facts.items()}

    @staticmethod
    def read(stored: Json) -> dict[str, Fact]:
        """The facts as they were stored."""
        return {name: _read(value) for name, value in stored.items()}

    async def with_dedupe_key(self, key: str) -> MessageRow | None:
        return await self._session.scalar(select(MessageRow).where(MessageRow.dedupe_key == key))

    async def of_customer(self, customer: str, *, limit: int = 50) -> Sequence[MessageRow]:
        """Those to its contact persons, the newest first."""
        return (
            await self._session.scalars(
                select(MessageRow)
                .where(MessageRow.customer == customer, MessageRow.contact.is_not(None))
                .order_by(MessageRow.created_at.desc(), MessageRow.number.desc())
                .limit(limit)
            )
        ).all()

    async def forwarded_since(self, customer: str, since: datetime) -> int:
        """How many mails the customer's own people have had sent on since then."""
        query = (
            select(func.count())
            .select_from(MessageRow)
            .join(CommandRow, CommandRow.id == MessageRow.command)
            .where(
                MessageRow.customer == customer,
                MessageRow.kind == MailKind.FORWARDED,
                MessageRow.created_at > since,
                CommandRow.actor_kind == ActorKind.CONTACT,
            )
        )
        return await self._session.scalar(query) or 0

    async def forwarded(self, key: DocumentKey, limit: int = 50) -> Sequence[Forwarded]:
        """The newest mails with which a document was sent on."""
        query = (
            select(MessageRow, CommandRow, ContactRow)
            .join(CommandRow, CommandRow.id == MessageRow.command)
            .join(ContactRow, ContactRow.number == MessageRow.contact)
            .where(
                MessageRow.document == key.number,
                MessageRow.enclosed_kind == key.kind,
                MessageRow.kind == MailKind.FORWARDED,
            )
            .order_by(MessageRow.created_at.desc(), MessageRow.number.desc())
            .limit(limit)
        )
        return [Forwarded(*row) for row in await self._session.execute(query)]

    async def count(self, status: MessageStatus) -> int:
        return (
            await self._session.scalar(
                select(func.count()).select_from(MessageRow).where(MessageRow.status == status)
            )
            or 0
        )

    async def queued(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(MessageRow.number).where(MessageRow.status == MessageStatus.QUEUED)
            )
        ).all()


def _stored(fact: Fact) -> object:
    match fact:
        case Money():
            return {"money": [fact.minor_units, fact.currency]}
        case datetime():
            return {"moment": fact.isoformat()}
        case date():
            return {"day": fact.isoformat()}
        case _:
            return fact


def _read(value: object) -> Fact:
    match value:
        case {"money": [int(minor_units), str(currency)]}:
            return Money(minor_units, currency)
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case str() | int() | bool() | None:
            return value
        case _:
            raise TypeError(f"not a stored fact: {value!r}")
