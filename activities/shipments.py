"""Shipments fulfil a sales order, in one or in parts, and may come back; that is invoiced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.invoice_drafts import Written, billed_as_known, write_draft
from activities.sales_orders import held_order, ordered_line, ordered_lines
from activities.shipment_mails import mail_shipment
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.numbers import Series
from domain.sales_orders import (
    SALES_ORDER_LIFECYCLE,
    SHIPMENT_LIFECYCLE,
    Invoiced,
    NoStartOfShipment,
    NoSuchShipment,
    NotConfirmed,
    Quantities,
    SalesOrderStatus,
    ShipmentEvent,
    ShipmentStatus,
    check_fulfilment,
    check_invoicing,
    check_return,
    chosen_quantities,
    fulfilling_event,
    invoiced_part,
    returning_event,
    short_note,
    tracking_address,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.invoice_drafts import InvoiceDraftRow
    from storage.sales_orders import SalesOrderRow
    from storage.shipments import ShipmentRow

_OPEN = frozenset({SalesOrderStatus.CONFIRMED, SalesOrderStatus.PARTLY_FULFILLED})
_SUPPLIED = frozenset({SalesOrderStatus.PARTLY_FULFILLED, SalesOrderStatus.FULFILLED})


@dataclass(frozen=True)
class Tracking:
    """By whom something is carried, where that can be followed, and when it should be there."""

    carrier: str = ""
    number: str = ""
    url: str = ""
    expected_on: date | None = None


@dataclass(frozen=True)
class NewShipment:
    """What is supplied now. Without a carrier it is handed over, or done, already."""

    quantities: Quantities
    tracking: Tracking = Tracking()
    status: ShipmentStatus = ShipmentStatus.DELIVERED
    note: str = ""


async def fulfil_order(
    books: "Books", number: str, new: NewShipment, by: str, at: datetime
) -> "ShipmentRow":
    """Raises `NoSuchSalesOrder`, `NotConfirmed`, `NothingChosen` and `MoreThanOrdered`.

    And `NoStartOfShipment` for what would have come back before it was sent.
    """
    if new.status not in SHIPMENT_LIFECYCLE.starts:
        raise NoStartOfShipment
    order = await held_order(books, number)
    if order.status not in _OPEN:
        raise NotConfirmed(order=number)
    quantities = chosen_quantities(new.quantities)
    check_fulfilment(number, await ordered_lines(books, order), quantities)
    shipment = books.shipments.new(
        number=await books.numbers.take(Series.SHIPMENT),
        sales_order=number,
        status=new.status,
        carrier=new.tracking.carrier,
        tracking_number=new.tracking.number,
        tracking_url=tracking_address(new.tracking.url),
        expected_on=new.tracking.expected_on,
        made_at=at,
    )
    await books.flush()
    await _count(books, order, quantities, 1)
    for line in await books.sales_orders.lines(number):
        if line.position in quantities:
            books.shipments.add_line(shipment.number, line.id, quantities[line.position])
    event = fulfilling_event(await ordered_lines(books, order))
    order.status = SALES_ORDER_LIFECYCLE.advance(order.status, event)
    _note(books, shipment, (new.note, by), at)
    await books.flush()
    await mail_shipment(books, order, shipment, new.note, at)
    return shipment


async def move_shipment(
    books: "Books", number: str, event: ShipmentEvent, said: tuple[str, str], at: datetime
) -> "ShipmentRow":
    """`said` are a note and by whom. What comes back has to be supplied again.

    Raises `NoSuchShipment`, `UnlawfulTransition`, `NoteTooLong` and `InvoicedAlready`.
    """
    order, shipment = await _held(books, number)
    shipment.status = SHIPMENT_LIFECYCLE.advance(shipment.status, event)
    if event is ShipmentEvent.COME_BACK:
        quantities = await books.shipments.held_by(number)
        await _free_credited(books, order, quantities)
        check_return(await ordered_lines(books, order), quantities)
        await _count(books, order, quantities, -1)
        back = returning_event(await ordered_lines(books, order))
        order.status = SALES_ORDER_LIFECYCLE.advance(order.status, back)
    _note(books, shipment, said, at)
    await mail_shipment(books, order, shipment, said[0], at)
    return shipment


async def track_shipment(books: "Books", number: str, tracking: Tracking) -> "ShipmentRow":
    """Raises `NoSuchShipment` and `NotATrackingAddress`."""
    _, shipment = await _held(books, number)
    shipment.carrier, shipment.tracking_number = tracking.carrier, tracking.number
    shipment.tracking_url = tracking_address(tracking.url)
    shipment.expected_on = tracking.expected_on
    return shipment


async def invoice_order(
    books: "Books", number: str, quantities: Quantities | None, by: str, at: datetime
) -> "InvoiceDraftRow":
    """A draft of an invoice of what was fulfilled; all of that without `quantities`.

    Raises `NoSuchSalesOrder`, `NotConfirmed`, `NothingChosen` and `MoreThanFulfilled`.
    """
    order = await held_order(books, number)
    if order.status not in _SUPPLIED:
        raise NotConfirmed(order=number)
    lines = await ordered_lines(books, order)
    if quantities is None:
        quantities = {line.place: line.to_invoice for line in lines}
    chosen = chosen_quantities(quantities)
    check_invoicing(number, lines, chosen)
    parts = await _parts(books, order, chosen)
    customer = await books.customers.get(order.customer)
    written = Written(
        tuple(part for _, part in parts),
        billed_as_known(customer),
        purchase_order=order.purchase_order,
        notes=order.notes,
        terms=order.terms,
        project=order.project or "",
    )
    draft = await write_draft(books, order.customer, written, by, at)
    for line, part in parts:
        books.sales_orders.add_to_invoice(draft.invoice, line, part.quantity, part.discount)
    await books.flush()
    return draft


async def _parts(
    books: "Books", order: "SalesOrderRow", chosen: Quantities
) -> Sequence[tuple[int, WrittenLine]]:
    """(id of the line, what of it is invoiced)."""
    before = await books.sales_orders.invoiced(order)
    nothing = Invoiced(0, Money.zero(order.currency))
    return [
        (
            line.id,
            invoiced_part(
                ordered_line(order, line), before.get(line.position, nothing), chosen[line.position]
            ),
        )
        for line in await books.sales_orders.lines(order.number)
        if line.position in chosen
    ]


async def _free_credited(books: "Books", order: "SalesOrderRow", quantities: Quantities) -> None:
    """What comes back and was invoiced is not invoiced any more, as far as it was credited."""
    lines = await ordered_lines(books, order)
    missing = {line.place: quantities.get(line.place, 0) - line.to_invoice for line in lines}
    for part in await books.sales_orders.issued_parts(order):
        freed = max(min(missing[part.place], part.may_come_back), 0)
        part.row.returned += freed
        missing[part.place] -= freed
    await books.flush()


async def _held(books: "Books", number: str) -> "tuple[SalesOrderRow, ShipmentRow]":
    found = await books.shipments.find(number)
    if found is None:
        raise NoSuchShipment(shipment=number)
    order = await held_order(books, found.sales_order)
    return order, await books.shipments.lock(number)


async def _count(books: "Books", order: "SalesOrderRow", quantities: Quantities, sign: int) -> None:
    """So much more of each line is fulfilled, or less."""
    for line in await books.sales_orders.lines(order.number):
        line.fulfilled += sign * quantities.get(line.position, 0)
    await books.flush()


def _note(books: "Books", shipment: "ShipmentRow", said: tuple[str, str], at: datetime) -> None:
    note, by = said
    books.shipments.new_event(
        shipment=shipment.number, status=shipment.status, note=short_note(note), by=by, at=at
    )
