"""The release of a parked customer: done once, and recorded with why it was parked."""

from datetime import datetime

from activities.parking import release_customer
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.views.customers import find_customer
from domain.parking import LONGEST_REASON
from storage.books import Books


async def release(staff: SignedInStaff, key: str, number: str, reason: str) -> Outcome:
    """Let everything go on that waits."""
    why = reason.strip()[:LONGEST_REASON]

    async def work(books: Books, at: datetime) -> Recorded:
        await find_customer(books, number)
        because = await release_customer(books, number, why, at)
        return Recorded(
            staff.actor,
            number,
            "customer",
            number,
            "release",
            says=why,
            document=number,
            address=staff.address,
            facts={"parked_because": because},
        )

    asked = Asked("console/customer/release", key, {"number": number, "reason": why})
    return await once(staff, asked, work)
