"""Contact persons: the rows of their file. An address belongs to one person of a customer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.imports.cells import Cells
from domain.imports.codes import email, language
from domain.imports.inspection import Inspection, Part
from domain.imports.known import CustomerFacts
from domain.imports.lookups import Lookup, Once
from domain.imports.readers import flag, one_line, reference
from domain.imports.tables import Form

FORM = Form(
    "contacts.csv",
    needed=("customer", "name", "email"),
    optional=("phone", "language", "is_primary"),
)


@dataclass(frozen=True)
class ContactEntry:
    """A contact person as the file says; `customer` (a reference) and `email` are the key.

    `is_primary` makes it the main one; otherwise whoever is stays it. `says` are the columns of the
    file: what it does not have changes nothing of a contact person in the books.
    """

    customer: str
    name: str
    email: str
    phone: str
    language: str | None
    is_primary: bool
    says: frozenset[str]


def read_contacts(inspection: Inspection, customers: Lookup[CustomerFacts]) -> Part[ContactEntry]:
    """Every contact person of the file. Of a customer without a main one the first becomes it."""
    once, main = Once(), Once()
    entries: list[ContactEntry] = []
    for cells in inspection.rows(FORM):
        customers.refer(cells, "customer")
        entry = _entry(cells)
        once.check(cells, "email", entry.customer, entry.email.lower())
        line = main.earlier(cells, entry.customer) if entry.is_primary else None
        if line:
            message = f"The main contact person of this customer is in line {line} already."
            cells.fault("is_primary", message, "Write yes in one of these rows only.")
        if cells.is_sound:
            entries.append(entry)
    known = inspection.known.customers.items()
    have_one = {customer for customer, facts in known if facts.has_primary}
    return Part(tuple(_with_main_contacts(entries, have_one)))


def _with_main_contacts(entries: list[ContactEntry], have_one: set[str]) -> Iterator[ContactEntry]:
    have_one = have_one | {entry.customer for entry in entries if entry.is_primary}
    for entry in entries:
        yield entry if entry.customer in have_one else replace(entry, is_primary=True)
        have_one.add(entry.customer)


def _entry(cells: Cells) -> ContactEntry:
    return ContactEntry(
        customer=cells.get("customer", reference, ""),
        name=cells.get("name", one_line(200), ""),
        email=cells.get("email", email, ""),
        phone=cells.get("phone", one_line(50), ""),
        language=cells.get("language", language, None),
        is_primary=cells.get("is_primary", flag, False),
        says=cells.columns,
    )
