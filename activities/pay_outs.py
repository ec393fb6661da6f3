"""Pay-outs: what staff have paid out by hand, written down; what of it came back, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book, latest_day
from activities.credits import draw_for_refund
from activities.refund_outcomes import fail, succeed
from domain.accounts import refund_requested
from domain.customers import NoSuchCustomer
from domain.money import Money
from domain.numbers import Series
from domain.payments import PaymentChannel, check_received
from domain.refunds import (
    NotAPayOut,
    RefundCause,
    RefundSource,
    RefundStage,
    UnknownRefund,
    check_pay_out,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.refunds import RefundRow


@dataclass(frozen=True)
class PaidOut:
    """What was paid out, when, and what the bank's statement says."""

    customer: str
    amount: Money
    paid_on: date
    reference: str = ""
    words: str = ""


async def pay_out(books: "Books", out: PaidOut, at: datetime) -> "RefundRow":
    """Take it from the customer's credit, the oldest first; the refund, which is over.

    Raises `NoSuchCustomer`, `NothingToRefund`, `NotEnoughCredit` and as `check_received`.
    """
    if await books.customers.find(out.customer) is None:
        raise NoSuchCustomer(customer=out.customer)
    customer = await books.customers.lock(out.customer)
    check_received(out.paid_on, today=await latest_day(books, customer, at))
    check_pay_out(out.amount)
    refund = books.refunds.new(
        number=await books.numbers.take(Series.REFUND),
        customer=out.customer,
        source=RefundSource.CREDIT,
        stage=RefundStage.REQUESTED,
        cause=RefundCause.REQUESTED,
        words=out.words,
        reference=out.reference or None,
        paid_on=out.paid_on,
        currency=out.amount.currency,
        amount_minor_units=out.amount.minor_units,
        created_at=at,
    )
    await books.flush()
    await draw_for_refund(books, refund, at)
    requested = refund_requested(out.amount, reopened=Money.zero(out.amount.currency))
    cause = Cause(refund.number, "requested", refund.customer)
    await book(books, cause, requested, at, on=out.paid_on)
    await succeed(books, refund, at)
    return refund


async def take_pay_out_back(books: "Books", number: str, at: datetime) -> "RefundRow":
    """The bank has sent it back, or it was a mistake: it is the customer's credit again.

    Or pays again what it had paid, where a payment that came in by hand was given back.
    Raises `UnknownRefund`, `NotAPayOut` and `UnlawfulTransition`.
    """
    found = await books.refunds.find(number)
    if found is None:
        raise UnknownRefund(refund=number)
    await books.customers.lock(found.customer)
    if found.payment is not None:
        payment = await books.payments.get(found.payment)
        if payment.channel is not PaymentChannel.OFFLINE:
            raise NotAPayOut(refund=number)
    refund = await books.refunds.lock(number)
    await fail(books, refund, at)
    return refund
