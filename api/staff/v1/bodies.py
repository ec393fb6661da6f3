"""What programs may send to the console."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from activities.customers import NewContact, NewCustomer
from activities.plans import NewPlan, PlanPrice
from activities.sales import NewSubscription
from api.amounts import Currency, Price
from api.inputs import Body, Line
from api.staff.changes.customers import WantedPerson
from api.staff.inputs import email, start_in
from domain.addresses import PostalAddress
from domain.money import CurrencyMismatch, Money
from domain.periods import Interval, IntervalUnit
from domain.tax_treatments import TaxTreatment
from runtime.languages import LANGUAGES
from storage.customers import CustomerRow

Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Count = Annotated[int, Field(ge=1, le=10**9)]


def _offered(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return code


Offered = Annotated[str, AfterValidator(_offered)]


class AddressBody(Body):
    line1: Line = ""
    line2: Line = ""
    postcode: Line = ""
    city: Line = ""
    region: Line = ""
    country: Line = ""

    def address(self) -> PostalAddress:
        return PostalAddress(**self.model_dump())


class PersonBody(Body):
    name: Line
    email: Line = ""
    phone: Line = ""
    portal: bool = False

    def person(self) -> WantedPerson:
        return WantedPerson(self.name, email(self.email), self.phone, self.portal)


class CustomerBody(Body):
    """The first of `contacts` is the main one."""

    name: Line
    currency: Currency
    language: Offered
    time_zone: Line
    country: Country
    tax_id: Line = ""
    tax_treatment: Literal["by_rule", "taxed", "reverse_charge", "exempt"] = "by_rule"
    reference: Line | None = None
    billing_address: AddressBody = AddressBody()
    shipping_address: AddressBody = AddressBody()
    contacts: Annotated[list[PersonBody], Field(default_factory=list, max_length=20)]

    def customer(self) -> NewCustomer:
        return NewCustomer(
            name=self.name,
            currency=self.currency,
            language=self.language,
            time_zone=self.time_zone,
            country=self.country,
            tax_id=self.tax_id,
            tax_treatment=TaxTreatment(self.tax_treatment),
            billing_address=self.billing_address.address(),
            shipping_address=self.shipping_address.address(),
            reference=self.reference or None,
        )


class ContactBody(Body):
    customer: Line
    name: Line
    email: Line = ""
    phone: Line = ""
    language: Offered | None = None
    is_primary: bool = False
    portal: bool = False

    def contact(self) -> NewContact:
        return NewContact(
            self.customer,
            self.name,
            email(self.email),
            self.phone,
            self.language,
            self.is_primary,
        )


class PriceBody(Body):
    """What a unit costs in one currency, and once the set-up in the same."""

    unit: Price
    setup: Price | None = None

    def price(self) -> PlanPrice:
        """Raises `UnknownCurrency`, `CurrencyMismatch`."""
        unit = self.unit.money()
        setup = self.setup.money() if self.setup else Money.zero(unit.currency)
        if setup.currency != unit.currency:
            raise CurrencyMismatch(left=str(unit), right=str(setup))
        return PlanPrice(unit, setup)


class PlanBody(Body):
    code: Line
    name: Line
    description: Line = ""
    interval_unit: Literal["day", "week", "month", "year"]
    interval_count: Count = 1
    trial_days: Annotated[int, Field(ge=0, le=10**6)] = 0
    billing_cycles: Count | None = None
    tax_rate: Line | None = None
    prices: Annotated[list[PriceBody], Field(max_length=200)]

    def plan(self) -> NewPlan:
        return NewPlan(
            code=self.code,
            name=self.name,
            description=self.description,
            interval=Interval(IntervalUnit(self.interval_unit), self.interval_count),
            trial_days=self.trial_days,
            billing_cycles=self.billing_cycles,
            tax_rate=self.tax_rate,
            prices=tuple(price.price() for price in self.prices),
        )


class SubscriptionBody(Body):
    """`starts_on` is a date of the customer's billing time zone."""

    customer: Line
    plan: Line
    quantity: Count = 1
    starts_on: Line
    auto_charge: bool = False
    payment_method: Line | None = None
    reference: Line | None = None

    def subscription(self, customer: CustomerRow, run_hour: int, now: datetime) -> NewSubscription:
        return NewSubscription(
            customer=customer.number,
            plan=self.plan,
            quantity=self.quantity,
            auto_charge=self.auto_charge,
            payment_method=self.payment_method,
            starts_at=start_in(customer.time_zone, run_hour, now)(self.starts_on),
            reference=self.reference or None,
        )


class AutoChargeBody(Body):
    on: bool
