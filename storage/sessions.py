"""Who is signed in. Customers and staff have tables of their own; only digests are kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class SessionColumns:
    """What both kinds of session have."""

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(default="")


class PortalSessionRow(SessionColumns, Base):
    __tablename__ = "portal_sessions"
    __table_args__ = (Index("ix_portal_sessions_contact", "contact"),)

    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))


class StaffSessionRow(SessionColumns, Base):
    __tablename__ = "staff_sessions"
    __table_args__ = (Index("ix_staff_sessions_staff", "staff"),)

    staff: Mapped[str] = mapped_column(ForeignKey("staff.number"))


class Sessions:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def new_portal(self, **values: object) -> PortalSessionRow:
        row = PortalSessionRow(**values)
        self._session.add(row)
        return row

    def new_staff(self, **values: object) -> StaffSessionRow:
        row = StaffSessionRow(**values)
        self._session.add(row)
        return row

    async def portal(self, digest: str) -> PortalSessionRow | None:
        return await self._session.scalar(
            select(PortalSessionRow).where(
                PortalSessionRow.digest == digest, PortalSessionRow.ended_at.is_(None)
            )
        )

    async def staff(self, digest: str) -> StaffSessionRow | None:
        return await self._session.scalar(
            select(StaffSessionRow).where(
                StaffSessionRow.digest == digest, StaffSessionRow.ended_at.is_(None)
            )
        )

    async def open_of_contact(self, contact: str) -> Sequence[PortalSessionRow]:
        return (
            await self._session.scalars(
                select(PortalSessionRow)
                .where(PortalSessionRow.contact == contact, PortalSessionRow.ended_at.is_(None))
                .order_by(PortalSessionRow.seen_at.desc())
            )
        ).all()

    async def end_of_contact(
        self, contact: str, *, at: datetime, except_digest: str | None = None
    ) -> None:
        """Sign this person out everywhere, but for the session that is kept."""
        query = update(PortalSessionRow).where(
            PortalSessionRow.contact == contact, PortalSessionRow.ended_at.is_(None)
        )
        if except_digest:
            query = query.where(PortalSessionRow.digest != except_digest)
        await self._session.execute(query.values(ended_at=at))
