"""Links that were mailed: only a digest is kept, and each dies once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.tokens import TokenPurpose
from storage.base import Base, status_column
from storage.repository import Repository


class TokenRow(Base):
    """A link's token. The text of the link is derived from `id` and the server's secret key."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_contact", "contact", "purpose"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    purpose: Mapped[TokenPurpose] = status_column(TokenPurpose)
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    message: Mapped[str] = mapped_column(ForeignKey("messages.number"), unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class Tokens(Repository[TokenRow]):
    _row = TokenRow

    async def with_digest(self, digest: str) -> TokenRow | None:
        return await self._session.scalar(select(TokenRow).where(TokenRow.digest == digest))

    async def good(self, contact: str, purpose: TokenPurpose) -> TokenRow | None:
        """The token whose link still opens something, if this person has one."""
        return await self._session.scalar(
            select(TokenRow)
            .where(
                TokenRow.contact == contact,
                TokenRow.purpose == purpose,
                TokenRow.ended_at.is_(None),
            )
            .order_by(TokenRow.created_at.desc())
            .limit(1)
        )

    async def of_message(self, message: str) -> TokenRow | None:
        """The token whose link this mail carries."""
        return await self._session.scalar(select(TokenRow).where(TokenRow.message == message))

    async def end_all(
        self, contact: str, *, reason: str, at: datetime, purpose: TokenPurpose | None = None
    ) -> None:
        """Every link of this person that still works stops working."""
        query = update(TokenRow).where(TokenRow.contact == contact, TokenRow.ended_at.is_(None))
        if purpose:
            query = query.where(TokenRow.purpose == purpose)
        await self._session.execute(query.values(ended_at=at, end_reason=reason))
