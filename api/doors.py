"""The doors: each route names one, with what its caller must be allowed to do. No door, no service.

`AnybodyMay`, `LinkHolderMay`, `ContactMay` and `StaffMay` are dependencies that hand the caller to
the route; `Open` lets everybody in and says why. A door also refuses requests that change something
and do not come from a page of ours.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import Depends, Request

from api.callers import House, SignedInContact, SignedInStaff, Visitor
from api.languages import visitors_language
from api.parts import parts_of
from api.security.addresses import address_of
from api.security.gate import admitted, form_token, not_signed_in, session_token, visitor_token
from api.security.sessions import CONSOLE, PORTAL, is_alive, note_use
from domain.invitations import InvitationStatus
from domain.policy import Action, Role
from runtime.languages import language_of
from storage.signed_in import contact_session, staff_session, surroundings


@dataclass(frozen=True)
class Door:
    """What a route demands of its caller. `action` is None where nothing is demanded."""

    action: Action | None


@dataclass(frozen=True)
class OpenDoor(Door):
    """Everybody may; `because` says why that is right."""

    because: str

    async def __call__(self) -> None:
        return


@dataclass(frozen=True)
class VisitorDoor(Door):
    """Whoever comes is taken for nobody in particular, or for the holder of a link."""

    action: Action
    role: Role = Role.ANONYMOUS

    async def __call__(self, request: Request) -> Visitor:
        parts = parts_of(request)
        async with parts.open_books() as books:
            await books.only_read()
            around = await surroundings(books.session)
        house = House.of(around.organisation)
        caller = Visitor(
            role=self.role,
            parts=parts,
            house=house,
            preferences=around.preferences,
            language=visitors_language(request, house.language),
            csrf=form_token(parts, visitor_token(request, parts)),
            address=address_of(request),
        )
        return await admitted(request, caller, self.action)


@dataclass(frozen=True)
class ContactDoor(Door):
    """A contact person who is signed in, and whose access was not taken away."""

    action: Action
    login: ClassVar[str] = "/login"

    async def __call__(self, request: Request) -> SignedInContact:
        parts = parts_of(request)
        token = session_token(request, parts, PORTAL, self.login)
        now = parts.clock.now()
        async with parts.open_books() as books:
            await books.only_read()
            found = await contact_session(books.session, parts.links.digest(token))
            if (
                found is None
                or found.invitation is not InvitationStatus.ACCEPTED
                or not is_alive(found.session, PORTAL, now)
            ):
                raise not_signed_in(request, self.login)
            note_use(found.session, now)
        chosen = found.contact.language or found.customer.language
        caller = SignedInContact(
            role=Role.PRIMARY_CONTACT if found.contact.is_primary else Role.CONTACT,
            parts=parts,
            house=House.of(found.surroundings.organisation),
            preferences=found.surroundings.preferences,
            language=language_of(chosen),
            csrf=form_token(parts, token),
            address=address_of(request),
            session=found.session,
            contact=found.contact,
            customer=found.customer,
        )
        return await admitted(request, caller, self.action)


@dataclass(frozen=True)
class StaffDoor(Door):
    """A member of staff who is signed in and was not disabled."""

    action: Action
    login: ClassVar[str] = "/console/login"

    async def __call__(self, request: Request) -> SignedInStaff:
        parts = parts_of(request)
        token = session_token(request, parts, CONSOLE, self.login)
        now = parts.clock.now()
        async with parts.open_books() as books:
            await books.only_read()
            found = await staff_session(books.session, parts.links.digest(token))
            if (
                found is None
                or found.staff.disabled_at is not None
                or not is_alive(found.session, CONSOLE, now)
            ):
                raise not_signed_in(request, self.login)
            note_use(found.session, now)
        caller = SignedInStaff(
            role=found.staff.role,
            parts=parts,
            house=House.of(found.surroundings.organisation),
            preferences=found.surroundings.preferences,
            language=language_of(found.staff.language),
            csrf=form_token(parts, token),
            address=address_of(request),
            session=found.session,
            staff=found.staff,
        )
        return await admitted(request, caller, self.action)


def AnybodyMay(action: Action) -> Any:  # noqa: N802 - reads as the policy that it is
    """Hands the route a `Visitor`."""
    return Depends(VisitorDoor(action))


def LinkHolderMay(action: Action) -> Any:  # noqa: N802 - as above
    """Hands the route a `Visitor`; the route itself asks whether the link is good."""
    return Depends(VisitorDoor(action, Role.LINK_HOLDER))


def ContactMay(action: Action) -> Any:  # noqa: N802 - as above
    """Hands the route a `SignedInContact`, or sends the caller to the login page."""
    return Depends(ContactDoor(action))


def StaffMay(action: Action) -> Any:  # noqa: N802 - as above
    """Hands the route a `SignedInStaff`, or sends the caller to the console's login page."""
    return Depends(StaffDoor(action))


def Open(because: str) -> Any:  # noqa: N802 - as above
    """For the `dependencies` of a route that knows nobody."""
    return Depends(OpenDoor(None, because))
