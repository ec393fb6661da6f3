"""What an accepted quote becomes: once, by itself or by hand, of the version that was accepted.

A quote becomes whatever has a converter in `CONVERTERS`; each writes its document in the
transaction in which the quote is converted, and gives back the document's number.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.invoice_drafts import Written, billed_as_known, issue_untold, write_draft
from activities.issued_invoices import follow_issue
from activities.quote_books import changed, held_quote
from activities.quote_offers import Deed
from activities.quote_writing import end_draft
from activities.retainers import RetainerFor, draw_retainer, issue_retainer
from activities.sales import NewSubscription, create_subscription
from activities.sales_orders import OfQuote, OrderText, order_from_quote
from domain.contents import Contents, setup_items, term_price
from domain.editions import check_seen
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.periods import local_date, term
from domain.quote_conversions import (
    Advance,
    PlanMissing,
    QuoteConversion,
    SubscribedPlan,
    check_advance,
    check_by_itself,
    check_conversion,
    check_plan_price,
    rest_to_ask,
)
from domain.quote_versions import OfferedLine, chosen, offer_amounts, suggested
from domain.quotes import QUOTE_LIFECYCLE, QuoteConverted, QuoteEvent
from domain.tax_treatments import sold_waiving

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.quotes import QuoteRow


@dataclass(frozen=True)
class AcceptedQuote:
    """What was accepted: the lines that were taken, what they come to, and what was said about it.

    Of one that staff convert after it has run out, what they had suggested. `retainer` has asked
    for a share in advance.
    """

    number: str
    customer: str
    version: int
    title: str
    lines: tuple[OfferedLine, ...]
    total: Money
    notes: str = ""
    terms: str = ""
    purchase_order: str = ""
    project: str = ""
    plan: SubscribedPlan | None = None
    retainer: str = ""


Converter = Callable[["Books", AcceptedQuote, str, datetime], Awaitable[str]]
"""Given who converts it and when; the number of what it became."""


async def convert_quote(books: "Books", number: str, kind: QuoteConversion, deed: Deed) -> str:
    """The number of what it became.

    Raises `NoSuchQuote`, `QuoteConverted`, `DraftMoved`, `CannotBecome`, `NotConvertible`,
    `AdvanceUnpaid` and whatever refuses the document: then nothing has happened.
    """
    quote = await held_quote(books, number)
    before = await books.quotes.conversion(number)
    if before:
        raise QuoteConverted(quote=number, document=before.document)
    check_seen(deed.edition, quote.edition)
    check_conversion(number, quote.status, kind, CONVERTERS)
    await end_draft(books, quote)
    accepted = await accepted_of(books, quote)
    check_advance(number, kind, await _advance_of(books, accepted.retainer))
    document = await CONVERTERS[kind](books, accepted, deed.by, deed.at)
    books.quotes.new_conversion(
        quote, kind=kind, document=document, converted_by=deed.by, converted_at=deed.at
    )
    quote.status = QUOTE_LIFECYCLE.advance(quote.status, QuoteEvent.CONVERT)
    quote.converts_at, quote.conversion_refused = None, None
    changed(quote, deed.at)
    await books.flush()
    return document


async def convert_by_itself(
    books: "Books", quote: "QuoteRow", kind: QuoteConversion, at: datetime
) -> str:
    """Raises `AdvanceVoid`, `RevisionUnderWay` and what `convert_quote` does."""
    advance = await _advance_of(books, quote.retainer or "")
    check_by_itself(quote.number, kind, advance, is_revised=quote.draft is not None)
    return await convert_quote(books, quote.number, kind, Deed("system", at))


async def accepted_of(books: "Books", quote: "QuoteRow") -> AcceptedQuote:
    """What stands accepted of it."""
    acceptance = await books.quotes.standing_acceptance(quote.number)
    version = await books.quotes.get_version(quote.number, quote.version)
    lines = await books.quotes.lines(quote, quote.version)
    options = acceptance.options if acceptance else suggested(lines)
    return AcceptedQuote(
        number=quote.number,
        customer=quote.customer,
        version=quote.version,
        title=version.title,
        lines=chosen(lines, options),
        total=offer_amounts(lines, options).total,
        notes=version.notes,
        terms=version.terms,
        purchase_order=acceptance.purchase_order if acceptance else "",
        project=quote.project or "",
        plan=SubscribedPlan(quote.plan, quote.plan_quantity) if quote.plan else None,
        retainer=quote.retainer or "",
    )


async def _draft_invoice(books: "Books", accepted: AcceptedQuote, by: str, at: datetime) -> str:
    customer = await books.customers.get(accepted.customer)
    written = Written(
        tuple(written_line(each) for each in accepted.lines),
        billed_as_known(customer),
        purchase_order=accepted.purchase_order,
        notes=accepted.notes,
        terms=accepted.terms,
        project=accepted.project,
    )
    return (await write_draft(books, accepted.customer, written, by, at)).number


async def _sent_invoice(books: "Books", accepted: AcceptedQuote, by: str, at: datetime) -> str:
    """What was paid in advance is drawn for it, then credit, before the customer hears of it."""
    draft = await _draft_invoice(books, accepted, by, at)
    invoice = await issue_untold(books, draft, at)
    await _draw_advance(books, accepted, invoice, at)
    await follow_issue(books, invoice, at)
    return invoice.number or draft


async def _retainer(books: "Books", accepted: AcceptedQuote, by: str, at: datetime) -> str:
    wanted = RetainerFor(
        accepted.customer,
        rest_to_ask(accepted.number, accepted.total, await _advance_of(books, accepted.retainer)),
        accepted.title or accepted.number,
        notes=accepted.notes,
        project=accepted.project,
        purchase_order=accepted.purchase_order,
    )
    return (await issue_retainer(books, wanted, by, at)).number or ""


async def _draw_advance(
    books: "Books", accepted: AcceptedQuote, invoice: "InvoiceRow", at: datetime
) -> None:
    row = await books.invoices.with_number(accepted.retainer) if accepted.retainer else None
    if row is None or invoice.number is None or not row.retainer.status.is_usable:
        return
    amount = min(row.retainer.left, invoice.balance.outstanding)
    if not amount.is_zero:
        await draw_retainer(books, accepted.retainer, {invoice.number: amount.minor_units}, at)


async def _advance_of(books: "Books", retainer: str) -> Advance | None:
    row = await books.invoices.with_number(retainer) if retainer else None
    return Advance(retainer, row.status, row.total) if row else None


async def _sales_order(books: "Books", accepted: AcceptedQuote, by: str, at: datetime) -> str:
    said = OrderText(
        tuple(written_line(each) for each in accepted.lines),
        purchase_order=accepted.purchase_order,
        notes=accepted.notes,
        terms=accepted.terms,
        project=accepted.project,
    )
    agreed = OfQuote(accepted.number, accepted.customer, said)
    return (await order_from_quote(books, agreed, by, at)).number


async def _subscription(books: "Books", accepted: AcceptedQuote, _by: str, at: datetime) -> str:
    """It begins at once and nothing is charged by itself: nobody has agreed to that here."""
    plan = accepted.plan
    if plan is None:
        raise PlanMissing(quote=accepted.number)
    cost = await _first_term(books, accepted, plan, at)
    check_plan_price(accepted.number, plan.code, accepted.total, cost)
    new = NewSubscription(
        customer=accepted.customer,
        plan=plan.code,
        quantity=plan.quantity,
        auto_charge=False,
        payment_method=None,
        starts_at=at,
    )
    return (await create_subscription(books, new, at)).number


async def _first_term(
    books: "Books", accepted: AcceptedQuote, plan: SubscribedPlan, at: datetime
) -> Money:
    """What the plan will be invoiced with at first, taxes and set-up fee included."""
    customer = await books.customers.get(accepted.customer)
    waived = await books.tax_treatments.waived(accepted.customer)
    sold = sold_waiving(await books.plans.in_currency(plan.code, customer.currency), waived)
    first = term(local_date(at, customer.time_zone), sold.interval, 0)
    return term_price(Contents(sold, plan.quantity), first, setup_items(sold))


def written_line(offered: OfferedLine) -> WrittenLine:
    """An accepted line as it is written into a document."""
    item = offered.item
    tax = item.tax.code if item.tax else None
    return WrittenLine(item.description, item.quantity, item.unit_price, item.discount, tax)


CONVERTERS: Mapping[QuoteConversion, Converter] = {
    QuoteConversion.DRAFT_INVOICE: _draft_invoice,
    QuoteConversion.SENT_INVOICE: _sent_invoice,
    QuoteConversion.SUBSCRIPTION: _subscription,
    QuoteConversion.SALES_ORDER: _sales_order,
    QuoteConversion.RETAINER: _retainer,
}
