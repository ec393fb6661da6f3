"""Money that came in another way than by the processor: written down by staff, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.bookings import latest_day
from activities.returns import take_back
from activities.settlements import settle_success
from domain.allocations import OpenBalance, allocate
from domain.customers import NoSuchCustomer
from domain.invoices import PAYABLE, UnknownInvoice
from domain.money import Money
from domain.numbers import Series
from domain.payments import (
    PAYMENT_LIFECYCLE,
    NotOffline,
    OfflineMeans,
    PaymentChannel,
    PaymentEvent,
    PaymentStatus,
    RecordedBefore,
    UnknownPayment,
    check_received,
)
from domain.retainers import check_paid_alone

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow


@dataclass(frozen=True)
class Received:
    """What came in, how and when. Without `invoices` it pays what is open, the oldest due first.

    A retainer invoice is paid when it is named, and by itself.
    `keep_rest` says that what is too much is meant to be kept as credit, `again` that it is other
    money than what is recorded with the same reference.
    """

    customer: str
    amount: Money
    means: OfflineMeans
    reference: str
    received_on: date
    invoices: Sequence[str] = ()
    keep_rest: bool = False
    again: bool = False


async def record_payment(books: "Books", received: Received, at: datetime) -> "PaymentRow":
    """Book what came in; the payment, settled.

    Raises `NoSuchCustomer`, `UnknownInvoice`, `RetainerPaidAlone`, `NothingToAllocate`,
    `MoreThanOwed`, `RecordedBefore` and as `check_received`.
    """
    if await books.customers.find(received.customer) is None:
        raise NoSuchCustomer(customer=received.customer)
    customer = await books.customers.lock(received.customer)
    check_received(received.received_on, today=await latest_day(books, customer, at))
    await _check_new(books, received)
    invoices = {each.number or "": each for each in await _invoices(books, received)}
    spread = allocate(received.amount, [_open(each) for each in invoices.values()])
    spread.check_rest(kept=received.keep_rest)
    payment = books.payments.new(
        number=await books.numbers.take(Series.PAYMENT),
        customer=received.customer,
        channel=PaymentChannel.OFFLINE,
        status=PaymentStatus.SUCCEEDED,
        currency=received.amount.currency,
        amount_minor_units=received.amount.minor_units,
        means=received.means,
        reference=received.reference.strip() or None,
        received_on=received.received_on,
        created_at=at,
        decided_at=at,
    )
    await books.flush()
    for share in spread.shares:
        claim = invoices[share.invoice].id
        books.payments.add_allocation(payment.number, claim, share.amount, is_open=False)
    await books.flush()
    await settle_success(books, payment, at)
    return payment


async def _check_new(books: "Books", received: Received) -> None:
    """Raises `RecordedBefore` for what has most likely been written down by somebody else."""
    reference = received.reference.strip()
    if received.again or not reference:
        return
    known = await books.payments.recorded_as(
        received.customer, received.means, reference, received.amount.currency
    )
    if known:
        raise RecordedBefore(payment=known.number)


async def return_payment(books: "Books", number: str, code: str, at: datetime) -> "PaymentRow":
    """It came back, or was written down by mistake: what it paid is owed again.

    `code` is the decline code that says why. Raises `UnknownPayment`, `NotOffline` and
    `UnlawfulTransition`.
    """
    found = await books.payments.find(number)
    if found is None:
        raise UnknownPayment(payment=number)
    await books.customers.lock(found.customer)
    payment = await books.payments.lock(number)
    if payment.channel is not PaymentChannel.OFFLINE:
        raise NotOffline(payment=number)
    payment.status = PAYMENT_LIFECYCLE.advance(payment.status, PaymentEvent.FAIL_LATE)
    payment.failure_code = code
    await take_back(books, payment, at)
    return payment


async def _invoices(books: "Books", received: Received) -> "Sequence[InvoiceRow]":
    """What is open of the customer in this currency, or the invoices that were named of it."""
    named = set(received.invoices)
    asked = list(await books.invoices.outstanding(received.customer))
    if named:
        asked += await books.retainers.outstanding(received.customer)
    found = [
        each
        for each in asked
        if each.currency == received.amount.currency and (not named or each.number in named)
    ]
    missing = named - {each.number for each in found if each.status in PAYABLE}
    if missing:
        raise UnknownInvoice(invoice=", ".join(sorted(missing)))
    check_paid_alone({each.number or "": each.kind for each in found})
    return await books.invoices.lock_all([each.id for each in found])


def _open(invoice: "InvoiceRow") -> OpenBalance:
    assert invoice.due_on, "what is open is due at some time"
    return OpenBalance(invoice.number or "", invoice.due_on, invoice.balance.outstanding)
