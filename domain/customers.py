"""Customers and their contact persons: what may be written about them, and what is refused."""

import re

from domain.errors import Conflict, Invalid, NotFound
from domain.words import N_

_COUNTRY = re.compile(r"[A-Z]{2}")


class NameMissing(Invalid):
    message = N_("Give a name.")


class ContactNameMissing(Invalid):
    message = N_("Give the name of the contact person.")


class UnknownCountry(Invalid):
    message = N_("“{country}” is not a country. Use its two letters, like AT.")


class NoSuchCustomer(NotFound):
    message = N_("There is no customer {customer}.")


class NoSuchContact(NotFound):
    message = N_("There is no contact person {contact}.")


class CustomerReferenceTaken(Conflict):
    message = N_("Customer {customer} has the reference “{reference}” already.")


class EmailTaken(Conflict):
    message = N_("Contact person {contact} of this customer has this e-mail address already.")


class ContactNeedsEmail(Invalid):
    message = N_("{contact} has no e-mail address: add one first.")


class NoContactToInvite(Conflict):
    message = N_("{customer} has no main contact person: add one first.")


class LoginAddressChange(Conflict):
    message = N_(
        "{contact} signs in to the portal with this e-mail address: only an administrator can"
        " change it."
    )


def check_name(name: str) -> None:
    """Raises `NameMissing`."""
    if not name.strip():
        raise NameMissing


def check_country(country: str) -> None:
    """Raises `UnknownCountry` for what cannot be the code of a country."""
    if not _COUNTRY.fullmatch(country):
        raise UnknownCountry(country=country)
