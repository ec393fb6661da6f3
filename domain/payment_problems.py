"""Payment problems CP1003 … CP4003: what a customer reads, and what staff can do about each.

Some are known before anything is charged: their refusals stand here. The others are answers of the
processor. Customers read the code, so that staff who are told of it find it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.money import Money
from domain.processor import ProcessorRefusal
from domain.words import N_


class Place(StrEnum):
    """Where a problem is mended."""

    CUSTOMER = "customer"
    SUBSCRIPTION = "subscription"
    PREFERENCES = "preferences"
    PROCESSOR = "processor"
    INVOICE = "invoice"


class ContactIsGone(ProcessorRefusal):
    message = N_("You are not a contact person here any more, so nothing was charged ({cp_code}).")


class SubscriptionIsGone(ProcessorRefusal):
    message = N_(
        "The subscription of this invoice is not there any more, so nothing was charged"
        " ({cp_code}). Please contact us."
    )


class NoDefaultTax(ProcessorRefusal):
    message = N_("We have to complete our settings first; nothing was charged ({cp_code}).")


class PaidMomentsAgo(ProcessorRefusal):
    message = N_(
        "{amount} were charged to this payment method a few minutes ago ({cp_code}). To pay the"
        " same amount again, wait five minutes."
    )


class AmountTooSmall(ProcessorRefusal):
    message = N_("{amount} is too little to be paid here: at least {least} is needed ({cp_code}).")


class RecurringNotSupported(ProcessorRefusal):
    message = N_(
        "A saved payment method cannot be charged at the moment ({cp_code}). Pay on the payment"
        " page instead."
    )


class CurrencyNotTaken(ProcessorRefusal):
    message = N_("Payments in {currency} cannot be made here ({cp_code}). Please contact us.")


def check_contact(*, exists: bool) -> None:
    """Raises `ContactIsGone`."""
    if not exists:
        raise ContactIsGone(cp_code="CP1003")


def check_subscription(*, exists: bool) -> None:
    """Raises `SubscriptionIsGone`."""
    if not exists:
        raise SubscriptionIsGone(cp_code="CP1004")


def check_default_tax(*, is_needed: bool, exists: bool) -> None:
    """Raises `NoDefaultTax`."""
    if is_needed and not exists:
        raise NoDefaultTax(cp_code="CP2001")


def check_not_repeated(amount: Money, *, charged_moments_ago: bool) -> None:
    """Raises `PaidMomentsAgo`: the same amount with the same method is most often a mistake."""
    if charged_moments_ago:
        raise PaidMomentsAgo(cp_code="CP3005", amount=str(amount))


@dataclass(frozen=True)
class Problem:
    """Why a payment is refused. All but the place are message ids.

    `words` are for the customer, `cause` and `remedy` for staff.
    """

    words: str
    cause: str
    remedy: str
    place: Place


_CONTACT_US = N_("The payment could not be made; this is not your fault. Please contact us.")

PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        "CP1003": Problem(
            N_("You are not a contact person here any more."),
            N_("The customer's contact person was deleted."),
            N_("Check that the contact person exists."),
            Place.CUSTOMER,
        ),
        "CP1004": Problem(
            _CONTACT_US,
            N_("The subscription was deleted."),
            N_("Check that the subscription exists."),
            Place.SUBSCRIPTION,
        ),
        "CP2001": Problem(
            _CONTACT_US,
            N_("A line of the invoice has no tax, and the organisation wants one on every line."),
            N_("Give plans, addons and drafts their tax rate, or do not require one."),
            Place.PREFERENCES,
        ),
        "CP3001": Problem(
            _CONTACT_US,
            N_("The processor does not allow charging a saved method."),
            N_("Switch reference transactions on at the processor."),
            Place.PROCESSOR,
        ),
        "CP3002": Problem(
            _CONTACT_US,
            N_("The processor refused our credentials, or the merchant account has changed."),
            N_("Enter the credentials again."),
            Place.PROCESSOR,
        ),
        "CP3003": Problem(
            N_("The payment was declined. Please use another payment method, or contact us."),
            N_("The processor's fraud filters declined the payment."),
            N_("Check the fraud filters at the processor."),
            Place.PROCESSOR,
        ),
        "CP3004": Problem(
            N_("The billing address does not match the card. Please enter the card again."),
            N_("The billing address could not be verified."),
            N_("Set the address fields in the card verification settings."),
            Place.PROCESSOR,
        ),
        "CP3005": Problem(
            N_("The same amount was charged a few minutes ago. Please try again in a few minutes."),
            N_("The same amount was charged to the same card a few minutes ago."),
            N_("Try again after a few minutes."),
            Place.CUSTOMER,
        ),
        "CP4001": Problem(
            N_("The amount is too small to be paid online."),
            N_("The amount is below the processor's minimum."),
            N_("Raise the amount above the minimum."),
            Place.INVOICE,
        ),
        "CP4002": Problem(
            _CONTACT_US,
            N_("The processor does not support recurring payments."),
            N_("Use another processor."),
            Place.PROCESSOR,
        ),
        "CP4003": Problem(
            N_("Payments in this currency cannot be made here. Please contact us."),
            N_("The processor does not support this currency."),
            N_("Use another processor."),
            Place.PROCESSOR,
        ),
    }
)
