"""Late fees that are waived: their invoice is void, and that is recorded."""

from datetime import datetime

from activities.late_fees import waive_late_fee
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from storage.books import Books


async def waive(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        invoice = await waive_late_fee(books, number, at)
        return Recorded(
            staff.actor,
            invoice.customer,
            "invoice",
            number,
            "waive_late_fee",
            says=f"late fee {number} waived",
            document=number,
            address=staff.address,
        )

    return await once(staff, Asked("console/invoice/waiver", key, {"number": number}), work)
