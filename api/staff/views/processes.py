"""The processes that the books say are open: how each stands, what is next, and where it runs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote

from api.staff.views.approval_stories import approval_story
from api.staff.views.departures import cancellation_story, pause_story
from api.staff.views.dunning import dunning_story
from api.staff.views.errands import (
    delivery_story,
    draft_story,
    invitation_story,
    payment_story,
    quote_story,
    refund_story,
    set_up_story,
)
from api.staff.views.reminders import reminder_story
from api.staff.views.sayings import Saying, Story
from api.staff.views.subjects import AsOf, Subject, subjects_of
from api.staff.views.subscription_stories import subscription_story
from api.staff.views.trials import trial_story
from domain.pauses import Pause
from runtime.settings import Settings
from storage.approvals import ApprovalRow
from storage.books import Books
from storage.customers import ContactRow
from storage.dunning import DunningRow
from storage.invitations import InvitationRow
from storage.invoice_drafts import InvoiceDraftRow
from storage.messages import MessageRow
from storage.open_processes import OpenProcesses, ProcessKind
from storage.overviews import Overviews
from storage.payments import PaymentRow
from storage.quotes import QuoteRow
from storage.refunds import RefundRow
from storage.reminders import ReminderRow
from storage.set_ups import SetUpRow

Row = TypeVar("Row")


@dataclass(frozen=True)
class OpenProcess:
    """One open process. `about` is the page in the console of what it is about."""

    kind: ProcessKind
    key: str
    customer: str
    status: StrEnum
    story: Story
    about: str

    @property
    def workflow_id(self) -> str:
        process = ProcessKind.DUNNING if self.kind is ProcessKind.REMINDERS else self.kind
        return f"{process}/{self.key}"

    @property
    def next(self) -> Saying | None:
        return self.story.ahead[0] if self.story.ahead else None


@dataclass(frozen=True)
class ProcessList:
    kind: ProcessKind
    counts: Mapping[ProcessKind, int]
    processes: Sequence[OpenProcess]
    names: Mapping[str, str]


@dataclass(frozen=True)
class _Part:
    """Which part of a list is read: so many from the one that follows this key."""

    after: str
    limit: int


def workflow_url(settings: Settings, workflow_id: str) -> str:
    """The page of this process in the Temporal UI."""
    where = f"namespaces/{settings.temporal_namespace}/workflows/{quote(workflow_id, safe='')}"
    return f"{settings.temporal_ui_url.rstrip('/')}/{where}"


async def process_list(
    books: Books, kind: ProcessKind, as_of: AsOf, *, after: str, limit: int
) -> ProcessList:
    """Open processes of one kind, in the order of their keys, from the one after `after`."""
    kept = OpenProcesses(books.session)
    processes = await _READERS[kind](books, kept, as_of, _Part(after, limit))
    names = await Overviews(books.session).names([each.customer for each in processes])
    return ProcessList(kind, await kept.counts(), processes, names)


async def _trials(books: Books, kept: OpenProcesses, as_of: AsOf, part: _Part) -> list[OpenProcess]:
    rows = [row for _, row in await kept.trials(after=part.after, limit=part.limit)]
    return [
        _of_subscription(
            ProcessKind.TRIAL, subject, subject.trial.status, trial_story(subject, subject.trial)
        )
        for subject in await subjects_of(books, rows, as_of)
        if subject.trial
    ]


async def _subscriptions(
    books: Books, kept: OpenProcesses, as_of: AsOf, part: _Part
) -> list[OpenProcess]:
    rows = await kept.subscriptions(after=part.after, limit=part.limit)
    kind = ProcessKind.SUBSCRIPTION
    return [
        _of_subscription(kind, subject, subject.subscription.status, subscription_story(subject))
        for subject in await subjects_of(books, rows, as_of)
    ]


def _errands(
    read: Callable[..., Awaitable[Sequence[Row]]], tell: Callable[[Row], OpenProcess]
) -> "_Reader":
    """Processes of which each row tells everything by itself."""

    async def reader(
        books: Books,  # noqa: ARG001 - as the other readers
        kept: OpenProcesses,
        as_of: AsOf,  # noqa: ARG001 - as the other readers
        part: _Part,
    ) -> list[OpenProcess]:
        return [tell(row) for row in await read(kept, after=part.after, limit=part.limit)]

    return reader


def _payment(row: PaymentRow) -> OpenProcess:
    about = f"/console/payments/{row.number}"
    story = payment_story(row)
    return OpenProcess(ProcessKind.PAYMENT, row.number, row.customer, row.status, story, about)


def _refund(row: RefundRow) -> OpenProcess:
    about = f"/console/payments/{row.payment}"
    story = refund_story(row)
    return OpenProcess(ProcessKind.REFUND, row.number, row.customer, row.stage, story, about)


def _set_up(row: SetUpRow) -> OpenProcess:
    about = f"/console/customers/{row.customer}"
    story = set_up_story(row)
    return OpenProcess(ProcessKind.METHOD, row.number, row.customer, row.status, story, about)


def _dunning(row: DunningRow) -> OpenProcess:
    about = f"/console/invoices/{row.invoice}"
    story = dunning_story(row)
    return OpenProcess(ProcessKind.DUNNING, row.invoice, row.customer, row.status, story, about)


def _reminder(row: ReminderRow) -> OpenProcess:
    about = f"/console/invoices/{row.invoice}"
    story = reminder_story(row)
    return OpenProcess(ProcessKind.REMINDERS, row.invoice, row.customer, row.status, story, about)


def _invoice_draft(row: InvoiceDraftRow) -> OpenProcess:
    about = f"/console/invoice-drafts/{row.number}"
    story = draft_story(row)
    return OpenProcess(ProcessKind.INVOICE, row.number, row.customer, row.status, story, about)


def _quote(row: QuoteRow) -> OpenProcess:
    about = f"/console/quotes/{row.number}"
    story = quote_story(row)
    return OpenProcess(ProcessKind.QUOTE, row.number, row.customer, row.status, story, about)


def _approval(row: ApprovalRow) -> OpenProcess:
    about = f"/console/approvals/{row.number}"
    story = approval_story(row)
    return OpenProcess(ProcessKind.APPROVAL, row.number, row.customer, row.status, story, about)


def _invitation(found: "tuple[InvitationRow, ContactRow]") -> OpenProcess:
    row, contact = found
    about = f"/console/customers/{contact.customer}"
    story = invitation_story(row)
    kind = ProcessKind.INVITATION
    return OpenProcess(kind, contact.number, contact.customer, row.status, story, about)


def _delivery(row: MessageRow) -> OpenProcess:
    about = f"/console/customers/{row.customer}"
    story = delivery_story(row)
    return OpenProcess(ProcessKind.DELIVERY, row.number, row.customer, row.status, story, about)


async def _pauses(books: Books, kept: OpenProcesses, as_of: AsOf, part: _Part) -> list[OpenProcess]:
    rows = await kept.pauses(after=part.after, limit=part.limit)
    subjects = await _subjects_by_number(books, [row.subscription for row in rows], as_of)
    hour = (await books.organisations.get()).run_hour
    return [
        _of_subscription(
            ProcessKind.PAUSE,
            subject,
            row.status,
            pause_story(Pause(row.status, row.schedule, subject.zone, hour)),
        )
        for row in rows
        for subject in [subjects[row.subscription]]
    ]


async def _cancellations(
    books: Books, kept: OpenProcesses, as_of: AsOf, part: _Part
) -> list[OpenProcess]:
    rows = await kept.cancellations(after=part.after, limit=part.limit)
    subjects = await _subjects_by_number(books, [row.subscription for row in rows], as_of)
    kind = ProcessKind.CANCELLATION
    return [
        _of_subscription(kind, subjects[row.subscription], row.status, cancellation_story(row))
        for row in rows
    ]


async def _subjects_by_number(
    books: Books, numbers: Sequence[str], as_of: AsOf
) -> Mapping[str, Subject]:
    rows = [await books.subscriptions.get(number) for number in numbers]
    subjects = await subjects_of(books, rows, as_of)
    return {subject.subscription.number: subject for subject in subjects}


def _of_subscription(
    kind: ProcessKind, subject: Subject, status: StrEnum, story: Story
) -> OpenProcess:
    row = subject.subscription
    about = f"/console/subscriptions/{row.number}"
    return OpenProcess(kind, row.number, row.customer, status, story, about)


_Reader = Callable[[Books, OpenProcesses, AsOf, _Part], Awaitable[list[OpenProcess]]]
_READERS: Mapping[ProcessKind, _Reader] = {
    ProcessKind.TRIAL: _trials,
    ProcessKind.SUBSCRIPTION: _subscriptions,
    ProcessKind.PAYMENT: _errands(OpenProcesses.payments, _payment),
    ProcessKind.REFUND: _errands(OpenProcesses.refunds, _refund),
    ProcessKind.METHOD: _errands(OpenProcesses.set_ups, _set_up),
    ProcessKind.DUNNING: _errands(OpenProcesses.dunning, _dunning),
    ProcessKind.REMINDERS: _errands(OpenProcesses.reminders, _reminder),
    ProcessKind.INVITATION: _errands(OpenProcesses.invitations, _invitation),
    ProcessKind.DELIVERY: _errands(OpenProcesses.deliveries, _delivery),
    ProcessKind.PAUSE: _pauses,
    ProcessKind.CANCELLATION: _cancellations,
    ProcessKind.QUOTE: _errands(OpenProcesses.quotes, _quote),
    ProcessKind.INVOICE: _errands(OpenProcesses.invoice_drafts, _invoice_draft),
    ProcessKind.APPROVAL: _errands(OpenProcesses.approvals, _approval),
}
