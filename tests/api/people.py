"""Builders for the doors: customers, people with passwords, and what belongs to them."""

from dataclasses import dataclass
from datetime import date, timedelta

from activities.customers import Address, NewContact, NewCustomer, create_contact, create_customer
from activities.messages import Link, Mail, queue_mail
from activities.plans import NewPlan, PlanPrice, create_plan
from domain.invitations import InvitationStatus
from domain.invoices import InvoiceStatus, LineKind
from domain.messages import MailKind
from domain.money import Money
from domain.numbers import INVOICES, Series
from domain.payments import PaymentChannel, PaymentStatus
from domain.periods import Interval, IntervalUnit
from domain.policy import Role
from domain.processor import MethodKind
from domain.subscriptions import SubscriptionStatus
from domain.tokens import PREFIXES, TokenPurpose
from domain.trials import TrialStatus
from tests.api.house import House

PASSWORD = "correct horse battery"
ADDRESS = Address("Street 1", "", "1010", "Vienna", "", "AT")

KINDS = {
    TokenPurpose.INVITATION: MailKind.INVITATION,
    TokenPurpose.PASSWORD_RESET: MailKind.PASSWORD_RESET,
}


@dataclass(frozen=True)
class Person:
    customer: str
    contact: str
    email: str


class People:
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

    async def plan(self, *, trial_days: int = 0, currency: str = "EUR") -> str:
        self._made += 1
        code = f"plan-{self._made}"
        new = NewPlan(
            code=code,
            name=f"Team {self._made}",
            description="For a team",
            interval=Interval(IntervalUnit.MONTH, 1),
            trial_days=trial_days,
            billing_cycles=None,
            tax_rate=None,
            prices=(PlanPrice(Money(1200, currency), Money(0, currency)),),
        )
        async with self._house.books() as books:
            await create_plan(books, new)
        return code

    async def price(self, subscription: str, minor_units: int) -> None:
        """Another price for the plan of this subscription."""
        async with self._house.books() as books:
            row = await books.subscriptions.get(subscription)
            price = await books.plans.find_price(row.plan, row.currency)
            assert price is not None
            price.unit_minor_units = minor_units

    async def subscription(
        self,
        customer: str,
        status: SubscriptionStatus = SubscriptionStatus.LIVE,
        *,
        trial: TrialStatus | None = None,
        method: str | None = None,
    ) -> str:
        """A subscription as it lies in the books; no process knows of it."""
        now = self._house.clock.now()
        plan = await self.plan(trial_days=14 if trial else 0)
        today = now.date()
        async with self._house.books() as books:
            number = await books.numbers.take(Series.SUBSCRIPTION)
            books.subscriptions.new(
                number=number,
                customer=customer,
                plan=plan,
                currency="EUR",
                quantity=1,
                status=status,
                auto_charge=method is not None,
                payment_method=method,
                starts_at=now,
                anchor_on=None if trial else today,
                anchor_day=None if trial else today.day,
                term_number=None if trial else 0,
                term_starts_on=None if trial else today,
                term_ends_on=None if trial else today + timedelta(days=30),
                renews_at=None if trial else now + timedelta(days=30),
                created_at=now,
            )
            await books.flush()
            if trial:
                books.trials.new(
                    subscription=number,
                    status=trial,
                    started_at=now,
                    ends_at=now + timedelta(days=14),
                    days=14,
                    lapsed_at=now if trial is TrialStatus.LAPSED else None,
                )
        return number

    async def method(self, customer: str, token: str = "pm_card_visa") -> str:
        async with self._house.books() as books:
            number = await books.numbers.take(Series.METHOD)
            books.payment_methods.new(
                number=number,
                customer=customer,
                kind=MethodKind.CARD,
                token=token,
                brand="Visa",
                last4="4242",
                expires_month=12,
                expires_year=2099,
                created_at=self._house.clock.now(),
            )
        return number

    async def invoice(
        self,
        customer: str,
        amount: Money = Money(12000, "EUR"),  # noqa: B008 - frozen
        status: InvoiceStatus = InvoiceStatus.OPEN,
        *,
        due: date | None = None,
    ) -> str:
        """An invoice with one line; a draft has no number, so its id is given."""
        now = self._house.clock.now()
        is_draft = status is InvoiceStatus.DRAFT
        async with self._house.books() as books:
            row = books.invoices.new(
                customer=customer,
                status=InvoiceStatus.DRAFT,
                currency=amount.currency,
                created_at=now,
                subtotal_minor_units=amount.minor_units,
                tax_minor_units=0,
                total_minor_units=amount.minor_units,
            )
            await books.flush()
            books.invoices.add_line(
                row,
                1,
                kind=LineKind.TERM,
                description="Team",
                quantity=1,
                unit_minor_units=amount.minor_units,
                net_minor_units=amount.minor_units,
                tax_minor_units=0,
                gross_minor_units=amount.minor_units,
            )
            await books.flush()
            if is_draft:
                return str(row.id)
            row.number = await books.numbers.take_gap_free(INVOICES)
            row.status, row.issued_on = status, now.date()
            row.due_on = due or now.date() + timedelta(days=14)
            row.finalised_at = now
            if status is InvoiceStatus.PAID:
                row.paid_minor_units = amount.minor_units
            return row.number

    async def payment(
        self,
        customer: str,
        invoice: str,
        status: PaymentStatus = PaymentStatus.SUCCEEDED,
        *,
        amount: Money = Money(12000, "EUR"),  # noqa: B008 - frozen
        hosted_url: str | None = None,
    ) -> str:
        now = self._house.clock.now()
        async with self._house.books() as books:
            number = await books.numbers.take(Series.PAYMENT)
            books.payments.new(
                number=number,
                customer=customer,
                channel=PaymentChannel.HOSTED,
                status=status,
                currency=amount.currency,
                amount_minor_units=amount.minor_units,
                hosted_url=hosted_url,
                created_at=now,
                decided_at=now if status is PaymentStatus.SUCCEEDED else None,
            )
            await books.flush()
            row = await books.invoices.with_number(invoice)
            assert row is not None
            books.payments.add_allocation(number, row.id, amount)
            await books.flush()
            for allocation in await books.payments.allocations(number):
                is_done = status is PaymentStatus.SUCCEEDED
                allocation.applied_minor_units = amount.minor_units if is_done else 0
                allocation.is_open = status in (
                    PaymentStatus.CREATED,
                    PaymentStatus.REQUIRES_ACTION,
                    PaymentStatus.PROCESSING,
                    PaymentStatus.UNKNOWN,
                )
        return number

    async def staff(self, role: Role = Role.ADMIN, email: str = "staff@northwind.example") -> str:
        hashed = await self._house.parts.passwords.hash(PASSWORD)
        async with self._house.books() as books:
            number = await books.numbers.take(Series.STAFF)
            books.staff.new(
                number=number, name="Sam Staff", email=email, role=role, password_hash=hashed
            )
        return number
