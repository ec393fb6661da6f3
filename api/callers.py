"""Whoever calls: nobody we know, a contact person, or a member of staff."""

from dataclasses import dataclass

from api.languages import plural_words, refusal_words, words
from api.parts import Parts
from domain.commands import Actor, ActorKind
from domain.errors import BillingError
from domain.policy import Action, Role, may
from domain.preferences import Preferences
from runtime.formats import Formats
from runtime.languages import Language
from storage.customers import ContactRow, CustomerRow
from storage.organisations import OrganisationRow
from storage.sessions import PortalSessionRow, StaffSessionRow
from storage.staff import StaffRow


@dataclass(frozen=True)
class House:
    """How the organisation shows itself."""

    name: str
    mail: str | None
    phone: str | None
    language: str
    time_zone: str

    @classmethod
    def of(cls, row: OrganisationRow | None) -> "House":
        """The organisation's own; a nameless one while the books are empty."""
        if row is None:
            return cls("Back Office", None, None, "en", "UTC")
        return cls(row.name, row.email or None, row.phone or None, row.language, row.time_zone)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """What is known of everybody. `csrf` is the token of their forms."""

    role: Role
    parts: Parts
    house: House
    preferences: Preferences
    language: Language
    csrf: str
    address: str

    @property
    def viewer(self) -> str | None:
        """The name of who is signed in."""
        return None

    @property
    def zone(self) -> str:
        """The time zone in which moments are shown."""
        return self.house.time_zone

    @property
    def formats(self) -> Formats:
        """How money and dates are written in the caller's language."""
        return Formats(self.language)

    def may(self, action: Action) -> bool:
        """Whether policy and preferences allow it, whatever the object."""
        return may(self.role, action, self.preferences)

    def say(self, text: str, **facts: object) -> str:
        """A text of ours in the caller's language."""
        return words(self.parts.templates, self.language, text, **facts)

    def ngettext(self, one: str, many: str, count: int, **facts: object) -> str:
        """A text of ours for this many; its braces may name `count`."""
        return plural_words(self.parts.templates, self.language, (one, many), count, **facts)

    def put(self, refusal: BillingError) -> str:
        """A refusal in the caller's language."""
        return refusal_words(self.parts.templates, self.language, refusal)


@dataclass(frozen=True, kw_only=True)
class Visitor(Caller):
    """Nobody we know, perhaps with a link of ours."""


@dataclass(frozen=True, kw_only=True)
class SignedInContact(Caller):
    """A contact person, for the one customer that they signed in for."""

    session: PortalSessionRow
    contact: ContactRow
    customer: CustomerRow

    @property
    def viewer(self) -> str:
        return self.contact.name

    @property
    def zone(self) -> str:
        return self.customer.time_zone

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.CONTACT, self.contact.number)


@dataclass(frozen=True, kw_only=True)
class SignedInStaff(Caller):
    """A member of staff."""

    session: StaffSessionRow
    staff: StaffRow

    @property
    def viewer(self) -> str:
        return self.staff.name

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, self.staff.number)
