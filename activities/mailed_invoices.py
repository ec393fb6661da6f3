"""Invoices by mail: told when they are issued, and again when somebody asks."""

from datetime import datetime
from typing import TYPE_CHECKING

from activities.documents import issued_document
from activities.messages import Mail, queue_mail
from domain.documents import DocumentKind
from domain.invoices import InvoiceKind, InvoiceStatus, NobodyToMail, NotToBeSent, UnknownInvoice
from domain.messages import MailKind
from domain.printing import DocumentKey

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoices import InvoiceRow


async def mail_issued(books: "Books", invoice: "InvoiceRow", at: datetime) -> None:
    """Tell the customer's primary contact person, once, with the document itself."""
    await _mail(books, invoice, f"{invoice.number}", at)


async def mail_again(books: "Books", number: str, at: datetime) -> "InvoiceRow":
    """Send it once more. Raises `UnknownInvoice`, `NotToBeSent` and `NobodyToMail`."""
    invoice = await books.invoices.with_number(number)
    if invoice is None:
        raise UnknownInvoice(invoice=number)
    if invoice.status is InvoiceStatus.VOID:
        raise NotToBeSent(invoice=number)
    contact = await books.customers.primary_contact(invoice.customer)
    if contact is None or not contact.email:
        raise NobodyToMail(customer=invoice.customer)
    await _mail(books, invoice, f"{number}/{at.isoformat()}", at)
    return invoice


async def _mail(books: "Books", invoice: "InvoiceRow", about: str, at: datetime) -> None:
    contact = await books.customers.primary_contact(invoice.customer)
    if contact is None or not contact.email:
        return
    in_portal = await books.invitations.lets_in(contact.number)
    outstanding = invoice.balance.outstanding
    is_retainer = invoice.kind is InvoiceKind.RETAINER
    kind = DocumentKind.RETAINER if is_retainer else DocumentKind.INVOICE
    document = DocumentKey(kind, invoice.number or "")
    await issued_document(books, document)
    mail = Mail(
        MailKind.RETAINER_ISSUED if is_retainer else MailKind.INVOICE_ISSUED,
        invoice.customer,
        about,
        document=invoice.number or "",
        facts={
            "invoice": invoice.number,
            "amount": invoice.total,
            "issued_on": invoice.issued_on,
            "due_on": None if outstanding.is_zero else invoice.due_on,
            "remaining": None if outstanding == invoice.total else outstanding,
            "purchase_order": invoice.purchase_order or None,
            "portal": "yes" if in_portal else None,
        },
        encloses=document,
    )
    await queue_mail(books, mail, at)
