"""What the end of a payment means for invoices, subscriptions, trials and the journal."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.changes import change_declined, change_paid
from activities.collecting import collect_the_rest, go_on_collecting
from activities.conversions import conversion_failed, convert
from activities.creations import creation_failed, creation_paid
from activities.documents import write_down_receipt
from activities.dunning_runs import recover
from activities.invoices import apply_to_invoice
from activities.messages import Mail, queue_mail
from activities.notifications import Notification, notify
from activities.payment_methods import save_method, use_method
from activities.process import Told, tell
from activities.quote_advances import end_advance
from activities.refunds import Wanted, refund_ourselves
from activities.reminder_runs import end_reminders
from activities.retainer_draws import claim_of
from activities.terms import begin_after_unpaid, take_contents
from domain.accounts import account_of, payment_received
from domain.declines import PARTLY_TAKEN
from domain.dunning import DunningEvent
from domain.invoices import PAYABLE, InvoiceStatus
from domain.messages import MailKind
from domain.money import Money
from domain.notifications import NotificationKind
from domain.numbers import Series
from domain.payments import BY_CUSTOMER, PaymentChannel
from domain.refunds import RefundCause, RefundSource
from domain.subscriptions import SubscriptionStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.accounts import Account
    from domain.contents import Contents
    from domain.processor import MethodFacts
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import AllocationRow, PaymentRow


async def settle_success(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """The money is there: applied to its invoices, oldest first; the rest is the customer's.

    Where less was taken than our own charge asked for, it goes on as after one that failed.
    """
    shares = {each.invoice: each for each in await books.payments.allocations(payment.number)}
    invoices = await books.invoices.lock_all(list(shares))
    left = payment.amount
    for invoice in invoices:
        if invoice.status is InvoiceStatus.DRAFT:
            await _begin_what_was_paid(books, invoice, at)
        planned = Money(shares[invoice.id].planned_minor_units, payment.currency)
        applied = apply_to_invoice(invoice, min(left, planned), at)
        shares[invoice.id].applied_minor_units = applied.minor_units
        left -= applied
    payment.excess_minor_units = left.minor_units
    await _book(books, payment, left, claim_of(invoices), at)
    for invoice in invoices:
        await _go_on(books, payment, invoice, shares[invoice.id], at)
    await write_down_receipt(books, payment, at)
    await _tell_staff(books, payment, at)
    await _receipt(books, payment, invoices, at)
    if left == payment.amount and payment.channel is not PaymentChannel.OFFLINE:
        await _give_double_back(books, payment, at)


async def _tell_staff(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """Of what the customer has paid, not of what was charged by itself."""
    if payment.channel not in BY_CUSTOMER:
        return
    number = payment.number
    what = Notification(
        NotificationKind.PAYMENT_RECEIVED,
        payment.customer,
        number,
        f"/console/payments/{number}",
        {"amount": str(payment.amount)},
    )
    await notify(books, what, at)


async def _book(
    books: "Books", payment: "PaymentRow", excess: Money, claim: "Account", at: datetime
) -> None:
    received = payment_received(
        payment.amount,
        applied=payment.amount - excess,
        excess=excess,
        via=account_of(payment.channel),
        claim=claim,
    )
    cause = Cause(payment.number, "received", payment.customer)
    await book(books, cause, received, at, on=payment.received_on)


async def _give_double_back(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """Everything it was for was paid already: the money goes back without anybody asking."""
    await books.flush()
    wanted = Wanted(payment.number, payment.amount, RefundSource.CREDIT, RefundCause.DUPLICATE)
    await refund_ourselves(books, wanted, at)


async def _begin_what_was_paid(books: "Books", draft: "InvoiceRow", at: datetime) -> None:
    """The payment of a draft decided: a change is done, a trial converted, a subscription begun."""
    becomes = await change_paid(books, draft, at)
    if await books.trials.converting(draft.id):
        await _finish_conversion(books, draft, becomes, at)
    elif draft.status is InvoiceStatus.DRAFT:
        await creation_paid(books, draft, at)


async def _go_on(
    books: "Books",
    payment: "PaymentRow",
    invoice: "InvoiceRow",
    share: "AllocationRow",
    at: datetime,
) -> None:
    """Whatever stood still because this invoice was not paid goes on; else its collecting does."""
    if invoice.status in PAYABLE:
        await _collect_on(books, payment, invoice, share, at)
    if invoice.status is not InvoiceStatus.PAID:
        return
    if await recover(books, invoice, at):
        paid = invoice.money(share.applied_minor_units)
        await _tell_recovered(books, payment, invoice, paid, at)
    await end_reminders(books, invoice, DunningEvent.PAY, at)
    await end_advance(books, invoice, at)
    await _renew_unpaid(books, invoice, at)


async def _collect_on(
    books: "Books",
    payment: "PaymentRow",
    invoice: "InvoiceRow",
    share: "AllocationRow",
    at: datetime,
) -> None:
    """Dunning, where less was taken than was asked for it; where more is owed by now, the rest."""
    if share.applied_minor_units < share.planned_minor_units:
        await go_on_collecting(books, payment, invoice, PARTLY_TAKEN, at)
    else:
        await collect_the_rest(books, payment, invoice, at)


async def settle_failure(books: "Books", payment: "PaymentRow", at: datetime) -> None:
    """Nothing came of it. Our own attempts have consequences; the customer's own have none."""
    allocations = await books.payments.allocations(payment.number)
    for invoice in await books.invoices.lock_all([each.invoice for each in allocations]):
        if invoice.status is InvoiceStatus.DRAFT:
            await change_declined(books, invoice, at)
            await conversion_failed(books, invoice, payment.failure_code, at)
            await creation_failed(books, invoice, at)
        else:
            await go_on_collecting(books, payment, invoice, payment.failure_code, at)


async def keep_method(
    books: "Books", payment: "PaymentRow", facts: "MethodFacts", at: datetime
) -> None:
    """Remember the method that the customer wants used from now on.

    It becomes the method of the subscriptions that were paid, and running dunning tries it at once.
    """
    number = await books.numbers.take(Series.METHOD)
    method = await save_method(books, payment.customer, number, facts, at)
    payment.method = method.number
    allocations = await books.payments.allocations(payment.number)
    invoices = await books.invoices.lock_all([each.invoice for each in allocations])
    paid_for = {invoice.subscription for invoice in invoices if invoice.subscription}
    await use_method(books, sorted(paid_for), method, at)
    await tell(books, Told("method", method.number, payment.customer), at)


async def _finish_conversion(
    books: "Books", draft: "InvoiceRow", becomes: "Contents | None", at: datetime
) -> None:
    trial = await books.trials.converting(draft.id)
    if trial is None:
        return
    subscription = await books.subscriptions.lock(trial.subscription)
    if becomes:
        await take_contents(books, subscription, becomes)
    await convert(books, subscription, trial, draft, at)
    told = Told("trial", trial.subscription, subscription.customer, "settled", "charge succeeded")
    await tell(books, told, at)


async def _renew_unpaid(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """An unpaid subscription whose invoices are all paid goes on by itself, from this day."""
    if invoice.subscription is None:
        return
    subscription = await books.subscriptions.lock(invoice.subscription)
    if subscription.status is not SubscriptionStatus.UNPAID:
        return
    if not await books.invoices.outstanding_of(subscription.number):
        await begin_after_unpaid(books, subscription, at)


async def _receipt(
    books: "Books", payment: "PaymentRow", invoices: "Sequence[InvoiceRow]", at: datetime
) -> None:
    remaining = sum(
        (invoice.balance.outstanding for invoice in invoices), start=Money.zero(payment.currency)
    )
    await queue_mail(
        books,
        Mail(
            MailKind.RECEIPT,
            payment.customer,
            about=payment.number,
            document=payment.number,
            facts={
                "payment": payment.number,
                "amount": payment.amount,
                "invoices": ", ".join(invoice.number for invoice in invoices if invoice.number),
                "paid_at": at,
                "received_on": payment.received_on,
                "method": payment.paid_with,
                "remaining": None if remaining.is_zero else remaining,
            },
        ),
        at,
    )


async def _tell_recovered(
    books: "Books", payment: "PaymentRow", invoice: "InvoiceRow", paid: Money, at: datetime
) -> None:
    assert invoice.subscription, "only an invoice of a subscription is dunned"
    subscription = await books.subscriptions.get(invoice.subscription)
    plan = await books.plans.get(subscription.plan)
    await queue_mail(
        books,
        Mail(
            MailKind.RECOVERED,
            payment.customer,
            about=f"{payment.number}/{invoice.number}",
            document=invoice.number or "",
            facts={
                "plan": plan.name,
                "invoice": invoice.number,
                "amount": paid,
                "method": payment.paid_with,
                "renews_on": subscription.term_ends_on,
            },
        ),
        at,
    )
