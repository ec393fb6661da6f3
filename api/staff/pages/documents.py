"""Documents in the console: the same files and pages that the customer gets."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.callers import SignedInStaff
from api.documents import Asked, pdf_answer, print_view, xml_answer
from api.doors import StaffMay
from domain.documents import DocumentKind
from domain.policy import Action

router = APIRouter(include_in_schema=False)
programs = APIRouter(prefix="/v1/staff")

Invoices = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
Payments = Annotated[SignedInStaff, StaffMay(Action.PAYMENT_VIEW)]
CreditNotes = Annotated[SignedInStaff, StaffMay(Action.CREDIT_NOTE_VIEW)]


@programs.get("/invoices/{number}/pdf", response_class=Response)
@router.get("/console/invoices/{number}/pdf")
async def download_invoice(staff: Invoices, number: str) -> Response:
    """Looking at it here does not make it viewed: that is the customer's eye."""
    return await pdf_answer(staff, _invoice(number))


@programs.get("/invoices/{number}/xml", response_class=Response)
@router.get("/console/invoices/{number}/xml")
async def download_e_invoice(staff: Invoices, number: str) -> Response:
    """The XML that lies in the PDF, where it is an e-invoice."""
    return await xml_answer(staff, _invoice(number))


@programs.get("/credit-notes/{number}/xml", response_class=Response)
@router.get("/console/credit-notes/{number}/xml")
async def download_e_credit_note(staff: CreditNotes, number: str) -> Response:
    return await xml_answer(staff, _credit_note(number))


@router.get("/console/invoices/{number}/print")
async def print_invoice(staff: Invoices, number: str) -> Response:
    return await print_view(staff, _invoice(number))


@programs.get("/payments/{number}/pdf", response_class=Response)
@router.get("/console/payments/{number}/pdf")
async def download_receipt(staff: Payments, number: str) -> Response:
    return await pdf_answer(staff, _payment(number))


@router.get("/console/payments/{number}/print")
async def print_receipt(staff: Payments, number: str) -> Response:
    return await print_view(staff, _payment(number))


@programs.get("/credit-notes/{number}/pdf", response_class=Response)
@router.get("/console/credit-notes/{number}/pdf")
async def download_credit_note(staff: CreditNotes, number: str) -> Response:
    return await pdf_answer(staff, _credit_note(number))


@router.get("/console/credit-notes/{number}/print")
async def print_credit_note(staff: CreditNotes, number: str) -> Response:
    return await print_view(staff, _credit_note(number))


def _invoice(number: str) -> Asked:
    return Asked(DocumentKind.INVOICE, number, f"/console/invoices/{number}")


def _payment(number: str) -> Asked:
    return Asked(DocumentKind.RECEIPT, number, f"/console/payments/{number}")


def _credit_note(number: str) -> Asked:
    return Asked(DocumentKind.CREDIT_NOTE, number, f"/console/credit-notes/{number}")
