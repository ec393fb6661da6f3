"""What customers do in the portal, module by module, in some days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from api.callers import SignedInStaff
from domain.date_ranges import DateRange
from domain.periods import instant
from domain.portal_activity import Module
from domain.words import N_
from runtime.spreadsheets import Cell
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
MOST_IN_FILE = 10_000


async def activity_of(
    staff: SignedInStaff,
    days: DateRange,
    customer: str,
    before: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[CustomerActivity]:
    """Whoever did anything on these days of the organisation, the latest first."""
    zone = staff.house.time_zone
    sought = ActivitySought(
        instant(days.first, 0, zone),
        instant(days.last + timedelta(days=1), 0, zone),
        customer.strip().upper() or None,
        before,
        limit,
    )
    async with staff.parts.open_books() as books:
        await books.only_read()
        return await PortalActivity(books.session).page(sought)


def sheet_of(staff: SignedInStaff, rows: Sequence[CustomerActivity]) -> Iterator[Sequence[Cell]]:
    """The same for a spreadsheet."""
    heads = (N_("Customer number"), N_("Customer"), *MODULES.values(), N_("All"), N_("Last"))
    yield [staff.say(words) for words in heads]
    for row in rows:
        counts = [row.counts[module] for module in MODULES]
        yield [row.customer, row.name, *counts, row.total, row.last_at]
