"""Shipments: what fulfils a sales order, and how each came to stand as it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.sales_orders import ShipmentStatus
from storage.base import Base, status_column
from storage.repository import Repository
from storage.sales_order_lines import SalesOrderLineRow


class ShipmentRow(Base):
    """What was handed over, sent or done at once; `tracking_url` is where it can be followed.

    `expected_on` is the day on which it should be there, if that is known.
    """

    __tablename__ = "shipments"
    __table_args__ = (Index("ix_shipments_sales_order", "sales_order", "number"),)

    number: Mapped[str] = mapped_column(primary_key=True)
    sales_order: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"))
    status: Mapped[ShipmentStatus] = status_column(ShipmentStatus)
    carrier: Mapped[str] = mapped_column(default="")
    tracking_number: Mapped[str] = mapped_column(default="")
    tracking_url: Mapped[str] = mapped_column(default="")
    expected_on: Mapped[date | None]
    made_at: Mapped[datetime]


class ShipmentLineRow(Base):
    """How much of a line a shipment holds."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="something"),)

    shipment: Mapped[str] = mapped_column(ForeignKey("shipments.number"), primary_key=True)
    line: Mapped[int] = mapped_column(ForeignKey("sales_order_lines.id"), primary_key=True)
    quantity: Mapped[int]


class ShipmentEventRow(Base):
    """That a shipment came to stand so. `note` is for the customer as well, `by` is not."""

    __tablename__ = "shipment_events"
    __table_args__ = (Index("ix_shipment_events_shipment", "shipment", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment: Mapped[str] = mapped_column(ForeignKey("shipments.number"))
    status: Mapped[ShipmentStatus] = status_column(ShipmentStatus)
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Shipment:
    """A shipment with what it holds, by the place of the line, and how it came to stand so."""

    row: ShipmentRow
    quantities: Mapping[int, int]
    events: Sequence[ShipmentEventRow]


class Shipments(Repository[ShipmentRow]):
    _row = ShipmentRow

    def add_line(self, shipment: str, line: int, quantity: int) -> None:
        self._session.add(ShipmentLineRow(shipment=shipment, line=line, quantity=quantity))

    def new_event(self, **values: object) -> None:
        self._session.add(ShipmentEventRow(**values))

    async def held_by(self, shipment: str) -> Mapping[int, int]:
        """How much of which line it holds, by the line's place."""
        query = (
            select(SalesOrderLineRow.position, ShipmentLineRow.quantity)
            .join(SalesOrderLineRow, SalesOrderLineRow.id == ShipmentLineRow.line)
            .where(ShipmentLineRow.shipment == shipment)
            .order_by(SalesOrderLineRow.position)
        )
        return {row[0]: row[1] for row in await self._session.execute(query)}

    async def of_order(self, order: str) -> Sequence[Shipment]:
        """The newest first."""
        query = select(ShipmentRow).where(ShipmentRow.sales_order == order)
        rows = (await self._session.scalars(query.order_by(ShipmentRow.number.desc()))).all()
        return [
            Shipment(row, await self.held_by(row.number), await self._events(row.number))
            for row in rows
        ]

    async def _events(self, shipment: str) -> Sequence[ShipmentEventRow]:
        query = select(ShipmentEventRow).where(ShipmentEventRow.shipment == shipment)
        return (await self._session.scalars(query.order_by(ShipmentEventRow.id))).all()
