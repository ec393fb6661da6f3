"""What everything about a quote begins with: the row, held; the offer as the rules know it."""

from datetime import datetime
from typing import TYPE_CHECKING

from domain.editions import check_seen
from domain.periods import local_date
from domain.quote_answers import AnswerRules
from domain.quote_conversions import OfferedPlan
from domain.quote_steps import ValidityRules, schedule
from domain.quotes import Decision, NoSuchQuote, Offer, QuoteStatus

if TYPE_CHECKING:
    from domain.money import Money
    from storage.books import Books
    from storage.quote_answers import QuoteAcceptanceRow, QuoteDeclineRow
    from storage.quote_versions import QuoteVersionRow
    from storage.quotes import QuoteRow

DECIDED = frozenset({QuoteStatus.ACCEPTED, QuoteStatus.CONVERTED})


async def held_quote(books: "Books", number: str, edition: int | None = None) -> "QuoteRow":
    """The quote as it is now, held after its customer; `edition` is the one that was seen.

    Raises `NoSuchQuote` and `DraftMoved`.
    """
    found = await books.quotes.find(number)
    if found is None:
        raise NoSuchQuote(quote=number)
    await books.customers.lock(found.customer)
    quote = await books.quotes.lock(number)
    check_seen(edition, quote.edition)
    return quote


def changed(quote: "QuoteRow", at: datetime) -> None:
    """Whoever has seen it before sees something else now."""
    quote.edition += 1
    quote.changed_at = at


async def offer_of(books: "Books", quote: "QuoteRow", total: "Money | None" = None) -> Offer:
    """As it stands; `total` is what it comes to with other options than it was kept with."""
    preferences = await books.organisations.preferences()
    zone = (await books.organisations.get()).time_zone
    return Offer(
        quote=quote.number,
        status=quote.status,
        version=quote.version,
        total=total or quote.total,
        valid_until=quote.valid_until,
        zone=zone,
        decided=await decision_of(books, quote, zone),
        inclusive=preferences.quotes_expire_inclusive,
        expired_at=quote.ends_at if quote.status is QuoteStatus.EXPIRED else None,
    )


async def decision_of(books: "Books", quote: "QuoteRow", zone: str) -> Decision | None:
    """Who has accepted or declined it, as it stands."""
    answered: QuoteAcceptanceRow | QuoteDeclineRow | None = None
    if quote.status in DECIDED:
        answered = await books.quotes.standing_acceptance(quote.number)
        at = answered.accepted_at if answered else None
    elif quote.status is QuoteStatus.DECLINED:
        answered = (await books.quotes.declines(quote.number))[-1]
        at = answered.declined_at
    if answered is None or at is None:
        return None
    contact = await books.customers.contact(answered.contact)
    return Decision(contact.name if contact else answered.contact, local_date(at, zone))


async def answer_rules(books: "Books", version: "QuoteVersionRow") -> AnswerRules:
    """What is asked of whoever answers this version."""
    preferences = await books.organisations.preferences()
    return AnswerRules(
        signature=preferences.quotes_require_signature,
        terms_tick=preferences.quotes_terms_tick and bool(version.terms.strip()),
        purchase_order=version.wants_purchase_order,
        decline_reason=preferences.quotes_decline_reason_required,
        after_expiry=preferences.quotes_accept_expired,
    )


async def offered_plan(books: "Books", version: "QuoteVersionRow") -> OfferedPlan | None:
    """What this version sells as a subscription, if it does."""
    if version.plan is None:
        return None
    plan = await books.plans.get(version.plan)
    return OfferedPlan(
        plan.code, plan.name, version.plan_quantity, plan.interval, plan.billing_cycles
    )


async def plan_ahead(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """When it reminds of itself and expires, from the day until which it is valid."""
    preferences = await books.organisations.preferences()
    organisation = await books.organisations.get()
    rules = ValidityRules(
        organisation.time_zone,
        organisation.run_hour,
        preferences.quotes_remind_days,
        preferences.quotes_expire_inclusive,
    )
    planned = schedule(quote.valid_until, rules, at)
    quote.remind_at, quote.ends_at = planned.remind_at, planned.ends_at
