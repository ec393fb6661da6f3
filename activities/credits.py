"""Credit that a customer has: used for invoices and refunds, and given back by them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.bookings import Cause, book
from activities.invoices import once_more, settle_by_credit
from activities.retainer_draws import return_to_retainers
from domain.accounts import credit_applied, retainer_drawn, reversal
from domain.credit_draws import (
    Draw,
    SourceKind,
    UseOfCredit,
    available,
    draws,
    newest_first,
    undone,
)
from domain.invoices import InvoiceKind
from domain.money import Money

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.payments import PaymentRow
    from storage.refunds import RefundRow


async def credit_of(books: "Books", customer: str, currency: str) -> Money:
    """What the customer has to their credit."""
    return available(await books.credits.sources(customer, currency), currency)


async def usable_credit(books: "Books", customer: str, currency: str) -> Money:
    """What of it invoices are paid from by themselves, as the preferences say."""
    preferences = await books.organisations.preferences()
    if preferences.credits_use is not UseOfCredit.ALWAYS:
        return Money.zero(currency)
    return await credit_of(books, customer, currency)


async def use_credit(books: "Books", invoice: "InvoiceRow", at: datetime) -> Money:
    """Use what may be used by itself for this invoice; what was used of it.

    Nothing for a retainer invoice, which nobody owes, nor while somebody pays.
    """
    if invoice.kind is InvoiceKind.RETAINER or await books.payments.open_attempt([invoice.id]):
        return Money.zero(invoice.currency)
    usable = await usable_credit(books, invoice.customer, invoice.currency)
    return await apply_credit(books, invoice, usable, at)


async def apply_credit(
    books: "Books", invoice: "InvoiceRow", most: Money, at: datetime, first: str = ""
) -> Money:
    """Use at most so much of the customer's credit for this invoice; what was used of it.

    The oldest credit is used first, unless `first` names the credit note to begin with.
    """
    sources = await books.credits.sources(invoice.customer, invoice.currency)
    used = settle_by_credit(invoice, min(most, available(sources, invoice.currency)), at)
    if used.is_zero:
        return used
    taken = draws(used, sources, first)
    books.credits.draw(taken, at, invoice=invoice.id)
    cause = await once_more(books, invoice, f"credited up to {invoice.credited_minor_units}")
    await book(books, cause, credit_applied(used), at)
    await books.flush()
    return used


async def use_credit_for_open(books: "Books", subscription: str, at: datetime) -> None:
    """Use the customer's credit for what is open of this subscription, the oldest first."""
    found = await books.invoices.outstanding_of(subscription)
    for invoice in await books.invoices.lock_all([each.id for each in found]):
        await use_credit(books, invoice, at)


async def give_credit_back(books: "Books", invoice: "InvoiceRow", at: datetime) -> Money:
    """What was used for an invoice that is void goes back to where it came from."""
    amount = invoice.money(invoice.credited_minor_units)
    if amount.is_zero:
        return amount
    drawn = await books.credits.drawn_for(invoice=invoice.id, currency=invoice.currency)
    books.credits.draw(undone(amount, drawn), at, invoice=invoice.id)
    advance = await return_to_retainers(books, drawn, invoice.currency)
    invoice.credited_minor_units = 0
    cause = Cause(invoice.number or "", "credit given back", invoice.customer)
    credit, retained = credit_applied(amount - advance), retainer_drawn(advance)
    await book(books, cause, reversal((*credit, *retained)), at)
    await books.flush()
    return amount


async def draw_for_refund(books: "Books", refund: "RefundRow", at: datetime) -> None:
    """Take what is refunded from the customer's credit: first what this payment brought too much.

    Raises `NotEnoughCredit`.
    """
    sources = await books.credits.sources(refund.customer, refund.currency)
    taken = draws(refund.amount, sources, refund.payment or "")
    books.credits.draw(taken, at, refund=refund.number)
    await books.flush()


async def undo_draws(books: "Books", refund: "RefundRow", at: datetime) -> Money:
    """The refund came to nothing: what it took is where it was; how much that was."""
    drawn = await books.credits.drawn_for(refund=refund.number, currency=refund.currency)
    amount = sum((each.amount for each in drawn), Money.zero(refund.currency))
    await return_to_retainers(books, drawn, refund.currency)
    books.credits.draw(undone(amount, drawn), at, refund=refund.number)
    await books.flush()
    return amount


async def undo_uses(
    books: "Books", payment: "PaymentRow", excess: Money, at: datetime
) -> "Sequence[tuple[InvoiceRow, Money]]":
    """A payment came back: invoices that its credit paid are owed that again, the newest first.

    As far as the customer has no other credit that can go instead. Each invoice with its part.
    """
    credit = await credit_of(books, payment.customer, payment.currency)
    lost: list[tuple[InvoiceRow, Money]] = []
    uses = await books.credits.invoices_of(SourceKind.PAYMENT, payment.number, payment.currency)
    for id, part in newest_first(excess - min(excess, credit), uses):
        [invoice] = await books.invoices.lock_all([id])
        await _undo_use(books, payment.number, invoice, part, at)
        lost.append((invoice, part))
    return lost


async def _undo_use(
    books: "Books", payment: str, invoice: "InvoiceRow", part: Money, at: datetime
) -> None:
    invoice.credited_minor_units -= part.minor_units
    books.credits.draw([Draw(SourceKind.PAYMENT, payment, -part)], at, invoice=invoice.id)
    cause = await once_more(books, invoice, f"credit of {payment} taken back")
    await book(books, cause, reversal(credit_applied(part)), at)
    await books.flush()


async def lose_credit(
    books: "Books", customer: str, payment: str, excess: Money, at: datetime
) -> Money:
    """A payment came back, and with it the credit that it brought; what was taken of credit.

    What of its own credit was given back by then is taken from other credit, as far as there is
    any.
    """
    sources = await books.credits.sources(customer, excess.currency)
    lost = min(excess, available(sources, excess.currency))
    if not lost.is_zero:
        books.credits.draw(draws(lost, sources, payment), at, returned=payment)
        await books.flush()
    return lost
