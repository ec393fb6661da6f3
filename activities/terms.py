"""The terms of a subscription: begun, billed and collected."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.attempts import Attempt, charge
from activities.dunning_runs import start_dunning
from activities.invoices import Bill, draft_invoice, finalise_invoice
from activities.process import Told, tell
from domain.declines import NO_METHOD
from domain.invoices import PAYABLE
from domain.payments import FailureClass, PaymentChannel
from domain.periods import Period, instant, local_date, term
from domain.subscriptions import (
    SUBSCRIPTION_LIFECYCLE,
    SubscriptionEvent,
    first_items,
    renewal_items,
)

if TYPE_CHECKING:
    from domain.plans import Plan
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def plan_of(books: "Books", subscription: "SubscriptionRow") -> "Plan":
    return await books.plans.in_currency(subscription.plan, subscription.currency)


async def charged_method(books: "Books", subscription: "SubscriptionRow") -> str | None:
    """The method that is charged automatically, as people recognise it."""
    if not subscription.auto_charge or subscription.payment_method is None:
        return None
    return (await books.payment_methods.get(subscription.payment_method)).label


async def draft_first_term(
    books: "Books", subscription: "SubscriptionRow", anchor: date, at: datetime
) -> "InvoiceRow":
    """The draft for the term that begins on this day, with the set-up fee if not billed yet."""
    plan = await plan_of(books, subscription)
    period = term(anchor, plan.interval, 0)
    items = renewal_items if subscription.setup_fee_billed else first_items
    bill = Bill(items(plan, subscription.quantity, period), plan.tax, period)
    return await draft_invoice(books, subscription, bill, at)


async def begin_first_term(
    books: "Books", subscription: "SubscriptionRow", draft: "InvoiceRow", at: datetime
) -> None:
    """Finalise the draft of the first term, and set the anchor."""
    anchor = draft.period_starts_on
    assert anchor is not None, "a draft of a term has a period"
    plan = await plan_of(books, subscription)
    subscription.anchor_on, subscription.anchor_day = anchor, anchor.day
    subscription.setup_fee_billed = True
    await _enter_term(books, subscription, term(anchor, plan.interval, 0), 0)
    await _issue(books, subscription, draft, at)
    books.subscriptions.add_term(
        subscription.number, term(anchor, plan.interval, 0), continues=False, invoice=draft.id
    )


async def tell_begun(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """Tell the subscription's process that there is a term.

    It is a signal, not only a start: an earlier run of this process may be about to end.
    """
    customer, number = subscription.customer, subscription.number
    begun = Told("subscription", number, customer, "reschedule", "a term has begun")
    await tell(books, begun, at)


async def begin_next_term(
    books: "Books", subscription: "SubscriptionRow", at: datetime
) -> "InvoiceRow":
    """Bill the term that follows the present one, and collect it. Dated at its boundary."""
    plan = await plan_of(books, subscription)
    anchor, number = subscription.anchor_on, subscription.term_number
    assert anchor is not None, "a term that is followed by another has an anchor"
    assert number is not None, "a term that is followed by another has a number"
    period = term(anchor, plan.interval, number + 1, subscription.anchor_day)
    bill = Bill(renewal_items(plan, subscription.quantity, period), plan.tax, period)
    invoice = await draft_invoice(books, subscription, bill, at)
    await _enter_term(books, subscription, period, number + 1)
    await _issue(books, subscription, invoice, at)
    books.subscriptions.add_term(subscription.number, period, continues=True, invoice=invoice.id)
    await collect(books, subscription, invoice, at)
    return invoice


async def begin_after_unpaid(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """Everything is paid: an unpaid subscription goes on.

    If the term that was paid so late is over, a new one begins today, with a new anchor; if not, it
    is renewed when it ends.
    """
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.PAY_UNPAID
    )
    customer = await books.customers.get(subscription.customer)
    today = local_date(at, customer.time_zone)
    await tell_begun(books, subscription, at)
    if subscription.term_ends_on and today < subscription.term_ends_on:
        return
    draft = await draft_first_term(books, subscription, today, at)
    await begin_first_term(books, subscription, draft, at)
    await collect(books, subscription, draft, at)


async def collect(
    books: "Books", subscription: "SubscriptionRow", invoice: "InvoiceRow", at: datetime
) -> None:
    """Charge the invoice where the subscription is charged automatically.

    Without a payment method that is a failure like any other: dunning begins.
    """
    if not subscription.auto_charge or invoice.status not in PAYABLE:
        return
    if subscription.payment_method is None:
        await start_dunning(books, invoice, FailureClass.HARD, NO_METHOD, at)
        return
    shares = [(invoice, invoice.balance.outstanding)]
    await charge(
        books,
        Attempt(
            subscription.customer,
            PaymentChannel.AUTO_CHARGE,
            shares,
            method=subscription.payment_method,
        ),
        at,
    )


async def _enter_term(
    books: "Books", subscription: "SubscriptionRow", period: Period, number: int
) -> None:
    organisation = await books.organisations.get()
    customer = await books.customers.get(subscription.customer)
    subscription.term_number = number
    subscription.term_starts_on, subscription.term_ends_on = period.start, period.end
    subscription.renews_at = instant(period.end, organisation.run_hour, customer.time_zone)
    subscription.cycles_billed += 1


async def _issue(
    books: "Books", subscription: "SubscriptionRow", draft: "InvoiceRow", at: datetime
) -> None:
    preferences = await books.organisations.preferences()
    assert draft.period_starts_on is not None, "a draft of a term has a period"
    await finalise_invoice(
        books,
        draft,
        issued_on=draft.period_starts_on,
        net_days=0 if subscription.auto_charge else preferences.invoices_net_days,
        at=at,
    )
