"""What becomes of a sheet that was submitted: approved, rejected whole or in part, recalled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.approval_sheets import Done, lock_approval, open_again, write_step
from activities.notifications import Notification, notify
from activities.permissions import by_customer, check_switched_on
from activities.signing import signature_in
from activities.time_entries import entry_of
from domain.approval_rounds import (
    HowApprovedMissing,
    NothingWaits,
    check_round,
    signature_of_verdict,
)
from domain.approvals import (
    APPROVAL_LIFECYCLE,
    ENTRY_LIFECYCLE,
    ApprovalEvent,
    ApprovalStatus,
    ApprovalUnit,
    EntryEvent,
    EntryStatus,
    NoSuchApproval,
    Verdict,
    decided,
    event_of,
)
from domain.commands import Actor
from domain.notifications import NotificationKind
from domain.signatures import Signature, SignatureAsked

if TYPE_CHECKING:
    from storage.approvals import ApprovalRow, SheetEntryRow
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.time_entries import TimeEntryRow

_NEWS = {
    ApprovalEvent.APPROVE: NotificationKind.APPROVAL_APPROVED,
    ApprovalEvent.REJECT: NotificationKind.APPROVAL_REJECTED,
}
_ENTRY_EVENTS = {
    EntryStatus.APPROVED: EntryEvent.APPROVE,
    EntryStatus.REJECTED: EntryEvent.REJECT,
}


async def approve(books: "Books", command: "CommandRow", at: datetime) -> None:
    """All of it. Staff, who write down that the customer has approved it elsewhere, say how.

    Raises `NothingWaits`, `SubmittedAgain`, `SwitchedOff`, `HowApprovedMissing` and what
    `signature_of_verdict` does.
    """
    reason = _said(command)
    if not by_customer(command) and not reason:
        raise HowApprovedMissing
    row = await _waiting(books, command)
    await _decide(books, row, command, Verdict(approves=True, reason=reason), at)


async def reject(books: "Books", command: "CommandRow", at: datetime) -> None:
    """All of it where one reason says so, else the entries that are named, each with its own.

    What is not named is approved then.

    Raises `NothingWaits`, `SubmittedAgain`, `SwitchedOff`, `RejectReasonMissing`,
    `EntriesDecidedTogether`, `EntryNotOnSheet` and what `signature_of_verdict` does.
    """
    row = await _waiting(books, command)
    named = command.payload.get("rejected") or None
    rejected = {str(entry): str(why) for entry, why in named.items()} if named else None
    verdict = Verdict(approves=False, reason=_said(command), rejected=rejected)
    await _decide(books, row, command, verdict, at)


async def recall(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Staff take it back: what waited, or was rejected, is open again.

    What was approved stays approved. Raises `NothingWaits`.
    """
    row = await lock_approval(books, command.key)
    if not APPROVAL_LIFECYCLE.allows(row.status, ApprovalEvent.RECALL):
        raise NothingWaits(approval=row.number)
    row.status = APPROVAL_LIFECYCLE.advance(row.status, ApprovalEvent.RECALL)
    waiting = await _on_sheet(books, row, EntryStatus.WAITING)
    for entry in await books.time_entries.lock_all(sorted(waiting)):
        open_again(entry)
        waiting[entry.number].state = entry.status
    rejected = await _on_sheet(books, row, EntryStatus.REJECTED)
    for entry in await books.time_entries.lock_all(sorted(rejected)):
        if entry.status is EntryStatus.REJECTED:
            open_again(entry)
    _close(books, row, Done(ApprovalEvent.RECALL, _by(command), _said(command)), at)
    await books.flush()


async def _waiting(books: "Books", command: "CommandRow") -> "ApprovalRow":
    """What the customer who decides has seen, and what still waits, held."""
    row = await lock_approval(books, command.key)
    if by_customer(command) and row.customer != command.customer:
        raise NoSuchApproval(approval=command.key)
    check_switched_on(command, (await books.organisations.preferences()).view_projects)
    check_switched_on(command, not await books.invitations.keeps_out(command.actor))
    if row.status is not ApprovalStatus.SUBMITTED:
        raise NothingWaits(approval=row.number)
    seen = command.payload.get("round")
    check_round(row.number, row.round, seen if isinstance(seen, int) else None)
    return row


async def _decide(
    books: "Books", row: "ApprovalRow", command: "CommandRow", verdict: Verdict, at: datetime
) -> None:
    waiting = await _on_sheet(books, row, EntryStatus.WAITING)
    rows = await books.time_entries.lock_all(sorted(waiting))
    unit = row.unit or ApprovalUnit.SHEET
    decisions = decided([entry_of(each, row.number) for each in rows], verdict, unit)
    signature = await _signed(books, command, decisions.values())
    for entry in rows:
        entry.status = ENTRY_LIFECYCLE.advance(entry.status, _ENTRY_EVENTS[decisions[entry.number]])
        if entry.status is EntryStatus.REJECTED:
            entry.rate_minor_units = None
            waiting[entry.number].reason = _reason_for(entry.number, verdict)
        waiting[entry.number].state = entry.status
    event = event_of(decisions)
    row.status = APPROVAL_LIFECYCLE.advance(row.status, event)
    done = Done(event, _by(command), _why(rows, verdict), signature, command.address)
    _close(books, row, done, at)
    await books.flush()
    await _tell_staff(books, row, command, event, at)


async def _signed(
    books: "Books", command: "CommandRow", decisions: Collection[EntryStatus]
) -> Signature:
    """Staff, who write down what a customer has said, say how instead."""
    asked = SignatureAsked.OFF
    if by_customer(command):
        asked = (await books.organisations.preferences()).timesheets_require_signature
    return signature_of_verdict(decisions, signature_in(command), asked)


def _close(books: "Books", row: "ApprovalRow", done: Done, at: datetime) -> None:
    row.decided_at, row.reminds_at = at, None
    write_step(books, row, done, at)


def _by(command: "CommandRow") -> Actor:
    return Actor(command.actor_kind, command.actor)


def _why(rows: "Sequence[TimeEntryRow]", verdict: Verdict) -> str:
    """As the history keeps it: the next round clears what stands beside the entries."""
    if not verdict.rejected:
        return verdict.reason
    days = {each.number: each.day.isoformat() for each in rows}
    named = [f"{days[entry]}: {why.strip()}" for entry, why in verdict.rejected.items()]
    return "; ".join([verdict.reason, *named] if verdict.reason else named)


async def _on_sheet(
    books: "Books", row: "ApprovalRow", state: EntryStatus
) -> "Mapping[str, SheetEntryRow]":
    """What stands so on its sheet, by entry."""
    sheet = await books.approvals.sheet(row.number)
    return {each.entry: each for each in sheet if each.state is state}


async def _tell_staff(
    books: "Books", row: "ApprovalRow", command: "CommandRow", event: ApprovalEvent, at: datetime
) -> None:
    if by_customer(command):
        link = f"/console/approvals/{row.number}"
        facts = {"contact": command.actor}
        about = Notification(_NEWS[event], row.customer, row.number, link, facts)
        await notify(books, about, at)


def _reason_for(entry: str, verdict: Verdict) -> str:
    return (verdict.rejected or {}).get(entry, verdict.reason).strip()


def _said(command: "CommandRow") -> str:
    return str(command.payload.get("reason") or "").strip()
