"""A subscription as the rules know it: read from the books, changed by nobody here."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.credits import usable_credit
from activities.unbilled_charges import waiting_items
from domain.customer_rules import proration
from domain.periods import instant, local_date
from domain.proration import Moment
from domain.subscribed import RunningTerm, Subscribed
from domain.tax_treatments import sold_waiving
from domain.terms import Terms

if TYPE_CHECKING:
    from domain.credits import ChargedLine
    from domain.plans import Plan
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow


async def plan_of(books: "Books", subscription: "SubscriptionRow") -> "Plan":
    """The plan as it is sold to this customer."""
    plan = await books.plans.in_currency(subscription.plan, subscription.currency)
    return sold_waiving(plan, await books.tax_treatments.waived(subscription.customer))


async def moment_of(books: "Books", subscription: "SubscriptionRow", at: datetime) -> Moment:
    """An instant, with the way in which the organisation counts the rest of a term from it."""
    customer = await books.customers.get(subscription.customer)
    preferences = await books.organisations.preferences()
    return Moment(at, proration(preferences, customer.time_zone))


async def beginning_of(books: "Books", subscription: "SubscriptionRow", day: date) -> Moment:
    """The beginning of a day in the billing zone."""
    customer = await books.customers.get(subscription.customer)
    return await moment_of(books, subscription, instant(day, 0, customer.time_zone))


async def today_of(books: "Books", subscription: "SubscriptionRow", at: datetime) -> date:
    """The date in the billing zone."""
    return local_date(at, (await books.customers.get(subscription.customer)).time_zone)


async def subscribed_of(
    books: "Books", subscription: "SubscriptionRow", charged_since: date | None = None
) -> Subscribed:
    """The subscription as it stands. Raises `AddonWithoutPrice`.

    What was charged is read only where something may be given back: from `charged_since` on.
    """
    contents = await books.contents.one(subscription)
    charged: tuple[ChargedLine, ...] = ()
    waiting = await waiting_items(books, [subscription])
    if charged_since:
        charged = await books.credit_notes.charged(subscription.number, charged_since)
    return Subscribed(
        number=subscription.number,
        status=subscription.status,
        contents=contents,
        running=_running(subscription, contents.plan),
        charged=charged,
        terms_begun=subscription.cycles_billed,
        cycles=subscription.cycles or contents.plan.billing_cycles,
        setup_fee_due=not subscription.setup_fee_billed,
        balance=await usable_credit(books, subscription.customer, subscription.currency),
        waiting=waiting.get(subscription.number, ()),
    )


def _running(subscription: "SubscriptionRow", plan: "Plan") -> RunningTerm | None:
    anchor, number = subscription.anchor_on, subscription.term_number
    if anchor is None or number is None or subscription.term_ends_on is None:
        return None
    terms = Terms(anchor, plan.interval, subscription.anchor_day)
    return RunningTerm(terms, number, subscription.billed_until or subscription.term_ends_on)
