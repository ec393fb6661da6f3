"""Invoice drafts: written and changed by staff, made ready, held, discarded, and issued once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from activities.billed_time import give_time_back
from activities.invoices import discard_draft, finalise_invoice, write_lines
from activities.issued_invoices import follow_issue
from activities.line_taxes import written_items
from activities.process import Told, tell
from activities.projects import check_project_of
from domain.addresses import PostalAddress
from domain.articles import PricedItem, amounts_of
from domain.customers import NoSuchCustomer, check_name
from domain.editions import check_seen
from domain.invoice_drafts import (
    DRAFT_LIFECYCLE,
    OPEN_DRAFTS,
    DraftDecided,
    DraftEvent,
    DraftStatus,
    Due,
    NoSuchDraft,
    WrittenLine,
    check_buyer,
    check_lines,
    issue_moment,
)
from domain.invoices import InvoiceKind, InvoiceStatus
from domain.money import Money
from domain.numbers import Series
from domain.periods import local_date
from domain.retainers import check_retainer
from domain.sales_orders import DraftOfOrder

if TYPE_CHECKING:
    from datetime import date

    from domain.invoices import InvoiceAmounts
    from storage.books import Books
    from storage.customers import CustomerRow
    from storage.invoice_drafts import InvoiceDraftRow
    from storage.invoices import InvoiceLineRow, InvoiceRow


@dataclass(frozen=True)
class BilledTo:
    """Whom an invoice is for, as it stands on it."""

    name: str
    tax_id: str
    billing: PostalAddress
    shipping: PostalAddress


@dataclass(frozen=True)
class Written:
    """The content of a draft: lines in the customer's currency, and what is said around them.

    Its kind stays what it was first written as.
    """

    lines: tuple[WrittenLine, ...]
    billed_to: BilledTo
    due: Due = field(default_factory=Due)
    purchase_order: str = ""
    notes: str = ""
    terms: str = ""
    project: str = ""
    kind: InvoiceKind = InvoiceKind.INVOICE


def billed_as_known(customer: "CustomerRow") -> BilledTo:
    """As the customer is known now."""
    return BilledTo(
        customer.name,
        customer.tax_id,
        PostalAddress(**customer.billing_address),
        PostalAddress(**customer.shipping_address),
    )


async def write_draft(
    books: "Books", customer: str, written: Written, by: str, at: datetime
) -> "InvoiceDraftRow":
    """A draft of an invoice: no number, no journal, and nobody but staff sees it.

    Raises `NoSuchCustomer`, `NoSuchTaxRate`, `NothingToInvoice`, `CurrencyMismatch` and what is
    wrong with a line; for a retainer invoice `RetainerHasNoTax` and `RetainerOverNothing`.
    """
    for_whom = await books.customers.find(customer)
    if for_whom is None:
        raise NoSuchCustomer(customer=customer)
    nothing = Money.zero(for_whom.currency)
    invoice = books.invoices.new(
        customer=customer,
        kind=written.kind,
        status=InvoiceStatus.DRAFT,
        currency=for_whom.currency,
        created_at=at,
        subtotal_minor_units=nothing.minor_units,
        tax_minor_units=nothing.minor_units,
        total_minor_units=nothing.minor_units,
    )
    await books.flush()
    draft = books.invoice_drafts.new(
        number=await books.numbers.take(Series.DRAFT),
        invoice=invoice.id,
        customer=customer,
        status=DraftStatus.WRITTEN,
        written_by=by,
        created_at=at,
        changed_at=at,
    )
    await _take(books, draft, invoice, written, at)
    return draft


async def rewrite_draft(
    books: "Books", number: str, edition: int | None, written: Written, at: datetime
) -> "InvoiceDraftRow":
    """Other content of the draft that was seen as `edition`; a grace that runs goes on.

    Raises `DraftOfOrder`, as `open_draft` and as `write_draft`.
    """
    draft, invoice = await open_draft(books, number, edition)
    await _check_order(books, draft, invoice, written)
    await _take(books, draft, invoice, written, at)
    return draft


async def _check_order(
    books: "Books", draft: "InvoiceDraftRow", invoice: "InvoiceRow", written: Written
) -> None:
    """What is invoiced of a sales order is counted by its lines. Raises `DraftOfOrder`."""
    order = await books.sales_orders.of_invoice(invoice)
    if order is None:
        return
    lines = await books.invoices.lines(invoice.id)
    if tuple(written_line(invoice, line) for line in lines) != written.lines:
        raise DraftOfOrder(draft=draft.number, order=order)


async def ready_draft(
    books: "Books", number: str, at: datetime, *, edition: int | None = None
) -> "InvoiceDraftRow":
    """It is issued by itself when its grace is over. Raises `NoGrace` and as `open_draft`."""
    draft, _ = await open_draft(books, number, edition)
    preferences = await books.organisations.preferences()
    moment = issue_moment(at, preferences.invoices_grace_hours)
    draft.status = DRAFT_LIFECYCLE.advance(draft.status, DraftEvent.MARK_READY)
    draft.issues_at = moment
    await _tell_process(books, draft, "ready", at)
    return draft


async def hold_draft(books: "Books", number: str, at: datetime) -> "InvoiceDraftRow":
    """It is not issued by itself any more. Raises `DraftDecided` and `UnlawfulTransition`."""
    draft, _ = await open_draft(books, number)
    draft.status = DRAFT_LIFECYCLE.advance(draft.status, DraftEvent.HOLD)
    draft.issues_at = None
    await _tell_process(books, draft, "hold", at)
    return draft


async def drop_draft(
    books: "Books", number: str, at: datetime, *, edition: int | None = None
) -> "InvoiceDraftRow":
    """It is never issued: it has no number, so nothing is missing. Raises as `open_draft`."""
    draft, invoice = await open_draft(books, number, edition)
    discard_draft(invoice)
    await give_time_back(books, invoice)
    await _end(books, draft, DraftEvent.DISCARD, at)
    return draft


async def issue_draft(
    books: "Books", number: str, at: datetime, *, edition: int | None = None
) -> "InvoiceRow":
    """Number, tax of the day, journal, credit and status at once; then the customer is told.

    Raises as `open_draft`, and `BuyerTaxIdMissing`.
    """
    invoice = await issue_untold(books, number, at, edition=edition)
    await follow_issue(books, invoice, at)
    return invoice


async def issue_untold(
    books: "Books", number: str, at: datetime, *, edition: int | None = None
) -> "InvoiceRow":
    """As `issue_draft`, up to `follow_issue`, which belongs into the same transaction."""
    draft, invoice = await open_draft(books, number, edition)
    preferences = await books.organisations.preferences()
    today = await _today(books, invoice, at)
    amounts = await _write_anew(books, invoice, await _items_of(books, invoice, today))
    check_buyer(amounts.lines, invoice.customer_tax_id or "")
    days = draft.due.net_days(today, preferences.invoices_net_days)
    await finalise_invoice(books, invoice, issued_on=today, net_days=days, at=at)
    await _end(books, draft, DraftEvent.ISSUE, at)
    return invoice


async def open_draft(
    books: "Books", number: str, edition: int | None = None
) -> "tuple[InvoiceDraftRow, InvoiceRow]":
    """The draft and its invoice, held to be changed; `edition` is the one that was seen.

    Raises `NoSuchDraft`, `DraftDecided` and `DraftMoved`.
    """
    found = await books.invoice_drafts.find(number)
    if found is None:
        raise NoSuchDraft(draft=number)
    await books.customers.lock(found.customer)
    draft = await books.invoice_drafts.lock(number)
    if draft.status not in OPEN_DRAFTS:
        raise DraftDecided(draft=number)
    check_seen(edition, draft.edition)
    draft.edition += 1
    return draft, await books.invoices.lock(draft.invoice)


async def _take(
    books: "Books", draft: "InvoiceDraftRow", invoice: "InvoiceRow", written: Written, at: datetime
) -> None:
    check_name(written.billed_to.name)
    check_lines(len(written.lines))
    await check_project_of(books, invoice.customer, written.project)
    today = await _today(books, invoice, at)
    items = await written_items(books, invoice, written.lines, today)
    if invoice.kind is InvoiceKind.RETAINER:
        check_retainer(items)
    await _write_anew(books, invoice, items)
    draft.net_days, draft.due_on = written.due.days, written.due.on
    draft.changed_at = at
    invoice.purchase_order, invoice.notes = written.purchase_order, written.notes
    invoice.terms, invoice.project = written.terms, written.project.strip() or None
    to = written.billed_to
    invoice.customer_name, invoice.customer_tax_id = to.name, to.tax_id
    invoice.billing_address, invoice.shipping_address = asdict(to.billing), asdict(to.shipping)
    await books.flush()


async def _write_anew(
    books: "Books", invoice: "InvoiceRow", items: Sequence[PricedItem]
) -> "InvoiceAmounts":
    amounts = amounts_of(items)
    await books.invoices.remove_lines(invoice.id)
    invoice.subtotal_minor_units = amounts.subtotal.minor_units
    invoice.tax_minor_units = amounts.tax.minor_units
    invoice.total_minor_units = amounts.total.minor_units
    write_lines(books, invoice, amounts)
    await books.flush()
    return amounts


async def _items_of(books: "Books", invoice: "InvoiceRow", day: "date") -> list[PricedItem]:
    """What was written, with the taxes of that day."""
    lines = await books.invoices.lines(invoice.id)
    return await written_items(books, invoice, [written_line(invoice, line) for line in lines], day)


def written_line(invoice: "InvoiceRow", line: "InvoiceLineRow") -> WrittenLine:
    """A line of a draft as it was written."""
    return WrittenLine(
        line.description,
        line.quantity,
        invoice.money(line.unit_minor_units),
        invoice.money(line.discount_minor_units),
        line.tax_rate,
    )


async def _today(books: "Books", invoice: "InvoiceRow", at: datetime) -> "date":
    customer: CustomerRow = await books.customers.get(invoice.customer)
    return local_date(at, customer.time_zone)


async def _end(books: "Books", draft: "InvoiceDraftRow", event: DraftEvent, at: datetime) -> None:
    """Its process, if it has one, hears that there is nothing left to wait for."""
    waited = draft.status is DraftStatus.READY
    draft.status = DRAFT_LIFECYCLE.advance(draft.status, event)
    draft.issues_at, draft.decided_at = None, at
    if waited:
        await _tell_process(books, draft, "stop", at)


async def _tell_process(
    books: "Books", draft: "InvoiceDraftRow", signal: str, at: datetime
) -> None:
    says = f"{draft.number}: {signal}"
    told = Told("invoice", draft.number, draft.customer, signal, says, draft.number)
    await tell(books, told, at)
