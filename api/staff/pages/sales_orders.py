"""Sales orders in the console: the list, one with all that belongs to it, written and confirmed."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.documents import Asked, pdf_answer, print_view
from api.doors import StaffMay
from api.editions import SeenForm
from api.idempotency import checked_key
from api.paging import PAGE_SIZE, page_of
from api.sales_orders.views import STATUSES, find_order, order_view
from api.staff.changes import sales_orders as changes
from api.staff.chrome import Sheet, console_page, cursors, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.line_forms import reasons
from api.staff.pages.sales_order_forms import AnyOrder, OrderForm, empty_order, form_of
from api.staff.views.customers import find_customer
from domain.documents import DocumentKind
from domain.policy import Action
from domain.sales_orders import SALES_ORDER_LIFECYCLE, SalesOrderEvent, SalesOrderStatus
from domain.words import N_
from storage.customers import CustomerRow
from storage.overviews import Overviews

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_EDIT)]
AnySeen = Annotated[SeenForm, Form()]
HOME = "/console/sales-orders"
SAVED = N_("The order was saved. Its customer sees it once it is confirmed.")


@router.get("/console/sales-orders")
async def list_orders(
    request: Request,
    staff: Looking,
    status: SalesOrderStatus | None = None,
    customer: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "sales-orders")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        rows = await books.sales_orders.page(
            customer=customer.strip().upper() or None,
            statuses=[status] if status else [],
            before=key[0] if key else "",
            limit=PAGE_SIZE + 1,
        )
        names = await Overviews(books.session).names([row.customer for row in rows])
    last = pages.write(rows[PAGE_SIZE - 1].number) if len(rows) > PAGE_SIZE else None
    return console_page(
        request,
        staff,
        Sheet("sales_orders.html", N_("Sales orders"), "orders", "list"),
        list=page_of(request, rows, PAGE_SIZE, last),
        names=names,
        chosen=status,
        customer=customer,
        statuses=STATUSES,
        may_edit=staff.may(Action.SALES_ORDER_EDIT),
    )


@router.get("/console/sales-orders/new")
async def new_order(
    request: Request, staff: Editing, customer: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """For a customer; who that is, is asked first."""
    if not customer:
        sheet = Sheet("sales_order_for.html", N_("New sales order"), "orders")
        return console_page(request, staff, sheet)
    async with staff.parts.open_books() as books:
        row = await find_customer(books, customer.strip().upper())
    return await _form_page(request, staff, (row, ""), empty_order(row.number))


@router.post("/console/sales-orders")
async def create_order(request: Request, staff: Editing, form: AnyOrder) -> Response:
    """A line more or less, or the order as it stands."""
    async with staff.parts.open_books() as books:
        row = await find_customer(books, form.customer)
    if form.do != "save":
        return await _form_page(request, staff, (row, ""), form.pressed())
    reader = Reader(staff)
    said = form.read(reader, row.currency)
    if reader.errors:
        return await _form_page(request, staff, (row, ""), form, reader.errors)
    outcome = await changes.write(staff, checked_key(form.idempotency_key), row.number, said)
    if outcome.refusal:
        errors = {"": staff.put(outcome.refusal)}
        return await _form_page(request, staff, (row, ""), form, errors)
    return go(staff, f"{HOME}/{outcome.done.key}", SAVED)


@router.get("/console/sales-orders/{number}")
async def show_order(request: Request, staff: Looking, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
        customer = await books.customers.get(view.row.customer)
    may_edit, may_invoice = staff.may(Action.SALES_ORDER_EDIT), staff.may(Action.INVOICE_ISSUE)
    status, is_billed = view.row.status, bool(view.invoices)
    is_voidable = SALES_ORDER_LIFECYCLE.allows(status, SalesOrderEvent.VOID) and not is_billed
    return console_page(
        request,
        staff,
        Sheet("sales_order.html", "", "orders", name=number),
        view=view,
        customer=customer,
        may_edit=may_edit,
        may_confirm=may_edit and status is SalesOrderStatus.DRAFT,
        may_fulfil=may_edit and view.may_fulfil,
        may_invoice=may_invoice and view.may_invoice,
        may_void=may_edit and is_voidable,
    )


@router.get("/console/sales-orders/{number}/edit")
async def edit_order(request: Request, staff: Editing, number: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
        customer = await books.customers.get(view.row.customer)
    return await _form_page(request, staff, (customer, number), form_of(view))


@router.post("/console/sales-orders/{number}")
async def change_order(request: Request, staff: Editing, number: str, form: AnyOrder) -> Response:
    async with staff.parts.open_books() as books:
        row = await find_order(books, number)
        about = (await books.customers.get(row.customer), number)
    if form.do != "save":
        return await _form_page(request, staff, about, form.pressed())
    reader = Reader(staff)
    said = form.read(reader, row.currency)
    if reader.errors:
        return await _form_page(request, staff, about, form, reader.errors)
    key = checked_key(form.idempotency_key)
    outcome = await changes.rewrite(staff, key, number, form.seen, said)
    if outcome.refusal:
        why = outcome.refusal
        return await _form_page(request, staff, about, form.refused(why), reasons(staff, why))
    return go(staff, f"{HOME}/{number}", SAVED)


@router.post("/console/sales-orders/{number}/confirm")
async def confirm(staff: Editing, number: str, form: AnySeen) -> Response:
    outcome = await changes.confirm(staff, checked_key(form.idempotency_key), number, form.seen)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The order is confirmed."))


@router.post("/console/sales-orders/{number}/void")
async def void(staff: Editing, number: str, form: AnySeen) -> Response:
    outcome = await changes.void(staff, checked_key(form.idempotency_key), number, form.seen)
    return go_done(staff, f"{HOME}/{number}", outcome, N_("The order is void."))


@router.get("/console/sales-orders/{number}/pdf")
async def download_order(staff: Looking, number: str) -> Response:
    return await pdf_answer(staff, document(number))


@router.get("/console/sales-orders/{number}/print")
async def print_order(staff: Looking, number: str) -> Response:
    return await print_view(staff, document(number))


def document(number: str) -> Asked:
    """The order's own. Whoever asks for a draft hears that it has none."""
    return Asked(DocumentKind.SALES_ORDER, number, f"{HOME}/{number}")


async def _form_page(
    request: Request,
    staff: SignedInStaff,
    about: tuple[CustomerRow, str],
    form: OrderForm,
    errors: dict[str, str] | None = None,
) -> Response:
    customer, number = about
    async with staff.parts.open_books() as books:
        rates = await books.plans.tax_rates()
    title = N_("Change the order") if number else N_("New sales order")
    return console_page(
        request,
        staff,
        Sheet("sales_order_form.html", title, "orders", "lines", errors or {}),
        given=form,
        customer=customer,
        number=number,
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in rates)],
    )
