"""Attempts to get money: opened here, one at a time for each invoice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.process import Told, tell
from domain.invoices import PaymentUnderWay
from domain.money import Money
from domain.numbers import Series
from domain.payments import PaymentChannel, PaymentStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow


@dataclass(frozen=True)
class Attempt:
    """What is to be paid, how. `method` is the number of a saved one; None for a hosted page.

    `extra` are minor units that are paid beyond what is owed; `link` is the link whose holder pays.
    """

    customer: str
    channel: PaymentChannel
    shares: "Sequence[tuple[InvoiceRow, Money]]"
    method: str | None = None
    save_method: bool = False
    extra: int = 0
    link: UUID | None = None

    @property
    def amount(self) -> Money:
        """What is to be paid altogether."""
        shares = [share for _, share in self.shares]
        return sum(shares[1:], start=shares[0]) + Money(self.extra, shares[0].currency)


async def open_attempt(books: "Books", number: str, attempt: Attempt, at: datetime) -> "PaymentRow":
    """Write the attempt and claim its invoices. Raises `PaymentUnderWay`."""
    if await books.payments.open_attempt([invoice.id for invoice, _ in attempt.shares]):
        raise PaymentUnderWay
    amount = attempt.amount
    payment = books.payments.new(
        number=number,
        customer=attempt.customer,
        channel=attempt.channel,
        status=PaymentStatus.CREATED,
        currency=amount.currency,
        amount_minor_units=amount.minor_units,
        method=attempt.method,
        save_method=attempt.save_method,
        link=attempt.link,
        created_at=at,
    )
    await books.flush()
    for invoice, share in attempt.shares:
        books.payments.add_allocation(number, invoice.id, share)
    await books.flush()
    return payment


async def charge(books: "Books", attempt: Attempt, at: datetime) -> str:
    """Open an attempt that we make ourselves, and start its process; its number."""
    number = await books.numbers.take(Series.PAYMENT)
    await open_attempt(books, number, attempt, at)
    invoice = attempt.shares[0][0]
    says = ", ".join(
        f"{share} of {invoice.number or 'a draft'}" for invoice, share in attempt.shares
    )
    about = {"subscription": invoice.subscription}
    told = Told("payment", number, attempt.customer, says=says, document=number, payload=about)
    await tell(books, told, at)
    return number
