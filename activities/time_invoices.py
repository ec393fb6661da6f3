"""Invoices of time: a draft of what was approved, or of what nobody has to approve."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.billed_time import bill_time
from activities.invoice_drafts import Written, billed_as_known, write_draft
from activities.projects import asks_approval, lock_project
from domain.approvals import EntryStatus, NoSuchEntry
from domain.money import Money
from domain.time_billing import (
    ALL_TIME,
    Grouping,
    NoTimeToInvoice,
    TimeSought,
    WorkedTime,
    check_invoiceable,
    time_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.projects import Rates
    from storage.books import Books
    from storage.invoice_drafts import InvoiceDraftRow
    from storage.projects import ProjectRow
    from storage.time_entries import SeenEntry


@dataclass(frozen=True)
class TimeToInvoice:
    """Which entries of a project, and in which lines.

    If none is named, those that can be invoiced of the time that is sought.
    """

    project: str
    entries: tuple[str, ...] = ()
    grouping: Grouping = Grouping.TASK
    sought: TimeSought = ALL_TIME


async def invoice_time(
    books: "Books", wanted: TimeToInvoice, by: str, at: datetime
) -> "InvoiceDraftRow":
    """A draft that names its project; the time on it is invoiced until the draft is discarded.

    Raises `NoSuchProject`, `NoSuchEntry`, `NoTimeToInvoice`, `EntryNotBillable`,
    `TimeAlreadyInvoiced`, `TimeNotApproved` and what `write_draft` does.
    """
    project = await lock_project(books, wanted.project)
    seen = await _chosen(books, project, wanted)
    rates = await books.projects.all_rates(project)
    times = [_worked(each, rates) for each in seen]
    lines = time_lines(times, wanted.grouping, project.tax_rate)
    customer = await books.customers.get(project.customer)
    written = Written(lines, billed_as_known(customer), project=project.number)
    draft = await write_draft(books, project.customer, written, by, at)
    rows = await books.time_entries.lock_all([each.row.number for each in seen])
    kept = {time.number: time.rate.minor_units for time in times}
    for row in rows:
        row.rate_minor_units = kept[row.number]
    await bill_time(books, rows, await books.invoices.get(draft.invoice))
    return draft


async def invoiceable(
    books: "Books", project: "ProjectRow", sought: TimeSought
) -> "Sequence[SeenEntry]":
    """What can be invoiced of it now, the oldest day first."""
    preferences = await books.organisations.preferences()
    statuses = [EntryStatus.APPROVED]
    if not asks_approval(project, preferences):
        statuses.append(EntryStatus.OPEN)
    return await books.time_entries.unbilled(project.number, statuses, sought)


async def worth_of(
    books: "Books", project: "ProjectRow", seen: "Sequence[SeenEntry]"
) -> dict[str, Money]:
    """What each of these entries comes to, as it was submitted or as rates are now."""
    rates = await books.projects.all_rates(project)
    return {each.row.number: _worked(each, rates).amount for each in seen}


async def _chosen(
    books: "Books", project: "ProjectRow", wanted: TimeToInvoice
) -> "Sequence[SeenEntry]":
    entries = wanted.entries
    if not entries:
        seen = await invoiceable(books, project, wanted.sought)
        if not seen:
            raise NoTimeToInvoice
        return seen
    preferences = await books.organisations.preferences()
    asked = asks_approval(project, preferences)
    seen = await books.time_entries.seen(sorted(set(entries)))
    missing = set(entries) - {each.row.number for each in seen if _is_of(project, each)}
    if missing:
        raise NoSuchEntry(entry=min(missing))
    for each in seen:
        row = each.row
        check_invoiceable(row.number, row.status, is_billable=row.is_billable, asks_approval=asked)
    return seen


def _is_of(project: "ProjectRow", each: "SeenEntry") -> bool:
    return each.row.project == project.number


def _worked(each: "SeenEntry", rates: "Rates") -> WorkedTime:
    row = each.row
    kept = row.rate_minor_units
    rate = rates.hourly(row.task, row.person) if kept is None else Money(kept, rates.currency)
    return WorkedTime(row.number, row.day, row.minutes, rate, each.task, row.note)
