"""Mails about shipments: of what customers hear, and what a mail says is in a shipment."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.messages import MailKind
from domain.sales_orders import ShipmentStatus


class ShipmentMail(StrEnum):
    """What an organisation can have its customers told by mail."""

    SHIPPED = "shipped"
    DELIVERED = "delivered"


_MAILS: Mapping[ShipmentStatus, tuple[ShipmentMail, MailKind]] = MappingProxyType(
    {
        ShipmentStatus.SHIPPED: (ShipmentMail.SHIPPED, MailKind.SHIPMENT_SENT),
        ShipmentStatus.DELIVERED: (ShipmentMail.DELIVERED, MailKind.SHIPMENT_DELIVERED),
    }
)


def shipment_mail(status: ShipmentStatus, wanted: Iterable[ShipmentMail]) -> MailKind | None:
    """The mail that says so; None for what nobody is told, or is not to be told."""
    mail, kind = _MAILS.get(status, (None, None))
    return kind if mail in frozenset(wanted) else None


def contents(lines: Iterable[tuple[int, str]]) -> str:
    """How much of what, a line each: the number, a space, and the description in one line."""
    return "\n".join(f"{quantity} {' '.join(text.split())}" for quantity, text in lines)
