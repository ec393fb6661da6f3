"""Tax rates: the rows of their file. A rate that the books have is never changed by an import."""

from fractions import Fraction

from domain.imports.cells import Cells
from domain.imports.inspection import Inspection, Part
from domain.imports.lookups import Lookup, Once
from domain.imports.readers import choice, code, one_line, percent
from domain.imports.tables import Form
from domain.taxes import CHARGED_TO_NOBODY, TaxBehaviour, TaxCategory, TaxRate

FORM = Form(
    "tax_rates.csv",
    needed=("code", "name", "percent", "behaviour"),
    optional=("category", "note"),
)

_NOTHING = TaxRate("", "", Fraction(), TaxBehaviour.EXCLUSIVE)


def read_tax_rates(inspection: Inspection) -> Part[TaxRate]:
    """The rates that are new."""
    once, known = Once(), inspection.known.tax_rates
    new: list[TaxRate] = []
    unchanged = 0
    for cells in inspection.rows(FORM):
        rate = _rate(cells)
        once.check(cells, "code", rate.code)
        _check_same(cells, rate, known.get(rate.code, rate))
        unchanged += rate.code in known
        if cells.is_sound and rate.code not in known:
            new.append(rate)
    return Part(tuple(new), unchanged)


def tax_rates_to_refer_to(inspection: Inspection, part: Part[TaxRate]) -> Lookup[TaxRate]:
    sound = {rate.code: rate for rate in part.entries}
    return Lookup(inspection.sheet(FORM), "code", sound, inspection.known.tax_rates)


def _rate(cells: Cells) -> TaxRate:
    rate = cells.get("percent", percent, _NOTHING.rate)
    usual = TaxCategory.STANDARD if rate else TaxCategory.ZERO
    category = cells.get("category", choice(TaxCategory, {}), usual)
    if rate and category in CHARGED_TO_NOBODY:
        message = f"No tax is charged in the category {category}."
        cells.fault("percent", message, "Write 0, or another category.")
    return TaxRate(
        code=cells.get("code", code, _NOTHING.code),
        name=cells.get("name", one_line(100), _NOTHING.name),
        rate=rate,
        behaviour=cells.get("behaviour", choice(TaxBehaviour, {}), _NOTHING.behaviour),
        category=category,
        note=cells.get("note", one_line(500), _NOTHING.note),
    )


def _check_same(cells: Cells, rate: TaxRate, books: TaxRate) -> None:
    """Invoices were written with the rate that the books have: another one needs another code."""
    for column, same in (
        ("percent", rate.rate == books.rate),
        ("behaviour", rate.behaviour == books.behaviour),
    ):
        if cells.is_sound and not same:
            message = f"The books have tax rate {rate.code} with another {column}."
            cells.fault(column, message, "Give the new rate a code of its own.")
