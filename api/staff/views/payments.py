"""Payments as staff see them: the list, and one with where its money went and came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.staff.views.errands import payment_story
from api.staff.views.journal import Booked, journal_of
from api.staff.views.sayings import Story
from domain.errors import NotFound
from domain.money import Money
from domain.refunds import COUNTS
from domain.returns import returned
from domain.words import N_
from storage.books import Books
from storage.customers import CustomerRow
from storage.overviews import Asked, Overviews
from storage.payment_methods import PaymentMethodRow
from storage.payments import PaymentRow
from storage.refunds import RefundRow


class NoSuchPayment(NotFound):
    message = N_("There is no payment {payment}.")


@dataclass(frozen=True)
class PaymentList:
    payments: Sequence[PaymentRow]
    names: Mapping[str, str]


@dataclass(frozen=True)
class PaidShare:
    """What of a payment is meant for an invoice, and what was applied to it."""

    invoice: str
    planned: Money
    applied: Money


@dataclass(frozen=True)
class PaymentView:
    payment: PaymentRow
    customer: CustomerRow
    method: PaymentMethodRow | None
    shares: Sequence[PaidShare]
    refunds: Sequence[RefundRow]
    journal: Sequence[Booked]
    story: Story
    twice: Money
    """What a bank took back of it though it had been given back."""


async def payment_list(books: Books, asked: Asked) -> PaymentList:
    """Payments, the newest first."""
    overviews = Overviews(books.session)
    rows = await overviews.payments(asked)
    return PaymentList(rows, await overviews.names([row.customer for row in rows]))


async def payment_view(books: Books, number: str) -> PaymentView:
    """Raises `NoSuchPayment`."""
    row = await books.payments.find(number)
    if row is None:
        raise NoSuchPayment(payment=number)
    refunds = await books.refunds.of_payment(number)
    return PaymentView(
        payment=row,
        customer=await books.customers.get(row.customer),
        method=await books.payment_methods.find(row.method) if row.method else None,
        shares=await _shares(books, row),
        refunds=refunds,
        journal=await journal_of(books, number),
        story=payment_story(row),
        twice=_twice(row, refunds),
    )


def _twice(row: PaymentRow, refunds: Sequence[RefundRow]) -> Money:
    taken = Money(row.taken_back_minor_units, row.currency)
    gone = [each.amount for each in refunds if each.stage in COUNTS]
    left = row.amount - sum(gone, Money.zero(row.currency))
    return returned(taken, left=left, applied=left).twice


async def _shares(books: Books, payment: PaymentRow) -> list[PaidShare]:
    rows = await books.payments.allocations(payment.number)
    numbers = await Overviews(books.session).invoice_numbers([row.invoice for row in rows])
    return [
        PaidShare(
            numbers.get(row.invoice, ""),
            Money(row.planned_minor_units, payment.currency),
            Money(row.applied_minor_units, payment.currency),
        )
        for row in rows
    ]
