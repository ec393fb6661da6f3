"""A customer's documents: invoices, credit notes and receipts, as files and to print."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.documents import Asked, pdf_answer, print_view, xml_answer
from api.doors import ContactMay
from api.portal import own
from api.portal.looks import remember_look
from api.security.limits import DOCUMENTS_OF_PERSON
from domain.documents import DocumentKind
from domain.policy import Action

router = APIRouter(include_in_schema=False)
programs = APIRouter(prefix="/v1")

Invoices = Annotated[SignedInContact, ContactMay(Action.INVOICE_VIEW)]
Payments = Annotated[SignedInContact, ContactMay(Action.PAYMENT_VIEW)]
CreditNotes = Annotated[SignedInContact, ContactMay(Action.CREDIT_NOTE_VIEW)]


@programs.get("/invoices/{number}/pdf", response_class=Response)
@router.get("/invoices/{number}/pdf")
async def download_invoice(request: Request, contact: Invoices, number: str) -> Response:
    return await pdf_answer(contact, await _invoice(request, contact, number))


@programs.get("/invoices/{number}/xml", response_class=Response)
@router.get("/invoices/{number}/xml")
async def download_e_invoice(request: Request, contact: Invoices, number: str) -> Response:
    """The XML that lies in the PDF, where it is an e-invoice."""
    return await xml_answer(contact, await _invoice(request, contact, number))


@programs.get("/credit-notes/{number}/xml", response_class=Response)
@router.get("/credit-notes/{number}/xml")
async def download_e_credit_note(contact: CreditNotes, number: str) -> Response:
    return await xml_answer(contact, await _credit_note(contact, number))


@router.get("/invoices/{number}/print")
async def print_invoice(request: Request, contact: Invoices, number: str) -> Response:
    return await print_view(contact, await _invoice(request, contact, number))


@programs.get("/payments/{number}/pdf", response_class=Response)
@router.get("/payments/{number}/pdf")
async def download_receipt(contact: Payments, number: str) -> Response:
    return await pdf_answer(contact, await _payment(contact, number))


@router.get("/payments/{number}/print")
async def print_receipt(contact: Payments, number: str) -> Response:
    return await print_view(contact, await _payment(contact, number))


@programs.get("/credit-notes/{number}/pdf", response_class=Response)
@router.get("/credit-notes/{number}/pdf")
async def download_credit_note(contact: CreditNotes, number: str) -> Response:
    return await pdf_answer(contact, await _credit_note(contact, number))


@router.get("/credit-notes/{number}/print")
async def print_credit_note(contact: CreditNotes, number: str) -> Response:
    return await print_view(contact, await _credit_note(contact, number))


async def _invoice(request: Request, contact: SignedInContact, number: str) -> Asked:
    """The customer's own. To have its document is to have seen it."""
    _count(contact)
    async with contact.parts.open_books() as books:
        seen = await own.invoice(contact, books, number)
    await remember_look(request, contact, seen.row)
    return Asked(DocumentKind.INVOICE, number, f"/invoices/{number}")


async def _payment(contact: SignedInContact, number: str) -> Asked:
    _count(contact)
    async with contact.parts.open_books() as books:
        await own.payment(contact, books, number)
    return Asked(DocumentKind.RECEIPT, number, f"/payments/{number}")


async def _credit_note(contact: SignedInContact, number: str) -> Asked:
    _count(contact)
    async with contact.parts.open_books() as books:
        await own.credit_note(contact, books, number)
    return Asked(DocumentKind.CREDIT_NOTE, number, f"/credit-notes/{number}")


def _count(contact: SignedInContact) -> None:
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
