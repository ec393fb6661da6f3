"""Approvals: hours that staff submit and a customer approves or rejects, as a whole or by entry.

What is submitted is locked, and waits in one open approval at a time. What was rejected or recalled
goes back to staff, is changed and submitted again; approved hours are what may be invoiced.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Conflict, Invalid, NotFound
from domain.lifecycle import Lifecycle
from domain.plain_words import is_blank
from domain.words import N_

MOST_ENTRIES = 500
MOST_MINUTES = 24 * 60


class ApprovalStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    RECALLED = "recalled"


class ApprovalEvent(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    RECALL = "recall"


APPROVAL_LIFECYCLE = Lifecycle[ApprovalStatus, ApprovalEvent](
    {
        ApprovalStatus.DRAFT: {ApprovalEvent.SUBMIT: ApprovalStatus.SUBMITTED},
        ApprovalStatus.SUBMITTED: {
            ApprovalEvent.APPROVE: ApprovalStatus.APPROVED,
            ApprovalEvent.REJECT: ApprovalStatus.REJECTED,
            ApprovalEvent.RECALL: ApprovalStatus.RECALLED,
        },
        ApprovalStatus.REJECTED: {
            ApprovalEvent.SUBMIT: ApprovalStatus.SUBMITTED,
            ApprovalEvent.RECALL: ApprovalStatus.RECALLED,
        },
        ApprovalStatus.RECALLED: {ApprovalEvent.SUBMIT: ApprovalStatus.SUBMITTED},
        ApprovalStatus.APPROVED: {},
    }
)
CHANGEABLE = frozenset({ApprovalStatus.DRAFT, ApprovalStatus.REJECTED, ApprovalStatus.RECALLED})


class EntryStatus(StrEnum):
    """How a time entry stands. Locked are those that wait, were approved or invoiced."""

    OPEN = "open"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    INVOICED = "invoiced"


class EntryEvent(StrEnum):
    """`release` gives back what was invoiced without an approval, `restore` what was approved.

    What was rejected is open again once staff `revise` it, or take its approval back.
    """

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    RECALL = "recall"
    REVISE = "revise"
    INVOICE = "invoice"
    RELEASE = "release"
    RESTORE = "restore"


_INVOICE = {EntryEvent.INVOICE: EntryStatus.INVOICED}
_SUBMIT = {EntryEvent.SUBMIT: EntryStatus.WAITING}
ENTRY_LIFECYCLE = Lifecycle[EntryStatus, EntryEvent](
    {
        EntryStatus.OPEN: {**_SUBMIT, **_INVOICE},
        EntryStatus.WAITING: {
            EntryEvent.APPROVE: EntryStatus.APPROVED,
            EntryEvent.REJECT: EntryStatus.REJECTED,
            EntryEvent.RECALL: EntryStatus.OPEN,
        },
        EntryStatus.APPROVED: _INVOICE,
        EntryStatus.REJECTED: {
            **_SUBMIT,
            EntryEvent.REVISE: EntryStatus.OPEN,
            EntryEvent.RECALL: EntryStatus.OPEN,
        },
        EntryStatus.INVOICED: {
            EntryEvent.RELEASE: EntryStatus.OPEN,
            EntryEvent.RESTORE: EntryStatus.APPROVED,
        },
    }
)
LOCKED = frozenset({EntryStatus.WAITING, EntryStatus.APPROVED, EntryStatus.INVOICED})


class ApprovalUnit(StrEnum):
    """What a customer decides about: the whole sheet, or each entry of it."""

    SHEET = "sheet"
    ENTRY = "entry"


class NoSuchApproval(NotFound):
    message = N_("There is no approval {approval}.")


class NoSuchEntry(NotFound):
    message = N_("There is no time entry {entry}.")


class RejectReasonMissing(Invalid):
    message = N_("Say why you reject it.")


class EntryNotOnSheet(Invalid):
    message = N_("Entry {entry} is not part of this approval.")


class EntriesDecidedTogether(Invalid):
    message = N_("This approval is decided as a whole.")


class NothingToApprove(Invalid):
    message = N_("Choose billable hours to submit.")


class TooManyEntries(Invalid):
    message = N_("An approval has at most {most} entries.")


class EntryInAnotherApproval(Conflict):
    message = N_("Entry {entry} waits in approval {approval} already.")


class EntryNotBillable(Invalid):
    message = N_("Entry {entry} is not billable: the customer does not see it.")


class EntryLocked(Conflict):
    message = N_("Entry {entry} is locked: it waits for approval, was approved or invoiced.")


class MinutesOutOfRange(Invalid):
    message = N_("An entry has 1 to {most} minutes of a day.")


@dataclass(frozen=True)
class TimeEntry:
    """Time that somebody has worked on a day. `approval` is the one that it waits in."""

    number: str
    day: date
    minutes: int
    is_billable: bool
    status: EntryStatus = EntryStatus.OPEN
    approval: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise MinutesOutOfRange(most=MOST_MINUTES)


@dataclass(frozen=True)
class Verdict:
    """What a customer has decided: about all of it, or with `rejected` about each entry.

    `rejected` are the entries that are not approved, each with its reason; all others are, unless
    there is a `reason` as well: then nothing is.
    """

    approves: bool
    reason: str = ""
    rejected: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Hours:
    """Minutes of billable work: all, invoiced, and those that may be invoiced."""

    logged: int
    invoiced: int
    approved: int

    @property
    def unbilled(self) -> int:
        return self.logged - self.invoiced


def check_submission(approval: str, entries: Sequence[TimeEntry]) -> None:
    """Whether these can be submitted to a customer in this approval.

    Raises `NothingToApprove`, `TooManyEntries`, `EntryNotBillable`, `EntryInAnotherApproval` and
    `EntryLocked`.
    """
    if not entries:
        raise NothingToApprove
    if len(entries) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    for entry in entries:
        _check_entry(approval, entry)


def check_change(entry: TimeEntry) -> None:
    """Whether staff may still change it. Raises `EntryLocked`."""
    if entry.status in LOCKED:
        raise EntryLocked(entry=entry.number)


def decided(
    entries: Collection[TimeEntry], verdict: Verdict, unit: ApprovalUnit
) -> Mapping[str, EntryStatus]:
    """How each entry stands after the verdict.

    Raises `RejectReasonMissing`, `EntriesDecidedTogether` and `EntryNotOnSheet`.
    """
    if verdict.rejected is None:
        return _as_a_whole(entries, verdict)
    if unit is ApprovalUnit.SHEET:
        raise EntriesDecidedTogether
    numbers = {entry.number for entry in entries}
    for number, reason in verdict.rejected.items():
        if number not in numbers:
            raise EntryNotOnSheet(entry=number)
        if is_blank(reason):
            raise RejectReasonMissing
    rejected = set(verdict.rejected) if is_blank(verdict.reason) else numbers
    return {
        number: EntryStatus.REJECTED if number in rejected else EntryStatus.APPROVED
        for number in sorted(numbers)
    }


def event_of(decisions: Mapping[str, EntryStatus]) -> ApprovalEvent:
    """What the approval as a whole comes to: approved only if each entry is."""
    rejected = EntryStatus.REJECTED in decisions.values()
    return ApprovalEvent.REJECT if rejected else ApprovalEvent.APPROVE


def hours(entries: Collection[TimeEntry]) -> Hours:
    """The billable minutes of these; what is not billable is in no total."""
    billable = [entry for entry in entries if entry.is_billable]

    def minutes(status: EntryStatus) -> int:
        return sum(entry.minutes for entry in billable if entry.status is status)

    return Hours(
        logged=sum(entry.minutes for entry in billable),
        invoiced=minutes(EntryStatus.INVOICED),
        approved=minutes(EntryStatus.APPROVED),
    )


def _check_entry(approval: str, entry: TimeEntry) -> None:
    if not entry.is_billable:
        raise EntryNotBillable(entry=entry.number)
    if entry.status is EntryStatus.WAITING and entry.approval not in (None, approval):
        raise EntryInAnotherApproval(entry=entry.number, approval=str(entry.approval))
    if entry.status in LOCKED:
        raise EntryLocked(entry=entry.number)


def _as_a_whole(entries: Collection[TimeEntry], verdict: Verdict) -> Mapping[str, EntryStatus]:
    if not verdict.approves and is_blank(verdict.reason):
        raise RejectReasonMissing
    status = EntryStatus.APPROVED if verdict.approves else EntryStatus.REJECTED
    return {entry.number: status for entry in entries}
