"""Commands: what was asked, by whom, and what became of it. Also the outbox and the audit trail."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    Table,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from domain.commands import ActorKind, CommandStatus, NothingToDecide
from domain.errors import BillingError
from storage.base import Base, Json, status_column

DECIDED_CHANNEL = "command_decided"


class CommandRow(Base):
    """One thing that was asked of a process. Its commit is its acceptance.

    `process` and `key` name the workflow (`trial`, `SUB-000042`); `signal` is None where the
    process has only to be started. `says` is what people read in the Temporal UI.
    """

    __tablename__ = "commands"
    __table_args__ = (
        Index("ix_commands_undelivered", "given_at", postgresql_where=text("delivered_at IS NULL")),
        Index("ix_commands_customer", "customer", "given_at"),
        Index("ix_commands_process", "process", "key"),
        Index("ix_commands_given", "given_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    fingerprint: Mapped[str] = mapped_column(default="")
    actor_kind: Mapped[ActorKind] = status_column(ActorKind)
    actor: Mapped[str]
    customer: Mapped[str | None]
    process: Mapped[str]
    key: Mapped[str]
    signal: Mapped[str | None]
    says: Mapped[str]
    payload: Mapped[Json]
    document: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    status: Mapped[CommandStatus] = status_column(CommandStatus)
    code: Mapped[str | None]
    detail: Mapped[str | None]
    facts: Mapped[Json] = mapped_column(default=dict)
    given_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    @property
    def workflow_id(self) -> str:
        return f"{self.process}/{self.key}"

    def apply(self, at: datetime) -> None:
        self.status, self.decided_at = CommandStatus.APPLIED, at

    def refuse(self, refusal: BillingError, at: datetime) -> None:
        self.status, self.decided_at = CommandStatus.REFUSED, at
        self.code, self.detail, self.facts = type(refusal).__name__, str(refusal), refusal.facts


_TABLE = cast(Table, CommandRow.__table__)
_COLUMNS = tuple(column.key for column in _TABLE.columns)
_ACCEPT = insert(_TABLE).on_conflict_do_nothing(index_elements=["id"]).returning(_TABLE.c.id)
_LOCKED = (
    select(CommandRow)
    .where(CommandRow.id == bindparam("command"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_DECISION = ("status", "code", "detail", "facts", "delivered_at", "decided_at")
_DECIDED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("command"))
    .values({name: bindparam(f"new_{name}", type_=_TABLE.c[name].type) for name in _DECISION})
    .returning(func.pg_notify(bindparam("channel"), bindparam("notice")))
)
_HINTS = (
    select(_TABLE.c.id)
    .where(
        _TABLE.c.process == "payment",
        _TABLE.c.key == bindparam("payment"),
        _TABLE.c.signal == "gateway_event",
        _TABLE.c.status == CommandStatus.PENDING,
        _TABLE.c.payload["kind"].astext.not_like("%failed"),
    )
    .with_for_update(skip_locked=True)
)
_SETTLED = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(_HINTS))
    .values(
        status=CommandStatus.APPLIED,
        decided_at=bindparam("at"),
        delivered_at=func.coalesce(_TABLE.c.delivered_at, bindparam("at")),
    )
)


class Commands:
    def __init__(self, session: AsyncSession, told: list[UUID]) -> None:
        self._session = session
        self._told = told

    async def new(self, **values: object) -> CommandRow:
        """Write a command, to be delivered once this transaction is committed."""
        command = CommandRow(**values)
        self._session.add(command)
        await self._session.flush()
        if command.status is CommandStatus.PENDING:
            self._told.append(command.id)
        return command

    async def accept(self, command: CommandRow) -> bool:
        """Write it, unless a command of its id was given before. Its caller delivers it."""
        values = {name: getattr(command, name) for name in _COLUMNS}
        return await self._session.scalar(_ACCEPT, values) is not None

    async def find(self, id: UUID) -> CommandRow | None:
        return await self._session.get(CommandRow, id, populate_existing=True)

    async def get(self, id: UUID) -> CommandRow:
        return await self._session.get_one(CommandRow, id, populate_existing=True)

    async def lock(self, id: UUID) -> CommandRow:
        return (await self._session.scalars(_LOCKED, {"command": id})).one()

    async def decide(
        self, id: UUID, at: datetime, action: Callable[[CommandRow], Awaitable[None]]
    ) -> CommandRow:
        """Do the action, once, ever: a command that was decided before is left alone.

        Whatever refuses it is raised, and its caller notes that in a transaction of its own; what
        does not exist is `NothingToDecide`.
        """
        command = await self.lock(id)
        if command.status is CommandStatus.PENDING:
            try:
                await action(command)
            except NoResultFound as unknown:
                raise NothingToDecide(process=command.process, key=command.key) from unknown
            command.apply(at)
            await self._note_decision(command, at)
        return command

    async def refuse(self, id: UUID, at: datetime, why: BillingError) -> CommandRow:
        """Note why it was refused, unless it was decided meanwhile."""
        command = await self.lock(id)
        if command.status is CommandStatus.PENDING:
            command.refuse(why, at)
            await self._note_decision(command, at)
        return command

    async def _note_decision(self, command: CommandRow, at: datetime) -> None:
        """In one statement with the notice, at the commit, to whoever waits: its id and status.

        It was delivered, or it could not be decided.
        """
        command.delivered_at = command.delivered_at or at
        self._session.expunge(command)
        told = {"channel": DECIDED_CHANNEL, "notice": f"{command.id} {command.status}"}
        noted = {f"new_{name}": getattr(command, name) for name in _DECISION}
        await self._session.execute(_DECIDED, {"command": command.id, **told, **noted})

    async def settle_hints(self, payment: str, at: datetime) -> None:
        """It has succeeded: what the processor hinted at is known, whoever holds such a hint now.

        That money came back is news also then.
        """
        await self._session.execute(_SETTLED, {"payment": payment, "at": at})

    async def undelivered_of(self, ids: Sequence[UUID]) -> Sequence[CommandRow]:
        """Those of these commands that nobody has delivered, in the order in which they came."""
        rows = await self._session.scalars(
            select(CommandRow).where(CommandRow.id.in_(ids), CommandRow.delivered_at.is_(None))
        )
        return sorted(rows, key=lambda row: ids.index(row.id))

    async def undelivered(self, *, before: datetime, limit: int = 100) -> Sequence[CommandRow]:
        """Commands that nobody has delivered; another relay's are passed over."""
        return (
            await self._session.scalars(
                select(CommandRow)
                .where(CommandRow.delivered_at.is_(None), CommandRow.given_at <= before)
                .order_by(CommandRow.given_at)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
        ).all()

    async def mark_delivered(self, ids: Sequence[UUID], at: datetime) -> None:
        """Note the delivery. A command that only starts a process is thereby applied."""
        only_starts = CommandRow.signal.is_(None)
        await self._session.execute(
            update(CommandRow)
            .where(CommandRow.id.in_(ids), CommandRow.delivered_at.is_(None))
            .values(
                delivered_at=at,
                status=case((only_starts, CommandStatus.APPLIED), else_=CommandRow.status),
                decided_at=case((only_starts, at), else_=CommandRow.decided_at),
            )
        )

    async def redeliver_undecided(self, given_before: datetime) -> int:
        """Hand every undecided command to the relay again; used when Temporal's store was lost."""
        result = await self._session.execute(
            update(CommandRow)
            .where(
                CommandRow.status == CommandStatus.PENDING,
                CommandRow.delivered_at.is_not(None),
                CommandRow.given_at <= given_before,
            )
            .values(delivered_at=None)
            .returning(CommandRow.id)
        )
        return len(result.all())

    async def page(
        self,
        *,
        customer: str | None = None,
        search: str = "",
        where: Sequence[ColumnElement[bool]] = (),
        before: tuple[datetime, UUID] | None = None,
        limit: int = 50,
    ) -> Sequence[CommandRow]:
        """The newest first, from the one that follows `before`."""
        query = select(CommandRow).where(*where)
        if customer:
            query = query.where(CommandRow.customer == customer)
        if search:
            query = query.where(or_(CommandRow.key == search, CommandRow.document == search))
        if before:
            query = query.where(tuple_(CommandRow.given_at, CommandRow.id) < before)
        newest_first = (CommandRow.given_at.desc(), CommandRow.id.desc())
        return (await self._session.scalars(query.order_by(*newest_first).limit(limit))).all()

    async def oldest_undelivered_age(self, now: datetime) -> timedelta:
        """How long the oldest undelivered command has been waiting."""
        oldest = await self._session.scalar(
            select(func.min(CommandRow.given_at)).where(CommandRow.delivered_at.is_(None))
        )
        return now - oldest if oldest else timedelta()
