"""The organisation: the one row of its file, and what it settles for everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.imports.cells import Cells
from domain.imports.codes import country, currency, email, language, zone
from domain.imports.faults import Fault
from domain.imports.inspection import Inspection
from domain.imports.known import Standards
from domain.imports.readers import lines, one_line, whole
from domain.imports.tables import Form

ON_DOCUMENTS = {
    "legal_name": one_line(200),
    "registration": one_line(200),
    "line1": one_line(200),
    "line2": one_line(200),
    "postcode": one_line(20),
    "city": one_line(100),
    "region": one_line(100),
    "iban": one_line(42),
    "bic": one_line(11),
    "small_print": lines(600),
}
"""What stands on documents, where the file says it."""
FORM = Form(
    "organisation.csv",
    needed=("name", "country", "language", "time_zone", "currency", "email"),
    optional=("run_hour", "phone", "address", "tax_id", *ON_DOCUMENTS),
)
USUAL_RUN_HOUR = 6


@dataclass(frozen=True)
class OrganisationEntry:
    """`says` are the columns of the file: what it does not have changes nothing in the books."""

    name: str
    email: str
    phone: str
    address: str
    tax_id: str
    on_documents: Mapping[str, str]
    standards: Standards
    says: frozenset[str]


def read_organisation(inspection: Inspection) -> OrganisationEntry | None:
    """The entry of a sound file; it is a fault if neither the file nor the books have one."""
    sheet = inspection.sheet(FORM)
    known = inspection.known.standards
    usual = known.run_hour if known else USUAL_RUN_HOUR
    entries = [_entry(cells, usual) for cells in inspection.rows(FORM)]
    if len(entries) > 1:
        line = sheet.rows[1].line
        _note(inspection, line, "There is more than one organisation.", "Keep one row.")
    elif not entries and sheet.is_whole and known is None:
        message = "The books have no organisation yet, and the file has none either."
        _note(inspection, 0, message, f"Write {FORM.file} with these: {', '.join(FORM.needed)}.")
    return entries[0] if len(entries) == 1 else None


def _note(inspection: Inspection, line: int, message: str, what_to_do: str) -> None:
    inspection.faults.note(Fault(FORM.file, line, "", message, what_to_do))


def _entry(cells: Cells, usual: int) -> OrganisationEntry | None:
    entry = OrganisationEntry(
        name=cells.get("name", one_line(200), ""),
        email=cells.get("email", email, ""),
        phone=cells.get("phone", one_line(50), ""),
        address=cells.get("address", lines(500), ""),
        tax_id=cells.get("tax_id", one_line(50), ""),
        on_documents={name: cells.get(name, read, "") for name, read in ON_DOCUMENTS.items()},
        standards=Standards(
            currency=cells.get("currency", currency, ""),
            language=cells.get("language", language, ""),
            time_zone=cells.get("time_zone", zone, ""),
            country=cells.get("country", country, ""),
            run_hour=cells.get("run_hour", whole(0, 23), usual),
        ),
        says=cells.columns,
    )
    return entry if cells.is_sound else None
