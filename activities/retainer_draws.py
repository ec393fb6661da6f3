"""Draws of retainers: what is taken of one for an invoice or a refund, and what goes back to it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.bookings import book
from activities.invoices import once_more, settle_by_credit
from domain.accounts import Account, retainer_drawn, reversal
from domain.credit_draws import Draw, SourceKind, newest_first
from domain.invoices import InvoiceKind
from domain.money import Money
from domain.refunds import COUNTS, RefundSource
from domain.retainers import overdrawn

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow
    from storage.refunds import RefundRow


def claim_of(invoices: "Iterable[InvoiceRow]") -> Account:
    """Where what these invoices ask for is booked."""
    kinds = {each.kind for each in invoices}
    asked = InvoiceKind.RETAINER in kinds
    return Account.RETAINERS_ASKED if asked else Account.RECEIVABLE


async def claim_of_payment(books: "Books", payment: str) -> Account:
    """Where what this payment is for was asked for."""
    retainer = await retainer_paid_by(books, payment)
    return claim_of([retainer] if retainer else [])


async def retainer_paid_by(books: "Books", payment: str) -> "InvoiceRow | None":
    """The retainer invoice that this payment is for: such a payment is for nothing else."""
    for each in await books.payments.allocations(payment):
        invoice = await books.invoices.get(each.invoice)
        if invoice.kind is InvoiceKind.RETAINER:
            return invoice
    return None


async def kept_of_retainer(books: "Books", payment: str, currency: str) -> Money:
    """What of the retainer that a payment paid was given back by way of this payment."""
    refunds = await books.refunds.of_payment(payment)
    given = [
        each.amount
        for each in refunds
        if each.source is RefundSource.RETAINER and each.stage in COUNTS
    ]
    return sum(given, Money.zero(currency))


async def draw_for_invoice(
    books: "Books", retainer: "InvoiceRow", invoice: "InvoiceRow", amount: Money, at: datetime
) -> None:
    """Pay so much of the invoice from the retainer. Both are held, and it was checked."""
    used = settle_by_credit(invoice, amount, at)
    _take(books, retainer, used, at, invoice=invoice.id)
    cause = await once_more(books, invoice, f"drawn from {retainer.number}")
    await book(books, cause, retainer_drawn(used), at)
    await books.flush()


async def draw_back(
    books: "Books", retainer: "InvoiceRow", refund: "RefundRow", at: datetime
) -> None:
    """Take what is refunded from what is left of the retainer, which was checked."""
    number = retainer.number or ""
    retainer.used_minor_units += refund.amount_minor_units
    draw = Draw(SourceKind.RETAINER, number, refund.amount)
    books.credits.draw([draw], at, refund=refund.number)
    await books.flush()


async def return_to_retainers(books: "Books", drawn: Sequence[Draw], currency: str) -> Money:
    """What of these draws came from retainers is theirs again; how much that was."""
    returned = Money.zero(currency)
    for draw in drawn:
        if draw.kind is SourceKind.RETAINER:
            row = await books.invoices.with_number(draw.number)
            assert row, "a retainer that was drawn has a number"
            retainer = await books.invoices.lock(row.id)
            retainer.used_minor_units -= draw.amount.minor_units
            returned += draw.amount
    return returned


async def undo_overdrawn(
    books: "Books", payment: str, taken_back: Money, at: datetime
) -> "Sequence[tuple[InvoiceRow, Money]]":
    """What was drawn of money that is taken back now is undone, the newest draw first.

    The invoices that lose it, each with its part: they are owed that again.
    """
    retainer = await retainer_paid_by(books, payment)
    if retainer is None:
        return []
    lost: list[tuple[InvoiceRow, Money]] = []
    number, currency = retainer.number or "", retainer.currency
    uses = await books.credits.invoices_of(SourceKind.RETAINER, number, currency)
    for id, part in newest_first(overdrawn(retainer.retainer, taken_back), uses):
        [invoice] = await books.invoices.lock_all([id])
        await _undo(books, retainer, invoice, part, at)
        lost.append((invoice, part))
    return lost


async def _undo(
    books: "Books", retainer: "InvoiceRow", invoice: "InvoiceRow", part: Money, at: datetime
) -> None:
    invoice.credited_minor_units -= part.minor_units
    _take(books, retainer, -part, at, invoice=invoice.id)
    cause = await once_more(books, invoice, f"drawn back to {retainer.number}")
    await book(books, cause, reversal(retainer_drawn(part)), at)
    await books.flush()


def _take(
    books: "Books", retainer: "InvoiceRow", amount: Money, at: datetime, *, invoice: UUID
) -> None:
    retainer.used_minor_units += amount.minor_units
    draw = Draw(SourceKind.RETAINER, retainer.number or "", amount)
    books.credits.draw([draw], at, invoice=invoice)
