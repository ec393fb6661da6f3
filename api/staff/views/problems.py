"""Payment problems as staff see them: the code, why, what to do, and where."""

from dataclasses import dataclass

from domain.payment_problems import PROBLEMS, Place
from domain.words import N_
from runtime.processors import console_url
from runtime.settings import Settings
from storage.payments import PaymentRow

_WORDS = {
    Place.CUSTOMER: N_("Open the customer"),
    Place.SUBSCRIPTION: N_("Open the customer's subscriptions"),
    Place.PREFERENCES: N_("Open the preferences"),
    Place.PROCESSOR: N_("Open the payment processor"),
    Place.INVOICE: N_("Open the customer's invoices"),
}


@dataclass(frozen=True)
class ProblemView:
    """A problem with a link to where it is mended. `cause`, `remedy` and `place` are words."""

    code: str
    cause: str
    remedy: str
    place: str
    address: str


@dataclass(frozen=True)
class RefusedPayment:
    payment: PaymentRow
    problem: ProblemView


def problem_view(settings: Settings, code: str | None, customer: str) -> ProblemView | None:
    """What is known about the code; None for one that is no problem of ours."""
    problem = PROBLEMS.get(code or "")
    if problem is None or code is None:
        return None
    address = {
        Place.CUSTOMER: f"/console/customers/{customer}",
        Place.SUBSCRIPTION: f"/console/subscriptions?customer={customer}",
        Place.PREFERENCES: "/console/preferences",
        Place.PROCESSOR: console_url(settings),
        Place.INVOICE: f"/console/invoices?customer={customer}",
    }[problem.place]
    return ProblemView(code, problem.cause, problem.remedy, _WORDS[problem.place], address)


def refused_payment(settings: Settings, row: PaymentRow) -> RefusedPayment | None:
    problem = problem_view(settings, row.failure_code, row.customer)
    return RefusedPayment(row, problem) if problem else None
