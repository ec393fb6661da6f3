"""The processes that the books say are open: how each stands, what is next, and where it runs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from api.staff.views.dunning import dunning_story
from api.staff.views.errands import delivery_story, invitation_story, payment_story
from api.staff.views.sayings import Saying, Story
from api.staff.views.subjects import subject_of
from api.staff.views.subscription_stories import subscription_story
from api.staff.views.trials import trial_story
from runtime.settings import Settings
from storage.books import Books
from storage.open_processes import OpenProcesses, ProcessKind
from storage.overviews import Overviews


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
        return f"{self.kind}/{self.key}"

    @property
    def next(self) -> Saying | None:
        return self.story.ahead[0] if self.story.ahead else None


@dataclass(frozen=True)
class ProcessList:
    kind: ProcessKind
    counts: Mapping[ProcessKind, int]
    processes: Sequence[OpenProcess]
    names: Mapping[str, str]


def workflow_url(settings: Settings, workflow_id: str) -> str:
    """The page of this process in the Temporal UI."""
    where = f"namespaces/{settings.temporal_namespace}/workflows/{quote(workflow_id, safe='')}"
    return f"{settings.temporal_ui_url.rstrip('/')}/{where}"


async def process_list(books: Books, kind: ProcessKind, *, after: str, limit: int) -> ProcessList:
    """Open processes of one kind, in the order of their keys, from the one after `after`."""
    kept = OpenProcesses(books.session)
    processes = await _READERS[kind](books, kept, after, limit)
    names = await Overviews(books.session).names([each.customer for each in processes])
    return ProcessList(kind, await kept.counts(), processes, names)


async def _trials(books: Books, kept: OpenProcesses, after: str, limit: int) -> list[OpenProcess]:
    return [
        OpenProcess(
            ProcessKind.TRIAL,
            subscription.number,
            subscription.customer,
            trial.status,
            trial_story(await subject_of(books, subscription), trial),
            f"/console/subscriptions/{subscription.number}",
        )
        for trial, subscription in await kept.trials(after=after, limit=limit)
    ]


async def _subscriptions(
    books: Books, kept: OpenProcesses, after: str, limit: int
) -> list[OpenProcess]:
    return [
        OpenProcess(
            ProcessKind.SUBSCRIPTION,
            row.number,
            row.customer,
            row.status,
            subscription_story(await subject_of(books, row)),
            f"/console/subscriptions/{row.number}",
        )
        for row in await kept.subscriptions(after=after, limit=limit)
    ]


async def _payments(
    books: Books,  # noqa: ARG001 - as the other readers
    kept: OpenProcesses,
    after: str,
    limit: int,
) -> list[OpenProcess]:
    return [
        OpenProcess(
            ProcessKind.PAYMENT,
            row.number,
            row.customer,
            row.status,
            payment_story(row),
            f"/console/payments/{row.number}",
        )
        for row in await kept.payments(after=after, limit=limit)
    ]


async def _dunning(
    books: Books,  # noqa: ARG001 - as the other readers
    kept: OpenProcesses,
    after: str,
    limit: int,
) -> list[OpenProcess]:
    return [
        OpenProcess(
            ProcessKind.DUNNING,
            row.invoice,
            row.customer,
            row.status,
            dunning_story(row),
            f"/console/invoices/{row.invoice}",
        )
        for row in await kept.dunning(after=after, limit=limit)
    ]


async def _invitations(
    books: Books,  # noqa: ARG001 - as the other readers
    kept: OpenProcesses,
    after: str,
    limit: int,
) -> list[OpenProcess]:
    return [
        OpenProcess(
            ProcessKind.INVITATION,
            contact.number,
            contact.customer,
            row.status,
            invitation_story(row),
            f"/console/customers/{contact.customer}",
        )
        for row, contact in await kept.invitations(after=after, limit=limit)
    ]


async def _deliveries(
    books: Books,  # noqa: ARG001 - as the other readers
    kept: OpenProcesses,
    after: str,
    limit: int,
) -> list[OpenProcess]:
    return [
        OpenProcess(
            ProcessKind.DELIVERY,
            row.number,
            row.customer,
            row.status,
            delivery_story(row),
            f"/console/customers/{row.customer}",
        )
        for row in await kept.deliveries(after=after, limit=limit)
    ]


_READERS: Mapping[
    ProcessKind, Callable[[Books, OpenProcesses, str, int], Awaitable[list[OpenProcess]]]
] = {
    ProcessKind.TRIAL: _trials,
    ProcessKind.SUBSCRIPTION: _subscriptions,
    ProcessKind.PAYMENT: _payments,
    ProcessKind.DUNNING: _dunning,
    ProcessKind.INVITATION: _invitations,
    ProcessKind.DELIVERY: _deliveries,
}
