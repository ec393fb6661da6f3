"""Who is let into the portal: one, many at once, and nobody any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.invitations import disable_portal
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.changes.orders import Wish, write_down
from api.staff.views.customers import ContactView, find_contact
from domain.customers import ContactNeedsEmail
from domain.words import N_
from runtime.status_labels import Tone
from storage.books import Books
from storage.customers import ContactRow, CustomerRow
from storage.overviews import Overviews

MOST_AT_ONCE = 100
INVITED = N_("The invitation is on its way")
_NO_CONTACT = N_("Skipped: there is no main contact person")
_NO_EMAIL = N_("Skipped: the main contact person has no e-mail address")
_HAS_ACCESS = N_("Skipped: the main contact person was invited already")
_UNKNOWN = N_("Skipped: there is no such customer")


@dataclass(frozen=True)
class Result:
    """What became of the invitation of one customer's main contact person, in words."""

    customer: str
    words: str
    tone: Tone

    @property
    def is_sent(self) -> bool:
        return self.words == INVITED


def wish_for(contact: ContactRow, signal: str) -> Wish:
    """What staff ask of the invitation of this person: invite, resend, revoke."""
    return Wish(
        process="invitation",
        key=contact.number,
        signal=signal,
        says=f"{signal} {contact.number}",
        customer=contact.customer,
        document=contact.number,
    )


def check_can_be_invited(contact: ContactRow) -> None:
    """Raises `ContactNeedsEmail`."""
    if not contact.email:
        raise ContactNeedsEmail(contact=contact.name)


async def invite_many(
    staff: SignedInStaff, idempotency_key: str, customers: Sequence[str]
) -> Sequence[Result]:
    """Invite the main contact person of each; who cannot be invited is skipped, and why is said."""
    results: list[Result] = []

    async def work(books: Books, at: datetime) -> Recorded:
        found, mains = await _read(books, customers)
        for number in customers:
            result = _result(number, found.get(number), mains.get(number))
            results.append(result)
            if result.is_sent:
                wish = wish_for(mains[number].contact, "invite")
                await write_down(books, staff, wish, idempotency_key, at)
        sent = sum(result.is_sent for result in results)
        return Recorded(
            staff.actor,
            None,
            "portal",
            f"{sent} of {len(results)}",
            "enable_many",
            says=f"{sent} of {len(results)} customers invited",
            address=staff.address,
            facts={"results": [vars(result) for result in results]},
        )

    asked = Asked("console/enable", idempotency_key, {"customers": list(customers)})
    outcome = await once(staff, asked, work)
    return [Result(**each) for each in outcome.done.payload["results"]]


async def _read(
    books: Books, customers: Sequence[str]
) -> tuple[dict[str, CustomerRow], dict[str, ContactView]]:
    rows = [await books.customers.find(number) for number in customers]
    mains = await Overviews(books.session).main_contacts(customers)
    return (
        {row.number: row for row in rows if row},
        {contact.customer: ContactView(contact, invitation) for contact, invitation in mains},
    )


def _result(number: str, customer: CustomerRow | None, main: ContactView | None) -> Result:
    if customer is None:
        return Result(number, _UNKNOWN, "bad")
    if main is None:
        return Result(number, _NO_CONTACT, "warn")
    if not main.contact.email:
        return Result(number, _NO_EMAIL, "warn")
    if not main.can_enable:
        return Result(number, _HAS_ACCESS, "quiet")
    return Result(number, INVITED, "good")


async def take_access(staff: SignedInStaff, idempotency_key: str, contact: str) -> Outcome:
    """From this commit on nobody enters with this person's password, session or link."""

    async def work(books: Books, at: datetime) -> Recorded:
        view = await find_contact(books, contact)
        await disable_portal(books, contact, at)
        return Recorded(
            staff.actor,
            view.contact.customer,
            "contact",
            contact,
            "disable_portal",
            says=f"portal access of {contact} disabled",
            address=staff.address,
        )

    return await once(staff, Asked("console/disable", idempotency_key, {"contact": contact}), work)
