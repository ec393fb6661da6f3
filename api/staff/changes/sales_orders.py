"""What staff do with sales orders and their shipments, each once and recorded."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from activities.records import Recorded
from activities.sales_orders import (
    OrderText,
    confirm_order,
    rewrite_order,
    void_order,
    write_order,
)
from activities.shipments import (
    NewShipment,
    Tracking,
    fulfil_order,
    invoice_order,
    move_shipment,
    track_shipment,
)
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.sales_orders import Quantities, ShipmentEvent
from storage.books import Books

Done = Callable[[Books, datetime], Awaitable[tuple[str, str]]]
"""Does it; (number of the order, words) of what was done."""
Facts = Callable[[], Mapping[str, object]]


async def write(staff: SignedInStaff, key: str, customer: str, said: OrderText) -> Outcome:
    """The record's key is the order's number."""

    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        order = await write_order(books, customer, said, staff.actor.name, at)
        return order.number, f"{order.number} over {order.total}"

    asked = Asked("sales-orders", key, {"customer": customer, **asdict(said)})
    return await _once(staff, asked, "write", deed)


async def rewrite(
    staff: SignedInStaff, key: str, number: str, edition: int | None, said: OrderText
) -> Outcome:
    """Of the draft that was seen as `edition`, here and below; None is for any."""

    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        order = await rewrite_order(books, number, edition, said, at)
        return number, f"{number} over {order.total}"

    asked = Asked("sales-orders/change", key, {"order": number, "edition": edition, **asdict(said)})
    return await _once(staff, asked, "rewrite", deed)


async def confirm(staff: SignedInStaff, key: str, number: str, edition: int | None) -> Outcome:
    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        order = await confirm_order(books, number, at, edition=edition)
        return number, f"{number} confirmed over {order.total}"

    asked = Asked("sales-orders/confirm", key, {"order": number, "edition": edition})
    return await _once(staff, asked, "confirm", deed)


async def void(staff: SignedInStaff, key: str, number: str, edition: int | None) -> Outcome:
    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        await void_order(books, number, at, edition=edition)
        return number, f"{number} is void"

    asked = Asked("sales-orders/void", key, {"order": number, "edition": edition})
    return await _once(staff, asked, "void", deed)


async def fulfil(staff: SignedInStaff, key: str, number: str, new: NewShipment) -> Outcome:
    """The facts of the record hold the shipment's number."""
    made: dict[str, object] = {}

    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        shipment = await fulfil_order(books, number, new, staff.actor.name, at)
        made["shipment"] = shipment.number
        return number, f"{shipment.number} of {number}"

    said = {"order": number, **asdict(new), "quantities": _by_text(new.quantities)}
    asked = Asked("sales-orders/fulfil", key, said)
    return await _once(staff, asked, "fulfil", deed, lambda: made)


async def move(
    staff: SignedInStaff, key: str, number: str, event: ShipmentEvent, note: str
) -> Outcome:
    """`number` is the shipment's; the record's key is that of its order."""

    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        shipment = await move_shipment(books, number, event, (note, staff.actor.name), at)
        return shipment.sales_order, f"{number}: {shipment.status}"

    asked = Asked("shipments/move", key, {"shipment": number, "event": event, "note": note})
    return await _once(staff, asked, "ship", deed)


async def track(staff: SignedInStaff, key: str, number: str, tracking: Tracking) -> Outcome:
    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        del at
        return (await track_shipment(books, number, tracking)).sales_order, number

    asked = Asked("shipments/track", key, {"shipment": number, **asdict(tracking)})
    return await _once(staff, asked, "track", deed)


async def invoice(
    staff: SignedInStaff, key: str, number: str, quantities: Quantities | None
) -> Outcome:
    """The facts of the record hold the number of the draft."""
    made: dict[str, object] = {}

    async def deed(books: Books, at: datetime) -> tuple[str, str]:
        draft = await invoice_order(books, number, quantities, staff.actor.name, at)
        made["draft"] = draft.number
        return number, f"{draft.number} of {number}"

    said = {"order": number, "quantities": _by_text(quantities or {}), "all": quantities is None}
    asked = Asked("sales-orders/invoice", key, said)
    return await _once(staff, asked, "invoice", deed, lambda: made)


def _by_text(quantities: Quantities) -> dict[str, int]:
    return {str(place): quantity for place, quantity in quantities.items()}


def _no_facts() -> Mapping[str, object]:
    return {}


async def _once(
    staff: SignedInStaff, asked: Asked, verb: str, deed: Done, facts: Facts = _no_facts
) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        number, words = await deed(books, at)
        order = await books.sales_orders.get(number)
        return Recorded(
            staff.actor,
            order.customer,
            "sales_order",
            number,
            verb,
            says=words,
            document=number,
            address=staff.address,
            facts=facts(),
        )

    return await once(staff, asked, work)
