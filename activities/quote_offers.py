"""What staff do with a quote on offer: sent in a version, extended, withdrawn, opened again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.quote_books import changed, held_quote, offer_of, plan_ahead
from activities.quote_mails import mail_sent
from activities.quote_writing import end_draft, take_over, tax_anew
from domain.invoices import InvoiceStatus
from domain.periods import local_date
from domain.quote_conversions import check_undo
from domain.quote_versions import carried_options
from domain.quotes import (
    QUOTE_LIFECYCLE,
    NothingToSend,
    QuoteEvent,
    QuoteStatus,
    after_revision,
    check_extension,
    check_revision,
    check_validity,
)

if TYPE_CHECKING:
    from domain.retainers import Retainer
    from storage.books import Books
    from storage.quote_versions import QuoteVersionRow
    from storage.quotes import QuoteRow


@dataclass(frozen=True)
class Deed:
    """Who does it and when; `edition` is how the quote was seen, None if that is no matter."""

    by: str
    at: datetime
    edition: int | None = None


async def send_quote(books: "Books", number: str, deed: Deed) -> "QuoteRow":
    """Offer the draft to the customer: from now on it stays as it is.

    Raises `NothingToSend`, `NotRevisable`, `RetainerStands`, and what `held_quote` and
    `check_validity` do.
    """
    quote = await held_quote(books, number, deed.edition)
    if quote.draft is None or quote.status is QuoteStatus.VOID:
        raise NothingToSend(quote=number)
    await _check_valid(books, quote, quote.draft, deed.at)
    version = await books.quotes.get_version(number, quote.draft)
    zone = (await books.organisations.get()).time_zone
    suggested = (await tax_anew(books, quote, version, local_date(deed.at, zone))).total
    options = await _carried_options(books, quote, version)
    status = await _status_after(books, quote, sells_the_same=options is not None)
    version.sent_by, version.sent_at = deed.by, deed.at
    await books.flush()
    total = quote.total if options is not None else suggested
    await _end_acceptance(books, quote, deed, carry=options)
    quote.status, quote.version, quote.draft = status, quote.draft, None
    quote.valid_until, quote.sent_at = version.valid_until, deed.at
    take_over(quote, version)
    quote.total_minor_units = total.minor_units
    await _offer_anew(books, quote, deed.at)
    await mail_sent(books, quote, deed.at)
    return quote


async def extend_quote(books: "Books", number: str, until: date | None, deed: Deed) -> "QuoteRow":
    """Let it hold for longer; what has run out is on offer again. None is for ever.

    Raises `UnlawfulTransition`, `ValidityShortened`, what `held_quote` and `check_validity` do.
    """
    quote = await held_quote(books, number, deed.edition)
    status = QUOTE_LIFECYCLE.advance(quote.status, QuoteEvent.EXTEND)
    preferences = await books.organisations.preferences()
    zone = (await books.organisations.get()).time_zone
    check_extension(quote.valid_until, until)
    check_validity(until, deed.at, zone, inclusive=preferences.quotes_expire_inclusive)
    quote.status, quote.valid_until = status, until
    await _offer_anew(books, quote, deed.at)
    return quote


async def withdraw_quote(books: "Books", number: str, deed: Deed) -> "QuoteRow":
    """Nobody can accept it any more.

    Raises `UnlawfulTransition`, `RetainerStands` and as `held_quote`.
    """
    quote = await held_quote(books, number, deed.edition)
    quote.status = QUOTE_LIFECYCLE.advance(quote.status, QuoteEvent.WITHDRAW)
    await _end_acceptance(books, quote, deed)
    await end_draft(books, quote)
    quote.remind_at, quote.ends_at, quote.converts_at = None, None, None
    changed(quote, deed.at)
    return quote


async def reopen_quote(books: "Books", number: str, deed: Deed) -> "QuoteRow":
    """Take an acceptance back: the same version is on offer again.

    Raises `UnlawfulTransition`, `RetainerStands` and as `held_quote`.
    """
    quote = await held_quote(books, number, deed.edition)
    quote.status = QUOTE_LIFECYCLE.advance(quote.status, QuoteEvent.REOPEN)
    await _end_acceptance(books, quote, deed)
    await _offer_anew(books, quote, deed.at)
    return quote


async def _carried_options(
    books: "Books", quote: "QuoteRow", version: "QuoteVersionRow"
) -> frozenset[int] | None:
    """What the acceptance that stands has chosen, in a version that sells just that; else None.

    Nor is that the same for which what was asked for in advance could not be drawn.
    """
    acceptance = await books.quotes.standing_acceptance(quote.number)
    if acceptance is None:
        return None
    before = await books.quotes.get_version(quote.number, acceptance.version)
    advance = await _advance_of(books, quote)
    kept = advance is not None and advance.is_kept_from(version.project)
    if kept or before.agreed != version.agreed:
        return None
    lines = await books.quotes.lines(quote, before.version)
    after = await books.quotes.lines(quote, version.version)
    return carried_options(lines, acceptance.options, after)


async def _status_after(books: "Books", quote: "QuoteRow", *, sells_the_same: bool) -> QuoteStatus:
    if not quote.version:
        return QUOTE_LIFECYCLE.advance(quote.status, QuoteEvent.SEND)
    preferences = await books.organisations.preferences()
    offer = await offer_of(books, quote)
    check_revision(offer, edit_accepted=preferences.quotes_edit_accepted)
    return after_revision(offer, sells_the_same=sells_the_same)


async def _check_valid(books: "Books", quote: "QuoteRow", draft: int, at: datetime) -> None:
    version = await books.quotes.get_version(quote.number, draft)
    preferences = await books.organisations.preferences()
    zone = (await books.organisations.get()).time_zone
    inclusive = preferences.quotes_expire_inclusive
    check_validity(version.valid_until, at, zone, inclusive=inclusive)


async def _advance_of(books: "Books", quote: "QuoteRow") -> "Retainer | None":
    """What was asked for in advance, if that was not declared void."""
    row = await books.invoices.with_number(quote.retainer) if quote.retainer else None
    return row.retainer if row and row.status is not InvoiceStatus.VOID else None


async def _check_retainer(books: "Books", quote: "QuoteRow") -> None:
    retainer = await books.invoices.with_number(quote.retainer) if quote.retainer else None
    check_undo(quote.number, quote.retainer, retainer.status if retainer else None)


async def _end_acceptance(
    books: "Books", quote: "QuoteRow", deed: Deed, *, carry: frozenset[int] | None = None
) -> None:
    """It does not stand any more, or it lives on with these options in the version that follows."""
    before = await books.quotes.standing_acceptance(quote.number)
    if before is None:
        return
    before.undone_by, before.undone_at = deed.by, deed.at
    await books.flush()
    if carry is None or quote.draft is None:
        await _check_retainer(books, quote)
        offered = await books.quotes.get_version(quote.number, before.version)
        quote.total_minor_units = offered.total_minor_units
        quote.converts_at, quote.conversion_refused, quote.retainer = None, None, None
        return
    books.quotes.new_acceptance(
        quote,
        version=quote.draft,
        total_minor_units=before.total_minor_units,
        options=sorted(carry),
        contact=before.contact,
        name=before.name,
        drawing=before.drawing,
        terms_accepted=before.terms_accepted,
        purchase_order=before.purchase_order,
        address=before.address,
        by_link=before.by_link,
        carried_from=before.id,
        accepted_at=before.accepted_at,
    )
    await books.flush()


async def _offer_anew(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """It waits for an answer, and its time counts from now on."""
    if quote.status is QuoteStatus.SENT:
        await plan_ahead(books, quote, at)
    changed(quote, at)
