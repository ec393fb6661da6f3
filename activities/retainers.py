"""Retainers: issued for an amount, and drawn by staff for the invoices that follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from activities.invoice_drafts import Written, billed_as_known, issue_draft, write_draft
from activities.invoice_ends import lock_invoice, paid_otherwise
from activities.retainer_draws import draw_for_invoice
from domain.customers import NoSuchCustomer
from domain.invoice_drafts import Due, WrittenLine
from domain.invoices import InvoiceKind, InvoiceStatus, UnknownInvoice, check_payable
from domain.money import Money
from domain.retainers import NoSuchRetainer, NothingToDraw, Target, check_draw

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow


@dataclass(frozen=True)
class RetainerFor:
    """An amount that a customer is asked for in advance, and what for."""

    customer: str
    amount: Money
    description: str
    due: Due = field(default_factory=Due)
    notes: str = ""
    project: str = ""
    purchase_order: str = ""


async def issue_retainer(
    books: "Books", wanted: RetainerFor, by: str, at: datetime
) -> "InvoiceRow":
    """Ask for it at once: numbered, booked, and mailed to the customer.

    Raises what `write_draft` does.
    """
    customer = await books.customers.find(wanted.customer)
    if customer is None:
        raise NoSuchCustomer(customer=wanted.customer)
    nothing = Money.zero(wanted.amount.currency)
    written = Written(
        (WrittenLine(wanted.description, 1, wanted.amount, nothing),),
        billed_as_known(customer),
        due=wanted.due,
        purchase_order=wanted.purchase_order,
        notes=wanted.notes,
        project=wanted.project,
        kind=InvoiceKind.RETAINER,
    )
    draft = await write_draft(books, wanted.customer, written, by, at)
    return await issue_draft(books, draft.number, at)


async def draw_retainer(
    books: "Books", number: str, shares: Mapping[str, int], at: datetime
) -> "InvoiceRow":
    """Pay so many minor units of each of these invoices from what is left of the retainer.

    All of it or nothing. Raises `NoSuchRetainer`, `NothingToDraw`, `UnknownInvoice`,
    `PaymentUnderWay`, and what `check_payable` and `check_draw` do.
    """
    found = await find_retainer(books, number)
    await books.customers.lock(found.customer)
    [retainer] = await books.invoices.lock_all([found.id])
    if not shares:
        raise NothingToDraw(amount=str(Money.zero(retainer.currency)))
    for target, units in shares.items():
        await _draw(books, retainer, target, units, at)
    return retainer


async def find_retainer(books: "Books", number: str) -> "InvoiceRow":
    """An issued retainer invoice. Raises `NoSuchRetainer`."""
    found = await books.invoices.with_number(number)
    if found is None or found.kind is not InvoiceKind.RETAINER:
        raise NoSuchRetainer(retainer=number)
    return found


async def _draw(
    books: "Books", retainer: "InvoiceRow", number: str, units: int, at: datetime
) -> None:
    found = await books.invoices.with_number(number)
    if found is None or found.kind is not InvoiceKind.INVOICE:
        raise UnknownInvoice(invoice=number)
    invoice = await lock_invoice(books, number) if _is_same(retainer, found) else found
    outstanding, amount = invoice.balance.outstanding, retainer.money(units)
    target = Target(number, outstanding, invoice.project, _is_same(retainer, found))
    check_draw(retainer.retainer, target, amount)
    check_payable(invoice.status, outstanding)
    await draw_for_invoice(books, retainer, invoice, amount, at)
    if invoice.status is InvoiceStatus.PAID:
        await paid_otherwise(books, invoice, at)


def _is_same(retainer: "InvoiceRow", invoice: "InvoiceRow") -> bool:
    return retainer.customer == invoice.customer
