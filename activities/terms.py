"""The terms of a subscription: begun, billed and collected, each exactly as its preview says."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.credit_notes import CreditFor, issue_credit_note
from activities.credits import usable_credit, use_credit, use_credit_for_open
from activities.invoices import Bill, draft_invoice, finalise_invoice
from activities.parking import collect
from activities.process import Told, tell
from activities.reminder_runs import begin_reminders
from activities.subscribed import beginning_of, subscribed_of, today_of
from domain.credit_notes import CREDIT_REASONS
from domain.periods import Period, instant
from domain.previews import Preview, PreviewKind, activation_preview, renewal_preview
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent
from domain.unbilled_charges import has_charges

if TYPE_CHECKING:
    from domain.changes import Change
    from domain.contents import Contents
    from domain.money import Money
    from domain.subscribed import RunningTerm, Subscribed
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def charged_method(books: "Books", subscription: "SubscriptionRow") -> str | None:
    """The method that is charged automatically, as people recognise it."""
    if not subscription.auto_charge or subscription.payment_method is None:
        return None
    return (await books.payment_methods.get(subscription.payment_method)).label


async def draft_of(
    books: "Books", subscription: "SubscriptionRow", preview: Preview, at: datetime
) -> "InvoiceRow":
    """A draft of exactly what the preview invoices. Raises `LookupError` if that is nothing."""
    if preview.invoice is None:
        raise LookupError(f"nothing is invoiced by this step of {subscription.number}")
    period = preview.billed or _days_of(preview)
    return await draft_invoice(books, subscription, Bill(preview.invoice, period), at)


def _days_of(preview: Preview) -> Period | None:
    """From the first to the last day that its lines are for."""
    lines = preview.invoice.lines if preview.invoice else ()
    periods = [line.item.period for line in lines if line.item.period]
    if not periods:
        return None
    return Period(min(each.start for each in periods), max(each.end for each in periods))


async def still_due(books: "Books", draft: "InvoiceRow") -> "Money":
    """What of a draft is to be paid once the customer's credit is used for it."""
    balance = await usable_credit(books, draft.customer, draft.currency)
    return draft.total - min(balance, draft.total)


async def enact(
    books: "Books",
    subscription: "SubscriptionRow",
    preview: Preview,
    at: datetime,
    draft: "InvoiceRow | None" = None,
) -> "InvoiceRow | None":
    """Make the subscription what the preview says: what is given back, its terms, its invoice.

    The invoice is the draft if there is one, and None if nothing is invoiced. Its status is no
    matter of a preview: whoever enacts advances it.
    """
    if preview.credit:
        whom = CreditFor(subscription.customer, CREDIT_REASONS[preview.kind], subscription.number)
        await issue_credit_note(books, whom, preview.credit, at)
    if preview.cut_on:
        await books.subscriptions.cut_terms(subscription.number, preview.cut_on)
    followed = subscription.term_ends_on
    await _become(books, subscription, preview)
    invoice = await _invoiced(books, subscription, preview, draft, at)
    if invoice and preview.billed:
        await _note_days(books, preview, invoice, followed)
    if preview.credit:
        await use_credit_for_open(books, subscription.number, at)
    return invoice


async def _invoiced(
    books: "Books",
    subscription: "SubscriptionRow",
    preview: Preview,
    draft: "InvoiceRow | None",
    at: datetime,
) -> "InvoiceRow | None":
    if preview.invoice is None:
        return None
    subscription.setup_fee_billed = True
    invoice = draft or await draft_of(books, subscription, preview, at)
    if has_charges(preview.invoice):
        await books.flush()
        await books.unbilled_charges.note_billed(invoice.id)
    await _issue(books, subscription, invoice, preview.on, at)
    return invoice


async def _note_days(
    books: "Books", preview: Preview, invoice: "InvoiceRow", followed: date | None
) -> None:
    """These days are billed; a renewal continues from the term that it follows."""
    billed, number = preview.billed, preview.subscription
    if billed is None:
        return
    renews = preview.kind is PreviewKind.RENEW and billed.start == followed
    continues = renews or await books.subscriptions.is_billed_until(number, billed.start)
    books.subscriptions.add_term(number, billed, continues=continues, invoice=invoice.id)


async def _become(books: "Books", subscription: "SubscriptionRow", preview: Preview) -> None:
    await take_contents(books, subscription, preview.contents)
    of_the_plan = preview.contents.plan.billing_cycles
    subscription.cycles = None if preview.cycles == of_the_plan else preview.cycles
    subscription.cycles_billed = preview.terms_begun
    if preview.running:
        await _enter_term(books, subscription, preview.running)
    else:
        subscription.renews_at = None
        subscription.billed_until = preview.cut_on or subscription.billed_until


async def take_contents(
    books: "Books", subscription: "SubscriptionRow", contents: "Contents"
) -> None:
    """From now on it consists of this. A coupon that it had and never used is free again."""
    before = subscription.coupon
    coupon = contents.coupon
    subscription.plan, subscription.quantity = contents.plan.code, contents.quantity
    subscription.coupon = coupon.coupon.code if coupon else None
    if coupon:
        redemption = await books.coupons.redemption(coupon.coupon.code, subscription.number)
        if redemption:
            redemption.first_on = coupon.first_on
    if before and before != subscription.coupon:
        await books.coupons.give_back(before, subscription.number)
    await books.addons.set_for(subscription.number, contents.addons)


async def _enter_term(
    books: "Books", subscription: "SubscriptionRow", running: "RunningTerm"
) -> None:
    organisation = await books.organisations.get()
    customer = await books.customers.get(subscription.customer)
    period = running.period
    subscription.anchor_on = running.terms.anchor
    subscription.anchor_day = running.terms.anchor_day or running.terms.anchor.day
    subscription.term_number = running.number
    subscription.term_starts_on, subscription.term_ends_on = period.start, period.end
    subscription.renews_at = instant(period.end, organisation.run_hour, customer.time_zone)
    subscription.billed_until = running.billed_until


async def _issue(
    books: "Books", subscription: "SubscriptionRow", draft: "InvoiceRow", on: date, at: datetime
) -> None:
    preferences = await books.organisations.preferences()
    net_days = 0 if subscription.auto_charge else preferences.invoices_net_days
    await finalise_invoice(books, draft, issued_on=on, net_days=net_days, at=at)
    await use_credit(books, draft, at)
    if not subscription.auto_charge:
        await begin_reminders(books, draft, at)


async def draft_first_term(
    books: "Books", subscription: "SubscriptionRow", anchor: date, at: datetime
) -> "InvoiceRow":
    """The draft for the term that begins on this day, with the set-up fee if not billed yet."""
    return await draft_of(books, subscription, await _first(books, subscription, anchor), at)


async def begin_first_term(
    books: "Books", subscription: "SubscriptionRow", draft: "InvoiceRow", at: datetime
) -> None:
    """Finalise the draft of the first term, and set the anchor."""
    if draft.period_starts_on is None:
        raise LookupError("a draft of a term has a period")
    preview = await _first(books, subscription, draft.period_starts_on)
    await enact(books, subscription, preview, at, draft)


async def _first(books: "Books", subscription: "SubscriptionRow", anchor: date) -> Preview:
    subscribed = await subscribed_of(books, subscription)
    return activation_preview(subscribed, await beginning_of(books, subscription, anchor))


async def tell_begun(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """Tell the subscription's process that there is a term.

    It is a signal, not only a start: an earlier run of this process may be about to end.
    """
    customer, number = subscription.customer, subscription.number
    begun = Told("subscription", number, customer, "reschedule", "a term has begun")
    await tell(books, begun, at)


async def begin_next_term(
    books: "Books",
    subscription: "SubscriptionRow",
    subscribed: "Subscribed",
    change: "Change | None",
    at: datetime,
) -> None:
    """Bill the term that follows the present one, and collect it. Dated at its boundary."""
    invoice = await enact(books, subscription, renewal_preview(subscribed, change), at)
    if invoice:
        await collect(books, subscription, invoice, at)


async def begin_after_unpaid(books: "Books", subscription: "SubscriptionRow", at: datetime) -> None:
    """Everything is paid: an unpaid subscription goes on.

    If the term that was paid so late is over, a new one begins today, with a new anchor; if not, it
    is renewed when it ends.
    """
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.PAY_UNPAID
    )
    today = await today_of(books, subscription, at)
    await tell_begun(books, subscription, at)
    if subscription.term_ends_on and today < subscription.term_ends_on:
        return
    draft = await draft_first_term(books, subscription, today, at)
    await begin_first_term(books, subscription, draft, at)
    await collect(books, subscription, draft, at)
