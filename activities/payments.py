"""Payments: begun by a person or by us, charged at the processor, booked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from temporalio import activity

from activities.answers import book_answer
from activities.attempts import Attempt, open_attempt
from activities.charge_checks import (
    check_before_charging,
    check_processor_takes,
)
from activities.contracts import Clock, Decide, ProcessorAnswer
from activities.payment_methods import own_method
from activities.permissions import check_switched_on, used_link
from activities.process import Decision, ProcessActivities
from domain.allocations import AmountRules, AskedShare, OpenBalance, asked_share
from domain.customer_rules import amount_rules
from domain.invoices import PaymentUnderWay, UnknownInvoice, check_payable
from domain.money import Money
from domain.payment_methods import check_kind, check_not_expired
from domain.payments import MAY_STILL_SUCCEED, PaymentChannel, PaymentStatus
from domain.periods import local_date
from domain.retainers import check_paid_alone, rules_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.post import Post
    from domain.capabilities import Capabilities
    from storage.books import Books, OpenBooks
    from storage.commands import CommandRow
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow

CHARGE, OPEN_PAGE, LOOK, CLOSE_PAGE = "charge", "open_page", "look", "close_page"


class PaymentActivities(ProcessActivities):
    """`capabilities` are the processor's: what it would refuse is refused before it is begun."""

    def __init__(
        self, books: "OpenBooks", post: "Post", capabilities: "Capabilities | None" = None
    ) -> None:
        super().__init__(books, post)
        self._decisions: dict[str, Decision] = {**_DECISIONS, "pay": partial(_pay, capabilities)}

    @activity.defn
    async def payment_clock(self, number: str) -> Clock:
        """What is due next for this payment, and when."""
        return await self._in_books(lambda books: clock_of(books, number))

    @activity.defn
    async def decide_payment(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, self._decisions, clock_of)

    @activity.defn
    async def record_answer(self, answer: ProcessorAnswer) -> Clock:
        """Book what the processor said, once; what it said before changes nothing."""
        return await self._in_books(lambda books: recorded(books, answer))


async def recorded(books: "Books", answer: ProcessorAnswer) -> Clock:
    """Book the answer, unless it says what the books know already."""
    found = await books.payments.get(answer.payment)
    await books.customers.lock(found.customer)
    payment = await books.payments.lock(answer.payment)
    await book_answer(books, payment, answer)
    await books.flush()
    return await clock_of(books, answer.payment)


async def clock_of(books: "Books", number: str) -> Clock:
    """What is due next for this payment, and when."""
    payment = await books.payments.find(number)
    if payment is None:
        return Clock("refused", "It was refused: nothing was charged.", over=True)
    return _parked(payment) if payment.is_parked else _clock_of(payment)


def _parked(payment: "PaymentRow") -> Clock:
    return Clock(payment.status, "The processor did not understand us: somebody has to look.")


def _clock_of(payment: "PaymentRow") -> Clock:
    match payment.status:
        case PaymentStatus.CREATED | PaymentStatus.UNKNOWN:
            says = "The result is unknown; the processor is asked."
            says = "It goes to the processor." if payment.asked == 0 else says
            return Clock(payment.status, says, step=_first_step(payment), at=payment.act_at)
        case PaymentStatus.REQUIRES_ACTION if payment.act_at is None:
            says = "The customer is on the processor's page."
            return Clock(payment.status, says, step=CLOSE_PAGE, at=payment.expires_at)
        case PaymentStatus.PROCESSING:
            says = "The bank is working on it."
            return Clock(payment.status, says, step=LOOK, at=payment.act_at)
        case _ if payment.act_at:
            says = "There may be news; the processor is asked."
            return Clock(payment.status, says, step=LOOK, at=payment.act_at)
        case _:
            return Clock(payment.status, f"It has ended: {payment.status}.", over=True)


def _first_step(payment: "PaymentRow") -> str:
    if payment.channel is not PaymentChannel.HOSTED:
        return CHARGE
    return LOOK if payment.processor_id else OPEN_PAGE


@dataclass(frozen=True)
class _Asked:
    """Minor units: what is to be paid of an invoice, and what was owed of it when that was said."""

    minor_units: int
    owed: int | None


async def _pay(
    capabilities: "Capabilities | None", books: "Books", command: "CommandRow", at: datetime
) -> None:
    """Claim the invoices at the amounts that were confirmed. Refused if any has moved since."""
    customer = command.customer or ""
    await books.customers.lock(customer)
    if await books.payments.find(command.key):
        raise PaymentUnderWay
    preferences = await books.organisations.preferences()
    wanted = {
        each["number"]: _Asked(each["minor_units"], each.get("owed"))
        for each in command.payload["invoices"]
    }
    if len(wanted) > 1:
        check_switched_on(command, preferences.payments_bulk_pay)
    attempt = await _wished(books, command, wanted, at)
    if capabilities:
        check_processor_takes(capabilities, attempt.amount, saved=attempt.method is not None)
    await check_before_charging(books, command, attempt, at)
    await open_attempt(books, command.key, attempt, at)


async def _wished(
    books: "Books", command: "CommandRow", wanted: Mapping[str, _Asked], at: datetime
) -> Attempt:
    """What is to be paid of which invoices as they are now, and how."""
    customer = command.customer or ""
    invoices = await _invoices(books, customer, list(wanted))
    rules = amount_rules(await books.organisations.preferences())
    shares = [(each, _share(each, wanted[each.number or ""], rules)) for each in invoices]
    owed = sum(invoice.outstanding_minor_units for invoice in invoices)
    currency = invoices[0].currency
    asked = sum(each.minor_units for each in wanted.values())
    rules.check_least(Money(asked, currency), Money(owed, currency))
    method = command.payload.get("method")
    await _check_method(books, customer, method, at)
    return Attempt(
        customer,
        PaymentChannel.SAVED_METHOD if method else PaymentChannel.HOSTED,
        [(invoice, share.planned) for invoice, share in shares],
        method,
        save_method=bool(command.payload.get("save_method", True)),
        extra=sum(share.extra.minor_units for _, share in shares),
        link=used_link(command),
    )


async def _invoices(books: "Books", customer: str, numbers: list[str]) -> "Sequence[InvoiceRow]":
    """The customer's own invoices, as they are now.

    Raises `UnknownInvoice` and `RetainerPaidAlone`.
    """
    found = [
        invoice
        for invoice in await books.invoices.with_numbers(numbers)
        if invoice.customer == customer
    ]
    missing = set(numbers) - {invoice.number for invoice in found}
    if missing or not numbers:
        raise UnknownInvoice(invoice=", ".join(sorted(missing)))
    check_paid_alone({invoice.number or "": invoice.kind for invoice in found})
    return await books.invoices.lock_all([invoice.id for invoice in found])


async def _check_method(books: "Books", customer: str, number: str | None, at: datetime) -> None:
    """Raises `NoSuchMethod`, `BankAccountNotAllowed` and `MethodHasExpired`."""
    if number is None:
        return
    method = await own_method(books, customer, number)
    payer = await books.customers.get(customer)
    check_kind(method.kind, bank_account_allowed=payer.bank_account_allowed)
    check_not_expired(method.facts, local_date(at, payer.time_zone))


def _share(invoice: "InvoiceRow", asked: _Asked, rules: AmountRules) -> AskedShare:
    outstanding = invoice.balance.outstanding
    check_payable(invoice.status, outstanding)
    due = invoice.due_on or invoice.created_at.date()
    balance = OpenBalance(invoice.number or "", due, outstanding)
    seen = None if asked.owed is None else invoice.money(asked.owed)
    amount, allowed = invoice.money(asked.minor_units), rules_for(invoice.kind, rules)
    return asked_share(balance, amount, allowed, seen)


async def _look_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Somebody says that something happened: that is a hint to ask, never the truth itself.

    Also about an attempt that has failed or was called off: money that did arrive is never refused.
    And about one that has succeeded, when the hint is that it came back.
    """
    payment = await books.payments.lock(command.key)
    kind = str(command.payload.get("kind", ""))
    came_back = kind.endswith("failed") or kind.startswith("dispute")
    if payment.status in MAY_STILL_SUCCEED or came_back:
        payment.act_at = at


async def _abandon(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The customer will not pay here: the page is closed, so that another one can be opened."""
    payment = await books.payments.lock(command.key)
    if payment.status is PaymentStatus.REQUIRES_ACTION:
        payment.expires_at, payment.act_at = at, None
    elif payment.status in MAY_STILL_SUCCEED:
        payment.act_at = at


_DECISIONS: dict[str, Decision] = {
    "gateway_event": _look_now,
    "returned": _look_now,
    "abandon": _abandon,
}
