"""Invoices that staff write: each change of a draft, its issue, and sending it again; recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime

from activities.invoice_drafts import (
    Written,
    drop_draft,
    hold_draft,
    issue_draft,
    ready_draft,
    rewrite_draft,
    write_draft,
)
from activities.mailed_invoices import mail_again
from activities.records import Recorded
from api.callers import SignedInStaff
from api.staff.changes.once import Asked, Outcome, once
from storage.books import Books
from storage.invoice_drafts import InvoiceDraftRow

Change = Callable[[Books, str, datetime], Awaitable[InvoiceDraftRow]]


async def write(staff: SignedInStaff, key: str, customer: str, written: Written) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        draft = await write_draft(books, customer, written, staff.actor.name, at)
        return _of_draft(staff, draft, "write")

    said = {"customer": customer, **asdict(written)}
    return await once(staff, Asked("console/invoice-drafts", key, said), work)


async def rewrite(staff: SignedInStaff, key: str, number: str, written: Written) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        return _of_draft(staff, await rewrite_draft(books, number, written, at), "rewrite")

    said = {"draft": number, **asdict(written)}
    return await once(staff, Asked("console/invoice-drafts/change", key, said), work)


async def ready(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """It is issued by itself when its grace is over."""
    return await _change(staff, key, number, "ready", ready_draft)


async def hold(staff: SignedInStaff, key: str, number: str) -> Outcome:
    return await _change(staff, key, number, "hold", hold_draft)


async def discard(staff: SignedInStaff, key: str, number: str) -> Outcome:
    return await _change(staff, key, number, "discard", drop_draft)


async def issue(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """The record's key is the number that the invoice was given."""

    async def work(books: Books, at: datetime) -> Recorded:
        invoice = await issue_draft(books, number, at)
        says = f"{number} issued as {invoice.number} over {invoice.total}"
        return _recorded(staff, "issue", str(invoice.number), invoice.customer, says)

    return await once(staff, Asked("console/invoice-drafts/issue", key, {"draft": number}), work)


async def send_again(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        invoice = await mail_again(books, number, at)
        return _recorded(staff, "send", number, invoice.customer, f"{number} sent again")

    return await once(staff, Asked("console/invoices/send", key, {"number": number}), work)


async def _change(
    staff: SignedInStaff, key: str, number: str, verb: str, change: Change
) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        return _of_draft(staff, await change(books, number, at), verb)

    return await once(staff, Asked(f"console/invoice-drafts/{verb}", key, {"draft": number}), work)


def _of_draft(staff: SignedInStaff, draft: InvoiceDraftRow, verb: str) -> Recorded:
    return _recorded(staff, verb, draft.number, draft.customer, f"{verb} {draft.number}")


def _recorded(staff: SignedInStaff, verb: str, key: str, customer: str, says: str) -> Recorded:
    return Recorded(
        staff.actor,
        customer,
        "invoice",
        key,
        verb,
        says=says,
        document=key,
        address=staff.address,
    )
