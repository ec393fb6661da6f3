"""A sales order with its lines, its shipments and its invoices, as both sides see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from activities.sales_orders import ordered_lines
from domain.money import Money
from domain.sales_orders import NoSuchSalesOrder, OrderedLine, SalesOrderStatus
from domain.words import N_
from storage.books import Books
from storage.sales_order_lines import SalesOrderLineRow
from storage.sales_orders import OrderInvoice, SalesOrderRow
from storage.shipments import Shipment

STATUSES = tuple(SalesOrderStatus)


@dataclass(frozen=True)
class LineView:
    """A line with how much of it was fulfilled and invoiced."""

    row: SalesOrderLineRow
    stands: OrderedLine

    @property
    def tax(self) -> str:
        return self.row.tax_name or ""


@dataclass(frozen=True)
class OrderView:
    """An order whole. Invoices that are drafts are for staff alone."""

    row: SalesOrderRow
    lines: Sequence[LineView]
    shipments: Sequence[Shipment]
    invoices: Sequence[OrderInvoice]

    @property
    def issued(self) -> Sequence[OrderInvoice]:
        """What a customer sees of the invoices."""
        return [each for each in self.invoices if each.invoice.number]

    @property
    def taxes(self) -> Mapping[str, Money]:
        """By the name of the tax."""
        sums: dict[str, int] = {}
        for line in self.lines:
            if line.tax or line.row.tax_minor_units:
                name = line.tax or N_("Tax")
                sums[name] = sums.get(name, 0) + line.row.tax_minor_units
        return {name: self.row.money(units) for name, units in sums.items()}

    @property
    def may_fulfil(self) -> bool:
        return any(line.stands.to_fulfil for line in self.lines) and self.row.status in (
            SalesOrderStatus.CONFIRMED,
            SalesOrderStatus.PARTLY_FULFILLED,
        )

    @property
    def may_invoice(self) -> bool:
        return any(line.stands.to_invoice for line in self.lines)

    def described(self, place: int) -> str:
        """What the line at this place is for."""
        return next(line.row.description for line in self.lines if line.row.position == place)


async def find_order(books: Books, number: str) -> SalesOrderRow:
    """Raises `NoSuchSalesOrder`."""
    row = await books.sales_orders.find(number)
    if row is None:
        raise NoSuchSalesOrder(order=number)
    return row


async def order_view(books: Books, row: SalesOrderRow, *, customers: bool = False) -> OrderView:
    """For customers nothing is invoiced that stands on a draft."""
    lines = await ordered_lines(books, row, issued=customers)
    stands = {line.place: line for line in lines}
    return OrderView(
        row,
        [
            LineView(line, stands[line.position])
            for line in await books.sales_orders.lines(row.number)
        ],
        await books.shipments.of_order(row.number),
        await books.sales_orders.invoices(row),
    )
