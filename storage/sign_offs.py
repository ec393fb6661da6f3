"""Sign-offs: what waits for a second person, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, select, text, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from domain.commands import ActorKind, CommandStatus
from domain.money import Money
from domain.sign_offs import Deed, SignOffStatus
from storage.base import Base, Json, status_column
from storage.commands import CommandRow
from storage.repository import Repository


class SignOffRow(Base):
    """What was asked for, in full: `payload` is what is done once somebody else approves.

    `outcome` is the document that came of it, `answer` what whoever decided has said. `alone` is
    what the asker has done that day without anybody else, if it waits for nothing but that.
    """

    __tablename__ = "sign_offs"
    __table_args__ = (
        CheckConstraint("decided_by <> asked_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (status = 'waiting')", name="decided_by_somebody"),
        Index("ix_sign_offs_waiting", "number", postgresql_where=text("status = 'waiting'")),
        Index("ix_sign_offs_asked_at", "asked_at", "number"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    deed: Mapped[Deed] = status_column(Deed)
    status: Mapped[SignOffStatus] = status_column(SignOffStatus)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    document: Mapped[str]
    currency: Mapped[str]
    amount_minor_units: Mapped[int]
    alone_minor_units: Mapped[int] = mapped_column(default=0)
    payload: Mapped[Json]
    words: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor_units, self.currency)

    @property
    def alone(self) -> Money:
        return Money(self.alone_minor_units, self.currency)


class SignOffs(Repository[SignOffRow]):
    _row = SignOffRow

    async def done_alone(
        self,
        *,
        by: str,
        customer: str,
        command: tuple[str, str],
        currency: str,
        day: tuple[datetime, datetime],
    ) -> int:
        """How many minor units one of staff has moved by such commands, none of them refused."""
        process, signal = command
        query = select(
            func.coalesce(func.sum(CommandRow.payload["minor_units"].astext.cast(BigInteger)), 0)
        ).where(
            CommandRow.customer == customer,
            CommandRow.given_at >= day[0],
            CommandRow.given_at < day[1],
            CommandRow.actor_kind == ActorKind.STAFF,
            CommandRow.actor == by,
            CommandRow.process == process,
            CommandRow.signal == signal,
            CommandRow.status != CommandStatus.REFUSED,
            CommandRow.payload["currency"].astext == currency,
        )
        return int(await self._session.scalar(query) or 0)

    async def page(
        self,
        *,
        status: SignOffStatus | None = None,
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> Sequence[SignOffRow]:
        """The newest first, from the one that follows `before`."""
        query = select(SignOffRow)
        if status:
            query = query.where(SignOffRow.status == status)
        if before:
            query = query.where(tuple_(SignOffRow.asked_at, SignOffRow.number) < before)
        newest_first = (SignOffRow.asked_at.desc(), SignOffRow.number.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()
