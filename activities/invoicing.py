"""What the process of an invoice draft asks of the books: whether its grace is over."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.invoice_drafts import issue_draft
from activities.process import Decision, ProcessActivities, noted
from domain.invoice_drafts import DraftEvent, DraftStatus

if TYPE_CHECKING:
    from storage.books import Books


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
        """Issue the draft, unless the books say that it was changed, held or issued meanwhile."""

        async def work(books: "Books") -> Clock:
            found = await books.invoice_drafts.get(due.key)
            await books.customers.lock(found.customer)
            await books.invoice_drafts.lock(due.key)
            if due.has_come(await _clock(books, due.key)):
                await _issue(books, due.key, due.as_of)
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _issue(books: "Books", draft: str, at: datetime) -> None:
    await issue_draft(books, draft, at)
    await books.flush()


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
