"""The forms of a sales order: as it is written, and how much of it is fulfilled or invoiced."""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import Field

from activities.sales_orders import OrderText, ordered_line
from activities.shipments import NewShipment, Tracking
from api.inputs import FormBody, Line, Words
from api.sales_orders.views import OrderView
from api.staff.inputs import Reader, whole_number
from api.staff.pages.line_forms import LinesForm, typed_day, typed_line
from domain.invoice_drafts import MOST_LINES
from domain.sales_orders import ShipmentStatus, short_note, tracking_address
from storage.shipments import ShipmentRow

MADE = (ShipmentStatus.DELIVERED, ShipmentStatus.SHIPPED, ShipmentStatus.PACKED)
"""How a shipment can begin; the first is what is meant if nothing is said."""


class OrderForm(LinesForm):
    customer: Line = ""
    purchase_order: Line = ""
    project: Line = ""
    notes: Words = ""
    terms: Words = ""

    def read(self, reader: Reader, currency: str) -> OrderText:
        """The order as it is meant; what is wrong is noted with its field."""
        return OrderText(
            tuple(line for _, line in self.written(reader, currency)),
            self.purchase_order,
            self.notes,
            self.terms,
            self.project,
        )


class QuantityForm(FormBody):
    """`quantities` stand in the order of the `places`; an empty one is none of its line."""

    places: Annotated[list[Line], Field(default_factory=list, max_length=MOST_LINES)]
    quantities: Annotated[list[Line], Field(default_factory=list, max_length=MOST_LINES)]

    def read(self, reader: Reader) -> dict[int, int]:
        """By the line's place; what is wrong is noted with its field."""
        found: dict[int, int] = {}
        for place, typed in zip(self.places, self.quantities, strict=False):
            if typed.strip() and place.isascii() and place.isdigit():
                found[int(place)] = reader.read(f"quantity-{place}", typed, whole_number, 0)
        return found


class ShipmentForm(QuantityForm):
    status: Line = ShipmentStatus.DELIVERED.value
    carrier: Line = ""
    tracking_number: Line = ""
    tracking_url: Line = ""
    expected_on: Line = ""
    note: Words = ""

    def shipment(self, reader: Reader) -> NewShipment:
        """What is supplied; what is wrong is noted with its field."""
        url = reader.read("tracking_url", self.tracking_url, tracking_address, "")
        status = reader.choice("status", self.status, ShipmentStatus.DELIVERED)
        note = reader.read("note", self.note, short_note, "")
        tracking = Tracking(self.carrier, self.tracking_number, url, _day(reader, self.expected_on))
        return NewShipment(self.read(reader), tracking, status, note)


class TrackingForm(FormBody):
    carrier: Line = ""
    tracking_number: Line = ""
    tracking_url: Line = ""
    expected_on: Line = ""

    def tracking(self, reader: Reader) -> Tracking:
        """What is wrong is noted with its field."""
        url = reader.read("tracking_url", self.tracking_url, tracking_address, "")
        return Tracking(self.carrier, self.tracking_number, url, _day(reader, self.expected_on))


class NoteForm(FormBody):
    note: Words = ""


AnyOrder = Annotated[OrderForm, Form()]
AnyShipment = Annotated[ShipmentForm, Form()]
AnyQuantities = Annotated[QuantityForm, Form()]


def empty_order(customer: str) -> OrderForm:
    return OrderForm.empty(customer=customer)


def form_of(view: OrderView) -> OrderForm:
    """The form of an order as it was saved last."""
    row = view.row
    form = empty_order(row.customer).model_copy(
        update={
            "edition": str(row.edition),
            "purchase_order": row.purchase_order,
            "project": row.project or "",
            "notes": row.notes,
            "terms": row.terms,
        }
    )
    return form.with_lines([typed_line(ordered_line(row, line.row)) for line in view.lines])


def quantity_form(view: OrderView, *, to_invoice: bool) -> QuantityForm:
    """Filled in with all that can be invoiced, or fulfilled."""
    return QuantityForm(csrf="", places=[], quantities=[]).model_copy(
        update=_most(view, to_invoice=to_invoice)
    )


def shipment_form(view: OrderView) -> ShipmentForm:
    """Filled in with all that can be fulfilled."""
    return ShipmentForm(csrf="", places=[], quantities=[]).model_copy(
        update=_most(view, to_invoice=False)
    )


def tracking_form(shipment: ShipmentRow) -> TrackingForm:
    """As it was saved last."""
    return TrackingForm(
        csrf="",
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        expected_on=shipment.expected_on.isoformat() if shipment.expected_on else "",
    )


def _day(reader: Reader, typed: str) -> date | None:
    """The day on which it is expected, if one was typed."""
    text = typed.strip()
    return reader.read("expected_on", text, typed_day, date.min) if text else None


def _most(view: OrderView, *, to_invoice: bool) -> dict[str, list[str]]:
    stands = [line.stands for line in view.lines]
    most = [each.to_invoice if to_invoice else each.to_fulfil for each in stands]
    return {
        "places": [str(each.place) for each in stands],
        "quantities": [str(quantity) if quantity else "" for quantity in most],
    }
