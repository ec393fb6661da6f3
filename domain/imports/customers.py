"""Customers: the rows of their file; where they are silent, the organisation has settled it."""

from dataclasses import dataclass

from domain.addresses import PostalAddress
from domain.e_invoices import BuyerTaxIdMissing, check_tax_id
from domain.imports.cells import Cells
from domain.imports.codes import country, currency, language, zone
from domain.imports.inspection import Inspection, Part
from domain.imports.known import CustomerFacts, Standards
from domain.imports.lookups import Lookup, Once
from domain.imports.readers import choice, one_line, reference
from domain.imports.tables import Form
from domain.tax_treatments import TaxTreatment

_ADDRESS = ("line1", "line2", "postcode", "city", "region", "country")
FORM = Form(
    "customers.csv",
    needed=("reference", "name"),
    optional=(
        "currency",
        "language",
        "time_zone",
        "country",
        "tax_id",
        "tax_treatment",
        *(f"billing_{part}" for part in _ADDRESS),
        *(f"shipping_{part}" for part in _ADDRESS),
    ),
)
SETTLED = ("currency", "language", "time_zone", "country", "tax_treatment")
"""What the organisation has settled for customers whose cells are empty."""


@dataclass(frozen=True)
class CustomerEntry:
    """A customer as the file says; `reference` is the key.

    `says` are the columns that are meant: one that the file does not have, or that is empty where
    the organisation has settled it, changes nothing of a customer in the books.
    """

    reference: str
    name: str
    currency: str
    language: str
    time_zone: str
    country: str
    tax_id: str
    tax_treatment: TaxTreatment
    billing_address: PostalAddress
    shipping_address: PostalAddress
    says: frozenset[str]


def read_customers(inspection: Inspection, standards: Standards) -> Part[CustomerEntry]:
    """Every customer of the file, whether or not the books have it."""
    once, known = Once(), inspection.known.customers
    entries: list[CustomerEntry] = []
    for cells in inspection.rows(FORM):
        entry = _entry(cells, standards, known.get(cells.raw("reference")))
        once.check(cells, "reference", entry.reference)
        _check_currency(cells, entry, known.get(entry.reference))
        _check_tax_id(cells, entry, known.get(entry.reference))
        if cells.is_sound:
            entries.append(entry)
    return Part(tuple(entries))


def customers_to_refer_to(
    inspection: Inspection, part: Part[CustomerEntry]
) -> Lookup[CustomerFacts]:
    sound = {
        entry.reference: CustomerFacts(entry.currency, entry.time_zone)
        for entry in part.entries
        if entry.currency and entry.time_zone
    }
    return Lookup(inspection.sheet(FORM), "reference", sound, inspection.known.customers)


def _entry(cells: Cells, standards: Standards, books: CustomerFacts | None) -> CustomerEntry:
    settled = books or standards
    billing, shipping = _address(cells, "billing"), _address(cells, "shipping")
    return CustomerEntry(
        reference=cells.get("reference", reference, ""),
        name=cells.get("name", one_line(200), ""),
        currency=cells.get("currency", currency, settled.currency),
        language=cells.get("language", language, standards.language),
        time_zone=cells.get("time_zone", zone, settled.time_zone),
        country=cells.get("country", country, billing.country or standards.country),
        tax_id=cells.get("tax_id", one_line(50), ""),
        tax_treatment=cells.get("tax_treatment", choice(TaxTreatment, {}), TaxTreatment.BY_RULE),
        billing_address=billing,
        shipping_address=shipping,
        says=cells.columns - {column for column in SETTLED if not cells.has(column)},
    )


def _address(cells: Cells, kind: str) -> PostalAddress:
    def part(name: str, most: int) -> str:
        return cells.get(f"{kind}_{name}", one_line(most), "")

    return PostalAddress(
        line1=part("line1", 200),
        line2=part("line2", 200),
        postcode=part("postcode", 20),
        city=part("city", 100),
        region=part("region", 100),
        country=cells.get(f"{kind}_country", country, ""),
    )


def _check_currency(cells: Cells, entry: CustomerEntry, books: CustomerFacts | None) -> None:
    if books and cells.is_sound and books.currency != entry.currency:
        message = f"The books have this customer with {books.currency}."
        what = f"Write {books.currency}; for {entry.currency} add another customer."
        cells.fault("currency", message, what)


def _check_tax_id(cells: Cells, entry: CustomerEntry, books: CustomerFacts | None) -> None:
    """As it will be: what the file does not say stays as the books have it."""
    settled, tax_id = entry.tax_treatment, entry.tax_id
    if books:
        settled = settled if "tax_treatment" in entry.says else books.tax_treatment
        tax_id = tax_id if "tax_id" in entry.says else books.tax_id
    if books and (settled, tax_id) == (books.tax_treatment, books.tax_id):
        return
    try:
        check_tax_id(settled, tax_id)
    except BuyerTaxIdMissing:
        message = "This customer owes the tax, and has no VAT number."
        cells.fault("tax_id", message, "Write it with its country's letters, like DE123456789.")
