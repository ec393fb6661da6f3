"""Mails about shipments: to whoever sees the order, once for each status, and to nobody else."""

import pytest
from sqlalchemy import select, text

from activities.sales_orders import confirm_order, write_order
from activities.shipment_mails import mail_shipment
from activities.shipments import NewShipment, fulfil_order, move_shipment
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.sales_orders import ShipmentEvent, ShipmentStatus
from storage.messages import MessageRow
from tests.support.office import Office
from tests.support.order_office import BY, TEXT, TRACKING

SENT, DELIVERED = MailKind.SHIPMENT_SENT, MailKind.SHIPMENT_DELIVERED
PACKED = ShipmentStatus.PACKED


class Yard:
    """A confirmed order of a customer with three people, of whom the last is not let in."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def open(self) -> "Yard":
        self.customer = await self.office.a.customer()
        await self.office.a.preference("view.sales_orders", True)
        self.people = [await self.office.a.contact_of(self.customer), "CON-000901", "CON-000902"]
        at = self.office.clock.at
        async with self.office.books() as books:
            for number in self.people[1:]:
                books.customers.new_contact(
                    number=number, customer=self.customer, name=number, email=f"{number}@a.example"
                )
            await books.flush()
            for number, status in zip(
                self.people, ("accepted", "accepted", "invited"), strict=True
            ):
                books.invitations.new(
                    contact=number,
                    status=InvitationStatus(status),
                    version=1,
                    sent_at=at,
                    expires_at=at,
                )
            order = await write_order(books, self.customer, TEXT, BY, at)
            self.order = (await confirm_order(books, order.number, at)).number
        return self

    async def supply(self, status: ShipmentStatus, place: int = 1) -> str:
        new = NewShipment({place: 1}, TRACKING, status, "Careful")
        async with self.office.books() as books:
            return (await fulfil_order(books, self.order, new, BY, self.office.clock.at)).number

    async def moves(self, shipment: str, event: ShipmentEvent) -> None:
        async with self.office.books() as books:
            await move_shipment(books, shipment, event, ("", BY), self.office.clock.at)

    async def mails(self) -> list[MessageRow]:
        async with self.office.books() as books:
            found = select(MessageRow).where(MessageRow.kind.in_((SENT, DELIVERED)))
            return list(await books.session.scalars(found.order_by(MessageRow.number)))

    async def told(self) -> list[tuple[MailKind, str | None]]:
        return [(each.kind, each.contact) for each in await self.mails()]


@pytest.fixture
async def yard(office: Office) -> Yard:
    return await Yard(office).open()


async def test_who_sees_the_order_is_told_once_of_each_status_and_nobody_else(yard: Yard) -> None:
    ada, ben, _ = yard.people
    shipment = await yard.supply(PACKED)
    assert await yard.told() == []
    await yard.moves(shipment, ShipmentEvent.SHIP)
    assert await yard.told() == [(SENT, ada), (SENT, ben)]
    first = (await yard.mails())[0]
    assert first.document == yard.order
    assert (first.facts["contents"], first.facts["carrier"]) == ("1 Chair", "Post")
    assert first.facts["follow_url"] == "https://post.example/X1"

    for status in ("packed", "shipped"):  # corrected back and forth
        async with yard.office.books() as books:
            await books.session.execute(text(f"UPDATE shipments SET status = '{status}'"))  # noqa: S608 - ours
            order = await books.sales_orders.get(yard.order)
            row = await books.shipments.lock(shipment)
            await mail_shipment(books, order, row, "", yard.office.clock.at)
    assert len(await yard.told()) == 2

    await yard.moves(shipment, ShipmentEvent.DELIVER)
    assert (await yard.told())[2:] == [(DELIVERED, ada), (DELIVERED, ben)]
    await yard.moves(shipment, ShipmentEvent.COME_BACK)
    assert len(await yard.told()) == 4


async def test_the_organisation_says_which_mails_go_out_and_none_where_orders_are_not_shown(
    yard: Yard,
) -> None:
    ada, ben, _ = yard.people
    await yard.office.a.preference("sales_orders.mails", ["delivered"])
    await yard.supply(ShipmentStatus.SHIPPED)
    assert await yard.told() == []
    await yard.supply(ShipmentStatus.DELIVERED)
    assert await yard.told() == [(DELIVERED, ada), (DELIVERED, ben)]
    await yard.office.a.preference("sales_orders.mails", [])
    await yard.supply(ShipmentStatus.DELIVERED)
    await yard.office.a.preference("sales_orders.mails", ["shipped", "delivered"])
    await yard.office.a.preference("view.sales_orders", False)
    await yard.supply(ShipmentStatus.DELIVERED, 2)
    assert len(await yard.told()) == 2
