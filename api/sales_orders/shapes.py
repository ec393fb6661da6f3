"""The shapes of sales orders in /v1, for customers and staff alike."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.sales_orders.views import LineView, OrderView
from domain.sales_orders import SalesOrderStatus, ShipmentStatus
from storage.sales_orders import SalesOrderRow
from storage.shipments import Shipment, ShipmentEventRow


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class SalesOrderShape(Shape):
    """`quote` is the one that it was made of."""

    number: str
    customer: str
    status: SalesOrderStatus
    quote: str | None
    purchase_order: str
    project: str | None
    confirmed_at: datetime | None
    subtotal: Amount
    tax: Amount
    total: Amount

    @classmethod
    def of(cls, row: SalesOrderRow) -> "SalesOrderShape":
        return cls(
            number=row.number,
            customer=row.customer,
            status=row.status,
            quote=row.quote,
            purchase_order=row.purchase_order,
            project=row.project,
            confirmed_at=row.confirmed_at,
            subtotal=Amount.of(row.money(row.subtotal_minor_units)),
            tax=Amount.of(row.money(row.tax_minor_units)),
            total=Amount.of(row.total),
        )


class SalesOrderLineShape(Shape):
    """`line` is its place, by which shipments and invoices name it."""

    line: int
    description: str
    quantity: int
    fulfilled: int
    invoiced: int
    unit_price: Amount
    discount: Amount
    tax_rate: str | None
    net: Amount

    @classmethod
    def of(cls, row: SalesOrderRow, seen: LineView) -> "SalesOrderLineShape":
        line = seen.row
        return cls(
            line=line.position,
            description=line.description,
            quantity=line.quantity,
            fulfilled=seen.stands.fulfilled,
            invoiced=seen.stands.invoiced,
            unit_price=Amount.of(row.money(line.unit_minor_units)),
            discount=Amount.of(row.money(line.discount_minor_units)),
            tax_rate=line.tax_rate,
            net=Amount.of(row.money(line.net_minor_units)),
        )


class ShipmentEventShape(Shape):
    at: datetime
    status: ShipmentStatus
    note: str

    @classmethod
    def of(cls, row: ShipmentEventRow) -> "ShipmentEventShape":
        return cls(at=row.at, status=row.status, note=row.note)


class ShipmentShape(Shape):
    """`quantities` are by the line's place; `history` has the oldest first."""

    number: str
    status: ShipmentStatus
    carrier: str
    tracking_number: str
    tracking_url: str
    expected_on: date | None
    quantities: dict[int, int]
    history: list[ShipmentEventShape]

    @classmethod
    def of(cls, seen: Shipment) -> "ShipmentShape":
        row = seen.row
        return cls(
            number=row.number,
            status=row.status,
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            expected_on=row.expected_on,
            quantities=dict(seen.quantities),
            history=[ShipmentEventShape.of(each) for each in seen.events],
        )


class SalesOrderDetail(SalesOrderShape):
    """`invoices` are the numbers of those that were issued."""

    lines: list[SalesOrderLineShape]
    shipments: list[ShipmentShape]
    invoices: list[str]
    notes: str
    terms: str

    @classmethod
    def seen(cls, view: OrderView) -> "SalesOrderDetail":
        return cls(
            **vars(SalesOrderShape.of(view.row)),
            lines=[SalesOrderLineShape.of(view.row, line) for line in view.lines],
            shipments=[ShipmentShape.of(each) for each in view.shipments],
            invoices=[each.invoice.number or "" for each in view.issued],
            notes=view.row.notes,
            terms=view.row.terms,
        )


class SalesOrderList(Shape):
    """`next` is the address of the following page, none at the end."""

    items: list[SalesOrderShape]
    next: str | None
