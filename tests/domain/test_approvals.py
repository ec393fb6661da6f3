"""Hours that a customer approves: what can be submitted, decided, changed and invoiced."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval_rounds import signature_of_verdict
from domain.approvals import (
    APPROVAL_LIFECYCLE,
    CHANGEABLE,
    MOST_ENTRIES,
    MOST_MINUTES,
    ApprovalEvent,
    ApprovalStatus,
    ApprovalUnit,
    EntriesDecidedTogether,
    EntryInAnotherApproval,
    EntryLocked,
    EntryNotBillable,
    EntryNotOnSheet,
    EntryStatus,
    Hours,
    MinutesOutOfRange,
    NothingToApprove,
    RejectReasonMissing,
    TimeEntry,
    TooManyEntries,
    Verdict,
    check_change,
    check_submission,
    decided,
    event_of,
    hours,
)
from domain.signatures import (
    UNSIGNED,
    DrawingMissing,
    Signature,
    SignatureAsked,
    SignatureMissing,
)
from tests.domain.examples import day

SHEET, ENTRY = ApprovalUnit.SHEET, ApprovalUnit.ENTRY


def entry(number: str = "T-1", minutes: int = 60, **values: Any) -> TimeEntry:
    given_values = {"is_billable": True, **values}
    return TimeEntry(number, day("2026-03-02"), minutes, **given_values)


TWO = [entry("T-1", 90), entry("T-2", 30)]


@pytest.mark.parametrize("minutes", [0, -5, MOST_MINUTES + 1])
def test_a_day_has_so_many_minutes(minutes: int) -> None:
    with pytest.raises(MinutesOutOfRange):
        entry(minutes=minutes)


def test_open_and_rejected_hours_are_submitted() -> None:
    check_submission("APP-1", [entry("T-1"), entry("T-2", status=EntryStatus.REJECTED)])


def test_tv_108_an_entry_waits_in_one_approval_at_a_time() -> None:
    waiting = entry(status=EntryStatus.WAITING, approval="APP-1")
    with pytest.raises(EntryInAnotherApproval) as refused:
        check_submission("APP-2", [waiting])
    assert refused.value.facts == {"entry": "T-1", "approval": "APP-1"}


@pytest.mark.parametrize("status", [EntryStatus.APPROVED, EntryStatus.INVOICED])
def test_what_is_locked_is_neither_submitted_nor_changed(status: EntryStatus) -> None:
    with pytest.raises(EntryLocked):
        check_submission("APP-1", [entry(status=status)])
    with pytest.raises(EntryLocked):
        check_change(entry(status=status))
    check_change(entry(status=EntryStatus.REJECTED))


def test_nothing_too_much_and_what_is_not_billable_are_refused() -> None:
    with pytest.raises(NothingToApprove):
        check_submission("APP-1", [])
    with pytest.raises(EntryNotBillable):
        check_submission("APP-1", [entry(is_billable=False)])
    with pytest.raises(TooManyEntries):
        check_submission("APP-1", [entry(f"T-{n}") for n in range(MOST_ENTRIES + 1)])


def test_tv_107_who_rejects_says_why() -> None:
    with pytest.raises(RejectReasonMissing):
        decided(TWO, Verdict(approves=False, reason=" "), SHEET)
    with pytest.raises(RejectReasonMissing):
        decided(TWO, Verdict(approves=False, rejected={"T-1": ""}), ENTRY)


def test_a_sheet_is_decided_as_a_whole() -> None:
    approved = decided(TWO, Verdict(approves=True), SHEET)
    rejected = decided(TWO, Verdict(approves=False, reason="Too many"), SHEET)
    assert approved == {"T-1": EntryStatus.APPROVED, "T-2": EntryStatus.APPROVED}
    assert rejected == {"T-1": EntryStatus.REJECTED, "T-2": EntryStatus.REJECTED}
    assert event_of(approved) is ApprovalEvent.APPROVE
    assert event_of(rejected) is ApprovalEvent.REJECT
    with pytest.raises(EntriesDecidedTogether):
        decided(TWO, Verdict(approves=False, rejected={"T-1": "No"}), SHEET)


def test_entries_are_decided_one_by_one_where_that_is_preferred() -> None:
    decisions = decided(TWO, Verdict(approves=False, rejected={"T-2": "Not agreed"}), ENTRY)
    assert decisions == {"T-1": EntryStatus.APPROVED, "T-2": EntryStatus.REJECTED}
    assert event_of(decisions) is ApprovalEvent.REJECT
    all_of_it = Verdict(approves=False, reason="Nobody worked", rejected={"T-2": "Not agreed"})
    assert set(decided(TWO, all_of_it, ENTRY).values()) == {EntryStatus.REJECTED}
    with pytest.raises(EntryNotOnSheet):
        decided(TWO, Verdict(approves=False, rejected={"T-9": "No"}), ENTRY)


def test_what_was_rejected_or_recalled_is_submitted_again() -> None:
    for status in CHANGEABLE:
        after = APPROVAL_LIFECYCLE.advance(status, ApprovalEvent.SUBMIT)
        assert after is ApprovalStatus.SUBMITTED
    assert not APPROVAL_LIFECYCLE.allows(ApprovalStatus.APPROVED, ApprovalEvent.RECALL)


def test_whoever_approves_something_signs_and_rejecting_needs_no_signature() -> None:
    part = decided(TWO, Verdict(approves=False, rejected={"T-2": "Not agreed"}), ENTRY).values()
    ada = Signature(" Ada ")
    assert signature_of_verdict(part, ada, SignatureAsked.TYPED) == Signature("Ada")
    with pytest.raises(SignatureMissing):
        signature_of_verdict(part, UNSIGNED, SignatureAsked.TYPED)
    with pytest.raises(DrawingMissing):
        signature_of_verdict(part, ada, SignatureAsked.DRAWN)
    assert signature_of_verdict(part, UNSIGNED, SignatureAsked.OFF) == UNSIGNED
    rejected = [EntryStatus.REJECTED]
    assert signature_of_verdict(rejected, ada, SignatureAsked.DRAWN) == UNSIGNED


def test_tv_109_hours_are_logged_approved_invoiced_and_back() -> None:
    approved = [replace(each, status=EntryStatus.APPROVED) for each in TWO]
    invoiced = [replace(each, status=EntryStatus.INVOICED) for each in TWO]
    assert hours(approved) == Hours(logged=120, invoiced=0, approved=120)
    assert hours(invoiced) == Hours(logged=120, invoiced=120, approved=0)
    assert hours(invoiced).unbilled == 0
    assert hours(approved).unbilled == 120


@given(
    st.lists(st.tuples(st.integers(1, MOST_MINUTES), st.booleans(), st.sampled_from(EntryStatus)))
)
def test_what_is_not_billable_is_in_no_total(made: list[tuple[int, bool, EntryStatus]]) -> None:
    entries = [
        entry(f"T-{n}", minutes, is_billable=billable, status=status)
        for n, (minutes, billable, status) in enumerate(made)
    ]
    billable = [each for each in entries if each.is_billable]
    assert hours(entries) == hours(billable)
    assert hours(entries).logged == sum(each.minutes for each in billable)
    assert 0 <= hours(entries).unbilled <= hours(entries).logged
