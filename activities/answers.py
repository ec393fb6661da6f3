"""What the processor's answer means for a payment: noted on its row, booked once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from activities.contracts import ProcessorAnswer
from activities.refund_outcomes import count_refunds
from activities.returns import take_back
from activities.settlements import keep_method, settle_failure, settle_success
from domain.declines import decline
from domain.payments import (
    MAY_STILL_SUCCEED,
    MISUSE,
    OPEN_ATTEMPT,
    PAYMENT_LIFECYCLE,
    PaymentChannel,
    PaymentEvent,
    PaymentStatus,
    ask_again_at,
    can_be_booked,
    dispute_events,
    event_told,
)
from domain.processor import Charge, ChargeStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.payments import PaymentRow

LOOK_WHILE_PROCESSING = timedelta(hours=6)


async def book_answer(books: "Books", payment: "PaymentRow", answer: ProcessorAnswer) -> None:
    """Advance the payment by what was answered; what was answered before changes nothing."""
    if answer.misuse or _is_other_money(payment, answer.charge):
        _park(payment)
    elif answer.charge and answer.charge.dispute:
        if payment.status in MAY_STILL_SUCCEED:  # It was taken, and then disputed, unheard.
            await _book_outcome(books, payment, answer)
        await _hear_dispute(books, payment, answer.charge, answer.as_of)
    else:
        await _book_outcome(books, payment, answer)


async def _book_outcome(books: "Books", payment: "PaymentRow", answer: ProcessorAnswer) -> None:
    event = _event(payment, answer)
    if event in (None, PaymentEvent.LOSE) and payment.act_at and payment.act_at > answer.as_of:
        return
    if answer.charge:
        _note(payment, answer.charge)
    if event and PAYMENT_LIFECYCLE.allows(payment.status, event):
        await _advance(books, payment, event, answer)
    elif answer.fault and payment.status not in OPEN_ATTEMPT:
        payment.act_at = ask_again_at(payment.asked, answer.as_of)  # The hint is not forgotten.
        payment.asked += 1
    else:
        payment.act_at = _look_again(payment, answer.as_of)


async def _hear_dispute(
    books: "Books", payment: "PaymentRow", charge: Charge, at: datetime
) -> None:
    """The bank holds the money, and lets it go or takes it: then what it paid is owed again."""
    payment.act_at = None
    assert charge.dispute, "only a charge that is disputed is heard here"
    for event in dispute_events(payment.status, charge.dispute):
        payment.status = PAYMENT_LIFECYCLE.advance(payment.status, event)
        if event is PaymentEvent.LOSE_DISPUTE:
            payment.failure_code = "disputed"
            await take_back(books, payment, at, charge.disputed)
        if event is PaymentEvent.WIN_DISPUTE:
            await count_refunds(books, payment)


def _is_other_money(payment: "PaymentRow", charge: Charge | None) -> bool:
    """Whether what was taken is none of what was asked for: in another currency, say."""
    if charge is None or charge.status is not ChargeStatus.SUCCEEDED:
        return False
    may_succeed = payment.status in MAY_STILL_SUCCEED
    return may_succeed and not can_be_booked(payment.amount, charge.amount)


def _park(payment: "PaymentRow") -> None:
    """A mistake of our own: nothing is known and nothing is asked until somebody has looked."""
    if payment.status in OPEN_ATTEMPT:
        payment.status = PAYMENT_LIFECYCLE.advance(payment.status, PaymentEvent.LOSE)
        payment.failure_code = MISUSE
    payment.act_at = None


async def _advance(
    books: "Books", payment: "PaymentRow", event: PaymentEvent, answer: ProcessorAnswer
) -> None:
    payment.status = PAYMENT_LIFECYCLE.advance(payment.status, event)
    payment.act_at = None
    match event:
        case PaymentEvent.LOSE:
            payment.act_at = ask_again_at(payment.asked, answer.as_of)
            payment.asked += 1
        case PaymentEvent.PROCESS:
            payment.act_at = answer.as_of + LOOK_WHILE_PROCESSING
        case PaymentEvent.SUCCEED | PaymentEvent.FAIL | PaymentEvent.CANCEL:
            await _close(books, payment, answer)
        case PaymentEvent.FAIL_LATE:
            await take_back(books, payment, answer.as_of)


def _event(payment: "PaymentRow", answer: ProcessorAnswer) -> PaymentEvent | None:
    if answer.fault or (answer.charge is None and answer.refusal is None):
        return PaymentEvent.LOSE
    if answer.refusal:
        payment.failure_class = decline(answer.refusal).failure
        payment.failure_code = answer.refusal
        return PaymentEvent.FAIL
    assert answer.charge is not None, "no fault and no refusal leaves an answer"
    return event_told(payment.status, answer.charge.status)


def _note(payment: "PaymentRow", charge: Charge) -> None:
    payment.processor_id = charge.processor_id or payment.processor_id
    payment.hosted_url = charge.hosted_url
    payment.expires_at = charge.expires_at
    if charge.method:
        payment.paid_with = charge.method.label
    if payment.failure_code == MISUSE:
        payment.failure_code = None
    if charge.status is ChargeStatus.FAILED:
        payment.failure_class = decline(charge.decline_code).failure
        payment.failure_code = charge.decline_code


def _look_again(payment: "PaymentRow", at: datetime) -> datetime | None:
    """When to ask next if nothing new was heard; a page waits for its customer or its expiry."""
    if payment.status not in OPEN_ATTEMPT or payment.status is PaymentStatus.REQUIRES_ACTION:
        return None
    if payment.status is PaymentStatus.PROCESSING:
        return at + LOOK_WHILE_PROCESSING
    payment.asked += 1
    return ask_again_at(payment.asked, at)


async def _close(books: "Books", payment: "PaymentRow", answer: ProcessorAnswer) -> None:
    at = answer.as_of
    payment.decided_at = at
    for allocation in await books.payments.allocations(payment.number):
        allocation.is_open = False
    await books.flush()
    if payment.status is not PaymentStatus.SUCCEEDED:
        await settle_failure(books, payment, at)
        return
    assert answer.charge, "nothing has succeeded that nobody spoke of"
    payment.amount_minor_units = answer.charge.amount.minor_units
    method = answer.charge.method
    if payment.channel is PaymentChannel.HOSTED and method and method.token:
        await keep_method(books, payment, method, at)
    await settle_success(books, payment, at)
    await books.commands.settle_hints(payment.number, at)
