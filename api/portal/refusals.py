"""Refusals of the portal itself, before a process is asked."""

from domain.errors import Conflict, Invalid, NotFound
from domain.words import N_


class AmountsChanged(Conflict):
    message = N_("The amounts have changed since you saw them. Please check them again.")


class NothingToPay(Conflict):
    message = N_("There is nothing to pay.")


class SeveralCurrencies(Invalid):
    message = N_("Invoices in different currencies are paid one currency at a time.")


class NoSuchPaymentMethod(NotFound):
    message = N_("This payment method does not exist any more. Please choose another one.")


class WrongPassword(Invalid):
    message = N_("This is not your present password.")
