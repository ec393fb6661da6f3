"""Who is signed in and what surrounds them, read in one query for each request."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.invitations import InvitationStatus
from domain.preferences import Preferences
from storage.customers import ContactRow, CustomerRow
from storage.invitations import InvitationRow
from storage.organisations import OrganisationRow, PreferenceRow
from storage.sessions import PortalSessionRow, StaffSessionRow
from storage.staff import StaffRow


@dataclass(frozen=True)
class Surroundings:
    """The organisation, None while the books are empty, and what it has set."""

    organisation: OrganisationRow | None
    preferences: Preferences


@dataclass(frozen=True)
class ContactSession:
    """A session of a contact person that was not ended. Whether it is still good is not said."""

    session: PortalSessionRow
    contact: ContactRow
    customer: CustomerRow
    invitation: InvitationStatus | None
    surroundings: Surroundings


@dataclass(frozen=True)
class StaffSession:
    """A session of a member of staff that was not ended."""

    session: StaffSessionRow
    staff: StaffRow
    surroundings: Surroundings


# These run at each request, so they are put together once.
_PREFERENCES = select(
    func.jsonb_object_agg(PreferenceRow.key, PreferenceRow.value)
).scalar_subquery()
_SURROUNDINGS = (
    select(OrganisationRow, _PREFERENCES)
    .select_from(select(1).subquery())
    .outerjoin(OrganisationRow, OrganisationRow.id == 1)
)
_CONTACT = (
    select(
        PortalSessionRow,
        ContactRow,
        CustomerRow,
        InvitationRow.status,
        OrganisationRow,
        _PREFERENCES,
    )
    .join(ContactRow, ContactRow.number == PortalSessionRow.contact)
    .join(CustomerRow, CustomerRow.number == ContactRow.customer)
    .outerjoin(InvitationRow, InvitationRow.contact == ContactRow.number)
    .outerjoin(OrganisationRow, OrganisationRow.id == 1)
    .where(PortalSessionRow.digest == bindparam("digest"), PortalSessionRow.ended_at.is_(None))
)
_STAFF = (
    select(StaffSessionRow, StaffRow, OrganisationRow, _PREFERENCES)
    .join(StaffRow, StaffRow.number == StaffSessionRow.staff)
    .outerjoin(OrganisationRow, OrganisationRow.id == 1)
    .where(StaffSessionRow.digest == bindparam("digest"), StaffSessionRow.ended_at.is_(None))
)


async def surroundings(session: AsyncSession) -> Surroundings:
    organisation, stored = (await session.execute(_SURROUNDINGS)).one()
    return Surroundings(organisation, Preferences.from_stored(stored or {}))


async def contact_session(session: AsyncSession, digest: str) -> ContactSession | None:
    row = (await session.execute(_CONTACT, {"digest": digest})).one_or_none()
    if row is None:
        return None
    found, contact, customer, invitation, organisation, stored = row
    around = Surroundings(organisation, Preferences.from_stored(stored or {}))
    return ContactSession(found, contact, customer, invitation, around)


async def staff_session(session: AsyncSession, digest: str) -> StaffSession | None:
    row = (await session.execute(_STAFF, {"digest": digest})).one_or_none()
    if row is None:
        return None
    found, staff, organisation, stored = row
    around = Surroundings(organisation, Preferences.from_stored(stored or {}))
    return StaffSession(found, staff, around)
