"""Portal activity: what contact persons have asked for and opened, counted for each customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain.commands import ActorKind
from domain.portal_activity import OPENED_DOCUMENT, PARTS, Module
from storage.commands import CommandRow
from storage.customers import ContactRow, CustomerRow
from storage.first_views import FirstViewRow
from storage.invoices import InvoiceRow
from storage.quote_answers import QuoteViewRow
from storage.quotes import QuoteRow


@dataclass(frozen=True)
class CustomerActivity:
    """What the people of a customer did in some time. `total` is more than the sum of the parts."""

    customer: str
    name: str
    counts: Mapping[Module, int]
    total: int
    last_at: datetime


@dataclass(frozen=True)
class ActivitySought:
    """From an instant on, until before another; `before` is the key of the row before the page."""

    since: datetime
    until: datetime
    customer: str | None = None
    before: tuple[datetime, str] | None = None
    limit: int = 50


_OPENED = literal(OPENED_DOCUMENT)
_DEEDS = union_all(
    select(
        CommandRow.customer.label("customer"),
        CommandRow.process.label("part"),
        CommandRow.given_at.label("at"),
    ).where(CommandRow.actor_kind == ActorKind.CONTACT, CommandRow.customer.is_not(None)),
    select(InvoiceRow.customer, _OPENED, InvoiceRow.viewed_at).where(
        InvoiceRow.viewed_at.is_not(None)
    ),
    select(QuoteRow.customer, _OPENED, QuoteViewRow.viewed_at).join(
        QuoteRow, QuoteRow.number == QuoteViewRow.quote
    ),
    select(ContactRow.customer, _OPENED, FirstViewRow.viewed_at).join(
        ContactRow, ContactRow.number == FirstViewRow.contact
    ),
).subquery("deeds")


class PortalActivity:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def page(self, sought: ActivitySought) -> Sequence[CustomerActivity]:
        """Whoever did anything in that time, the latest first."""
        deeds, last = _DEEDS.c, func.max(_DEEDS.c.at)
        counts = [
            func.count().filter(deeds.part.in_(parts)).label(module)
            for module, parts in PARTS.items()
        ]
        query = (
            select(deeds.customer, CustomerRow.name, last, func.count(), *counts)
            .join(CustomerRow, CustomerRow.number == deeds.customer)
            .where(deeds.at >= sought.since, deeds.at < sought.until)
            .group_by(deeds.customer, CustomerRow.name)
        )
        if sought.customer:
            query = query.where(deeds.customer == sought.customer)
        if sought.before:
            query = query.having(tuple_(last, deeds.customer) < sought.before)
        query = query.order_by(last.desc(), deeds.customer.desc()).limit(sought.limit)
        return [
            CustomerActivity(customer, name, dict(zip(PARTS, found, strict=True)), total, at)
            for customer, name, at, total, *found in await self._session.execute(query)
        ]
