"""Retainer invoices in the console: the list, each with its drawings and rest, and drawing them."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import Field
from starlette.responses import Response

from activities.retainers import find_retainer
from api.callers import SignedInStaff
from api.comments.views import staffs_thread
from api.documents import Asked, pdf_answer, print_view
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.paging import PAGE_SIZE, page_of
from api.retainers.views import read_key, retainer_view, write_key
from api.staff.changes.money import draw_of_retainer
from api.staff.chrome import Sheet, console_page, cursors, go
from api.staff.inputs import Reader, price_in
from api.staff.views.given_out import given_out
from api.staff.views.invoices import invoice_view
from api.staff.views.words import ACCOUNTS, CHANNELS, asked
from domain.comments import Subject, SubjectKind
from domain.documents import DocumentKind
from domain.invoices import PAYABLE
from domain.money import Money
from domain.policy import Action
from domain.printing import DocumentKey
from domain.retainers import RetainerStatus
from domain.words import N_
from storage.invoices import InvoiceRow
from storage.overviews import Overviews

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.RETAINER_VIEW)]
Drawing = Annotated[SignedInStaff, StaffMay(Action.RETAINER_DRAW)]
STATUSES = [each for each in RetainerStatus if each is not RetainerStatus.DRAFT]


class DrawForm(FormBody):
    """`amounts` stand in the order of the `invoices`; an empty one draws nothing for its own."""

    invoices: Annotated[list[Line], Field(default_factory=list, max_length=500)]
    amounts: Annotated[list[Line], Field(default_factory=list, max_length=500)]

    def read(self, reader: Reader, currency: str) -> dict[str, int]:
        """Minor units by invoice; what is wrong is noted with its field."""
        shares: dict[str, int] = {}
        for number, typed in zip(self.invoices, self.amounts, strict=False):
            if typed.strip():
                field, zero = f"amount-{number}", Money.zero(currency)
                amount = reader.read(field, typed, price_in(currency), zero)
                shares[number] = amount.minor_units
        return shares


AnyDraw = Annotated[DrawForm, Form()]


@router.get("/console/retainers")
async def list_retainers(
    request: Request,
    staff: Looking,
    status: RetainerStatus | None = None,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "retainers")
    async with staff.parts.open_books() as books:
        rows = await books.retainers.page(
            customer=customer.strip().upper() or None,
            status=status,
            before=read_key(pages, after),
            limit=PAGE_SIZE + 1,
        )
        names = await Overviews(books.session).names([row.customer for row in rows])
    last = write_key(pages, rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("retainers.html", N_("Retainers"), "invoices", "list"),
        list=page_of(request, rows, PAGE_SIZE, last),
        names=names,
        chosen=status,
        customer=customer,
        statuses=STATUSES,
        may_issue=staff.may(Action.INVOICE_ISSUE),
    )


@router.get("/console/retainers/{number}")
async def show_retainer(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_retainer(books, number)
        retainer = await retainer_view(books, row)
        view = await invoice_view(books, number)
        key = DocumentKey(DocumentKind.RETAINER, number)
        out = await given_out(staff, books, row.customer, key)
        thread = await staffs_thread(staff, books, Subject(SubjectKind.RETAINER, number))
    is_open = row.status in PAYABLE
    return console_page(
        request,
        staff,
        Sheet("retainer.html", "", "invoices", name=number),
        view=view,
        retainer=retainer,
        **out,
        thread=thread,
        accounts=ACCOUNTS,
        channels=CHANNELS,
        asked_words=asked,
        may_draw=row.retainer.status.is_usable and staff.may(Action.RETAINER_DRAW),
        may_refund=row.retainer.status.is_usable and staff.may(Action.REFUND_CREATE),
        may_record=is_open and staff.may(Action.PAYMENT_RECORD),
        may_send=row.retainer.status is not RetainerStatus.VOID and staff.may(Action.INVOICE_ISSUE),
        may_void=is_open and not row.paid_minor_units and staff.may(Action.INVOICE_VOID),
    )


@router.get("/console/retainers/{number}/draw")
async def draw_form(
    request: Request,
    staff: Drawing,
    number: str,
    invoice: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Of one retainer for several invoices; `invoice` is filled in with what can be drawn."""
    async with staff.parts.open_books() as books:
        row = await find_retainer(books, number)
        targets = await books.retainers.targets_of(row)
    amounts = [_most(row, each) if each.number == invoice else "" for each in targets]
    form = DrawForm(csrf="", invoices=[each.number or "" for each in targets], amounts=amounts)
    return await _draw_page(request, staff, number, form, {})


@router.post("/console/retainers/{number}/draw")
async def draw(request: Request, staff: Drawing, number: str, form: AnyDraw) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_retainer(books, number)
    reader = Reader(staff)
    shares = form.read(reader, row.currency)
    if reader.errors:
        return await _draw_page(request, staff, number, form, reader.errors)
    outcome = await draw_of_retainer(staff, checked_key(form.idempotency_key), number, shares)
    if outcome.refusal:
        errors = {"": staff.put(outcome.refusal)}
        return await _draw_page(request, staff, number, form, errors)
    return go(staff, f"/console/retainers/{number}", N_("It is drawn, and the invoices are paid."))


@router.get("/console/retainers/{number}/pdf")
async def download_retainer(staff: Looking, number: str) -> Response:
    return await pdf_answer(staff, document(number))


@router.get("/console/retainers/{number}/print")
async def print_retainer(staff: Looking, number: str) -> Response:
    return await print_view(staff, document(number))


def document(number: str) -> Asked:
    """The retainer invoice's own. Whoever asks for another number hears that there is none."""
    return Asked(DocumentKind.RETAINER, number, f"/console/retainers/{number}")


async def _draw_page(
    request: Request, staff: SignedInStaff, number: str, form: DrawForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_retainer(books, number)
        targets = await books.retainers.targets_of(row)
        customer = await books.customers.get(row.customer)
    return console_page(
        request,
        staff,
        Sheet("retainer_draw.html", N_("Draw the retainer"), "invoices", errors=errors),
        row=row,
        customer=customer,
        targets=targets,
        typed=dict(zip(form.invoices, form.amounts, strict=False)),
    )


def _most(retainer: InvoiceRow, invoice: InvoiceRow) -> str:
    """The most that can be drawn for it, as one would type it."""
    return str(min(retainer.retainer.left, invoice.balance.outstanding).decimal)
