"""Changes of the organisation: its details and its logo, recorded by name and never by content."""

from datetime import datetime

from activities.organisations import change_logo, change_organisation
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.documents import sha256_of
from domain.organisations import OrganisationDetails
from storage.books import Books


async def change_details(staff: SignedInStaff, key: str, details: OrganisationDetails) -> Outcome:
    async def work(books: Books, _: datetime) -> Recorded:
        row = await books.organisations.get()
        changed = [name for name, value in vars(details).items() if getattr(row, name) != value]
        await change_organisation(books, details)
        return _recorded(staff, ", ".join(sorted(changed)))

    return await once(staff, Asked("console/organisation", key, vars(details)), work)


async def set_logo(staff: SignedInStaff, key: str, picture: bytes | None) -> Outcome:
    async def work(books: Books, _: datetime) -> Recorded:
        await change_logo(books, picture)
        return _recorded(staff, "logo")

    said = {"logo": sha256_of(picture) if picture else None}
    return await once(staff, Asked("console/organisation/logo", key, said), work)


def _recorded(staff: SignedInStaff, says: str) -> Recorded:
    return Recorded(
        staff.actor,
        None,
        "organisation",
        "organisation",
        "change",
        says=says,
        address=staff.address,
    )
