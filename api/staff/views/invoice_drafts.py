"""Drafts of invoices: the list, and one as staff write it and as its customer will read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from activities.invoice_drafts import written_line
from api.callers import SignedInStaff
from api.papers import Paper, paper_of
from api.staff.views.errands import draft_story
from api.staff.views.sayings import Story
from domain.invoice_drafts import OPEN_DRAFTS, DraftStatus, NoSuchDraft, WrittenLine
from domain.periods import local_date
from runtime.languages import Language, language_of
from storage.books import Books
from storage.customers import CustomerRow
from storage.invoice_drafts import InvoiceDraftRow
from storage.invoices import InvoiceRow
from storage.overviews import Overviews
from storage.plans import TaxRateRow


@dataclass(frozen=True)
class DraftList:
    drafts: Sequence[tuple[InvoiceDraftRow, InvoiceRow]]
    names: Mapping[str, str]


@dataclass(frozen=True)
class DraftView:
    """A draft. `paper` is in the language of its customer, `language` says which that is."""

    draft: InvoiceDraftRow
    invoice: InvoiceRow
    customer: CustomerRow
    lines: Sequence[WrittenLine]
    paper: Paper
    language: Language
    story: Story

    @property
    def is_open(self) -> bool:
        return self.draft.status in OPEN_DRAFTS

    @property
    def is_ready(self) -> bool:
        return self.draft.status is DraftStatus.READY


@dataclass(frozen=True)
class ForDraft:
    """What a draft is written with: for whom, and which taxes there are."""

    customer: CustomerRow
    rates: Sequence[TaxRateRow]


async def draft_list(
    books: Books, *, customer: str | None = None, before: str = "", limit: int = 50
) -> DraftList:
    """What is not issued yet, the newest first."""
    rows = await books.invoice_drafts.page(customer=customer, before=before, limit=limit)
    found = [(draft, invoice) for draft, invoice in rows]
    names = await Overviews(books.session).names([draft.customer for draft, _ in found])
    return DraftList(found, names)


async def draft_view(staff: SignedInStaff, books: Books, number: str) -> DraftView:
    """Raises `NoSuchDraft`."""
    draft = await find_draft(books, number)
    invoice = await books.invoices.get(draft.invoice)
    customer = await books.customers.get(draft.customer)
    lines = await books.invoices.lines(invoice.id)
    language = language_of(customer.language)
    usual = (await books.organisations.preferences()).invoices_net_days
    today = local_date(staff.parts.clock.now(), customer.time_zone)
    days = draft.due.net_days(today, usual)
    dates = (today, today.fromordinal(today.toordinal() + days))
    reader = replace(staff, language=language)
    return DraftView(
        draft,
        invoice,
        customer,
        [written_line(invoice, line) for line in lines],
        paper_of(reader, invoice, lines, None if invoice.number else dates),
        language,
        draft_story(draft),
    )


async def find_draft(books: Books, number: str) -> InvoiceDraftRow:
    """Raises `NoSuchDraft`."""
    draft = await books.invoice_drafts.find(number)
    if draft is None:
        raise NoSuchDraft(draft=number)
    return draft
