"""Quotes that staff write: a first version, the next one beside what is on offer, or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from activities.invoices import remembered_tax
from activities.line_taxes import written_items
from activities.projects import check_project_of
from activities.quote_books import changed, held_quote, offer_of
from domain.articles import amounts_of
from domain.customers import NoSuchCustomer
from domain.invoice_drafts import WrittenLine, check_lines
from domain.numbers import Series
from domain.periods import local_date
from domain.plans import NoPriceInCurrency, NoSuchPlan
from domain.quote_conversions import SubscribedPlan
from domain.quote_versions import OfferedLine, offer_amounts, suggested
from domain.quotes import NothingToSend, QuoteStatus, check_revision
from domain.sales import check_quantity

if TYPE_CHECKING:
    from domain.invoices import InvoiceAmounts
    from storage.books import Books
    from storage.quote_versions import QuoteLineRow, QuoteVersionRow
    from storage.quotes import QuoteRow


@dataclass(frozen=True)
class QuotedLine:
    """A line as staff write it. `suggested` is an optional one that is ticked at first."""

    line: WrittenLine
    optional: bool = False
    suggested: bool = False


@dataclass(frozen=True)
class QuoteText:
    """What a version says: lines in the customer's currency, and what stands around them.

    `valid_until` is the last day, None is for ever. Without a word about `wants_purchase_order`
    it is as the preference says. `project` and `plan` are what it is converted
    for, where this version is accepted.
    """

    title: str
    lines: tuple[QuotedLine, ...]
    valid_until: date | None = None
    notes: str = ""
    terms: str = ""
    wants_purchase_order: bool | None = None
    project: str = ""
    plan: SubscribedPlan | None = None


async def write_quote(
    books: "Books", customer: str, written: QuoteText, by: str, at: datetime
) -> "QuoteRow":
    """The draft of a first version; nobody but staff sees it.

    Raises `NoSuchCustomer`, `NoSuchTaxRate`, `NothingOffered`, `NoSuchPlan`, `NoPriceInCurrency`
    and what is wrong with a line.
    """
    for_whom = await books.customers.find(customer)
    if for_whom is None:
        raise NoSuchCustomer(customer=customer)
    quote = books.quotes.new(
        number=await books.numbers.take(Series.QUOTE),
        customer=customer,
        currency=for_whom.currency,
        status=QuoteStatus.DRAFT,
        version=0,
        draft=1,
        edition=1,
        owner=by,
        created_at=at,
        changed_at=at,
    )
    await _take(books, quote, written, by, at)
    return quote


async def rewrite_quote(
    books: "Books", number: str, edition: int | None, written: QuoteText, at: datetime
) -> "QuoteRow":
    """Other words and lines in the draft that was seen as `edition`.

    Raises `NothingToSend`, as `held_quote` and as `write_quote`.
    """
    quote = await held_quote(books, number, edition)
    if quote.draft is None:
        raise NothingToSend(quote=number)
    version = await books.quotes.get_version(number, quote.draft)
    changed(quote, at)
    await _take(books, quote, written, version.written_by, at)
    return quote


async def revise_quote(books: "Books", number: str, by: str, at: datetime) -> "QuoteRow":
    """The draft of the next version, which begins as the one before; one that is there stays.

    Raises `NoSuchQuote` and `NotRevisable`.
    """
    quote = await held_quote(books, number)
    if quote.draft is not None:
        return quote
    preferences = await books.organisations.preferences()
    check_revision(await offer_of(books, quote), edit_accepted=preferences.quotes_edit_accepted)
    before = await books.quotes.get_version(number, quote.version)
    lines = await books.quotes.line_rows(number, quote.version)
    until = quote.valid_until  # It may have been extended since the version before was sent.
    if until and not await _is_ahead(books, until, at):
        until = await usual_validity(books, at)
    text = replace(_text_of(quote, before, lines), valid_until=until)
    quote.draft = quote.version + 1
    changed(quote, at)
    await _take(books, quote, text, by, at)
    return quote


async def usual_validity(books: "Books", at: datetime) -> date | None:
    """Until when a quote that is written now is valid, unless staff say otherwise."""
    days = (await books.organisations.preferences()).quotes_valid_days
    zone = (await books.organisations.get()).time_zone
    return local_date(at, zone) + timedelta(days=days) if days else None


async def _is_ahead(books: "Books", day: date, at: datetime) -> bool:
    zone = (await books.organisations.get()).time_zone
    return day > local_date(at, zone)


async def drop_revision(
    books: "Books", number: str, edition: int | None, at: datetime
) -> "QuoteRow":
    """The next version is not written after all; what is on offer stays.

    Raises `NothingToSend` for a quote of which nothing was sent yet: that is withdrawn.
    """
    quote = await held_quote(books, number, edition)
    if quote.draft is None or not quote.version:
        raise NothingToSend(quote=number)
    await end_draft(books, quote)
    changed(quote, at)
    return quote


async def end_draft(books: "Books", quote: "QuoteRow") -> None:
    """The next version, if one is being written, is never sent."""
    if quote.draft is not None and quote.version:
        await books.quotes.remove_version(quote.number, quote.draft)
        quote.draft = None


async def tax_anew(
    books: "Books", quote: "QuoteRow", version: "QuoteVersionRow", day: date
) -> "InvoiceAmounts":
    """The draft's lines with the taxes of that day; what it comes to with what is suggested."""
    rows = await books.quotes.line_rows(quote.number, version.version)
    text = _text_of(quote, version, rows)
    return await _write_lines(books, quote, version, text.lines, day)


async def _take(
    books: "Books", quote: "QuoteRow", written: QuoteText, by: str, at: datetime
) -> None:
    check_lines(len(written.lines))
    await _check_plan(books, quote, written.plan)
    await check_project_of(books, quote.customer, written.project)
    await books.flush()
    version = await _draft_of(books, quote, by, at)
    _say(version, written)
    asks = written.wants_purchase_order
    usual = (await books.organisations.preferences()).quotes_purchase_order
    version.wants_purchase_order = usual if asks is None else asks
    version.written_at = at
    if not quote.version:
        take_over(quote, version)
    await books.flush()
    zone = (await books.organisations.get()).time_zone
    amounts = await _write_lines(books, quote, version, written.lines, local_date(at, zone))
    if not quote.version:
        quote.total_minor_units = amounts.total.minor_units
    await books.flush()


def take_over(quote: "QuoteRow", version: "QuoteVersionRow") -> None:
    """From now on the quote is what this version says."""
    quote.title, quote.project = version.title, version.project
    quote.plan, quote.plan_quantity = version.plan, version.plan_quantity


def _say(version: "QuoteVersionRow", written: QuoteText) -> None:
    version.title, version.notes, version.terms = written.title, written.notes, written.terms
    version.valid_until = written.valid_until
    version.project = written.project or None
    version.plan = written.plan.code if written.plan else None
    version.plan_quantity = written.plan.quantity if written.plan else 1


async def _draft_of(books: "Books", quote: "QuoteRow", by: str, at: datetime) -> "QuoteVersionRow":
    draft = quote.draft or 1
    found = await books.quotes.version(quote.number, draft)
    return found or books.quotes.new_version(
        quote,
        draft,
        title="",
        subtotal_minor_units=0,
        tax_minor_units=0,
        total_minor_units=0,
        written_by=by,
        written_at=at,
    )


async def _write_lines(
    books: "Books",
    quote: "QuoteRow",
    version: "QuoteVersionRow",
    lines: Sequence[QuotedLine],
    day: date,
) -> "InvoiceAmounts":
    """The draft's lines anew. Raises `NothingOffered`, and what is wrong with a line."""
    items = await written_items(books, quote, [each.line for each in lines], day)
    offered = [
        OfferedLine(place, item, each.optional, each.optional and each.suggested)
        for place, (item, each) in enumerate(zip(items, lines, strict=True), start=1)
    ]
    amounts = offer_amounts(offered, suggested(offered))
    await books.quotes.remove_lines(quote.number, version.version)
    for each in offered:
        _add_line(books, quote, version.version, each)
    version.subtotal_minor_units = amounts.subtotal.minor_units
    version.tax_minor_units = amounts.tax.minor_units
    version.total_minor_units = amounts.total.minor_units
    await books.flush()
    return amounts


def _add_line(books: "Books", quote: "QuoteRow", version: int, offered: OfferedLine) -> None:
    item = offered.item
    [line] = amounts_of([item]).lines
    books.quotes.new_line(
        quote,
        version,
        offered.place,
        description=item.description,
        quantity=item.quantity,
        unit_minor_units=item.unit_price.minor_units,
        discount_minor_units=item.discount.minor_units,
        **remembered_tax(item.tax),
        net_minor_units=line.taxed.net.minor_units,
        tax_minor_units=line.taxed.tax.minor_units,
        gross_minor_units=line.taxed.gross.minor_units,
        is_optional=offered.is_optional,
        is_suggested=offered.is_suggested,
    )


def _text_of(
    quote: "QuoteRow", version: "QuoteVersionRow", lines: Sequence["QuoteLineRow"]
) -> QuoteText:
    """A version as it was written."""
    plan = SubscribedPlan(version.plan, version.plan_quantity) if version.plan else None
    return QuoteText(
        version.title,
        tuple(quoted_line(quote, each) for each in lines),
        version.valid_until,
        version.notes,
        version.terms,
        version.wants_purchase_order,
        version.project or "",
        plan,
    )


def quoted_line(quote: "QuoteRow", row: "QuoteLineRow") -> QuotedLine:
    """A line as it was written."""
    line = WrittenLine(
        row.description,
        row.quantity,
        quote.money(row.unit_minor_units),
        quote.money(row.discount_minor_units),
        row.tax_rate,
    )
    return QuotedLine(line, row.is_optional, row.is_suggested)


async def _check_plan(books: "Books", quote: "QuoteRow", plan: SubscribedPlan | None) -> None:
    if plan is None:
        return
    check_quantity(plan.quantity)
    if await books.plans.find(plan.code) is None:
        raise NoSuchPlan(plan=plan.code)
    if await books.plans.find_price(plan.code, quote.currency) is None:
        raise NoPriceInCurrency(plan=plan.code, currency=quote.currency, customer=quote.customer)
