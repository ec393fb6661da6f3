"""A project with its tasks and hours, and an approval with its sheet, as both sides see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from activities.approval_sheets import find_approval
from activities.time_invoices import worth_of
from api.paging import Cursors
from domain.approvals import ApprovalStatus, ApprovalUnit, EntryStatus, Hours
from domain.commands import ActorKind
from domain.money import Money
from storage.approvals import ApprovalRow, ApprovalStepRow, SheetEntryRow
from storage.books import Books
from storage.projects import ProjectRow, TaskRow
from storage.time_entries import SeenEntry

NO_HOURS = Hours(0, 0, 0)


@dataclass(frozen=True)
class TaskView:
    row: TaskRow
    hours: Hours


@dataclass(frozen=True)
class ProjectView:
    """For customers only what is billable, and what stands on drafts is not invoiced."""

    row: ProjectRow
    hours: Hours
    tasks: Sequence[TaskView]


async def project_view(books: Books, row: ProjectRow, *, customers: bool) -> ProjectView:
    tasks = await books.projects.tasks(row.number, billable=customers)
    by_task = await books.time_entries.hours_of_tasks(row.number, issued=customers)
    whole = await books.time_entries.hours([row.number], issued=customers)
    return ProjectView(
        row,
        whole.get(row.number, NO_HOURS),
        [TaskView(task, by_task.get(task.number, NO_HOURS)) for task in tasks],
    )


@dataclass(frozen=True)
class SheetLine:
    """An entry on a sheet: as it was submitted, or as it is now if it never was."""

    sheet: SheetEntryRow
    day: date
    task: str
    person: str
    note: str
    minutes: int
    amount: Money
    seen: SeenEntry | None
    """As it is now, unless it was deleted."""

    @property
    def number(self) -> str:
        return self.sheet.entry

    @property
    def waits(self) -> bool:
        return self.sheet.state is EntryStatus.WAITING


@dataclass(frozen=True)
class StepView:
    """What happened, and the name of who did it."""

    row: ApprovalStepRow
    who: str
    currency: str

    @property
    def total(self) -> Money | None:
        """What it came to then."""
        units = self.row.total_minor_units
        return None if units is None else Money(units, self.currency)


@dataclass(frozen=True)
class ApprovalView:
    """`lines` are those on it now, `submitted` those that its customer was asked about."""

    row: ApprovalRow
    project: ProjectRow
    lines: Sequence[SheetLine]
    submitted: Sequence[SheetLine]
    steps: Sequence[StepView]

    @property
    def as_submitted(self) -> "ApprovalView":
        """As its customer sees it: what was put on it or taken off since then changes nothing."""
        return replace(self, lines=self.submitted)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def total(self) -> Money:
        return sum((line.amount for line in self.lines), Money.zero(self.row.currency))

    @property
    def waits(self) -> bool:
        return self.row.status is ApprovalStatus.SUBMITTED

    @property
    def is_by_entry(self) -> bool:
        return self.row.unit is ApprovalUnit.ENTRY


async def approval_view(books: Books, number: str) -> ApprovalView:
    """Raises `NoSuchApproval`."""
    row = await find_approval(books, number)
    project = await books.projects.get(row.project)
    lines = await _lines(books, row, project)
    steps = await books.approvals.steps(number)
    people = await _people(books, steps)
    said = [StepView(step, people.get(step.actor, step.actor), row.currency) for step in steps]
    on_it = [line for line in lines if not line.sheet.is_gone]
    submitted = [line for line in lines if line.sheet.state is not EntryStatus.OPEN]
    return ApprovalView(row, project, on_it, submitted, said)


async def _lines(books: Books, row: ApprovalRow, project: ProjectRow) -> Sequence[SheetLine]:
    """All that is on it, or was until it is submitted again, the oldest day first."""
    sheet = await books.approvals.sheet(row.number)
    now = await books.time_entries.seen([each.entry for each in sheet])
    worth = await worth_of(books, project, now)
    seen = {each.row.number: each for each in now}
    lines = [
        _as_it_is(each, seen[each.entry], worth[each.entry])
        if each.state is EntryStatus.OPEN
        else _as_submitted(each, seen.get(each.entry), row.currency)
        for each in sheet
    ]
    return sorted(lines, key=lambda line: (line.day, line.number))


def _as_it_is(sheet: SheetEntryRow, seen: SeenEntry, worth: Money) -> SheetLine:
    row = seen.row
    return SheetLine(sheet, row.day, seen.task, seen.person, row.note, row.minutes, worth, seen)


def _as_submitted(sheet: SheetEntryRow, seen: SeenEntry | None, currency: str) -> SheetLine:
    """The database holds that all of it was written down."""
    return SheetLine(
        sheet,
        sheet.day or date.min,
        sheet.task or "",
        sheet.person or "",
        sheet.note or "",
        sheet.minutes or 0,
        Money(sheet.total_minor_units or 0, currency),
        seen,
    )


async def _people(books: Books, steps: Sequence[ApprovalStepRow]) -> Mapping[str, str]:
    """Names by number, of staff and of contact persons."""
    names: dict[str, str] = {}
    for step in steps:
        if step.actor_kind is ActorKind.STAFF:
            staff = await books.staff.find(step.actor)
            names[step.actor] = staff.name if staff else step.actor
        elif step.actor_kind is ActorKind.CONTACT:
            contact = await books.customers.contact(step.actor)
            names[step.actor] = contact.name if contact else step.actor
    return names


def read_day(cursors: Cursors, after: str) -> tuple[date, str] | None:
    """The day and number after which a list of entries goes on. Raises `BadRequest`."""
    key = cursors.read(after)
    return (date.fromisoformat(key[0]), key[1]) if key else None


def write_day(cursors: Cursors, each: SeenEntry) -> str:
    return cursors.write(each.row.day.isoformat(), each.row.number)
