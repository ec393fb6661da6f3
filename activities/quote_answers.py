"""What customers answer: seen, accepted with their choice and their name, or declined and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.documents import write_down_acceptance
from activities.notifications import Notification, notify
from activities.quote_books import answer_rules, changed, held_quote, offer_of
from activities.quote_mails import mail_accepted
from activities.quote_writing import end_draft
from activities.retainers import RetainerFor, issue_retainer
from domain.money import Money
from domain.notifications import NotificationKind
from domain.quote_answers import Answer, check_acceptance, check_decline, check_open
from domain.quote_conversions import OnAcceptance, deposit
from domain.quote_versions import offer_amounts
from domain.quotes import MOST_REASON, QUOTE_LIFECYCLE, QuoteEvent
from domain.signatures import checked_signature

if TYPE_CHECKING:
    from storage.books import Books
    from storage.quotes import QuoteRow


@dataclass(frozen=True)
class Answerer:
    """Which contact person answers, from where, and whether by a link sent to them.

    `at` is when it is decided, `given_at` when they said it, if that was another moment: that
    counts for whether it came in time, and is what the books say of when they answered.
    """

    contact: str
    at: datetime
    address: str = ""
    by_link: bool = False
    given_at: datetime | None = None

    @property
    def said_at(self) -> datetime:
        return self.given_at or self.at


async def accept_quote(
    books: "Books", number: str, answer: Answer, options: Collection[int], by: Answerer
) -> "QuoteRow":
    """Bound to the version, the options and the total that were seen.

    Raises `NoSuchQuote`, `NoSuchOption`, `NothingOffered` and what `check_acceptance` does.
    """
    quote = await held_quote(books, number)
    check_open(await offer_of(books, quote), answer.version)
    total = offer_amounts(await books.quotes.lines(quote, quote.version), options).total
    version = await books.quotes.get_version(number, quote.version)
    rules = await answer_rules(books, version)
    check_acceptance(await offer_of(books, quote, total), answer, rules, by.said_at)
    signature = checked_signature(answer.signature, rules.signature)
    books.quotes.new_acceptance(
        quote,
        total_minor_units=total.minor_units,
        options=sorted(set(options)),
        contact=by.contact,
        name=signature.name,
        drawing=signature.drawing,
        terms_accepted=answer.terms_accepted and bool(version.terms.strip()),
        purchase_order=answer.purchase_order.strip(),
        address=by.address,
        by_link=by.by_link,
        accepted_at=by.said_at,
    )
    await end_draft(books, quote)
    await _answered(books, quote, QuoteEvent.ACCEPT, by.at)
    quote.total_minor_units = total.minor_units
    await books.flush()
    await write_down_acceptance(books, number)
    await _go_on(books, quote, answer.purchase_order.strip(), by.at)
    await mail_accepted(books, quote, by.at)
    await _tell_staff(books, quote, NotificationKind.QUOTE_ACCEPTED, by.contact, by.at)
    return quote


async def decline_quote(
    books: "Books", number: str, version: int, reason: str, by: Answerer
) -> "QuoteRow":
    """Raises `NoSuchQuote` and what `check_decline` does."""
    quote = await held_quote(books, number)
    on_offer = await offer_of(books, quote)
    if quote.version:
        rules = await answer_rules(books, await books.quotes.get_version(number, quote.version))
        check_decline(on_offer, version, reason, rules)
    check_open(on_offer, version)
    books.quotes.new_decline(
        quote,
        contact=by.contact,
        reason=reason.strip()[:MOST_REASON],
        address=by.address,
        declined_at=by.said_at,
    )
    await _answered(books, quote, QuoteEvent.DECLINE, by.at)
    await _tell_staff(books, quote, NotificationKind.QUOTE_DECLINED, by.contact, by.at)
    return quote


async def mark_quote_viewed(
    books: "Books", number: str, version: int, contact: str, at: datetime
) -> None:
    """Note that this contact person has seen the version on offer, once for ever; staff hear."""
    quote = await held_quote(books, number)
    if not quote.version or quote.version != version:
        return
    if any(each.version == version for each in await books.quotes.views(number)):
        return
    books.quotes.new_view(quote, contact, at)
    await books.flush()
    await _tell_staff(books, quote, NotificationKind.QUOTE_VIEWED, contact, at)


async def _answered(books: "Books", quote: "QuoteRow", event: QuoteEvent, at: datetime) -> None:
    quote.status = QUOTE_LIFECYCLE.advance(quote.status, event)
    quote.remind_at, quote.ends_at = None, None
    changed(quote, at)
    await books.flush()


async def _go_on(books: "Books", quote: "QuoteRow", purchase_order: str, at: datetime) -> None:
    """What an acceptance leads to, as the organisation wants it at this moment."""
    preferences = await books.organisations.preferences()
    wanted = preferences.quotes_convert
    quote.converts_at = None if wanted is OnAcceptance.MANUAL else at
    if not preferences.quotes_retainer_on_accept or wanted is OnAcceptance.RETAINER:
        return
    amount = deposit(quote.total, preferences.quotes_retainer_percent)
    if amount > Money.zero(quote.currency):
        advance = RetainerFor(
            quote.customer,
            amount,
            quote.title or quote.number,
            project=quote.project or "",
            purchase_order=purchase_order,
        )
        quote.retainer = (await issue_retainer(books, advance, "system", at)).number


async def _tell_staff(
    books: "Books", quote: "QuoteRow", kind: NotificationKind, contact: str, at: datetime
) -> None:
    facts = {"contact": contact, "amount": str(quote.total), "version": str(quote.version)}
    link = f"/console/quotes/{quote.number}"
    await notify(books, Notification(kind, quote.customer, quote.number, link, facts), at)
