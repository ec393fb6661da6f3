"""Time on invoices: what it comes to, which of it can be invoiced, and in which lines."""

from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approval_rounds import (
    JustReminded,
    SubmittedAgain,
    check_reminder,
    check_round,
    next_reminder,
)
from domain.approvals import EntryNotBillable, EntryStatus
from domain.articles import MOST_MINOR_UNITS
from domain.errors import BillingError
from domain.money import Money
from domain.time_billing import (
    MOST_WORDS,
    BillingStatus,
    Grouping,
    NotHours,
    NoTimeToInvoice,
    TimeAlreadyInvoiced,
    TimeNotApproved,
    TimesheetTooLarge,
    WorkedTime,
    billing_status,
    check_invoiceable,
    clock_time,
    sheet_total,
    time_lines,
    typed_minutes,
    worth,
)
from tests.domain.examples import day, utc


def time(minutes: int = 60, task: str = "Design", rate: int = 6_000, note: str = "") -> WorkedTime:
    return WorkedTime("T", day("2026-03-02"), minutes, Money(rate, "EUR"), task, note)


def test_each_entry_is_rounded_once() -> None:
    assert worth(50, Money(10_001, "EUR")) == Money(8_334, "EUR")
    assert worth(20, Money(100, "JPY")) == Money(33, "JPY")


def test_a_timesheet_comes_to_what_an_invoice_can_hold() -> None:
    most = Money(MOST_MINOR_UNITS, "EUR")
    assert sheet_total([], "EUR") == Money.zero("EUR")
    assert sheet_total([most], "EUR") == most
    with pytest.raises(TimesheetTooLarge):
        sheet_total([most, Money(1, "EUR")], "EUR")


@pytest.mark.parametrize(("minutes", "text"), [(5, "0:05"), (60, "1:00"), (6_001, "100:01")])
def test_hours_are_written_with_their_minutes(minutes: int, text: str) -> None:
    assert clock_time(minutes) == text


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1:30", 90), ("0:05", 5), (" 2 ", 120), ("1.5", 90), ("1,25", 75), ("0.333", 20)],
)
def test_hours_are_typed_as_people_write_them(text: str, minutes: int) -> None:
    assert typed_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "1:60", "1:5", "-1", "one", "1.5.5", "1e3", "٣"])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(NotHours):
        typed_minutes(text)


@given(st.integers(0, 59_999))
def test_what_is_written_is_read(minutes: int) -> None:
    assert typed_minutes(clock_time(minutes)) == minutes


def test_tasks_are_lines_and_each_rate_of_one_is_its_own() -> None:
    times = [time(90), time(30), time(60, "Text", 5_000), time(60, rate=9_000)]
    lines = time_lines(times, Grouping.TASK, "VAT")
    assert [(line.description, line.unit_price.minor_units) for line in lines] == [
        ("Design · 2:00 h × 60.00 EUR", 12_000),
        ("Text · 1:00 h × 50.00 EUR", 5_000),
        ("Design · 1:00 h × 90.00 EUR", 9_000),
    ]
    assert {(line.quantity, line.tax) for line in lines} == {(1, "VAT")}


def test_entries_are_lines_with_their_day_and_what_the_customer_reads() -> None:
    [line, other] = time_lines([time(90, note="Logo"), time(30)], Grouping.ENTRY, None)
    assert line.description == "2026-03-02 · Design · 1:30 h × 60.00 EUR · Logo"
    assert other.description == "2026-03-02 · Design · 0:30 h × 60.00 EUR"


def test_a_line_is_one_line_that_can_be_edited_however_much_was_said() -> None:
    long = time(90, task="T" * 200, note="one\ntwo " + "x" * 2000)
    [line] = time_lines([long], Grouping.ENTRY, None)
    assert len(line.description) == MOST_WORDS
    assert "… · 1:30 h × 60.00 EUR · one two x" in line.description


@given(
    st.lists(
        st.builds(time, st.integers(1, 1440), st.sampled_from("AB"), st.integers(0, 99_999)),
        min_size=1,
    )
)
def test_however_it_is_grouped_it_comes_to_what_was_approved(times: list[WorkedTime]) -> None:
    approved = reduce(add, (each.amount for each in times))
    for grouping in Grouping:
        lines = time_lines(times, grouping, None)
        assert reduce(add, (line.unit_price for line in lines)) == approved


def test_nothing_makes_no_invoice() -> None:
    with pytest.raises(NoTimeToInvoice):
        time_lines([], Grouping.TASK, None)


@pytest.mark.parametrize(
    ("status", "billable", "asks", "refusal"),
    [
        (EntryStatus.APPROVED, True, True, None),
        (EntryStatus.APPROVED, True, False, None),
        (EntryStatus.OPEN, True, False, None),
        (EntryStatus.OPEN, True, True, TimeNotApproved),
        (EntryStatus.WAITING, True, False, TimeNotApproved),
        (EntryStatus.REJECTED, True, False, TimeNotApproved),
        (EntryStatus.INVOICED, True, False, TimeAlreadyInvoiced),
        (EntryStatus.OPEN, False, False, EntryNotBillable),
    ],
)
def test_only_approved_time_is_invoiced_or_time_that_nobody_approves(
    status: EntryStatus, billable: bool, asks: bool, refusal: type[BillingError] | None
) -> None:
    def ask() -> None:
        check_invoiceable("T-1", status, is_billable=billable, asks_approval=asks)

    if refusal is None:
        ask()
    else:
        with pytest.raises(refusal):
            ask()


@pytest.mark.parametrize(
    ("status", "issued", "shown"),
    [
        (EntryStatus.INVOICED, True, BillingStatus.BILLED),
        (EntryStatus.INVOICED, False, BillingStatus.UNBILLED),
        (EntryStatus.OPEN, False, BillingStatus.UNBILLED),
        (EntryStatus.WAITING, False, BillingStatus.WAITING),
        (EntryStatus.APPROVED, False, BillingStatus.APPROVED),
        (EntryStatus.REJECTED, False, BillingStatus.REJECTED),
    ],
)
def test_customers_know_of_no_drafts(
    status: EntryStatus, issued: bool, shown: BillingStatus
) -> None:
    assert billing_status(status, is_billed=issued) is shown


def test_approved_time_on_a_draft_is_approved_as_before() -> None:
    invoiced = EntryStatus.INVOICED
    approved = billing_status(invoiced, is_billed=False, was_approved=True)
    assert approved is BillingStatus.APPROVED
    assert billing_status(invoiced, is_billed=True, was_approved=True) is BillingStatus.BILLED


def test_a_verdict_is_about_the_round_that_was_seen() -> None:
    check_round("APP-1", 2, 2)
    for seen in (1, None):
        with pytest.raises(SubmittedAgain):
            check_round("APP-1", 2, seen)


def test_reminders_follow_their_days_and_then_there_are_none() -> None:
    begun = utc("2026-03-02 10:00")
    assert next_reminder(begun, (3, 7), begun) == utc("2026-03-05 10:00")
    assert next_reminder(begun, (3, 7), utc("2026-03-05 10:00")) == utc("2026-03-09 10:00")
    assert next_reminder(begun, (3, 7), utc("2026-03-20 10:00")) is None
    assert next_reminder(begun, (), begun) is None


def test_nobody_is_told_twice_within_an_hour() -> None:
    check_reminder("APP-1", None, utc("2026-03-02 10:00"))
    check_reminder("APP-1", utc("2026-03-02 09:00"), utc("2026-03-02 10:00"))
    with pytest.raises(JustReminded):
        check_reminder("APP-1", utc("2026-03-02 09:01"), utc("2026-03-02 10:00"))
