"""Bundles: all files of an import together, checked against each other and against the books."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from domain.addons import AddonDescription
from domain.coupons import Coupon
from domain.imports import organisations, tax_rates
from domain.imports.addons import FORM as ADDONS
from domain.imports.addons import read_addons
from domain.imports.contacts import FORM as CONTACTS
from domain.imports.contacts import ContactEntry, read_contacts
from domain.imports.coupons import FORM as COUPONS
from domain.imports.coupons import read_coupons
from domain.imports.customers import FORM as CUSTOMERS
from domain.imports.customers import CustomerEntry, customers_to_refer_to, read_customers
from domain.imports.faults import Fault, Faults
from domain.imports.inspection import Inspection, Part
from domain.imports.invoices import FORM as INVOICES
from domain.imports.invoices import Debtors, InvoiceEntry, read_invoices
from domain.imports.known import Known, Standards
from domain.imports.organisations import OrganisationEntry
from domain.imports.payment_methods import FORM as PAYMENT_METHODS
from domain.imports.payment_methods import MethodBook, MethodEntry, read_payment_methods
from domain.imports.plans import FORM as PLANS
from domain.imports.plans import PlanBook, PriceEntry, read_plans
from domain.imports.subscriptions import FORM as SUBSCRIPTIONS
from domain.imports.subscriptions import (
    Offer,
    SubscriptionEntry,
    read_subscriptions,
    subscriptions_to_refer_to,
)
from domain.imports.tables import Form, read_sheet
from domain.taxes import TaxRate

FORMS: tuple[Form, ...] = (
    organisations.FORM,
    tax_rates.FORM,
    PLANS,
    ADDONS,
    COUPONS,
    CUSTOMERS,
    CONTACTS,
    PAYMENT_METHODS,
    SUBSCRIPTIONS,
    INVOICES,
)
"""The files of an import, each after those it refers to."""

_UNSETTLED = Standards(currency="", language="", time_zone="", country="", run_hour=0)


@dataclass(frozen=True)
class Bundle:
    """What is to be written. Customers and contacts may be in the books: then they are compared."""

    organisation: OrganisationEntry | None = None
    tax_rates: Part[TaxRate] = field(default_factory=Part)
    plans: Part[PriceEntry] = field(default_factory=Part)
    addons: Part[AddonDescription] = field(default_factory=Part)
    coupons: Part[Coupon] = field(default_factory=Part)
    customers: Part[CustomerEntry] = field(default_factory=Part)
    contacts: Part[ContactEntry] = field(default_factory=Part)
    payment_methods: Part[MethodEntry] = field(default_factory=Part)
    subscriptions: Part[SubscriptionEntry] = field(default_factory=Part)
    invoices: Part[InvoiceEntry] = field(default_factory=Part)


@dataclass(frozen=True)
class Checked:
    """The bundle, to be written only if there are no faults."""

    bundle: Bundle
    faults: tuple[Fault, ...]


def check_files(files: Mapping[str, bytes], known: Known, at: datetime) -> Checked:
    """Everything that the files (by their names) say, and everything that is wrong with them."""
    faults = Faults()
    forms = {form.file: form for form in FORMS}
    named = _by_plain_name(files, forms, faults)
    sheets = {file: read_sheet(forms[file], content, faults) for file, content in named.items()}
    bundle = _bundle(Inspection(sheets, known, at, faults))
    return Checked(bundle, faults.all())


def _by_plain_name(
    files: Mapping[str, bytes], forms: Mapping[str, Form], faults: Faults
) -> dict[str, bytes]:
    named: dict[str, bytes] = {}
    for file, content in files.items():
        plain = file.lower()
        if plain not in forms:
            near = get_close_matches(plain[:60], forms, n=1)
            what = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(forms)}."
            message = "A file of this name is not imported."
            faults.note(Fault(file, 0, "", message, f"{what} Rename it, or move it away."))
        elif plain in named:
            message = f"There is another {plain}, written with other capitals."
            faults.note(Fault(file, 0, "", message, "Keep one of them."))
        else:
            named[plain] = content
    return named


def _bundle(inspection: Inspection) -> Bundle:
    organisation = organisations.read_organisation(inspection)
    settled = organisation.standards if organisation else inspection.known.standards
    standards = settled or _UNSETTLED
    rates = tax_rates.read_tax_rates(inspection)
    rate_lookup = tax_rates.tax_rates_to_refer_to(inspection, rates)
    priced = read_plans(inspection, rate_lookup)
    plan_book = PlanBook(inspection, priced.entries)
    buyers = read_customers(inspection, standards)
    buyer_lookup = customers_to_refer_to(inspection, buyers)
    people = read_contacts(inspection, buyer_lookup)
    methods = read_payment_methods(inspection, buyer_lookup)
    offer = Offer(
        buyer_lookup,
        plan_book,
        MethodBook(inspection),
        standards.run_hour,
    )
    sold = read_subscriptions(inspection, offer)
    debtors = Debtors(
        buyer_lookup,
        subscriptions_to_refer_to(inspection, sold),
        {entry.reference: entry for entry in sold.entries},
        standards.run_hour,
    )
    owed = read_invoices(inspection, debtors)
    return Bundle(
        organisation,
        rates,
        priced,
        read_addons(inspection, rate_lookup, plan_book.plans),
        read_coupons(inspection, plan_book.plans),
        buyers,
        people,
        methods,
        sold,
        owed,
    )
