"""Sheets of time: put together by staff, submitted to the customer, and left again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.approval_mails import mail_approval
from activities.process import Told, tell
from activities.projects import asks_approval, lock_project, unit_of
from activities.time_entries import entry_of
from domain.approval_rounds import (
    CustomersSeeNoProjects,
    NoApprovalWanted,
    NotADraft,
    next_reminder,
)
from domain.approvals import (
    APPROVAL_LIFECYCLE,
    CHANGEABLE,
    ENTRY_LIFECYCLE,
    ApprovalEvent,
    ApprovalStatus,
    EntryEvent,
    EntryStatus,
    NoSuchApproval,
    NoSuchEntry,
    NothingToApprove,
    check_submission,
)
from domain.commands import Actor
from domain.lifecycle import UnlawfulTransition
from domain.messages import MailKind
from domain.money import Money
from domain.numbers import Series
from domain.signatures import UNSIGNED, Signature
from domain.time_billing import sheet_total, worth

if TYPE_CHECKING:
    from domain.preferences import Preferences
    from storage.approvals import ApprovalRow, SheetEntryRow
    from storage.books import Books
    from storage.projects import ProjectRow
    from storage.time_entries import TimeEntryRow


async def write_approval(
    books: "Books", project: str, entries: Sequence[str], by: str, at: datetime
) -> "ApprovalRow":
    """A draft with these entries.

    Raises `NoSuchProject`, `NoSuchEntry`, and what is wrong with an entry.
    """
    row = await lock_project(books, project)
    approval = books.approvals.new(
        number=await books.numbers.take(Series.APPROVAL),
        project=project,
        customer=row.customer,
        status=ApprovalStatus.DRAFT,
        currency=row.currency,
        round=0,
        written_by=by,
        created_at=at,
    )
    await books.flush()
    await _fill(books, approval, entries)
    return approval


async def change_sheet(books: "Books", number: str, entries: Sequence[str]) -> "ApprovalRow":
    """Other entries; what was approved on it stays, what was rejected and goes is open again.

    Raises `UnlawfulTransition`, `NoSuchEntry`.
    """
    row = await lock_approval(books, number)
    if row.status not in CHANGEABLE:
        raise UnlawfulTransition(status=row.status, event=ApprovalEvent.SUBMIT)
    sheet = await books.approvals.sheet(number)
    await _free(books, [each for each in sheet if each.entry not in entries])
    await books.approvals.take_off([each.entry for each in sheet], number)
    await _fill(books, row, entries)
    return row


async def drop_approval(books: "Books", number: str) -> "ApprovalRow":
    """A draft is gone. Raises `NoSuchApproval` and `NotADraft`."""
    row = await lock_approval(books, number)
    if row.status is not ApprovalStatus.DRAFT:
        raise NotADraft(approval=number)
    await books.approvals.remove(row)
    return row


async def submit_now(books: "Books", number: str, by: Actor, at: datetime) -> "ApprovalRow":
    """A draft, with the transaction that wrote it; its process begins. Raises as `submit`."""
    row = await lock_approval(books, number)
    await submit(books, row, by, at)
    says = f"{number}: round {row.round} of {row.project}"
    await tell(books, Told("approval", number, row.customer, None, says, number), at)
    return row


async def submit(books: "Books", row: "ApprovalRow", by: Actor, at: datetime) -> None:
    """Lock its entries as they are now, and ask the customer.

    Raises `NoApprovalWanted`, `CustomersSeeNoProjects`, `UnlawfulTransition`, `TimesheetTooLarge`,
    and what is wrong with an entry.
    """
    project = await books.projects.get(row.project)
    preferences = await books.organisations.preferences()
    _check_wanted(project, preferences)
    status = APPROVAL_LIFECYCLE.advance(row.status, ApprovalEvent.SUBMIT)
    await books.approvals.forget_gone(row.number)
    sheet = await books.approvals.sheet(row.number)
    await _lock_sheet(books, row, project, sheet)
    row.status, row.unit = status, unit_of(project, preferences)
    row.round += 1
    row.minutes = sum(each.minutes or 0 for each in sheet)
    amounts = [Money(each.total_minor_units or 0, row.currency) for each in sheet]
    row.total_minor_units = sheet_total(amounts, row.currency).minor_units
    row.submitted_at = row.told_at = at
    row.decided_at = None
    row.reminds_at = next_reminder(at, preferences.timesheets_reminder_days, at)
    write_step(books, row, Done(ApprovalEvent.SUBMIT, by), at)
    await books.flush()
    await mail_approval(books, MailKind.APPROVAL_SUBMITTED, row, at)


@dataclass(frozen=True)
class Done:
    """What somebody did to an approval, and why; what they signed it with, and from where."""

    event: ApprovalEvent
    by: Actor
    reason: str = ""
    signature: Signature = UNSIGNED
    address: str = ""


def write_step(books: "Books", row: "ApprovalRow", done: Done, at: datetime) -> None:
    """Write it down, with what the sheet came to then."""
    books.approvals.add_step(
        row,
        event=done.event,
        at=at,
        actor_kind=done.by.kind,
        actor=done.by.name,
        reason=done.reason,
        name=done.signature.name,
        drawing=done.signature.drawing,
        address=done.address,
        minutes=row.minutes,
        total_minor_units=row.total_minor_units,
    )


async def find_approval(books: "Books", number: str) -> "ApprovalRow":
    """Raises `NoSuchApproval`."""
    row = await books.approvals.find(number)
    if row is None:
        raise NoSuchApproval(approval=number)
    return row


async def lock_approval(books: "Books", number: str) -> "ApprovalRow":
    """The approval, held, after its customer. Raises `NoSuchApproval`."""
    found = await find_approval(books, number)
    await books.customers.lock(found.customer)
    return await books.approvals.lock(number)


def _check_wanted(project: "ProjectRow", preferences: "Preferences") -> None:
    if not asks_approval(project, preferences):
        raise NoApprovalWanted(project=project.number)
    check_customers_see(preferences)


def check_customers_see(preferences: "Preferences") -> None:
    """Raises `CustomersSeeNoProjects`."""
    if not preferences.view_projects:
        raise CustomersSeeNoProjects(preference="view.projects")


async def _free(books: "Books", off: "Sequence[SheetEntryRow]") -> None:
    rejected = [each.entry for each in off if each.state is EntryStatus.REJECTED]
    for entry in await books.time_entries.lock_all(sorted(rejected)):
        if entry.status is EntryStatus.REJECTED:
            open_again(entry)


def open_again(entry: "TimeEntryRow") -> None:
    entry.status = ENTRY_LIFECYCLE.advance(entry.status, EntryEvent.RECALL)
    entry.rate_minor_units = None


async def _fill(books: "Books", row: "ApprovalRow", entries: Sequence[str]) -> None:
    """Put these on it that are not there already, each of them fit to be submitted."""
    sheet = await books.approvals.sheet(row.number)
    there = {each.entry for each in sheet if not each.is_gone}
    wanted = sorted(set(entries) - there)
    rows = await books.time_entries.lock_all(wanted)
    missing = set(wanted) - {each.number for each in rows if each.project == row.project}
    if missing:
        raise NoSuchEntry(entry=min(missing))
    if not entries:
        raise NothingToApprove
    await _check(books, row, rows)
    await books.approvals.put_on(row.number, wanted)


async def _check(books: "Books", row: "ApprovalRow", rows: "Sequence[TimeEntryRow]") -> None:
    waiting = await books.approvals.waiting_in([each.number for each in rows])
    if rows:
        check_submission(row.number, [entry_of(each, waiting.get(each.number)) for each in rows])


async def _lock_sheet(
    books: "Books", row: "ApprovalRow", project: "ProjectRow", sheet: "Sequence[SheetEntryRow]"
) -> None:
    """What is not approved yet waits, with its words, minutes and rate as they are now."""
    undecided = {each.entry: each for each in sheet if each.state is not EntryStatus.APPROVED}
    if not undecided:
        raise NothingToApprove
    rows = await books.time_entries.lock_all(sorted(undecided))
    await _check(books, row, rows)
    rates = await books.projects.all_rates(project)
    for seen in await books.time_entries.seen(sorted(undecided)):
        each = seen.row
        hourly = rates.hourly(each.task, each.person)
        each.status = ENTRY_LIFECYCLE.advance(each.status, EntryEvent.SUBMIT)
        each.rate_minor_units = hourly.minor_units
        entry = undecided[each.number]
        entry.state, entry.minutes, entry.reason = EntryStatus.WAITING, each.minutes, ""
        entry.day, entry.note = each.day, each.note
        entry.task, entry.person = seen.task, seen.person
        entry.total_minor_units = worth(each.minutes, hourly).minor_units
