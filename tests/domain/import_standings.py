"""Rows of subscriptions in every state, and how they are to stand."""

from domain.imports.standings import Standing
from tests.domain.import_files import checked, invoices, only_fault, place, subscriptions

OWES = invoices({"subscription": "S-1"})
TRIAL = {"status": "trial", "next_billing_date": "", "started_on": "2026-11-15"}
FUTURE = {"status": "future", "next_billing_date": "", "started_on": "2026-12-01"}
ENDED = {"status": "cancelled", "next_billing_date": "", "ended_on": "2026-11-01"}
DUNNING = {"status": "dunning", "auto_charge": "yes"}
CHARGED = {**DUNNING, "payment_method": "pm_1"}


def standing(invoices: str | None = None, **row: str) -> Standing:
    found = checked(subscriptions=subscriptions(row), invoices=invoices)
    assert found.faults == ()
    (entry,) = found.bundle.subscriptions.entries
    return entry.standing


def fault_in(column: str, invoices: str | None = None, **row: str) -> str:
    """What to do about the one fault, which is in this column of the row."""
    fault = only_fault(
        subscriptions=subscriptions({"reference": "S-0", **FUTURE}, row), invoices=invoices
    )
    assert place(fault) == ("subscriptions.csv", 3, column)
    return fault.what_to_do
