"""The forms of customers and contact persons, as they are typed and as they are meant."""

from typing import Annotated

from fastapi import Form

from activities.customers import CustomerDetails, NewContact, NewCustomer
from api.inputs import FormBody, Line
from api.staff.changes.customers import WantedPerson
from api.staff.inputs import Reader, email
from domain.addresses import PostalAddress
from domain.customers import ContactNameMissing, ContactNeedsEmail, check_name
from domain.money import exponent
from domain.periods import check_zone
from domain.tax_treatments import TaxTreatment
from storage.customers import ContactRow, CustomerRow

_PARTS = ("line1", "line2", "postcode", "city", "region")


class DetailsForm(FormBody):
    """What of a customer can be changed at any time."""

    name: Line = ""
    country: Line = ""
    tax_id: Line = ""
    tax_treatment: Line = TaxTreatment.BY_RULE.value
    language: Line = ""
    time_zone: Line = ""
    billing_line1: Line = ""
    billing_line2: Line = ""
    billing_postcode: Line = ""
    billing_city: Line = ""
    billing_region: Line = ""
    shipping_line1: Line = ""
    shipping_line2: Line = ""
    shipping_postcode: Line = ""
    shipping_city: Line = ""
    shipping_region: Line = ""

    def read(self, reader: Reader) -> CustomerDetails:
        """The details as they are meant; what is wrong is noted."""
        reader.read("name", self.name, check_name, None)
        reader.read("time_zone", self.time_zone, check_zone, None)
        billing, shipping = self._address("billing"), self._address("shipping")
        return CustomerDetails(
            name=self.name,
            language=reader.language("language", self.language),
            time_zone=self.time_zone,
            country=reader.country("country", self.country),
            tax_id=self.tax_id,
            tax_treatment=reader.choice("tax_treatment", self.tax_treatment, TaxTreatment.BY_RULE),
            billing_address=billing,
            shipping_address=shipping if shipping.line1 or shipping.city else billing,
        )

    def _address(self, prefix: str) -> PostalAddress:
        parts = {name: getattr(self, f"{prefix}_{name}") for name in _PARTS}
        return PostalAddress(**parts, country=self.country)


class NewCustomerForm(DetailsForm):
    currency: Line = ""
    reference: Line = ""
    main_name: Line = ""
    main_email: Line = ""
    main_phone: Line = ""
    main_portal: Line = ""
    other_name: Line = ""
    other_email: Line = ""
    other_phone: Line = ""
    other_portal: Line = ""

    def customer(self, reader: Reader) -> NewCustomer:
        details = self.read(reader)
        reader.read("currency", self.currency, exponent, 0)
        return NewCustomer(
            **vars(details), currency=self.currency, reference=self.reference or None
        )

    def people(self, reader: Reader) -> tuple[WantedPerson, ...]:
        """The contact persons that were filled in, the main one first."""
        people = (self._person("main", reader), self._person("other", reader))
        return tuple(person for person in people if person)

    def _person(self, prefix: str, reader: Reader) -> WantedPerson | None:
        name, address, phone, portal = (
            getattr(self, f"{prefix}_{part}") for part in ("name", "email", "phone", "portal")
        )
        if not (name or address or phone or portal):
            return None
        if not name:
            reader.note(f"{prefix}_name", ContactNameMissing())
        read = reader.read(f"{prefix}_email", address, email, "")
        if portal and not address:
            reader.note(f"{prefix}_email", ContactNeedsEmail(contact=name))
        return WantedPerson(name, read, phone, bool(portal))


class ContactForm(FormBody):
    customer: Line = ""
    name: Line = ""
    email: Line = ""
    phone: Line = ""
    language: Line = ""
    is_primary: Line = ""
    portal: Line | None = ""

    def read(self, reader: Reader, customer: str) -> NewContact:
        reader.read("name", self.name, check_name, None)
        if self.language:
            reader.language("language", self.language)
        address = reader.read("email", self.email, email, "")
        if self.portal and not self.email:
            reader.note("email", ContactNeedsEmail(contact=self.name))
        return NewContact(
            customer,
            self.name,
            address,
            self.phone,
            self.language or None,
            bool(self.is_primary),
        )


def details_of(row: CustomerRow) -> DetailsForm:
    """The form as it stands before anybody types."""
    addresses = {
        f"{prefix}_{name}": stored.get(name, "")
        for prefix, stored in (
            ("billing", row.billing_address),
            ("shipping", row.shipping_address),
        )
        for name in _PARTS
    }
    return DetailsForm(
        csrf="",
        name=row.name,
        country=row.country,
        tax_id=row.tax_id,
        tax_treatment=row.tax_treatment.value,
        language=row.language,
        time_zone=row.time_zone,
        **addresses,
    )


def contact_of(row: ContactRow) -> ContactForm:
    """The form as it stands before anybody types; access is given elsewhere."""
    return ContactForm(
        csrf="",
        customer=row.customer,
        name=row.name,
        email=row.email,
        phone=row.phone,
        language=row.language or "",
        is_primary="on" if row.is_primary else "",
        portal=None,
    )


AnyDetails = Annotated[DetailsForm, Form()]
AnyNewCustomer = Annotated[NewCustomerForm, Form()]
AnyContact = Annotated[ContactForm, Form()]
