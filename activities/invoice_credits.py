"""Credit for one invoice: what staff give back of it, and what somebody chooses to use for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.credit_notes import CreditFor, issue_credit_note
from activities.credits import apply_credit, use_credit
from activities.invoice_ends import paid_otherwise
from activities.messages import Mail, queue_mail
from domain.credit_draws import NoCredit
from domain.credit_notes import CREDITABLE, CreditReason
from domain.credits import NothingToCredit, chosen_credits
from domain.documents import DocumentKind
from domain.invoices import InvoiceKind, InvoiceStatus, UnknownInvoice, check_payable
from domain.messages import MailKind
from domain.money import Money
from domain.printing import DocumentKey

if TYPE_CHECKING:
    from domain.credits import CreditAmounts
    from storage.books import Books
    from storage.invoices import InvoiceRow


@dataclass(frozen=True)
class CreditWish:
    """What staff give back of an invoice.

    `lines` are minor units by a line's position, before tax or with the tax that is inside of its
    price, as the line was charged; without any it is all that is left of the invoice. With `apply`
    it is used for the invoice at once, as far as that is still owed.
    """

    invoice: str
    reason: CreditReason
    words: str
    lines: Mapping[int, int]
    apply: bool = True


async def credit_invoice(books: "Books", wish: CreditWish, at: datetime) -> str:
    """Give back what staff say of an invoice; the number of the credit note.

    Raises `UnknownInvoice` and `NothingToCredit`.
    """
    invoice, credit = await weigh_credit(books, wish)
    whom = CreditFor(invoice.customer, wish.reason, invoice.subscription, invoice, wish.words)
    number = await issue_credit_note(books, whom, credit, at)
    if wish.apply:
        await _apply(books, invoice, credit.total, at, first=number)
    await _tell_customer(books, invoice, number, credit.total, at)
    return number


async def weigh_credit(books: "Books", wish: CreditWish) -> "tuple[InvoiceRow, CreditAmounts]":
    """The invoice, held, and what would be given back of it; raises as `credit_invoice`."""
    found = await books.invoices.with_number(wish.invoice)
    if found is None or found.kind is InvoiceKind.RETAINER or found.status not in CREDITABLE:
        raise UnknownInvoice(invoice=wish.invoice)
    await books.customers.lock(found.customer)
    [invoice] = await books.invoices.lock_all([found.id])
    lines = {each.position: each for each in await books.credit_notes.of_invoice(invoice)}
    asked = wish.lines or {
        position: line.left.minor_units
        for position, line in lines.items()
        if line.left > Money.zero(invoice.currency)
    }
    if not asked.keys() <= lines.keys():
        raise NothingToCredit
    return invoice, chosen_credits(
        (lines[position], invoice.money(units)) for position, units in asked.items()
    )


async def _tell_customer(
    books: "Books", invoice: "InvoiceRow", number: str, amount: Money, at: datetime
) -> None:
    left = invoice.money(await books.credits.left_of_note(number))
    mail = Mail(
        MailKind.CREDIT_ISSUED,
        invoice.customer,
        number,
        document=number,
        facts={"note": number, "amount": amount, "invoice": invoice.number, "left": left},
        encloses=DocumentKey(DocumentKind.CREDIT_NOTE, number),
    )
    await queue_mail(books, mail, at)


async def spend_credit(books: "Books", number: str, at: datetime) -> tuple[Money, str]:
    """Use credit for an invoice; what was used, and whose.

    Raises `UnknownInvoice`, also for a retainer, `NoCredit` and what `check_payable` does.
    """
    found = await books.invoices.with_number(number)
    if found is None or found.kind is not InvoiceKind.INVOICE:
        raise UnknownInvoice(invoice=number)
    await books.customers.lock(found.customer)
    [invoice] = await books.invoices.lock_all([found.id])
    under_way = await books.payments.open_attempt([invoice.id]) is not None
    outstanding = invoice.balance.outstanding
    check_payable(invoice.status, outstanding, payment_under_way=under_way)
    used = await _apply(books, invoice, outstanding, at)
    if used.is_zero:
        raise NoCredit
    return used, invoice.customer


async def _apply(
    books: "Books", invoice: "InvoiceRow", most: Money, at: datetime, first: str = ""
) -> Money:
    """As `apply_credit`; whatever waited for the invoice goes on if it is paid by that."""
    used = await apply_credit(books, invoice, most, at, first)
    await _go_on(books, invoice, used, at)
    return used


async def pay_from_credit(books: "Books", invoice: "InvoiceRow", at: datetime) -> Money:
    """As `use_credit`; whatever waited for the invoice goes on if it is paid by that."""
    used = await use_credit(books, invoice, at)
    await _go_on(books, invoice, used, at)
    return used


async def _go_on(books: "Books", invoice: "InvoiceRow", used: Money, at: datetime) -> None:
    if invoice.status is InvoiceStatus.PAID and not used.is_zero:
        await paid_otherwise(books, invoice, at)
