"""Subscriptions: the rows of their file. One that the books have is left alone."""

from dataclasses import dataclass

from domain.imports.cells import Cells
from domain.imports.inspection import Inspection, Part
from domain.imports.known import CustomerFacts, MethodKey, PlanTerms, SubscriptionFacts
from domain.imports.lookups import Lookup
from domain.imports.payment_methods import MethodBook
from domain.imports.plans import MOST_CYCLES, PlanBook
from domain.imports.readers import choice, day, flag, reference, token, whole
from domain.imports.standings import Place, Said, Standing, standing
from domain.imports.states import check_state
from domain.imports.tables import Form
from domain.subscriptions import SubscriptionStatus

FORM = Form(
    "subscriptions.csv",
    needed=("reference", "customer", "plan", "status", "started_on"),
    optional=(
        "quantity",
        "trial_ends_on",
        "current_term_start",
        "next_billing_date",
        "billing_anchor",
        "cycles_billed",
        "auto_charge",
        "payment_method",
        "cancel_at_term_end",
        "ended_on",
    ),
)
MOST_UNITS = 100_000

_S = SubscriptionStatus
ALSO = {
    "active": _S.LIVE,
    "in_trial": _S.TRIAL,
    "trialing": _S.TRIAL,
    "past_due": _S.DUNNING,
    "canceled": _S.CANCELLED,
}
"""What other tools call a status, where there is no doubt what they mean."""


@dataclass(frozen=True)
class SubscriptionEntry:
    """A new subscription. `payment_method` is None where nothing can be charged."""

    line: int
    reference: str
    customer: str
    plan: str
    currency: str
    quantity: int
    auto_charge: bool
    payment_method: MethodKey | None
    standing: Standing


@dataclass(frozen=True)
class Offer:
    """What subscriptions refer to."""

    customers: Lookup[CustomerFacts]
    plans: PlanBook
    methods: MethodBook
    run_hour: int


def read_subscriptions(inspection: Inspection, offer: Offer) -> Part[SubscriptionEntry]:
    """The subscriptions that are new."""
    known = inspection.known.subscriptions
    return inspection.read_new(FORM, known, lambda cells: _entry(cells, inspection, offer))


def subscriptions_to_refer_to(
    inspection: Inspection, part: Part[SubscriptionEntry]
) -> Lookup[SubscriptionFacts]:
    sound = {
        entry.reference: SubscriptionFacts(entry.customer, entry.currency) for entry in part.entries
    }
    return Lookup(inspection.sheet(FORM), "reference", sound, inspection.known.subscriptions)


def _entry(cells: Cells, inspection: Inspection, offer: Offer) -> SubscriptionEntry | None:
    customer = offer.customers.refer(cells, "customer")
    plan = offer.plans.plans.refer(cells, "plan")
    name = cells.get("reference", reference, "")
    quantity = cells.get("quantity", whole(1, MOST_UNITS), 1)
    auto_charge = cells.get("auto_charge", flag, False)
    method = _method(cells, offer)
    said = _said(cells)
    if said:
        _check_charging(cells, said.status, auto_charge=auto_charge)
    if customer is None or plan is None or said is None:
        return None
    _check_price(cells, offer, plan, customer)
    place = Place(customer.time_zone, offer.run_hour, inspection.at)
    check_state(cells, said, plan, place)
    if not cells.is_sound:
        return None
    return SubscriptionEntry(
        line=cells.line,
        reference=name,
        customer=cells.raw("customer"),
        plan=plan.code,
        currency=customer.currency,
        quantity=quantity,
        auto_charge=auto_charge,
        payment_method=method,
        standing=standing(said, plan, place),
    )


def _said(cells: Cells) -> Said | None:
    """What the row says about the state; None if it does not say the least of it."""
    status = cells.get("status", choice(SubscriptionStatus, ALSO), None)
    started_on = cells.get("started_on", day, None)
    cancels = cells.get("cancel_at_term_end", flag, None)
    dates = {
        "trial_ends_on": cells.get("trial_ends_on", day, None),
        "billing_anchor": cells.get("billing_anchor", day, None),
        "term_start": cells.get("current_term_start", day, None),
        "next_billing": cells.get("next_billing_date", day, None),
        "ended_on": cells.get("ended_on", day, None),
    }
    cycles = cells.get("cycles_billed", whole(0, MOST_CYCLES), None)
    if status is None or started_on is None:
        return None
    if cancels and status in (_S.LIVE, _S.TRIAL):
        status = _S.NON_RENEWING
    return Said(
        status=status, started_on=started_on, cycles_billed=cycles, cancels=cancels, **dates
    )


def _method(cells: Cells, offer: Offer) -> MethodKey | None:
    text = cells.get("payment_method", token, None)
    if text is None:
        return None
    key = MethodKey(cells.raw("customer"), text)
    offer.methods.check(cells, key, "payment_method")
    return key


def _check_charging(cells: Cells, status: SubscriptionStatus, *, auto_charge: bool) -> None:
    """Dunning charges by itself, and a live subscription that is charged needs something for it."""
    if status is _S.DUNNING and not auto_charge:
        message = "Without automatic charging nothing is in dunning."
        what = "Write yes, or the status live; its open invoice stays due."
        cells.fault("auto_charge", message, what)
    if status is _S.LIVE and auto_charge and not cells.has("payment_method"):
        message = "It is charged automatically, and there is nothing to charge."
        cells.fault("payment_method", message, "Name the token, or write no in auto_charge.")


def _check_price(cells: Cells, offer: Offer, plan: PlanTerms, customer: CustomerFacts) -> None:
    if offer.plans.lacks_price(plan.code, customer.currency):
        message = f"Plan {plan.code} has no price in {customer.currency}, the customer's currency."
        cells.fault("plan", message, f"Add a row with {customer.currency} to plans.csv.")
