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
    seen: SeenEntry
    minutes: int
    amount: Money

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
    row: ApprovalRow
    project: ProjectRow
    lines: Sequence[SheetLine]
    steps: Sequence[StepView]

    @property
    def as_submitted(self) -> "ApprovalView":
        """As its customer sees it: what was put on it since then is not there."""
        submitted = [line for line in self.lines if line.sheet.state is not EntryStatus.OPEN]
        return replace(self, lines=submitted)

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
    sheet = {each.entry: each for each in await books.approvals.sheet(number)}
    seen = await books.time_entries.seen(sorted(sheet))
    worth = await worth_of(books, project, seen)
    lines = [_line(row, sheet[each.row.number], each, worth[each.row.number]) for each in seen]
    steps = await books.approvals.steps(number)
    people = await _people(books, steps)
    said = [StepView(step, people.get(step.actor, step.actor), row.currency) for step in steps]
    return ApprovalView(row, project, lines, said)


def _line(row: ApprovalRow, sheet: SheetEntryRow, seen: SeenEntry, worth: Money) -> SheetLine:
    was_submitted = sheet.minutes is not None and sheet.total_minor_units is not None
    if was_submitted and sheet.state is not EntryStatus.OPEN:
        amount = Money(sheet.total_minor_units or 0, row.currency)
        return SheetLine(sheet, seen, sheet.minutes or 0, amount)
    return SheetLine(sheet, seen, seen.row.minutes, worth)


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
