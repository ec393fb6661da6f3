"""Invoices that staff write: each change of a draft, its issue, and sending it again; recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
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
from activities.invoice_ends import (
    give_up_invoice,
    lock_invoice,
    restore_invoice,
    void_invoice,
)
from activities.mailed_invoices import mail_again
from activities.records import Recorded
from activities.sign_offs import Ask
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.changes.sign_offs import Weigh, four_eyes
from domain.invoices import NoReasonGiven
from domain.sign_offs import Deed
from storage.books import Books
from storage.invoice_drafts import InvoiceDraftRow
from storage.invoices import InvoiceRow

IssuedChange = Callable[[Books, str, datetime], Awaitable[InvoiceRow]]
Change = Callable[[Books, datetime], Awaitable[InvoiceDraftRow]]


async def write(staff: SignedInStaff, key: str, customer: str, written: Written) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        draft = await write_draft(books, customer, written, staff.actor.name, at)
        return _of_draft(staff, draft, "write")

    said = {"customer": customer, **asdict(written)}
    return await once(staff, Asked("console/invoice-drafts", key, said), work)


async def rewrite(
    staff: SignedInStaff, key: str, number: str, edition: int | None, written: Written
) -> Outcome:
    """Of the draft that was seen as `edition`, here and below; None is for any."""

    async def change(books: Books, at: datetime) -> InvoiceDraftRow:
        return await rewrite_draft(books, number, edition, written, at)

    said = {"draft": number, "edition": edition, **asdict(written)}
    asked = Asked("console/invoice-drafts/change", key, said)
    return await _change(staff, asked, "rewrite", change)


async def ready(staff: SignedInStaff, key: str, number: str, edition: int | None) -> Outcome:
    """It is issued by itself when its grace is over."""

    async def change(books: Books, at: datetime) -> InvoiceDraftRow:
        return await ready_draft(books, number, at, edition=edition)

    said = {"draft": number, "edition": edition}
    return await _change(staff, Asked("console/invoice-drafts/ready", key, said), "ready", change)


async def hold(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """Nothing is lost by it, however the draft was seen."""

    async def change(books: Books, at: datetime) -> InvoiceDraftRow:
        return await hold_draft(books, number, at)

    asked = Asked("console/invoice-drafts/hold", key, {"draft": number})
    return await _change(staff, asked, "hold", change)


async def discard(staff: SignedInStaff, key: str, number: str, edition: int | None) -> Outcome:
    async def change(books: Books, at: datetime) -> InvoiceDraftRow:
        return await drop_draft(books, number, at, edition=edition)

    asked = Asked("console/invoice-drafts/discard", key, {"draft": number, "edition": edition})
    return await _change(staff, asked, "discard", change)


async def issue(staff: SignedInStaff, key: str, number: str, edition: int | None) -> Outcome:
    """The record's key is the number that the invoice was given."""

    async def work(books: Books, at: datetime) -> Recorded:
        invoice = await issue_draft(books, number, at, edition=edition)
        says = f"{number} issued as {invoice.number} over {invoice.total}"
        return _recorded(staff, "issue", str(invoice.number), invoice.customer, says)

    said = {"draft": number, "edition": edition}
    return await once(staff, Asked("console/invoice-drafts/issue", key, said), work)


async def send_again(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        invoice = await mail_again(books, number, at)
        return _recorded(staff, "send", number, invoice.customer, f"{number} sent again")

    return await once(staff, Asked("console/invoices/send", key, {"number": number}), work)


async def void(staff: SignedInStaff, key: str, number: str, reason: str) -> Outcome:
    """Raises `NoReasonGiven`."""
    ending = Ending("void", number, reason)
    return await _end(staff, key, ending, void_invoice, _weighed(ending, Deed.VOID_INVOICE))


async def write_off(staff: SignedInStaff, key: str, number: str, reason: str) -> Outcome:
    """Raises `NoReasonGiven`."""
    ending = Ending("write_off", number, reason)
    return await _end(staff, key, ending, give_up_invoice, _weighed(ending, Deed.WRITE_OFF))


async def restore(staff: SignedInStaff, key: str, number: str, reason: str) -> Outcome:
    """Raises `NoReasonGiven`."""
    return await _end(staff, key, Ending("restore", number, reason), restore_invoice)


@dataclass(frozen=True)
class Ending:
    """What is done to an issued invoice, and why."""

    verb: str
    number: str
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise NoReasonGiven


def _weighed(ending: Ending, deed: Deed) -> Weigh:
    """What is asked of a second person: all of the invoice, or what is still owed on it."""

    async def weigh(books: Books) -> Ask:
        invoice = await lock_invoice(books, ending.number)
        amount = invoice.total if deed is Deed.VOID_INVOICE else invoice.balance.outstanding
        said = {"reason": ending.reason.strip()}
        return Ask(deed, invoice.customer, ending.number, amount, said, ending.reason.strip())

    return weigh


async def _end(
    staff: SignedInStaff,
    key: str,
    ending: Ending,
    do: IssuedChange,
    weigh: Weigh | None = None,
) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        invoice = await do(books, ending.number, at)
        says = f"{ending.verb} {ending.number} over {invoice.total}"
        recorded = _recorded(staff, ending.verb, ending.number, invoice.customer, says)
        return replace(recorded, facts={"reason": ending.reason.strip()})

    asked = Asked(f"console/invoices/{ending.verb}", key, asdict(ending))
    return await once(staff, asked, four_eyes(staff, weigh, work) if weigh else work)


async def _change(staff: SignedInStaff, asked: Asked, verb: str, change: Change) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        return _of_draft(staff, await change(books, at), verb)

    return await once(staff, asked, work)


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
