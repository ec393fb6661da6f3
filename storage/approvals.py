"""Approvals: sheets of time that customers decide about, and each thing that happened to one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.approvals import ApprovalEvent, ApprovalStatus, ApprovalUnit, EntryStatus
from domain.commands import ActorKind
from domain.money import Money
from storage.base import Base, status_column
from storage.repository import Repository
from storage.signatures import Signed

OPEN = (ApprovalStatus.SUBMITTED, ApprovalStatus.REJECTED)
"""A process waits: for the customer, or for staff."""


class ApprovalRow(Base):
    """A sheet of time of one project. `round` counts how often it was submitted.

    `minutes` and `total_minor_units` are what it came to when it was submitted last.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("(status = 'draft') = (round = 0)", name="drafts_were_never_submitted"),
        CheckConstraint(
            "round = 0 OR num_nulls(unit, minutes, total_minor_units, submitted_at) = 0",
            name="submitted_whole",
        ),
        Index("ix_approvals_customer", "customer", "number"),
        Index("ix_approvals_project", "project", "number"),
        Index("ix_approvals_open", "number", postgresql_where=text("status = 'submitted'")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.number"))
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    status: Mapped[ApprovalStatus] = status_column(ApprovalStatus)
    currency: Mapped[str]
    round: Mapped[int] = mapped_column(default=0)
    unit: Mapped[ApprovalUnit | None] = status_column(ApprovalUnit, nullable=True)
    minutes: Mapped[int | None]
    total_minor_units: Mapped[int | None]
    written_by: Mapped[str]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    reminds_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    @property
    def total(self) -> Money | None:
        if self.total_minor_units is None:
            return None
        return Money(self.total_minor_units, self.currency)


class SheetEntryRow(Base):
    """An entry on a sheet, with its words, minutes and amount as they were submitted.

    What becomes of the entry, of its task or of its person changes none of it. `is_gone`: staff
    have taken it off since it was rejected; its customer sees that once the sheet is submitted
    again. The index lets it wait, or be approved, on one sheet only.
    """

    __tablename__ = "approval_entries"
    __table_args__ = (
        CheckConstraint("state <> 'invoiced'", name="decided_here"),
        CheckConstraint(
            "state = 'open' OR num_nulls(minutes, total_minor_units, day, task, person, note) = 0",
            name="submitted_whole",
        ),
        Index(
            "uq_approval_entries_one_open",
            "entry",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'approved')"),
        ),
    )

    approval: Mapped[str] = mapped_column(ForeignKey("approvals.number"), primary_key=True)
    entry: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[EntryStatus] = status_column(EntryStatus)
    is_gone: Mapped[bool] = mapped_column(default=False)
    day: Mapped[date | None]
    task: Mapped[str | None]
    person: Mapped[str | None]
    note: Mapped[str | None]
    minutes: Mapped[int | None]
    total_minor_units: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")


class ApprovalStepRow(Signed, Base):
    """Something that happened to an approval: who, when, why, and what it came to then.

    Where hours were approved, what that was signed with; the database changes none of it.
    """

    __tablename__ = "approval_steps"
    __table_args__ = (Index("ix_approval_steps_approval", "approval", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    approval: Mapped[str] = mapped_column(ForeignKey("approvals.number"))
    event: Mapped[ApprovalEvent] = status_column(ApprovalEvent)
    round: Mapped[int]
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = status_column(ActorKind)
    actor: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    total_minor_units: Mapped[int | None]


class Approvals(Repository[ApprovalRow]):
    _row = ApprovalRow

    async def open(self) -> Sequence[str]:
        """The approvals that a process waits with."""
        query = select(ApprovalRow.number).where(ApprovalRow.status.in_(OPEN))
        return (await self._session.scalars(query.order_by(ApprovalRow.number))).all()

    async def page(
        self,
        *,
        customer: str | None = None,
        project: str | None = None,
        statuses: Collection[ApprovalStatus] = (),
        before: str = "",
        limit: int = 50,
    ) -> Sequence[ApprovalRow]:
        """The newest first, from the one that follows `before`."""
        query = select(ApprovalRow)
        if customer:
            query = query.where(ApprovalRow.customer == customer)
        if project:
            query = query.where(ApprovalRow.project == project)
        if statuses:
            query = query.where(ApprovalRow.status.in_(statuses))
        if before:
            query = query.where(ApprovalRow.number < before)
        query = query.order_by(ApprovalRow.number.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def waiting(self, customer: str) -> int:
        """How many wait for this customer."""
        is_waiting = ApprovalRow.status == ApprovalStatus.SUBMITTED
        query = select(func.count()).where(ApprovalRow.customer == customer, is_waiting)
        return await self._session.scalar(query) or 0

    async def sheet(self, number: str) -> Sequence[SheetEntryRow]:
        query = select(SheetEntryRow).where(SheetEntryRow.approval == number)
        return (await self._session.scalars(query.order_by(SheetEntryRow.entry))).all()

    async def put_on(self, number: str, entries: Collection[str]) -> None:
        """These as well, or again."""
        query = update(SheetEntryRow).where(
            SheetEntryRow.approval == number, SheetEntryRow.entry.in_(entries)
        )
        query = query.values(is_gone=False)
        back = set(await self._session.scalars(query.returning(SheetEntryRow.entry)))
        for entry in sorted(set(entries) - back):
            self._session.add(
                SheetEntryRow(approval=number, entry=entry, state=EntryStatus.OPEN, reason="")
            )
        await self._session.flush()

    async def take_off(self, entries: Collection[str], number: str | None = None) -> None:
        """From this sheet, or from every one, unless they wait there or were approved."""
        which: list[ColumnElement[bool]] = [SheetEntryRow.entry.in_(entries)]
        if number:
            which.append(SheetEntryRow.approval == number)
        is_open = SheetEntryRow.state == EntryStatus.OPEN
        was_rejected = SheetEntryRow.state == EntryStatus.REJECTED
        await self._session.execute(delete(SheetEntryRow).where(*which, is_open))
        await self._session.execute(
            update(SheetEntryRow).where(*which, was_rejected).values(is_gone=True)
        )

    async def forget_gone(self, number: str) -> None:
        """The sheet is submitted again: what was taken off it is not there any more."""
        is_gone = (SheetEntryRow.approval == number, SheetEntryRow.is_gone)
        await self._session.execute(delete(SheetEntryRow).where(*is_gone))

    async def waiting_in(self, entries: Collection[str]) -> dict[str, str]:
        """The approvals in which these wait, or were approved, by entry."""
        query = select(SheetEntryRow.entry, SheetEntryRow.approval).where(
            SheetEntryRow.entry.in_(entries),
            SheetEntryRow.state.in_((EntryStatus.WAITING, EntryStatus.APPROVED)),
        )
        return dict((await self._session.execute(query)).all())

    def add_step(self, row: ApprovalRow, **values: object) -> None:
        self._session.add(ApprovalStepRow(approval=row.number, round=row.round, **values))

    async def steps(self, number: str) -> Sequence[ApprovalStepRow]:
        """The newest first."""
        query = select(ApprovalStepRow).where(ApprovalStepRow.approval == number)
        return (await self._session.scalars(query.order_by(ApprovalStepRow.id.desc()))).all()

    async def remove(self, row: ApprovalRow) -> None:
        """A draft, with its sheet."""
        await self._session.execute(
            delete(SheetEntryRow).where(SheetEntryRow.approval == row.number)
        )
        await self._session.delete(row)
        await self._session.flush()
