"""Invoices and payments: the lists, one invoice with its journal, one payment with its shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.callers import SignedInStaff
from api.staff.views.dunning import NoDunning, dunning_story, find_run
from api.staff.views.journal import Booked, journal_of
from api.staff.views.reminders import reminder_story
from api.staff.views.sayings import Story
from domain.errors import NotFound
from domain.invoices import PAYABLE, InvoiceKind, InvoiceStatus
from domain.money import Money
from domain.periods import local_date
from domain.words import N_
from storage.books import Books
from storage.commands import CommandRow
from storage.customers import CustomerRow
from storage.dunning import DunningRow
from storage.invoice_searches import EVERY_INVOICE, InvoiceSearch
from storage.invoices import InvoiceLineRow, InvoiceRow
from storage.overviews import Overviews
from storage.payments import PaymentRow
from storage.reminders import ReminderRow


class NoSuchInvoice(NotFound):
    message = N_("There is no invoice {invoice}.")


@dataclass(frozen=True)
class Wanted:
    """Which invoices are asked for; `before` is the key of the one before the page."""

    customer: str | None = None
    search: InvoiceSearch = EVERY_INVOICE
    before: tuple[date, str] | None = None
    limit: int = 50


@dataclass(frozen=True)
class InvoiceList:
    invoices: Sequence[InvoiceRow]
    names: Mapping[str, str]


@dataclass(frozen=True)
class InvoiceView:
    invoice: InvoiceRow
    customer: CustomerRow
    lines: Sequence[InvoiceLineRow]
    payments: Sequence[PaymentRow]
    journal: Sequence[Booked]
    run: DunningRow | ReminderRow | None
    dunning: Story | None
    is_late_fee: bool
    endings: Sequence[CommandRow]
    """What staff did to it, and why; the newest first."""
    credit: Money | None
    """What of the customer's credit could be used for it; None where there is none."""
    drawn: Sequence[tuple[str, Money]] = ()
    """What was drawn for it from retainers, draw by draw."""
    retainers: Sequence[InvoiceRow] = ()
    """Those that could be drawn for it."""
    order: str | None = None
    """The sales order that it is for."""
    quote: str | None = None
    """The quote that it was made of."""

    @property
    def is_reminder(self) -> bool:
        """Whether what runs are reminders, not tries to charge it."""
        return isinstance(self.run, ReminderRow)

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been paid before today."""
        due = self.invoice.due_on
        return self.invoice.status in PAYABLE and due is not None and due < today


def search_of(
    staff: SignedInStaff, status: InvoiceStatus | None, text: str, *, overdue: bool
) -> InvoiceSearch:
    """What a list of the console is asked for."""
    today = local_date(staff.parts.clock.now(), staff.zone)
    return InvoiceSearch([status] if status else (), today if overdue else None, text)


async def invoice_list(books: Books, wanted: Wanted) -> InvoiceList:
    """Finalised invoices, the newest first."""
    rows = await books.invoices.page(
        customer=wanted.customer,
        where=wanted.search.conditions,
        before=wanted.before,
        limit=wanted.limit,
    )
    names = await Overviews(books.session).names([row.customer for row in rows])
    return InvoiceList(rows, names)


async def invoice_view(books: Books, number: str) -> InvoiceView:
    """Raises `NoSuchInvoice`. That staff look at it does not make it viewed."""
    row = await books.invoices.with_number(number)
    if row is None:
        raise NoSuchInvoice(invoice=number)
    run = await _run_of(books, number)
    return InvoiceView(
        invoice=row,
        customer=await books.customers.get(row.customer),
        lines=await books.invoices.lines(row.id),
        payments=await books.payments.for_invoice(row.id),
        journal=await journal_of(books, number),
        run=run,
        dunning=_story(run) if run else None,
        endings=[
            each
            for each in await books.commands.page(search=number, limit=50)
            if each.process == "invoice" and each.payload.get("reason")
        ],
        credit=await _usable(books, row),
        drawn=await books.retainers.drawn_for(row),
        retainers=await _usable_retainers(books, row),
        order=await books.sales_orders.of_invoice(row),
        quote=await books.quotes.of_invoice(row),
        is_late_fee=await books.reminders.with_fee(row.id) is not None,
    )


async def _usable(books: Books, invoice: InvoiceRow) -> Money | None:
    credits = await books.journal.credits(invoice.customer)
    own = next((each for each in credits if each.currency == invoice.currency), None)
    if own is None or invoice.status not in PAYABLE:
        return None
    return min(own, invoice.balance.outstanding)


async def _usable_retainers(books: Books, invoice: InvoiceRow) -> Sequence[InvoiceRow]:
    is_payable = invoice.kind is InvoiceKind.INVOICE and invoice.status in PAYABLE
    return await books.retainers.usable_for(invoice) if is_payable else ()


async def _run_of(books: Books, invoice: str) -> DunningRow | ReminderRow | None:
    try:
        return await find_run(books, invoice)
    except NoDunning:
        return None


def _story(run: DunningRow | ReminderRow) -> Story:
    return reminder_story(run) if isinstance(run, ReminderRow) else dunning_story(run)
