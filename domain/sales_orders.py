"""Sales orders: what was agreed to be supplied, how much of it was, and how much was invoiced.

Staff write an order and confirm it; from then on its customer sees it and its lines stay. It is
fulfilled by shipments, in one or in parts; a shipment that comes back has fulfilled nothing. What
was fulfilled is invoiced, never beyond it. How a confirmed order stands follows from its lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from urllib.parse import urlsplit

from domain.errors import Conflict, Invalid, NotFound
from domain.invoice_drafts import WrittenLine
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.words import N_

MOST_NOTE = 500


class SalesOrderStatus(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    VOID = "void"


class SalesOrderEvent(StrEnum):
    """`return_part` and `return_all` follow a shipment that came back."""

    CONFIRM = "confirm"
    FULFIL_PART = "fulfil_part"
    FULFIL = "fulfil"
    RETURN_PART = "return_part"
    RETURN_ALL = "return_all"
    VOID = "void"


_S, _E = SalesOrderStatus, SalesOrderEvent
_FULFILLING = {_E.FULFIL_PART: _S.PARTLY_FULFILLED, _E.FULFIL: _S.FULFILLED}
_RETURNING = {_E.RETURN_PART: _S.PARTLY_FULFILLED, _E.RETURN_ALL: _S.CONFIRMED}
SALES_ORDER_LIFECYCLE = Lifecycle[SalesOrderStatus, SalesOrderEvent](
    {
        _S.DRAFT: {_E.CONFIRM: _S.CONFIRMED, _E.VOID: _S.VOID},
        _S.CONFIRMED: {**_FULFILLING, _E.VOID: _S.VOID},
        _S.PARTLY_FULFILLED: {**_FULFILLING, **_RETURNING},
        _S.FULFILLED: _RETURNING,
        _S.VOID: {},
    }
)


class ShipmentStatus(StrEnum):
    """How a shipment stands: what is handed over, or done, without a carrier is delivered."""

    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNED = "returned"


class ShipmentEvent(StrEnum):
    SHIP = "ship"
    DELIVER = "deliver"
    COME_BACK = "come_back"


_P, _F = ShipmentStatus, ShipmentEvent
SHIPMENT_LIFECYCLE = Lifecycle[ShipmentStatus, ShipmentEvent](
    {
        _P.PACKED: {_F.SHIP: _P.SHIPPED, _F.DELIVER: _P.DELIVERED, _F.COME_BACK: _P.RETURNED},
        _P.SHIPPED: {_F.DELIVER: _P.DELIVERED, _F.COME_BACK: _P.RETURNED},
        _P.DELIVERED: {_F.COME_BACK: _P.RETURNED},
        _P.RETURNED: {},
    },
    starts=(_P.PACKED, _P.SHIPPED, _P.DELIVERED),
)


class NoSuchSalesOrder(NotFound):
    message = N_("There is no sales order {order}.")


class NoSuchShipment(NotFound):
    message = N_("There is no shipment {shipment}.")


class SalesOrderConfirmed(Conflict):
    message = N_("{order} was confirmed: its lines stay as they are.")


class NoStartOfShipment(Invalid):
    message = N_("A shipment does not begin as one that came back.")


class NotConfirmed(Conflict):
    message = N_("{order} is not confirmed, or was declared void.")


class NothingChosen(Invalid):
    message = N_("Say how much of at least one line.")


class NoSuchOrderLine(Invalid):
    message = N_("{order} has no line {line}.")


class MoreThanOrdered(Conflict):
    message = N_("Line {line}: only {left} are left to fulfil.")


class MoreThanFulfilled(Conflict):
    message = N_("Line {line}: only {left} are fulfilled and not invoiced.")


class InvoicedAlready(Conflict):
    message = N_("What comes back was invoiced: give credit, or declare the invoice void, first.")


class OrderIsInvoiced(Conflict):
    message = N_("{order} has invoices or shipments: it cannot be declared void any more.")


class NotATrackingAddress(Invalid):
    message = N_("The address to follow a shipment begins with https://.")


class NoteTooLong(Invalid):
    message = N_("A note has at most {most} characters.")


class DraftOfOrder(Conflict):
    message = N_(
        "The lines of {draft} are those of {order}: discard it and invoice the order anew."
    )


@dataclass(frozen=True)
class OrderedLine:
    """A line by its place, from 1 on: how much was ordered, fulfilled, and invoiced of that."""

    place: int
    ordered: int
    fulfilled: int = 0
    invoiced: int = 0

    @property
    def to_fulfil(self) -> int:
        return self.ordered - self.fulfilled

    @property
    def to_invoice(self) -> int:
        return max(self.fulfilled - self.invoiced, 0)


Quantities = Mapping[int, int]
"""How much of which line, by its place."""


def chosen_quantities(quantities: Quantities) -> Quantities:
    """Those above nothing. Raises `NothingChosen`."""
    chosen = {place: quantity for place, quantity in sorted(quantities.items()) if quantity > 0}
    if not chosen:
        raise NothingChosen
    return chosen


def check_fulfilment(order: str, lines: Sequence[OrderedLine], quantities: Quantities) -> None:
    """Raises `NoSuchOrderLine` and `MoreThanOrdered`."""
    known = {line.place: line for line in lines}
    for place, quantity in quantities.items():
        if place not in known:
            raise NoSuchOrderLine(order=order, line=place)
        if quantity > known[place].to_fulfil:
            raise MoreThanOrdered(line=place, left=known[place].to_fulfil)


def check_invoicing(order: str, lines: Sequence[OrderedLine], quantities: Quantities) -> None:
    """Raises `NoSuchOrderLine` and `MoreThanFulfilled`."""
    known = {line.place: line for line in lines}
    for place, quantity in quantities.items():
        if place not in known:
            raise NoSuchOrderLine(order=order, line=place)
        if quantity > known[place].to_invoice:
            raise MoreThanFulfilled(line=place, left=known[place].to_invoice)


def check_return(lines: Sequence[OrderedLine], quantities: Quantities) -> None:
    """What came back must not be what was invoiced. Raises `InvoicedAlready`."""
    known = {line.place: line for line in lines}
    for place, quantity in quantities.items():
        if quantity > known[place].to_invoice:
            raise InvoicedAlready


def fulfilling_event(lines: Sequence[OrderedLine]) -> SalesOrderEvent:
    """What has happened to an order of which more is fulfilled now."""
    is_whole = all(line.to_fulfil == 0 for line in lines)
    return SalesOrderEvent.FULFIL if is_whole else SalesOrderEvent.FULFIL_PART


def returning_event(lines: Sequence[OrderedLine]) -> SalesOrderEvent:
    """What has happened to an order of which less is fulfilled now."""
    is_anything = any(line.fulfilled for line in lines)
    return SalesOrderEvent.RETURN_PART if is_anything else SalesOrderEvent.RETURN_ALL


@dataclass(frozen=True)
class Invoiced:
    """How much of a line was invoiced, and what discount it was given with."""

    quantity: int
    discount: Money


def invoiced_part(line: WrittenLine, before: Invoiced, quantity: int) -> WrittenLine:
    """So many of a line, of which so many are invoiced already.

    It bears of the discount what the parts before have left of its share, so that all parts
    together have the discount of the whole, to the cent.
    """
    until = line.discount.times(Fraction(before.quantity + quantity, line.quantity))
    discount = max(until - before.discount, Money.zero(line.discount.currency))
    return WrittenLine(line.description, quantity, line.unit_price, discount, line.tax)


def tracking_address(typed: str) -> str:
    """Where a shipment can be followed, or nothing. Raises `NotATrackingAddress`."""
    text = typed.strip()
    if not text:
        return ""
    try:
        address = urlsplit(text)
    except ValueError:
        raise NotATrackingAddress from None
    if address.scheme != "https" or not address.hostname or address.username:
        raise NotATrackingAddress
    return text


def short_note(typed: str) -> str:
    """Raises `NoteTooLong`."""
    text = typed.strip()
    if len(text) > MOST_NOTE:
        raise NoteTooLong(most=MOST_NOTE)
    return text
