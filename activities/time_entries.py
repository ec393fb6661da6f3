"""Time that staff log for a task: written, changed and taken away, until it is locked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.projects import check_person, find_task, lock_project, open_project
from domain.approvals import (
    ENTRY_LIFECYCLE,
    EntryEvent,
    EntryStatus,
    NoSuchEntry,
    TimeEntry,
    check_change,
)
from domain.numbers import Series
from domain.projects import TaskArchived

if TYPE_CHECKING:
    from storage.books import Books
    from storage.time_entries import TimeEntryRow


@dataclass(frozen=True)
class Logged:
    """Who has worked how many minutes on which day for which task. `note` is for the customer."""

    task: str
    person: str
    day: date
    minutes: int
    is_billable: bool = True
    note: str = ""
    internal_note: str = ""


async def log_time(
    books: "Books", project: str, logged: Logged, by: str, at: datetime
) -> "TimeEntryRow":
    """Time for a task that is not billable is not billable either.

    Raises `NoSuchProject`, `ProjectArchived`, `NoSuchTask`, `TaskArchived`, `NobodyOfThatNumber`
    and `MinutesOutOfRange`.
    """
    await open_project(books, project)
    content = await _checked(books, project, logged, None)
    row = books.time_entries.new(
        number=await books.numbers.take(Series.TIME),
        project=project,
        status=EntryStatus.OPEN,
        logged_by=by,
        created_at=at,
        changed_at=at,
        **content,
    )
    await books.flush()
    return row


async def change_time(books: "Books", number: str, logged: Logged, at: datetime) -> "TimeEntryRow":
    """What was rejected is open again. Raises `NoSuchEntry`, `EntryLocked`, and as `log_time`."""
    row = await _open_entry(books, number)
    await open_project(books, row.project)
    for name, value in (await _checked(books, row.project, logged, row.task)).items():
        setattr(row, name, value)
    row.changed_at = at
    if row.status is EntryStatus.REJECTED:
        row.status = ENTRY_LIFECYCLE.advance(row.status, EntryEvent.REVISE)
    if not row.is_billable:
        await books.approvals.take_off([number])
    await books.flush()
    return row


async def delete_time(books: "Books", number: str) -> "TimeEntryRow":
    """Raises `NoSuchEntry` and `EntryLocked`."""
    row = await _open_entry(books, number)
    await books.approvals.take_off([number])
    await books.time_entries.remove(row)
    return row


async def find_entry(books: "Books", number: str) -> "TimeEntryRow":
    """Raises `NoSuchEntry`."""
    row = await books.time_entries.find(number)
    if row is None:
        raise NoSuchEntry(entry=number)
    return row


def entry_of(row: "TimeEntryRow", approval: str | None = None) -> TimeEntry:
    return TimeEntry(row.number, row.day, row.minutes, row.is_billable, row.status, approval)


async def _open_entry(books: "Books", number: str) -> "TimeEntryRow":
    """One that can be changed, held."""
    found = await find_entry(books, number)
    await lock_project(books, found.project)
    row = await books.time_entries.lock(number)
    check_change(entry_of(row))
    return row


async def _checked(
    books: "Books", project: str, logged: Logged, task_before: str | None
) -> dict[str, object]:
    """What an entry holds of it. An archived task keeps the time that it has."""
    task = await find_task(books, project, logged.task)
    if task.archived_at and task.number != task_before:
        raise TaskArchived(task=task.name)
    await check_person(books, logged.person)
    is_billable = logged.is_billable and task.is_billable
    TimeEntry("", logged.day, logged.minutes, is_billable)
    return {
        **vars(logged),
        "is_billable": is_billable,
        "note": logged.note.strip(),
        "internal_note": logged.internal_note.strip(),
    }
