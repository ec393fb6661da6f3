"""What customers are told of shipments by mail: that one is on its way, that it was delivered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.messages import Mail, queue_mail
from domain.policy import Action, Role, may
from domain.sales_orders import short_note
from domain.shipment_mails import contents, shipment_mail

if TYPE_CHECKING:
    from domain.deliveries import Fact
    from domain.preferences import Preferences
    from storage.books import Books
    from storage.customers import ContactRow
    from storage.sales_orders import SalesOrderRow
    from storage.shipments import ShipmentRow


async def mail_shipment(
    books: "Books", order: "SalesOrderRow", shipment: "ShipmentRow", note: str, at: datetime
) -> None:
    """How it stands now, to each who sees the order in the portal: once for each status, ever."""
    preferences = await books.organisations.preferences()
    kind = shipment_mail(shipment.status, preferences.sales_orders_mails)
    if kind is None:
        return
    facts = await _facts(books, shipment, note, at)
    for contact in await _readers(books, order.customer, preferences):
        about = f"{shipment.number}/{contact.number}"
        mail = Mail(
            kind,
            order.customer,
            about,
            document=order.number,
            contact=contact.number,
            facts=facts,
        )
        await queue_mail(books, mail, at)


async def _facts(
    books: "Books", shipment: "ShipmentRow", note: str, at: datetime
) -> "Mapping[str, Fact]":
    quantities = await books.shipments.held_by(shipment.number)
    lines = await books.sales_orders.lines(shipment.sales_order)
    inside = [
        (quantities[each.position], each.description)
        for each in lines
        if each.position in quantities
    ]
    return {
        "shipment": shipment.number,
        "order": shipment.sales_order,
        "contents": contents(inside),
        "carrier": shipment.carrier or None,
        "tracking_number": shipment.tracking_number or None,
        "follow_url": shipment.tracking_url or None,
        "expected_on": shipment.expected_on,
        "delivered_at": at,
        "note": short_note(note) or None,
    }


async def _readers(
    books: "Books", customer: str, preferences: "Preferences"
) -> "Sequence[ContactRow]":
    """Whoever gets into the portal and sees orders there."""
    people = await books.customers.contacts_of(customer)
    wanted = [each for each in people if each.email and _sees_orders(each, preferences)]
    return [each for each in wanted if await books.invitations.lets_in(each.number)]


def _sees_orders(contact: "ContactRow", preferences: "Preferences") -> bool:
    role = Role.PRIMARY_CONTACT if contact.is_primary else Role.CONTACT
    return may(role, Action.SALES_ORDER_VIEW, preferences)
