"""Time in the books: logged, submitted, decided, invoiced, and locked meanwhile."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from activities.approval_sheets import change_sheet, drop_approval
from activities.approvals import REMIND
from activities.contracts import StepDue
from activities.invoice_drafts import drop_draft, issue_draft
from activities.invoice_ends import void_invoice
from activities.projects import (
    ProjectWords,
    TaskWords,
    archive_project,
    change_project,
    change_task,
)
from activities.time_entries import Logged, change_time, delete_time
from api.projects.views import approval_view
from domain.approval_rounds import CustomersSeeNoProjects, NoApprovalWanted, NotADraft
from domain.approvals import (
    ApprovalStatus,
    EntryInAnotherApproval,
    EntryLocked,
    EntryNotBillable,
    EntryStatus,
    NoSuchEntry,
    NothingToApprove,
)
from domain.commands import ActorKind
from domain.documents import DocumentKind
from domain.messages import MailKind
from domain.notifications import NotificationKind
from domain.projects import (
    NoSuchProject,
    ProjectArchived,
    ProjectOfAnother,
    TaskHasLockedTime,
)
from domain.signatures import UNSIGNED, Signature, SignatureAsked
from domain.time_billing import BillingStatus, Grouping, NoTimeToInvoice, TimeNotApproved
from storage.commands import CommandRow
from tests.activities.test_twice import once
from tests.support.office import Office
from tests.support.project_office import DAY, WANDA, Studio
from tests.support.retainer_office import in_order, invoice

DECADES = datetime(2099, 1, 1, tzinfo=UTC)
DRAWING = "M1 1L20 20L30 5L40 40"
OPEN, WAITING, APPROVED, REJECTED, INVOICED = EntryStatus


@pytest.fixture
async def studio(office: Office) -> Studio:
    studio = Studio(office.books, office.a)
    await studio.open(await office.a.customer())
    return studio


async def asked(
    office: Office, number: str, signal: str, by: ActorKind = ActorKind.CONTACT, **said: object
) -> CommandRow:
    return await office.asked("approval", number, signal, by=by, **{"round": 1, **said})


def less(studio: Studio) -> Logged:
    return Logged(studio.design, WANDA, DAY, 20)


async def test_approved_time_is_invoiced_and_what_it_comes_to_was_frozen(
    office: Office, studio: Studio
) -> None:
    """What an approval comes to is the sum of its entries at submission."""
    one, two = await studio.worked(90), await studio.worked(30, note="Logo")
    await studio.worked(600, studio.meetings)
    number = await studio.submitted(one, two)
    row = await studio.approval(number)
    assert (row.status, row.round, row.minutes) == (ApprovalStatus.SUBMITTED, 1, 120)
    assert str(row.total) == "120.00 EUR"
    assert await studio.hours() == (120, 0, 0)
    with pytest.raises(TimeNotApproved):
        await studio.invoiced(one)

    assert (await asked(office, number, "approve")).code is None
    assert (await studio.approval(number)).status is ApprovalStatus.APPROVED
    assert await studio.hours() == (120, 0, 120)
    await studio.invoiced()
    assert await studio.statuses([one, two]) == [INVOICED, INVOICED]
    with pytest.raises(NoTimeToInvoice):
        await studio.invoiced()
    await in_order(office)


async def test_tv_109_time_is_unbilled_again_when_its_invoice_is_void(
    office: Office, studio: Studio
) -> None:
    one = await studio.worked(90)
    await asked(office, await studio.submitted(one), "approve")
    draft = await studio.invoiced()
    assert await studio.hours() == (90, 90, 0)
    assert await studio.hours(issued=True) == (90, 0, 90)
    async with office.books() as books:
        [seen] = await books.time_entries.seen([one])
    assert seen.billing is BillingStatus.APPROVED
    async with office.books() as books:
        invoice = await issue_draft(books, draft, office.clock.at)
        [line] = await books.invoices.lines(invoice.id)
    assert (line.description, invoice.project) == ("Design · 1:30 h × 60.00 EUR", studio.project)
    assert str(invoice.total) == "90.00 EUR"
    assert await studio.hours(issued=True) == (90, 90, 0)

    async with office.books() as books:
        await void_invoice(books, invoice.number or "", office.clock.at)
    assert await studio.statuses([one]) == [APPROVED]
    assert await studio.hours() == (90, 0, 90)
    await in_order(office)


async def test_a_discarded_draft_gives_its_time_back_and_unapproved_time_is_open_again(
    office: Office, studio: Studio
) -> None:
    await office.a.preference("timesheets.customer_approval.enabled", False)
    one, two = await studio.worked(20), await studio.worked(20)
    draft = await studio.invoiced(one, grouping=Grouping.ENTRY)
    assert await studio.statuses([one, two]) == [INVOICED, OPEN]
    async with office.books() as books:
        await drop_draft(books, draft, office.clock.at)
    assert await studio.statuses([one, two]) == [OPEN, OPEN]
    with pytest.raises(NoApprovalWanted):
        await studio.submitted(one)
    await in_order(office)


async def test_a_rejected_sheet_is_changed_and_submitted_again(
    office: Office, studio: Studio
) -> None:
    one, two, off = [await studio.worked(each) for each in (60, 30, 10)]
    number = await studio.submitted(one, two, off)
    assert (await asked(office, number, "reject")).code == "RejectReasonMissing"  # TV 107
    assert (await asked(office, number, "reject", reason=" Too much ")).code is None
    assert await studio.statuses([one, two, off]) == [REJECTED, REJECTED, REJECTED]
    async with office.books() as books:
        await change_time(books, one, less(studio), office.clock.at)
        await delete_time(books, two)
        await change_sheet(books, number, [one])
    assert await studio.statuses([one, off]) == [OPEN, OPEN]
    assert (await asked(office, number, "submit", by=ActorKind.STAFF)).code is None
    row = await studio.approval(number)
    assert (row.round, row.minutes, str(row.total)) == (2, 20, "20.00 EUR")
    await in_order(office)


async def test_a_sheet_stays_as_it_was_submitted_until_it_is_submitted_again(
    office: Office, studio: Studio
) -> None:
    one, two = await studio.worked(60, note="Logo"), await studio.worked(30, note="Icon")
    number = await studio.submitted(one, two)
    await asked(office, number, "reject", reason="Too much")
    async with office.books() as books:
        await change_time(books, one, less(studio), office.clock.at)
        await delete_time(books, two)
        await change_sheet(books, number, [one])
        await change_task(books, studio.project, studio.design, TaskWords("Night work"))
    assert await submitted_lines(office, number) == [
        ("Design", "Logo", 60, REJECTED),
        ("Design", "Icon", 30, REJECTED),
    ]
    async with office.books() as books:
        assert [each.number for each in (await approval_view(books, number)).lines] == [one]
    await asked(office, number, "submit", by=ActorKind.STAFF)
    await asked(office, number, "approve", round=2)
    async with office.books() as books:
        await change_task(books, studio.project, studio.design, TaskWords("Design"))
    assert await submitted_lines(office, number) == [("Night work", "", 20, APPROVED)]
    await in_order(office)


async def submitted_lines(office: Office, number: str) -> list[tuple[str, str, int, EntryStatus]]:
    """What its customer reads: task, note, minutes, state."""
    async with office.books() as books:
        view = (await approval_view(books, number)).as_submitted
    assert view.minutes == view.row.minutes
    return [(each.task, each.note, each.minutes, each.sheet.state) for each in view.lines]


async def test_a_verdict_is_about_the_round_that_was_seen(office: Office, studio: Studio) -> None:
    number = await studio.submitted(await studio.worked(60))
    await asked(office, number, "reject", reason=" Too much ")
    await asked(office, number, "submit", by=ActorKind.STAFF)
    assert (await asked(office, number, "approve")).code == "SubmittedAgain"
    assert (await asked(office, number, "approve", round=2)).code is None
    assert (await asked(office, number, "approve", round=2)).code == "NothingWaits"
    async with office.books() as books:
        steps = [(each.event, each.reason) for each in await books.approvals.steps(number)]
        messages = await books.messages.of_customer(studio.customer)
        news = [each.kind for each in await books.notifications.unread(WANDA)]
    assert steps == [("approve", ""), ("submit", ""), ("reject", "Too much"), ("submit", "")]
    assert [each.kind for each in messages] == [MailKind.APPROVAL_SUBMITTED] * 2
    assert news == [NotificationKind.APPROVAL_APPROVED, NotificationKind.APPROVAL_REJECTED]


async def test_entries_are_decided_one_by_one_where_the_unit_says_so(
    office: Office, studio: Studio
) -> None:
    await office.a.preference("timesheets.unit", "entry")
    one, two = await studio.worked(60), await studio.worked(30)
    number = await studio.submitted(one, two)
    refused = await asked(office, number, "reject", rejected={"TIME-999999": "?"})
    assert refused.code == "EntryNotOnSheet"
    assert (await asked(office, number, "reject", rejected={two: ""})).code == "RejectReasonMissing"
    assert (await asked(office, number, "reject", rejected={two: "Not ours"})).code is None
    assert await studio.statuses([one, two]) == [APPROVED, REJECTED]
    assert (await studio.approval(number)).status is ApprovalStatus.REJECTED
    await studio.invoiced(one)
    async with office.books() as books:
        [first, second] = await books.approvals.sheet(number)
        step = (await books.approvals.steps(number))[0]
        await change_sheet(books, number, [two])
    assert (first.reason, second.reason) == ("", "Not ours")
    assert (step.event, step.reason) == ("reject", f"{DAY}: Not ours")
    await asked(office, number, "submit", by=ActorKind.STAFF)
    assert await studio.statuses([one, two]) == [INVOICED, WAITING]
    assert (await studio.approval(number)).minutes == 90
    await in_order(office)


async def test_whoever_approves_something_signs_and_nobody_changes_that(
    office: Office, studio: Studio
) -> None:
    await office.a.preference("timesheets.unit", "entry")
    one, two = await studio.worked(60), await studio.worked(30)
    number = await studio.submitted(one, two)
    await office.a.preference("timesheets.require_signature", SignatureAsked.DRAWN)
    verdict: dict[str, Any] = {"rejected": {two: "Not ours"}}
    for refusal, more in (
        ("SignatureMissing", {"name": " Ada Lovelace "}),
        ("DrawingMissing", {"drawing": '"><script>'}),
        ("NotASignature", {"drawing": DRAWING}),
    ):
        assert (await asked(office, number, "reject", **verdict)).code == refusal
        verdict |= more
    assert await studio.statuses([one, two]) == [WAITING, WAITING]
    assert (await asked(office, number, "reject", **verdict)).code is None
    await asked(office, number, "submit", by=ActorKind.STAFF)
    assert (await asked(office, number, "reject", round=2, reason="Not ours")).code is None
    async with office.books() as books:
        kept = [each.signature for each in await books.approvals.steps(number)]
    assert kept == [UNSIGNED, UNSIGNED, Signature("Ada Lovelace", DRAWING), UNSIGNED]
    await in_order(office)
    with pytest.raises(DBAPIError, match="approval_steps is append-only"):
        async with office.books() as books:
            await books.session.execute(text("UPDATE approval_steps SET name = 'Eve'"))


async def test_a_sheet_that_is_decided_whole_is_not_decided_in_part(
    office: Office, studio: Studio
) -> None:
    one = await studio.worked(60)
    number = await studio.submitted(one)
    refused = await asked(office, number, "reject", rejected={one: "No"})
    assert refused.code == "EntriesDecidedTogether"
    assert await studio.statuses([one]) == [WAITING]


async def test_tv_108_what_waits_is_locked(office: Office, studio: Studio) -> None:
    one = await studio.worked(60)
    draft = await studio.sheet(one)
    await studio.submitted(one)
    with pytest.raises(EntryInAnotherApproval):
        await studio.submitted(one)
    refused = await asked(office, draft, "submit", by=ActorKind.STAFF)
    assert refused.code == "EntryInAnotherApproval"
    unbillable = TaskWords("Design", is_billable=False)
    async with office.books() as books:
        with pytest.raises(EntryLocked):
            await change_time(books, one, less(studio), office.clock.at)
        with pytest.raises(EntryLocked):
            await delete_time(books, one)
        with pytest.raises(TaskHasLockedTime):
            await change_task(books, studio.project, studio.design, unbillable)
        await drop_approval(books, draft)
    await in_order(office)


async def test_what_was_taken_back_can_be_changed(office: Office, studio: Studio) -> None:
    one = await studio.worked(60)
    number = await studio.submitted(one)
    assert (await asked(office, number, "recall", by=ActorKind.STAFF)).code is None
    assert await studio.statuses([one]) == [OPEN]
    assert (await asked(office, number, "approve")).code == "NothingWaits"
    async with office.books() as books:
        await change_time(books, one, less(studio), office.clock.at)
        with pytest.raises(NotADraft):
            await drop_approval(books, number)
    assert (await asked(office, number, "submit", by=ActorKind.STAFF)).code is None
    assert (await studio.approval(number)).minutes == 20
    await in_order(office)


async def test_a_rejected_sheet_is_given_up_and_what_was_approved_of_it_stays(
    office: Office, studio: Studio
) -> None:
    await office.a.preference("timesheets.unit", "entry")
    one, two = await studio.worked(60), await studio.worked(30)
    number = await studio.submitted(one, two)
    await asked(office, number, "reject", rejected={two: "Not ours"})
    assert (await asked(office, number, "recall", by=ActorKind.STAFF)).code is None
    assert await studio.statuses([one, two]) == [APPROVED, OPEN]
    assert (await asked(office, number, "recall", by=ActorKind.STAFF)).code == "NothingWaits"
    await asked(office, await studio.submitted(two), "reject", reason="Half of it")
    with pytest.raises(TimeNotApproved):
        await studio.invoiced(two)
    unasked = ProjectWords("Website", 6_000, asks_approval=False)
    async with office.books() as books:
        await change_time(books, two, less(studio), office.clock.at)
        await change_project(books, studio.project, unasked)
    assert await studio.statuses([two]) == [OPEN]
    assert await studio.invoiced(two)
    await in_order(office)


async def test_a_reminder_or_a_verdict_that_is_done_twice_is_done_once(
    office: Office, studio: Studio
) -> None:
    number = await studio.submitted(await studio.worked(60))
    row = await studio.approval(number)
    assert row.reminds_at is not None
    due = StepDue(number, REMIND, row.reminds_at)
    await once(office, partial(office.approvals.take_approval_step, due))
    by = ActorKind.CONTACT
    decide = await office.command("approval", number, "approve", by=by, round=1)
    await once(office, partial(office.approvals.decide_approval, decide))
    late = (await studio.approval(number)).told_at
    clock = await office.approvals.take_approval_step(StepDue(number, REMIND, DECADES))
    assert (clock.over, (await studio.approval(number)).told_at) == (True, late)


async def test_staff_write_down_how_a_customer_has_approved(office: Office, studio: Studio) -> None:
    await office.a.preference("timesheets.require_signature", SignatureAsked.TYPED)
    number = await studio.submitted(await studio.worked(60))
    by = ActorKind.STAFF
    assert (await asked(office, number, "approve", by=by)).code == "HowApprovedMissing"
    assert (await asked(office, number, "approve", by=by, reason="By telephone")).code is None
    async with office.books() as books:
        step = (await books.approvals.steps(number))[0]
        assert await books.notifications.unread(WANDA) == []
    assert (step.actor_kind, step.reason) == (ActorKind.STAFF, "By telephone")


async def test_what_was_submitted_keeps_its_rate(office: Office, studio: Studio) -> None:
    one, two = await studio.worked(60), await studio.worked(60)
    number = await studio.submitted(one)
    async with office.books() as books:
        await change_task(books, studio.project, studio.design, TaskWords("Design", rate=9_000))
    await asked(office, number, "approve")
    await studio.submitted(two)
    async with office.books() as books:
        rates = [(await books.time_entries.get(each)).rate_minor_units for each in (one, two)]
    assert rates == [6_000, 9_000]
    dear = await studio.sheet(await studio.worked(1440))
    async with office.books() as books:
        await change_task(books, studio.project, studio.design, TaskWords("Design", rate=10**15))
    refused = await asked(office, dear, "submit", by=ActorKind.STAFF)
    assert refused.code == "TimesheetTooLarge"


async def test_what_is_not_billable_never_reaches_a_customer(
    office: Office, studio: Studio
) -> None:
    inner = await studio.worked(60, studio.meetings)
    hidden = await studio.worked(60, is_billable=False)
    for entry in (inner, hidden):
        with pytest.raises(EntryNotBillable):
            await studio.submitted(entry)
        with pytest.raises(EntryNotBillable):
            await studio.invoiced(entry)
    with pytest.raises(NothingToApprove):
        await studio.submitted()
    with pytest.raises(NoSuchEntry):
        await studio.submitted("TIME-999999")
    shown = await studio.worked(45)
    assert await studio.hours() == (45, 0, 0)
    draft = await studio.sheet(shown)
    async with office.books() as books:
        await change_task(books, studio.project, studio.design, TaskWords("D", is_billable=False))
        assert await books.time_entries.hours([studio.project]) == {}
        assert await books.approvals.sheet(draft) == []


async def test_a_document_names_projects_of_its_own_customer_alone(
    office: Office, studio: Studio
) -> None:
    bill = await invoice(office, studio.customer, project=studio.project)
    async with office.books() as books:
        document = await books.documents.find(DocumentKind.INVOICE, bill)
    assert document is not None
    assert document.to_domain().project == f"Website ({studio.project})"
    stranger = await office.a.customer()
    with pytest.raises(ProjectOfAnother):
        await invoice(office, stranger, project=studio.project)
    with pytest.raises(NoSuchProject):
        await invoice(office, stranger, project="PRJ-999999")
    assert await invoice(office, stranger, project="P-7")


async def test_nothing_is_submitted_that_a_customer_cannot_see_nor_logged_when_all_is_done(
    office: Office, studio: Studio
) -> None:
    one = await studio.worked(60)
    number = await studio.submitted(await studio.worked(30))
    await office.a.preference("view.projects", False)
    with pytest.raises(CustomersSeeNoProjects):
        await studio.submitted(one)
    assert (await asked(office, number, "approve")).code == "SwitchedOff"
    by = ActorKind.STAFF
    assert (await asked(office, number, "remind", by=by)).code == "CustomersSeeNoProjects"
    first = (await studio.approval(number)).reminds_at
    assert first
    await office.approvals.take_approval_step(StepDue(number, REMIND, first))
    row = await studio.approval(number)
    assert (row.reminds_at != first, row.told_at) == (True, row.submitted_at)
    async with office.books() as books:
        mails = [each.kind for each in await books.messages.of_customer(studio.customer)]
    assert mails == [MailKind.APPROVAL_SUBMITTED]
    async with office.books() as books:
        await archive_project(books, studio.project, office.clock.at)
    with pytest.raises(ProjectArchived):
        await studio.worked(60)


async def test_the_database_holds_what_is_locked_and_where_it_waits(
    office: Office, studio: Studio
) -> None:
    one = await studio.worked(60)
    await studio.submitted(one)
    other = await studio.sheet(await studio.worked(5))
    for statement in (
        "UPDATE time_entries SET minutes = 5 WHERE number = :one",
        "DELETE FROM time_entries WHERE number = :one",
    ):
        with pytest.raises(DBAPIError, match="is locked"):
            async with office.books() as books:
                await books.session.execute(text(statement), {"one": one})
    with pytest.raises(IntegrityError, match="one_open"):
        async with office.books() as books:
            await books.session.execute(
                text(
                    "INSERT INTO approval_entries (approval, entry, state, minutes,"
                    " total_minor_units, reason, is_gone, day, task, person, note)"
                    " VALUES (:other, :one, 'waiting', 1, 1, '', false, now(), '', '', '')"
                ),
                {"one": one, "other": other},
            )
