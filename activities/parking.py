"""Parking: nothing of a customer is charged by itself until staff release them."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.attempts import Attempt, charge
from activities.credits import use_credit
from activities.dunning_runs import start_dunning
from activities.process import Told, tell
from activities.records import Recorded, record
from domain.commands import Actor, ActorKind
from domain.declines import NO_METHOD
from domain.invoices import PAYABLE
from domain.parking import Automatic, check_release, is_held
from domain.payments import FailureClass, PaymentChannel
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.subscriptions import SubscriptionRow


async def holds(books: "Books", customer: str, deed: Automatic) -> bool:
    """Whether this deed waits, because the customer is parked."""
    return is_held(deed, (await books.customers.get(customer)).parked_at)


async def collect(
    books: "Books", subscription: "SubscriptionRow", invoice: "InvoiceRow", at: datetime
) -> None:
    """Charge the invoice where the subscription is charged automatically.

    Without a payment method that is a failure like any other: dunning begins. While the customer is
    parked it waits.
    """
    if not subscription.auto_charge or invoice.status not in PAYABLE:
        return
    if await holds(books, invoice.customer, Automatic.COLLECT):
        await books.watch.hold(invoice, at)
        return
    if subscription.payment_method is None:
        await start_dunning(books, invoice, FailureClass.HARD, NO_METHOD, at)
        return
    shares = [(invoice, invoice.balance.outstanding)]
    method, channel = subscription.payment_method, PaymentChannel.AUTO_CHARGE
    await charge(books, Attempt(subscription.customer, channel, shares, method=method), at)


async def park_customer(books: "Books", customer: str, because: str, at: datetime) -> bool:
    """Let nothing of the customer be charged by itself; false if that is so already."""
    row = await books.customers.lock(customer)
    if row.parked_at:
        return False
    row.parked_at, row.parked_because = at, because
    watch = Actor(ActorKind.SYSTEM, "watch")
    parked = Recorded(watch, customer, "customer", customer, "park", because, customer)
    await record(books, parked, at)
    return True


async def release_customer(books: "Books", customer: str, reason: str, at: datetime) -> str:
    """Let everything go on, what waited first and in its order; why it was parked.

    Raises `NotParked` and `ReleaseReasonMissing`.
    """
    row = await books.customers.lock(customer)
    check_release(customer, row.parked_at, reason)
    because, row.parked_at, row.parked_because = row.parked_because, None, ""
    await books.flush()
    await _charge_what_waits(books, customer, at)
    await _wake(books, customer, at)
    return because


async def _charge_what_waits(books: "Books", customer: str, at: datetime) -> None:
    """What was paid by hand or is being paid meanwhile is not charged; credit goes first."""
    waiting = [invoice.id for invoice in await books.watch.held(customer)]
    await books.watch.let_go(customer)
    locked = {each.id: each for each in await books.invoices.lock_all(waiting)}
    for invoice in (locked[id] for id in waiting):
        if invoice.subscription and not await books.payments.open_attempt([invoice.id]):
            subscription = await books.subscriptions.lock(invoice.subscription)
            await use_credit(books, invoice, at)
            await collect(books, subscription, invoice, at)


async def _wake(books: "Books", customer: str, at: datetime) -> None:
    """Let every process that may have waited look at its clock again."""
    for subscription in await books.subscriptions.of_customer(customer):
        number = subscription.number
        for run in await books.dunning.running_for(number):
            says = "the customer was released"
            told = Told("dunning", run.invoice, customer, "go_on", says, run.invoice)
            await tell(books, told, at)
        trial = await books.trials.find(number)
        if trial and trial.status is TrialStatus.RUNNING:
            await tell(books, Told("trial", number, customer, "plan_changed", "released"), at)
        if subscription.status is SubscriptionStatus.FUTURE:
            await tell(books, Told("subscription", number, customer, "reschedule", "released"), at)
