"""Invoices: what is still open in the other tool, to be asked for and paid here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.dunning import DunningRun
from domain.imports.cells import Cells
from domain.imports.codes import currency
from domain.imports.faults import Fault
from domain.imports.inspection import Inspection, Part
from domain.imports.known import CustomerFacts, SubscriptionFacts
from domain.imports.lookups import Lookup
from domain.imports.readers import amount, day, one_line, reference
from domain.imports.runs import carried_over
from domain.imports.standings import Place
from domain.imports.states import WITH_INVOICE
from domain.imports.subscriptions import FORM as SUBSCRIPTIONS
from domain.imports.subscriptions import SubscriptionEntry
from domain.imports.tables import Form
from domain.money import Money
from domain.subscriptions import SubscriptionStatus

FORM = Form(
    "invoices.csv",
    needed=("reference", "customer", "due_on", "amount"),
    optional=(
        "subscription",
        "issued_on",
        "currency",
        "tax_amount",
        "description",
        "first_failed_on",
    ),
)
CARRIED_OVER = "carried over "
"""With the invoice's reference behind it, the cause by which the journal knows it for ever."""


@dataclass(frozen=True)
class InvoiceEntry:
    """An open invoice. `amount` is what is still owed, `tax` is contained in it.

    `run` is its dunning, where its subscription is in dunning.
    """

    reference: str
    customer: str
    subscription: str | None
    issued_on: date
    due_on: date
    amount: Money
    tax: Money
    description: str
    run: DunningRun | None

    @property
    def line_text(self) -> str:
        """What the customer reads on it: the description, and the number they know it by."""
        return f"{self.description} ({self.reference})" if self.description else self.reference


@dataclass(frozen=True)
class Debtors:
    """Whom invoices refer to. `new` are the subscriptions of this import, by their references."""

    customers: Lookup[CustomerFacts]
    subscriptions: Lookup[SubscriptionFacts]
    new: Mapping[str, SubscriptionEntry]
    run_hour: int


def read_invoices(inspection: Inspection, debtors: Debtors) -> Part[InvoiceEntry]:
    """The invoices that are new."""
    known = inspection.known.invoices
    part = inspection.read_new(FORM, known, lambda cells: _entry(cells, inspection, debtors))
    _check_debts(inspection, debtors)
    return part


def _entry(cells: Cells, inspection: Inspection, debtors: Debtors) -> InvoiceEntry | None:
    customer = debtors.customers.refer(cells, "customer")
    subscription = debtors.subscriptions.refer(cells, "subscription")
    name = cells.get("reference", reference, "")
    description = cells.get("description", one_line(200), "")
    due_on = cells.get("due_on", day, None)
    issued_on = cells.get("issued_on", day, due_on)
    if customer is None or due_on is None or issued_on is None:
        return None
    place = Place(customer.time_zone, debtors.run_hour, inspection.at)
    owed, tax = _amounts(cells, cells.get("currency", currency, customer.currency))
    _check_dates(cells, issued_on, due_on, place)
    if subscription:
        _check_subscription(cells, subscription, owed)
    run = _run(cells, inspection, debtors, place)
    if not cells.is_sound:
        return None
    return InvoiceEntry(
        reference=name,
        customer=cells.raw("customer"),
        subscription=cells.raw("subscription") or None,
        issued_on=issued_on,
        due_on=due_on,
        amount=owed,
        tax=tax,
        description=description,
        run=run,
    )


def _amounts(cells: Cells, owed_in: str) -> tuple[Money, Money]:
    """What is owed, and what of it is tax."""
    nothing = Money.zero(owed_in)
    owed = cells.get("amount", amount(owed_in), nothing)
    tax = cells.get("tax_amount", amount(owed_in), nothing)
    if owed.is_zero and cells.is_sound:
        cells.fault("amount", "Nothing is owed on this invoice.", "Take the row out.")
    if tax > owed and cells.is_sound:
        message = f"{tax} of tax is more than the {owed} that are owed."
        cells.fault("tax_amount", message, "Write what of the open amount is tax.")
    return owed, tax


def _check_dates(cells: Cells, issued_on: date, due_on: date, place: Place) -> None:
    if due_on < issued_on:
        message = f"It is due on {due_on}, before it was issued on {issued_on}."
        cells.fault("due_on", message, "Correct one of the dates.")
    if issued_on > place.today:
        column = "issued_on" if cells.has("issued_on") else "due_on"
        message = f"It is issued on {issued_on}, which is still to come."
        cells.fault(column, message, "Write in issued_on when it was issued.")


def _check_subscription(cells: Cells, subscription: SubscriptionFacts, owed: Money) -> None:
    if subscription.customer != cells.raw("customer"):
        message = "This subscription is another customer's."
        cells.fault("subscription", message, "Correct the subscription or the customer.")
    elif subscription.currency != owed.currency:
        message = f"Its subscription is billed in {subscription.currency}."
        cells.fault("currency", message, f"Write {subscription.currency}, or no subscription.")


def _run(cells: Cells, inspection: Inspection, debtors: Debtors, place: Place) -> DunningRun | None:
    entry = debtors.new.get(cells.raw("subscription"))
    first_failed_on = cells.get("first_failed_on", day, None)
    if entry is None or entry.standing.status is not SubscriptionStatus.DUNNING:
        if first_failed_on and entry:
            message = f"Its subscription is {entry.standing.status}, so there is no dunning."
            cells.fault("first_failed_on", message, "Empty the cell, or correct the status.")
        return None
    rule = inspection.known.dunning_rule
    has_method = entry.payment_method is not None
    run = carried_over(rule, first_failed_on, place, has_method=has_method)
    if first_failed_on and not place.at < run.deadline:
        message = f"Its last try would have been on {run.deadline:%Y-%m-%d}: dunning is over."
        what = "Write the subscription's status after it (unpaid, cancelled_from_dunning or live)."
        cells.fault("first_failed_on", message, what)
    return run


def _check_debts(inspection: Inspection, debtors: Debtors) -> None:
    """What waits for the payment of an invoice needs one that can be paid."""
    sheet = inspection.sheet(FORM)
    named = sheet.column("subscription")
    for entry in debtors.new.values():
        status = entry.standing.status
        if status in WITH_INVOICE and sheet.is_whole and entry.reference not in named:
            message = f"With status {status} it waits for an invoice to be paid, and has none."
            what = f"Add its open invoice to {FORM.file}, or write another status."
            fault = Fault(SUBSCRIPTIONS.file, entry.line, "status", message, what)
            inspection.faults.note(fault)
