"""What the process of an invoice draft asks of the books: whether its grace is over."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.invoice_drafts import issue_draft
from activities.notifications import Notification, notify
from activities.process import Decision, ProcessActivities, noted
from domain.errors import BillingError
from domain.invoice_drafts import DRAFT_LIFECYCLE, DraftEvent, DraftStatus
from domain.notifications import NotificationKind

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoice_drafts import InvoiceDraftRow


class InvoiceActivities(ProcessActivities):
    @activity.defn
    async def invoice_clock(self, draft: str) -> Clock:
        """When the draft is issued by itself."""
        return await self._in_books(lambda books: _clock(books, draft))

    @activity.defn
    async def decide_invoice(self, decide: Decide) -> Clock:
        """Note what the books have changed already; the clock that follows."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_invoice_step(self, due: StepDue) -> Clock:
        """Issue the draft, unless the books say that it was changed, held or issued meanwhile.

        What cannot be issued is held back, and staff hear of it.
        """
        try:
            return await self._in_books(lambda books: _take_step(books, due, _issue))
        except BillingError:
            pass  # Why, whoever issues it by hand is told.
        return await self._in_books(lambda books: _take_step(books, due, _hold_back))


async def _take_step(
    books: "Books",
    due: StepDue,
    deed: "Callable[[Books, InvoiceDraftRow, datetime], Awaitable[None]]",
) -> Clock:
    found = await books.invoice_drafts.get(due.key)
    await books.customers.lock(found.customer)
    draft = await books.invoice_drafts.lock(due.key)
    if due.has_come(await _clock(books, due.key)):
        await deed(books, draft, due.as_of)
        await books.flush()
    return await _clock(books, due.key)


async def _issue(books: "Books", draft: "InvoiceDraftRow", at: datetime) -> None:
    await issue_draft(books, draft.number, at)


async def _hold_back(books: "Books", draft: "InvoiceDraftRow", at: datetime) -> None:
    draft.status = DRAFT_LIFECYCLE.advance(draft.status, DraftEvent.HOLD)
    draft.issues_at = None
    draft.edition += 1
    link = f"/console/invoice-drafts/{draft.number}"
    kind = NotificationKind.DRAFT_NOT_ISSUED
    await notify(books, Notification(kind, draft.customer, draft.number, link), at)


async def _clock(books: "Books", number: str) -> Clock:
    row = await books.invoice_drafts.find(number)
    if row is None:
        return Clock("unknown", over=True)
    if row.status is DraftStatus.READY and row.issues_at:
        says = f"Issued by itself on {row.issues_at:%a %d %b %Y %H:%M} UTC."
        return Clock(row.status, says, step=DraftEvent.ISSUE, at=row.issues_at)
    if row.status is DraftStatus.WRITTEN:
        return Clock(row.status, "It is held: nothing waits.", over=True)
    return Clock(row.status, f"It has ended: {row.status}.", over=True)


_DECISIONS: dict[str, Decision] = {"ready": noted, "hold": noted, "stop": noted}
