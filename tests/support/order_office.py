"""A sales order of which something came, was sent and is invoiced, for tests that need one."""

from datetime import datetime

from activities.sales_orders import OrderText, confirm_order, write_order
from activities.shipments import NewShipment, Tracking, fulfil_order, invoice_order
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.sales_orders import ShipmentStatus
from storage.books import OpenBooks

BY = "STAFF-000001"
NOTHING = Money(0, "EUR")
CHAIRS = WrittenLine("Chair", 3, Money(1_000, "EUR"), Money(1_000, "EUR"))
TEXT = OrderText((CHAIRS, WrittenLine("Assembly", 1, Money(5_000, "EUR"), NOTHING)), "PO-7")
TRACKING = Tracking("Post", "X1", "https://post.example/X1")


async def sales_order(books: OpenBooks, customer: str, at: datetime) -> str:
    """One chair of three is on its way, and the draft of its invoice is written."""
    async with books() as opened:
        order = await write_order(opened, customer, TEXT, BY, at)
        await confirm_order(opened, order.number, at)
        new = NewShipment({1: 1}, TRACKING, ShipmentStatus.SHIPPED, "Careful")
        await fulfil_order(opened, order.number, new, BY, at)
        await invoice_order(opened, order.number, None, BY, at)
    return order.number
