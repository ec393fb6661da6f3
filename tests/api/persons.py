"""Builders for the doors: the organisation, customers, and people with passwords and links."""

from dataclasses import dataclass
from datetime import timedelta

from activities.customers import NewContact, NewCustomer, create_contact, create_customer
from activities.messages import Link, Mail, queue_mail
from domain.addresses import PostalAddress
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.numbers import Series
from domain.policy import Role
from domain.tokens import PREFIXES, TokenPurpose
from tests.api.house import House

PASSWORD = "correct horse battery"
ADDRESS = PostalAddress("Street 1", "", "1010", "Vienna", "", "AT")

KINDS = {
    TokenPurpose.INVITATION: MailKind.INVITATION,
    TokenPurpose.PASSWORD_RESET: MailKind.PASSWORD_RESET,
}


@dataclass(frozen=True)
class Person:
    customer: str
    contact: str
    email: str


class Persons:
    """Writes rows as staff and processes would. A test states only what it is about."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._made = 0

    async def organisation(self, **values: object) -> None:
        async with self._house.books() as books:
            if await books.organisations.find() is None:
                books.organisations.new(
                    **{
                        "id": 1,
                        "name": "Northwind Studio",
                        "country": "AT",
                        "language": "en",
                        "time_zone": "UTC",
                        "currency": "EUR",
                        "run_hour": 6,
                        "email": "office@northwind.example",
                        **values,
                    }
                )

    async def preference(self, key: str, value: object) -> None:
        at = self._house.clock.now()
        async with self._house.books() as books:
            await books.organisations.set_preference(key, value, by="test", at=at)

    async def customer(self, name: str = "", currency: str = "EUR", language: str = "en") -> str:
        await self.organisation()
        self._made += 1
        new = NewCustomer(
            name=name or f"Acme {self._made}",
            currency=currency,
            language=language,
            time_zone="UTC",
            country="AT",
            billing_address=ADDRESS,
            shipping_address=ADDRESS,
        )
        async with self._house.books() as books:
            return (await create_customer(books, new, self._house.clock.now())).number

    async def contact(
        self, customer: str | None = None, email: str = "", *, is_primary: bool = True
    ) -> Person:
        """A contact person who was not invited."""
        customer = customer or await self.customer()
        self._made += 1
        email = email or f"ada{self._made}@acme.example"
        new = NewContact(customer, "Ada Example", email, is_primary=is_primary)
        async with self._house.books() as books:
            contact = await create_contact(books, new, self._house.clock.now())
        return Person(customer, contact.number, email)

    async def person(
        self,
        customer: str | None = None,
        email: str = "",
        *,
        password: str = PASSWORD,
        is_primary: bool = True,
    ) -> Person:
        """A contact person who has accepted and can sign in."""
        person = await self.contact(customer, email, is_primary=is_primary)
        now = self._house.clock.now()
        hashed = await self._house.parts.passwords.hash(password)
        async with self._house.books() as books:
            contact = await books.customers.lock_contact(person.contact)
            contact.password_hash = hashed
            books.invitations.new(
                contact=person.contact,
                status=InvitationStatus.ACCEPTED,
                version=1,
                sent_at=now,
                expires_at=now + timedelta(days=7),
                accepted_at=now,
            )
        return person

    async def invited(self, person: Person, *, days: int = 7) -> None:
        now = self._house.clock.now()
        async with self._house.books() as books:
            books.invitations.new(
                contact=person.contact,
                status=InvitationStatus.INVITED,
                version=1,
                sent_at=now,
                expires_at=now + timedelta(days=days),
            )

    async def link(self, person: Person, purpose: TokenPurpose, *, hours: int = 1) -> str:
        """A token as a mail carries it; the mail itself stays where it is."""
        now, links = self._house.clock.now(), self._house.parts.links
        self._made += 1
        mail = Mail(
            KINDS[purpose],
            person.customer,
            about=f"{person.contact}/{self._made}",
            contact=person.contact,
            link=Link(purpose, now + timedelta(hours=hours)),
        )
        async with self._house.books() as books:
            await queue_mail(books, mail, now)
            row = await books.tokens.good(person.contact, purpose)
            assert row is not None
            token = links.token(PREFIXES[purpose], row.id)
            row.digest = links.digest(token)
        return token

    async def staff(self, role: Role = Role.ADMIN, email: str = "staff@northwind.example") -> str:
        hashed = await self._house.parts.passwords.hash(PASSWORD)
        async with self._house.books() as books:
            number = await books.numbers.take(Series.STAFF)
            books.staff.new(
                number=number, name="Sam Staff", email=email, role=role, password_hash=hashed
            )
        return number
