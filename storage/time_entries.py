"""Time that staff have logged, and how much of it was invoiced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from domain.approvals import LOCKED, EntryStatus, Hours
from domain.time_billing import ALL_TIME, BillingStatus, TimeSought, billing_status
from storage.approvals import SheetEntryRow
from storage.base import Base, status_column
from storage.invoices import InvoiceRow
from storage.projects import TaskRow
from storage.repository import Repository
from storage.staff import StaffRow


class TimeEntryRow(Base):
    """`note` is for the customer, `internal_note` never leaves the console.

    Its rate is kept from when it was submitted or invoiced; before, it is what was agreed last.
    """

    __tablename__ = "time_entries"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes_of_a_day"),
        CheckConstraint("(status = 'invoiced') = (invoice IS NOT NULL)", name="invoiced_in_one"),
        CheckConstraint("is_billable OR status = 'open'", name="only_billable_leaves"),
        CheckConstraint(
            "status IN ('open', 'rejected') OR rate_minor_units IS NOT NULL", name="rate_is_kept"
        ),
        Index("ix_time_entries_project", "project", "day", "number"),
        Index("ix_time_entries_task", "task"),
        Index("ix_time_entries_invoice", "invoice", postgresql_where=text("invoice IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.number"))
    task: Mapped[str] = mapped_column(ForeignKey("project_tasks.number"))
    person: Mapped[str] = mapped_column(ForeignKey("staff.number"))
    day: Mapped[date]
    minutes: Mapped[int]
    is_billable: Mapped[bool]
    status: Mapped[EntryStatus] = status_column(EntryStatus)
    note: Mapped[str] = mapped_column(default="")
    internal_note: Mapped[str] = mapped_column(default="")
    rate_minor_units: Mapped[int | None]
    invoice: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    logged_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


@dataclass(frozen=True)
class SeenEntry:
    """An entry with the words for its task and its person, and the invoice that it stands on.

    A draft has no number: nobody but staff knows of it. `was_approved`: by its customer.
    """

    row: TimeEntryRow
    task: str
    person: str
    invoice: str | None
    was_approved: bool

    @property
    def billing(self) -> BillingStatus:
        """How it stands for its customer."""
        is_billed = self.invoice is not None
        return billing_status(self.row.status, is_billed=is_billed, was_approved=self.was_approved)


_ISSUED = InvoiceRow.number.is_not(None)
_APPROVED = exists().where(
    SheetEntryRow.entry == TimeEntryRow.number, SheetEntryRow.state == EntryStatus.APPROVED
)
_Seen = Select[TimeEntryRow, str, str, str | None, bool]
_IN_LISTS = (TimeEntryRow.day.desc(), TimeEntryRow.number.desc())


class TimeEntries(Repository[TimeEntryRow]):
    _row = TimeEntryRow

    async def lock_all(self, numbers: Sequence[str]) -> Sequence[TimeEntryRow]:
        """These as they are now, in the order of their numbers, held until the end."""
        query = (
            select(TimeEntryRow)
            .where(TimeEntryRow.number.in_(numbers))
            .order_by(TimeEntryRow.number)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return (await self._session.scalars(query)).all()

    async def remove(self, row: TimeEntryRow) -> None:
        await self._session.delete(row)
        await self._session.flush()

    async def page(
        self,
        project: str,
        sought: TimeSought = ALL_TIME,
        *,
        billable: bool = False,
        before: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> Sequence[SeenEntry]:
        """Of a project, the newest day first; for customers only what is billable."""
        query = _seen().where(TimeEntryRow.project == project, *_among(sought))
        if billable:
            query = query.where(TimeEntryRow.is_billable, TaskRow.is_billable)
        if before:
            query = query.where(tuple_(TimeEntryRow.day, TimeEntryRow.number) < before)
        return await self._read(query.order_by(*_IN_LISTS).limit(limit))

    async def seen(self, numbers: Sequence[str]) -> Sequence[SeenEntry]:
        """These, the oldest day first."""
        query = _seen().where(TimeEntryRow.number.in_(numbers))
        return await self._read(query.order_by(TimeEntryRow.day, TimeEntryRow.number))

    async def unbilled(
        self, project: str, statuses: Sequence[EntryStatus], sought: TimeSought = ALL_TIME
    ) -> Sequence[SeenEntry]:
        """Billable time of these statuses, the oldest day first."""
        query = _seen().where(
            TimeEntryRow.project == project,
            TimeEntryRow.is_billable,
            TimeEntryRow.status.in_(statuses),
            *_among(sought),
        )
        return await self._read(query.order_by(TimeEntryRow.day, TimeEntryRow.number))

    async def on_invoice(self, invoice: UUID) -> Sequence[TimeEntryRow]:
        query = select(TimeEntryRow).where(TimeEntryRow.invoice == invoice)
        return (await self._session.scalars(query.order_by(TimeEntryRow.number))).all()

    async def locked_of_task(self, task: str) -> bool:
        """Whether any time of it waits, was approved or invoiced."""
        is_locked = TimeEntryRow.status.in_(tuple(LOCKED))
        query = select(TimeEntryRow.number).where(TimeEntryRow.task == task, is_locked).limit(1)
        return await self._session.scalar(query) is not None

    async def make_unbillable(self, task: str) -> list[str]:
        """The task is not billable any more, so none of its time is; the entries."""
        query = select(TimeEntryRow).where(TimeEntryRow.task == task)
        rows = list(await self._session.scalars(query.with_for_update(key_share=True)))
        for row in rows:
            row.is_billable, row.status = False, EntryStatus.OPEN
        await self._session.flush()
        return [row.number for row in rows]

    async def hours(self, projects: Sequence[str], *, issued: bool = False) -> dict[str, Hours]:
        """The billable minutes of each of these; `issued` leaves out what is on drafts."""
        return await self._sums(TimeEntryRow.project, TimeEntryRow.project.in_(projects), issued)

    async def hours_of_tasks(self, project: str, *, issued: bool = False) -> dict[str, Hours]:
        """The billable minutes of each task of a project."""
        return await self._sums(TimeEntryRow.task, TimeEntryRow.project == project, issued)

    async def _sums(
        self, by: InstrumentedAttribute[str], which: ColumnElement[bool], issued: bool
    ) -> dict[str, Hours]:
        minutes, status = TimeEntryRow.minutes, TimeEntryRow.status
        is_invoiced = _ISSUED if issued else status == EntryStatus.INVOICED
        is_approved = status == EntryStatus.APPROVED
        if issued:
            is_approved = or_(is_approved, and_(_APPROVED, InvoiceRow.number.is_(None)))
        query = (
            select(
                by,
                func.sum(minutes),
                func.coalesce(func.sum(case((is_invoiced, minutes))), 0),
                func.coalesce(func.sum(case((is_approved, minutes))), 0),
            )
            .join(TaskRow, TaskRow.number == TimeEntryRow.task)
            .outerjoin(InvoiceRow, InvoiceRow.id == TimeEntryRow.invoice)
            .where(which, TimeEntryRow.is_billable, TaskRow.is_billable)
            .group_by(by)
        )
        found = (await self._session.execute(query)).all()
        return {key: Hours(int(all_), int(billed), int(ok)) for key, all_, billed, ok in found}

    async def _read(self, query: _Seen) -> Sequence[SeenEntry]:
        return [SeenEntry(*row) for row in (await self._session.execute(query)).all()]


def _among(sought: TimeSought) -> Iterator[ColumnElement[bool]]:
    if sought.days.first:
        yield TimeEntryRow.day >= sought.days.first
    if sought.days.last:
        yield TimeEntryRow.day <= sought.days.last
    if sought.task:
        yield TimeEntryRow.task == sought.task


def _seen() -> _Seen:
    return (
        select(TimeEntryRow, TaskRow.name, StaffRow.name, InvoiceRow.number, _APPROVED)
        .join(TaskRow, TaskRow.number == TimeEntryRow.task)
        .join(StaffRow, StaffRow.number == TimeEntryRow.person)
        .outerjoin(InvoiceRow, InvoiceRow.id == TimeEntryRow.invoice)
    )
