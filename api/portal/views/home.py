"""What a customer sees first: what they owe, what they have paid, and what needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.callers import SignedInContact
from api.next_totals import next_totals
from api.outlooks import outlook_of
from api.portal.views.attention import Attention, attention
from api.portal.views.coming import NextEvent, coming
from domain.credit_draws import UseOfCredit
from domain.money import Money
from domain.payments import PaymentStatus
from domain.periods import is_overdue
from domain.policy import Action
from domain.subscriptions import SubscriptionStatus
from domain.words import N_
from storage.books import Books
from storage.payment_methods import PaymentMethodRow
from storage.portal.payments import OwnPayments, PaidInvoice, PaymentSeen
from storage.portal.subscriptions import OwnSubscriptions

_NEEDS_SOMEBODY = (
    SubscriptionStatus.TRIAL,
    SubscriptionStatus.TRIAL_EXPIRED,
    SubscriptionStatus.DUNNING,
    SubscriptionStatus.UNPAID,
)
_CAME_IN = (PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.DISPUTED)
_MOST = 20
_CREDIT_HINTS = {
    UseOfCredit.NEVER: "",
    UseOfCredit.ASK: N_("Use it on the page of an invoice"),
    UseOfCredit.ALWAYS: N_("Used for your next invoices"),
}


@dataclass(frozen=True)
class Owed:
    """What is outstanding in one currency."""

    amount: Money
    invoices: int
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True)
class LastPayment:
    """The last money that came in, and what it paid."""

    payment: PaymentSeen
    invoices: Sequence[PaidInvoice]


@dataclass(frozen=True)
class ComingUp:
    """A planned event of one subscription."""

    subscription: str
    plan: str
    event: NextEvent


@dataclass(frozen=True)
class Advance:
    """What retainer invoices in one currency ask for, and what of them was paid and not used."""

    outstanding: Money
    available: Money


@dataclass(frozen=True)
class Home:
    """The whole first page. `owed` names the customer's currency when nothing is owed.

    `credit_hint` says when credit is used, and is empty where staff alone decide. `method` is what
    is charged where no other was chosen; `quotes` and `timesheets` are how many wait for an answer.
    """

    owed: Sequence[Owed]
    credits: Sequence[Money]
    credit_hint: str
    pending_refunds: Sequence[Money]
    retainers: Sequence[Advance]
    last_payment: LastPayment | None
    attention: Sequence[Attention]
    coming: Sequence[ComingUp]
    method: PaymentMethodRow | None
    quotes: int
    timesheets: int


async def home_of(contact: SignedInContact, books: Books) -> Home:
    """Read it in a handful of queries, however long the customer's history is."""
    customer = contact.customer
    credits = await books.journal.credits(customer.number)
    last = await _last_payment(books, customer.number)
    attention, coming = await _subscriptions(contact, books)
    return Home(
        owed=await _owed(contact, books),
        pending_refunds=await books.refunds.pending(customer.number),
        retainers=await _retainers(books, customer.number),
        credits=credits or [Money.zero(customer.currency)],
        credit_hint=_CREDIT_HINTS[contact.preferences.credits_use],
        last_payment=last,
        attention=attention,
        coming=coming,
        method=await books.payment_methods.default_of(customer.number),
        quotes=await _waiting_quotes(contact, books),
        timesheets=await _waiting_timesheets(contact, books),
    )


async def _waiting_quotes(contact: SignedInContact, books: Books) -> int:
    if not contact.may(Action.QUOTE_VIEW):
        return 0
    return await books.quotes.waiting_for(contact.customer.number)


async def _waiting_timesheets(contact: SignedInContact, books: Books) -> int:
    if not contact.may(Action.PROJECT_VIEW):
        return 0
    return await books.approvals.waiting(contact.customer.number)


async def _retainers(books: Books, customer: str) -> Sequence[Advance]:
    """From the journal; nothing where there are none, or nothing is left of them."""
    found = [Advance(*each) for each in await books.journal.retainers(customer)]
    return [each for each in found if not (each.outstanding.is_zero and each.available.is_zero)]


async def _owed(contact: SignedInContact, books: Books) -> Sequence[Owed]:
    """What is overdue comes first, and then the customer's own currency."""
    now = contact.parts.clock.now()
    rows = await books.invoices.owed(contact.customer.number)
    owed = [
        Owed(
            Money(int(minor_units), currency),
            count,
            due_on,
            is_overdue=due_on is not None and is_overdue(due_on, now, contact.zone),
        )
        for currency, count, minor_units, due_on in rows
    ]
    own = contact.customer.currency
    owed.sort(key=lambda each: (not each.is_overdue, each.amount.currency != own))
    return owed or [Owed(Money.zero(own), 0, None, is_overdue=False)]


async def _last_payment(books: Books, customer: str) -> LastPayment | None:
    own = OwnPayments(books.session, customer)
    found = await own.page(statuses=_CAME_IN, limit=1)
    return LastPayment(found[0], await own.invoices(found)) if found else None


async def _subscriptions(
    contact: SignedInContact, books: Books
) -> tuple[Sequence[Attention], Sequence[ComingUp]]:
    if not contact.may(Action.SUBSCRIPTION_VIEW):
        return (), ()
    own = OwnSubscriptions(books.session, contact.customer.number)
    waiting = await own.page(statuses=_NEEDS_SOMEBODY, limit=_MOST)
    runs = await own.running_dunning() if waiting else ()
    upcoming = [
        ComingUp(seen.row.number, seen.plan_row.name, event)
        for seen in await own.renewing_next()
        for event in coming(contact, seen, (), await outlook_of(books, seen.row))[-1:]
    ]
    totals = await next_totals(books, [seen.row for seen in waiting])
    needs = [attention(contact, seen, runs, totals.get(seen.row.number)) for seen in waiting]
    return [each for each in needs if each], upcoming


def amount_note(contact: SignedInContact, owed: Owed) -> str:
    """How many invoices an amount is made of, and by when it has to be paid."""
    if owed.due_on is None:
        return contact.say(N_("There is nothing to pay."))
    day = contact.formats.day_text(owed.due_on)
    if owed.is_overdue:
        return contact.ngettext(
            "{count} invoice, overdue since {day}",
            "{count} invoices, the oldest overdue since {day}",
            owed.invoices,
            day=day,
        )
    return contact.ngettext(
        "{count} invoice, due on {day}",
        "{count} invoices, the first due on {day}",
        owed.invoices,
        day=day,
    )
