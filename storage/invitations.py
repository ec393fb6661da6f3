"""Invitations: how each contact person stands with the portal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.invitations import InvitationStatus
from storage.base import Base, status_column
from storage.repository import Repository


class InvitationRow(Base):
    """`version` counts the links that were sent; only the newest is good."""

    __tablename__ = "invitations"

    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"), primary_key=True)
    status: Mapped[InvitationStatus] = status_column(InvitationStatus)
    version: Mapped[int]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class Invitations(Repository[InvitationRow]):
    _row = InvitationRow

    async def lets_in(self, contact: str) -> bool:
        """Whether this contact person has accepted, and gets into the portal."""
        row = await self.find(contact)
        return row is not None and row.status is InvitationStatus.ACCEPTED

    async def keeps_out(self, contact: str) -> bool:
        """Whether the access of this contact person is disabled: nothing is theirs to do."""
        row = await self.find(contact)
        return row is not None and row.status is InvitationStatus.DISABLED

    async def of_contacts(self, contacts: Sequence[str]) -> Sequence[InvitationRow]:
        return (
            await self._session.scalars(
                select(InvitationRow).where(InvitationRow.contact.in_(contacts))
            )
        ).all()

    async def open(self) -> Sequence[str]:
        return (
            await self._session.scalars(
                select(InvitationRow.contact).where(
                    InvitationRow.status == InvitationStatus.INVITED
                )
            )
        ).all()
