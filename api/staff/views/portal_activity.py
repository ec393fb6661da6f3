"""What customers do in the portal, module by module, in some days."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from api.callers import SignedInStaff
from api.days import DaysQuery
from api.staff.chrome import cursors
from api.staff.v1.answers import Pageful, Paging
from domain.date_ranges import DateRange
from domain.periods import days_between
from domain.portal_activity import Module
from domain.words import N_
from storage.portal_activity import ActivitySought, CustomerActivity, PortalActivity

MODULES: Mapping[Module, str] = {
    Module.OPENED: N_("Documents opened"),
    Module.SUBSCRIPTIONS: N_("Subscriptions"),
    Module.QUOTES: N_("Quotes"),
    Module.INVOICES: N_("Invoices"),
    Module.PAYMENTS: N_("Payments"),
    Module.APPROVALS: N_("Approvals"),
    Module.COMMENTS: N_("Comments"),
    Module.ACCOUNT: N_("Account"),
}


class ActivityQuery(DaysQuery, Paging):
    customer: Annotated[str, StringConstraints(max_length=40)] = ""


async def activity_of(
    staff: SignedInStaff, asked: ActivityQuery, days: DateRange, limit: int
) -> Pageful[CustomerActivity]:
    """Whoever did anything on these days of the organisation, the latest first."""
    zone, pages = staff.house.time_zone, cursors(staff, "portal-activity")
    key = pages.read(asked.after)
    sought = ActivitySought(
        *days_between(days.first, days.last, zone),
        asked.customer.strip().upper() or None,
        (datetime.fromisoformat(key[0]), key[1]) if key else None,
        limit + 1,
    )
    async with staff.parts.open_books() as books:
        await books.only_read()
        rows = await PortalActivity(books.session).page(sought)
    return Pageful(rows, limit, lambda row: pages.write(row.last_at.isoformat(), row.customer))
