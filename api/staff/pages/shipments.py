"""A shipment in the console: how it moves on, and how it can be followed."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.sales_orders.views import OrderView, find_order, order_view
from api.staff.changes import sales_orders as changes
from api.staff.chrome import Sheet, console_page, go, go_done
from api.staff.inputs import Reader
from api.staff.pages.sales_order_forms import NoteForm, TrackingForm, tracking_form
from domain.policy import Action
from domain.sales_orders import SHIPMENT_LIFECYCLE, NoSuchShipment, ShipmentEvent
from domain.words import N_
from storage.shipments import Shipment

router = APIRouter(include_in_schema=False)

Editing = Annotated[SignedInStaff, StaffMay(Action.SALES_ORDER_EDIT)]
HOME = "/console/shipments"
MOVES: Mapping[ShipmentEvent, str] = {
    ShipmentEvent.SHIP: N_("It is on its way"),
    ShipmentEvent.DELIVER: N_("It was delivered"),
    ShipmentEvent.COME_BACK: N_("It came back"),
}
DONE = N_("It is written down.")


@router.get(f"{HOME}/{{number}}")
async def show_shipment(request: Request, staff: Editing, number: str) -> Response:
    order, shipment = await _found(staff, number)
    return _page(request, staff, (order, shipment), tracking_form(shipment.row))


@router.post(f"{HOME}/{{number}}/{{event}}")
async def move(
    staff: Editing,
    number: str,
    event: Annotated[ShipmentEvent, Path()],
    form: Annotated[NoteForm, Form()],
) -> Response:
    key = checked_key(form.idempotency_key)
    outcome = await changes.move(staff, key, number, event, form.note)
    return go_done(staff, f"{HOME}/{number}", outcome, DONE)


@router.post(f"{HOME}/{{number}}")
async def track(
    request: Request, staff: Editing, number: str, form: Annotated[TrackingForm, Form()]
) -> Response:
    found, reader = await _found(staff, number), Reader(staff)
    tracking = form.tracking(reader)
    if reader.errors:
        return _page(request, staff, found, form, reader.errors)
    outcome = await changes.track(staff, checked_key(form.idempotency_key), number, tracking)
    if outcome.refusal:
        return _page(request, staff, found, form, {"": staff.put(outcome.refusal)})
    return go(staff, f"{HOME}/{number}", DONE)


async def _found(staff: SignedInStaff, number: str) -> tuple[OrderView, Shipment]:
    """With its order. Raises `NoSuchShipment`."""
    async with staff.parts.open_books() as books:
        row = await books.shipments.find(number)
        if row is None:
            raise NoSuchShipment(shipment=number)
        order = await order_view(books, await find_order(books, row.sales_order))
    return order, next(each for each in order.shipments if each.row.number == number)


def _page(
    request: Request,
    staff: SignedInStaff,
    found: tuple[OrderView, Shipment],
    form: TrackingForm,
    errors: Mapping[str, str] | None = None,
) -> Response:
    order, shipment = found
    number, status = shipment.row.number, shipment.row.status
    return console_page(
        request,
        staff,
        Sheet("shipment.html", "", "orders", errors=errors or {}, name=number),
        view=order,
        shipment=shipment,
        given=form,
        moves={
            event: words
            for event, words in MOVES.items()
            if SHIPMENT_LIFECYCLE.allows(status, event)
        },
    )
