"""The organisation's own people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.policy import Role
from storage.base import Base, status_column
from storage.repository import Repository


class StaffRow(Base):
    __tablename__ = "staff"
    __table_args__ = (Index("uq_staff_email", text("lower(email)"), unique=True),)

    number: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[Role] = status_column(Role)
    language: Mapped[str] = mapped_column(default="en")
    password_hash: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]


class Staff(Repository[StaffRow]):
    _row = StaffRow

    async def with_email(self, email: str) -> StaffRow | None:
        return await self._session.scalar(
            select(StaffRow).where(func.lower(StaffRow.email) == email.lower())
        )

    async def all(self) -> Sequence[StaffRow]:
        return (await self._session.scalars(select(StaffRow).order_by(StaffRow.number))).all()
