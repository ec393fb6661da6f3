"""What the document of an invoice, a credit note or a payment shows, read from the books."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.line_taxes import has_lost_tax
from activities.projects import project_words
from domain.addresses import PostalAddress
from domain.documents import (
    Buyer,
    Corrected,
    DocumentFacts,
    DocumentItem,
    DocumentKind,
    NotIssued,
    PaidShare,
    Seller,
    Standing,
)
from domain.invoices import InvoiceKind
from domain.money import Money
from domain.periods import local_date
from domain.printing import LOGO, Letterhead
from domain.taxes import TaxBehaviour, Taxed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from storage.books import Books
    from storage.credit_notes import CreditNoteRow
    from storage.customers import CustomerRow
    from storage.documents import CreditedLine
    from storage.invoices import InvoiceLineRow, InvoiceRow
    from storage.organisations import OrganisationRow
    from storage.payments import PaymentRow


async def invoice_facts(books: "Books", invoice: "InvoiceRow") -> DocumentFacts:
    """Raises `NotIssued` for a draft."""
    number, issued_on, issued_at = _issue_of(invoice)
    lines = await books.invoices.lines(invoice.id)
    customer = await books.customers.get(invoice.customer)
    organisation = await books.organisations.get()
    is_retainer = invoice.kind is InvoiceKind.RETAINER
    return DocumentFacts(
        kind=DocumentKind.RETAINER if is_retainer else DocumentKind.INVOICE,
        number=number,
        language=customer.language,
        time_zone=organisation.time_zone,
        issued_on=issued_on,
        issued_at=issued_at,
        seller=seller_of(organisation),
        buyer=_billed_to(invoice, customer),
        items=tuple([_item(invoice, line, await has_lost_tax(books, line)) for line in lines]),
        subtotal=invoice.money(invoice.subtotal_minor_units),
        tax=invoice.money(invoice.tax_minor_units),
        total=invoice.total,
        due_on=invoice.due_on,
        subscription=invoice.subscription or "",
        purchase_order=invoice.purchase_order,
        notes=invoice.notes,
        terms=invoice.terms,
        project=await project_words(books, invoice.project),
    )


async def credit_note_facts(books: "Books", note: "CreditNoteRow") -> DocumentFacts:
    lines = await books.documents.credited_lines(note.number)
    customer = await books.customers.get(note.customer)
    organisation = await books.organisations.get()
    corrected = {each.invoice.number: each.invoice for each in lines}
    return DocumentFacts(
        kind=DocumentKind.CREDIT_NOTE,
        number=note.number,
        language=customer.language,
        time_zone=organisation.time_zone,
        issued_on=note.issued_on,
        issued_at=note.issued_at,
        seller=seller_of(organisation),
        buyer=_credited_to(corrected.values(), customer),
        items=tuple([_credited(note, line) for line in lines]),
        subtotal=Money(note.subtotal_minor_units, note.currency),
        tax=Money(note.tax_minor_units, note.currency),
        total=note.total,
        subscription=note.subscription or "",
        reason=note.reason,
        corrects=tuple(Corrected(*_issue_of(each)[:2]) for each in corrected.values()),
    )


async def receipt_facts(books: "Books", payment: "PaymentRow", at: datetime) -> DocumentFacts:
    """`at` is when the money was there; what came another way was there on a day of its own."""
    customer = await books.customers.get(payment.customer)
    organisation = await books.organisations.get()
    invoices = await books.documents.paid_invoices(payment.number)
    excess = Money(payment.excess_minor_units, payment.currency)
    return DocumentFacts(
        kind=DocumentKind.RECEIPT,
        number=payment.number,
        language=customer.language,
        time_zone=organisation.time_zone,
        issued_on=payment.received_on or local_date(at, customer.time_zone),
        issued_at=at,
        seller=seller_of(organisation),
        buyer=buyer_of(customer),
        subtotal=payment.amount,
        tax=Money.zero(payment.currency),
        total=payment.amount,
        shares=tuple(_share(invoice, share.applied_minor_units) for share, invoice in invoices),
        method=payment.paid_with or "",
        excess=None if excess.is_zero else excess,
    )


async def letterhead(books: "Books", customer: "CustomerRow") -> Letterhead:
    """What stands above what we write to a customer now."""
    seller = seller_of(await books.organisations.get())
    return Letterhead(seller, buyer_of(customer), await pictures_of(books, seller))


async def pictures_of(books: "Books", seller: Seller) -> "Mapping[str, bytes]":
    """The logo by the name under which sheets ask for it; nothing without one."""
    logo = await books.documents.picture(seller.logo) if seller.logo else None
    return {LOGO + logo.sha256: logo.picture} if logo else {}


async def standing_of(books: "Books", facts: DocumentFacts) -> Standing | None:
    """What was paid and credited in the moment of an invoice's issue, never what came later."""
    if facts.kind is not DocumentKind.INVOICE:
        return None
    paid, credited = await books.documents.settled_with_issue(facts.number)
    currency = facts.total.currency
    return Standing(Money(paid, currency), Money(credited, currency))


def seller_of(row: "OrganisationRow") -> Seller:
    return Seller(
        name=row.name,
        legal_name=row.legal_name,
        address=PostalAddress(
            line1=row.line1 or ("" if row.city else row.address),
            line2=row.line2,
            postcode=row.postcode,
            city=row.city,
            region=row.region,
            country=row.country,
        ),
        tax_id=row.tax_id,
        registration=row.registration,
        email=row.email,
        phone=row.phone,
        iban=row.iban,
        bic=row.bic,
        accent=row.accent,
        logo=row.logo or "",
        small_print=row.small_print,
    )


def _billed_to(invoice: "InvoiceRow", row: "CustomerRow") -> Buyer:
    """Whom the invoice says that it is for; an old one says nothing, and means the customer."""
    known = buyer_of(row)
    if invoice.customer_name is None:
        return known
    return Buyer(
        number=row.number,
        name=invoice.customer_name,
        address=_address(invoice.billing_address or {}, row.country),
        tax_id=invoice.customer_tax_id or "",
    )


def _credited_to(corrected: "Iterable[InvoiceRow]", row: "CustomerRow") -> Buyer:
    """Whom the corrected invoices were for; where they disagree, the customer as it is known."""
    named = {_billed_to(each, row) for each in corrected}
    return named.pop() if len(named) == 1 else buyer_of(row)


def buyer_of(row: "CustomerRow") -> Buyer:
    address = _address(row.billing_address, row.country)
    return Buyer(number=row.number, name=row.name, address=address, tax_id=row.tax_id)


def _address(stored: "Mapping[str, object]", country: str) -> PostalAddress:
    known = PostalAddress.__dataclass_fields__
    said = {name: str(text or "") for name, text in stored.items() if name in known}
    return PostalAddress(**{**said, "country": said.get("country") or country})


def _issue_of(invoice: "InvoiceRow") -> tuple[str, date, datetime]:
    if not (invoice.number and invoice.issued_on and invoice.finalised_at):
        raise NotIssued(number=invoice.number or "–")
    return invoice.number, invoice.issued_on, invoice.finalised_at


def _item(invoice: "InvoiceRow", line: "InvoiceLineRow", lost_tax: bool) -> DocumentItem:
    return DocumentItem(
        kind=line.article_kind,
        code=line.article_code,
        description=line.description,
        quantity=line.quantity,
        unit_price=invoice.money(line.unit_minor_units),
        discount=invoice.money(line.discount_minor_units),
        taxed=Taxed(
            net=invoice.money(line.net_minor_units),
            tax=invoice.money(line.tax_minor_units),
            gross=invoice.money(line.gross_minor_units),
        ),
        tax=line.borne_tax,
        tax_name=line.tax_name or "",
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        lost_tax=lost_tax,
    )


def _credited(note: "CreditNoteRow", line: "CreditedLine") -> DocumentItem:
    """What is given back is one piece: a part of what was sold, for the days that are not used."""

    def money(minor_units: int) -> Money:
        return Money(minor_units, note.currency)

    taxed = Taxed(
        net=money(line.row.net_minor_units),
        tax=money(line.row.tax_minor_units),
        gross=money(line.row.gross_minor_units),
    )
    rate = line.line.borne_tax
    has_tax_inside = rate is not None and rate.behaviour is TaxBehaviour.INCLUSIVE
    return DocumentItem(
        kind=line.line.article_kind,
        code=line.line.article_code,
        description=line.row.description,
        quantity=1,
        unit_price=taxed.gross if has_tax_inside else taxed.net,
        discount=money(0),
        taxed=taxed,
        tax=rate,
        tax_name=line.line.tax_name or "",
        starts_on=line.row.starts_on,
        ends_on=line.row.ends_on,
        invoice=line.invoice.number or "",
    )


def _share(invoice: "InvoiceRow", applied: int) -> PaidShare:
    number, issued_on, _ = _issue_of(invoice)
    return PaidShare(
        invoice=number,
        issued_on=issued_on,
        total=invoice.total,
        paid=invoice.money(applied),
        left=invoice.balance.outstanding,
        is_retainer=invoice.kind is InvoiceKind.RETAINER,
    )
