"""Notifications for staff: one inbox for all of them, the newest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from domain.notifications import NotificationKind
from storage.base import Base, Json, status_column
from storage.repository import Repository


class NotificationRow(Base):
    """Something that happened. `link` is the page of the console that it is about.

    With `staff` it is for that member alone, without for all of them.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_unread", "id", postgresql_where=text("read_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[NotificationKind] = status_column(NotificationKind)
    customer: Mapped[str | None] = mapped_column(ForeignKey("customers.number"))
    document: Mapped[str] = mapped_column(default="")
    link: Mapped[str]
    staff: Mapped[str | None] = mapped_column(ForeignKey("staff.number"))
    facts: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None]


class Notifications(Repository[NotificationRow]):
    _row = NotificationRow

    async def unread(
        self, by: str, *, before: int = 0, limit: int = 50
    ) -> Sequence[NotificationRow]:
        """What is new to a member of staff, the newest first, from the one after `before`."""
        query = select(NotificationRow).where(NotificationRow.read_at.is_(None), _is_for(by))
        if before:
            query = query.where(NotificationRow.id < before)
        query = query.order_by(NotificationRow.id.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def read_all(self, until: int, by: str, at: datetime) -> None:
        """Everything up to this one; what came later was not seen."""
        await self._session.execute(
            update(NotificationRow)
            .where(NotificationRow.read_at.is_(None), NotificationRow.id <= until, _is_for(by))
            .values(read_at=at, read_by=by)
        )


def _is_for(member: str) -> ColumnElement[bool]:
    return or_(NotificationRow.staff.is_(None), NotificationRow.staff == member)
