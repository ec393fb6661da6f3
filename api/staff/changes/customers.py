"""Customers and contact persons: created and changed by staff, and recorded."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from activities.customers import (
    CustomerDetails,
    NewContact,
    NewCustomer,
    change_contact,
    change_customer,
    create_contact,
    create_customer,
)
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.problems import NotAllowed
from api.staff.changes.invitations import check_can_be_invited, wish_for
from api.staff.changes.orders import Wish, give, write_down
from api.staff.views.customers import contacts_of, find_contact
from domain.customers import LoginAddressChange
from domain.invitations import InvitationStatus
from domain.policy import Action, Role
from storage.books import Books
from storage.customers import ContactRow


@dataclass(frozen=True)
class WantedPerson:
    """A contact person of a customer that is only being created; the first is the main one."""

    name: str
    email: str
    phone: str
    portal: bool


async def write_customer(
    staff: SignedInStaff, key: str, new: NewCustomer, people: Sequence[WantedPerson]
) -> Outcome:
    """The customer, the people, and an invitation for each who is let in: all or nothing."""
    wishes: list[Wish] = []

    async def work(books: Books, at: datetime) -> Recorded:
        customer = await create_customer(books, new, at)
        for place, person in enumerate(people):
            wanted = NewContact(
                customer.number, person.name, person.email, person.phone, None, place == 0
            )
            contact = await create_contact(books, wanted, at)
            if person.portal:
                wishes.append(await _invite(books, staff, contact, key, at))
        return _recorded(staff, customer.number, "customer", customer.number, "create")

    said = {**asdict(new), "people": [asdict(person) for person in people]}
    outcome = await once(staff, Asked("console/customers", key, said), work)
    await _wait_for(staff, wishes, key)
    return outcome


async def rewrite_customer(
    staff: SignedInStaff, key: str, number: str, details: CustomerDetails
) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await change_customer(books, number, details)
        return _recorded(staff, number, "customer", number, "change")

    said = {"number": number, **asdict(details)}
    return await once(staff, Asked("console/customer", key, said), work)


async def write_contact(
    staff: SignedInStaff, key: str, new: NewContact, *, portal: bool
) -> Outcome:
    """The first contact person of a customer is the main one, whatever was ticked."""
    wishes: list[Wish] = []

    async def work(books: Books, at: datetime) -> Recorded:
        is_first = not await contacts_of(books, new.customer)
        wanted = replace(new, is_primary=new.is_primary or is_first)
        contact = await create_contact(books, wanted, at)
        if portal:
            wishes.append(await _invite(books, staff, contact, key, at))
        return _recorded(staff, new.customer, "contact", contact.number, "create")

    said = {**asdict(new), "portal": portal}
    outcome = await once(staff, Asked("console/contacts", key, said), work)
    await _wait_for(staff, wishes, key)
    return outcome


async def rewrite_contact(staff: SignedInStaff, key: str, number: str, new: NewContact) -> Outcome:
    """An address that somebody signs in with is an administrator's to change."""

    async def work(books: Books, at: datetime) -> Recorded:
        view = await find_contact(books, number)
        invitation = view.invitation
        has_access = invitation and invitation.status is InvitationStatus.ACCEPTED
        is_new = view.contact.email.lower() != new.email.strip().lower()
        if has_access and is_new and staff.role is not Role.ADMIN:
            raise LoginAddressChange(contact=view.contact.name)
        await change_contact(books, number, replace(new, customer=view.contact.customer), at)
        return _recorded(staff, view.contact.customer, "contact", number, "change")

    said = {"number": number, **asdict(new)}
    return await once(staff, Asked("console/contact", key, said), work)


async def _invite(
    books: Books, staff: SignedInStaff, contact: ContactRow, key: str, at: datetime
) -> Wish:
    if not staff.may(Action.INVITATION_MANAGE):
        raise NotAllowed
    check_can_be_invited(contact)
    wish = wish_for(contact, "invite")
    await write_down(books, staff, wish, key, at)
    return wish


async def _wait_for(staff: SignedInStaff, wishes: Sequence[Wish], key: str) -> None:
    """So that the next page shows the invitation: it was accepted and carried already."""
    for wish in wishes:
        await give(staff, wish, key)


def _recorded(staff: SignedInStaff, customer: str, noun: str, number: str, verb: str) -> Recorded:
    return Recorded(
        staff.actor,
        customer,
        noun,
        number,
        verb,
        says=f"{verb} {noun} {number}",
        document=number,
        address=staff.address,
    )
