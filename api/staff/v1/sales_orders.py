"""Sales orders as JSON: listed, shown, written, confirmed, fulfilled, followed and invoiced."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from activities.sales_orders import OrderText
from activities.shipments import NewShipment, Tracking
from api.callers import SignedInStaff
from api.documents import pdf_answer
from api.doors import StaffMay
from api.editions import seen_number, tag, tagged
from api.idempotency import IdempotencyKey
from api.inputs import Body, Line, Words
from api.once import Outcome
from api.paging import page_of
from api.sales_orders.shapes import SalesOrderDetail, SalesOrderList, SalesOrderShape
from api.sales_orders.views import find_order, order_view
from api.staff.changes import sales_orders as changes
from api.staff.chrome import cursors
from api.staff.pages.sales_orders import document
from api.staff.v1.answers import Paging
from api.staff.v1.invoice_drafts import LineBody
from api.staff.v1.seen import Seen, unmoved
from api.staff.v1.shapes import Shape
from api.staff.views.customers import find_customer
from domain.invoice_drafts import MOST_LINES
from domain.policy import Action
from domain.sales_orders import SalesOrderStatus, ShipmentEvent, ShipmentStatus
from storage.sales_orders import SalesOrderRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

Looking = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_EDIT)]
Issuing = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]


class OrderQuery(Paging):
    status: SalesOrderStatus | None = None
    customer: Line = ""


class OrderTextBody(Body):
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=MOST_LINES)]
    purchase_order: Line = ""
    project: Line = ""
    notes: Words = ""
    terms: Words = ""

    def said(self, currency: str) -> OrderText:
        """Raises `CurrencyMismatch`."""
        lines = tuple(line.line(currency) for line in self.lines)
        return OrderText(lines, self.purchase_order, self.notes, self.terms, self.project)


class OrderBody(OrderTextBody):
    customer: Line


class QuantityBody(Body):
    """So many of the line at this place."""

    line: Annotated[int, Field(ge=1, le=MOST_LINES)]
    quantity: Annotated[int, Field(ge=1, le=10**9)]


Some = Annotated[list[QuantityBody], Field(min_length=1, max_length=MOST_LINES)]


class TrackingBody(Body):
    carrier: Line = ""
    tracking_number: Line = ""
    tracking_url: Line = ""
    expected_on: Annotated[date | None, Field(strict=False)] = None

    def tracking(self) -> Tracking:
        return Tracking(self.carrier, self.tracking_number, self.tracking_url, self.expected_on)


class ShipmentBody(TrackingBody):
    """Without a `status` it is handed over, or done, already."""

    quantities: Some
    status: Annotated[ShipmentStatus, Field(strict=False)] = ShipmentStatus.DELIVERED
    note: Words = ""


class MoveBody(Body):
    event: Annotated[ShipmentEvent, Field(strict=False)]
    note: Words = ""


class InvoiceBody(Body):
    """Without `quantities` all that was fulfilled and not invoiced."""

    quantities: Some | None = None


class DraftedShape(Shape):
    """The draft of the invoice that was written."""

    draft: str


async def seen_order(request: Request, staff: Editing, number: str) -> Seen[SalesOrderRow]:
    """Raises `NoSuchSalesOrder`, `EditionMissing` and `EditionMoved`."""
    async with staff.parts.open_books() as books:
        row = await find_order(books, number)
    return Seen(staff, row, seen_number(request, number))


SeenOrder = Annotated[Seen[SalesOrderRow], Depends(seen_order)]


@router.get("/sales-orders")
async def list_orders(
    request: Request, staff: Looking, asked: Annotated[OrderQuery, Query()]
) -> SalesOrderList:
    pages, limit = cursors(staff, "sales-orders"), asked.limit
    key = pages.read(asked.after)
    async with staff.parts.open_books() as books:
        rows = await books.sales_orders.page(
            customer=asked.customer or None,
            statuses=[asked.status] if asked.status else [],
            before=key[0] if key else "",
            limit=limit + 1,
        )
    last = pages.write(rows[limit - 1].number) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    return SalesOrderList(items=[SalesOrderShape.of(row) for row in page.rows], next=page.next)


@router.post("/sales-orders", status_code=201)
async def create_order(
    response: Response, staff: Editing, key: IdempotencyKey, body: OrderBody
) -> SalesOrderDetail:
    """Nobody but staff sees it until it is confirmed."""
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, body.customer)
    said = body.said(customer.currency)
    number = (await changes.write(staff, key, customer.number, said)).done.key
    response.headers["Location"] = f"/v1/staff/sales-orders/{number}"
    return await _shown(response, staff, number)


@router.get("/sales-orders/{number}")
async def show_order(response: Response, staff: Looking, number: str) -> SalesOrderDetail:
    return await _shown(response, staff, number)


@router.put("/sales-orders/{number}")
async def change_order(
    order: SeenOrder, response: Response, key: IdempotencyKey, body: OrderTextBody
) -> SalesOrderDetail:
    """As long as it is a draft, as it was seen: the ETag goes into `If-Match`."""
    said, row = body.said(order.row.currency), order.row
    outcome = await changes.rewrite(order.staff, key, row.number, order.edition, said)
    return await _done(response, order.staff, outcome)


@router.get("/sales-orders/{number}/pdf", response_class=Response)
async def download_order(staff: Looking, number: str) -> Response:
    return await pdf_answer(staff, document(number))


@router.post("/sales-orders/{number}/confirm")
async def confirm(order: SeenOrder, response: Response, key: IdempotencyKey) -> SalesOrderDetail:
    """As it was seen."""
    outcome = await changes.confirm(order.staff, key, order.row.number, order.edition)
    return await _done(response, order.staff, outcome)


@router.post("/sales-orders/{number}/void")
async def void(order: SeenOrder, response: Response, key: IdempotencyKey) -> SalesOrderDetail:
    """As it was seen."""
    outcome = await changes.void(order.staff, key, order.row.number, order.edition)
    return await _done(response, order.staff, outcome)


@router.post("/sales-orders/{number}/shipments")
async def fulfil(
    response: Response, staff: Editing, key: IdempotencyKey, number: str, body: ShipmentBody
) -> SalesOrderDetail:
    """What is supplied now, never more than is left of a line."""
    new = NewShipment(_by_place(body.quantities), body.tracking(), body.status, body.note)
    return await _done(response, staff, await changes.fulfil(staff, key, number, new))


@router.post("/shipments/{number}/moves")
async def move(
    response: Response, staff: Editing, key: IdempotencyKey, number: str, body: MoveBody
) -> SalesOrderDetail:
    """What comes back has to be supplied again."""
    outcome = await changes.move(staff, key, number, body.event, body.note)
    return await _done(response, staff, outcome)


@router.put("/shipments/{number}/tracking")
async def track(
    response: Response, staff: Editing, key: IdempotencyKey, number: str, body: TrackingBody
) -> SalesOrderDetail:
    outcome = await changes.track(staff, key, number, body.tracking())
    return await _done(response, staff, outcome)


@router.post("/sales-orders/{number}/invoices", status_code=201)
async def invoice(
    staff: Issuing, key: IdempotencyKey, number: str, body: InvoiceBody
) -> DraftedShape:
    """A draft of an invoice over what was fulfilled and not invoiced, or over a part of it."""
    quantities = None if body.quantities is None else _by_place(body.quantities)
    outcome = await changes.invoice(staff, key, number, quantities)
    return DraftedShape(draft=outcome.done.payload["draft"])


def _by_place(quantities: list[QuantityBody]) -> dict[int, int]:
    """A line that is named twice counts once for all of that."""
    found: dict[int, int] = {}
    for each in quantities:
        found[each.line] = found.get(each.line, 0) + each.quantity
    return found


async def _done(response: Response, staff: SignedInStaff, outcome: Outcome) -> SalesOrderDetail:
    unmoved(outcome.refusal)
    return await _shown(response, staff, outcome.done.key)


async def _shown(response: Response, staff: SignedInStaff, number: str) -> SalesOrderDetail:
    async with staff.parts.open_books() as books:
        view = await order_view(books, await find_order(books, number))
    tagged(response, tag(number, view.row.edition))
    return SalesOrderDetail.seen(view)
