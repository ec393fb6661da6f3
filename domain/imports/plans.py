"""Plans: one row for each plan and currency. What the books have of a plan is left alone."""

from dataclasses import dataclass, fields

from domain.imports.cells import Cells
from domain.imports.codes import currency
from domain.imports.inspection import Inspection, Part
from domain.imports.known import PlanPrice, PlanTerms, PriceKey
from domain.imports.lookups import Lookup, Once
from domain.imports.readers import amount, choice, code, lines, one_line, whole
from domain.imports.tables import Form
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.plans import MOST_TRIAL_DAYS
from domain.taxes import TaxRate

FORM = Form(
    "plans.csv",
    needed=("code", "name", "interval_unit", "currency", "price"),
    optional=(
        "interval_count",
        "description",
        "setup_fee",
        "trial_days",
        "billing_cycles",
        "tax_rate",
    ),
)
LONGEST_INTERVAL = {
    IntervalUnit.DAY: 366,
    IntervalUnit.WEEK: 104,
    IntervalUnit.MONTH: 60,
    IntervalUnit.YEAR: 10,
}
MOST_CYCLES = 10_000

_U = IntervalUnit
UNITS = {
    **dict.fromkeys(("days", "daily"), _U.DAY),
    **dict.fromkeys(("weeks", "weekly"), _U.WEEK),
    **dict.fromkeys(("months", "monthly"), _U.MONTH),
    **dict.fromkeys(("years", "yearly", "annual", "annually"), _U.YEAR),
}
_COLUMN_OF = {"interval": "interval_count"}


@dataclass(frozen=True)
class PriceEntry:
    """A row: the plan's terms, and its price in one currency."""

    terms: PlanTerms
    price: PlanPrice

    @property
    def key(self) -> PriceKey:
        return PriceKey(self.terms.code, self.price.unit.currency)


class PlanBook:
    """The plans that are there and to come, with their prices."""

    def __init__(self, inspection: Inspection, entries: tuple[PriceEntry, ...]) -> None:
        known = inspection.known
        new = {entry.terms.code: entry.terms for entry in entries}
        self.plans = Lookup(inspection.sheet(FORM), "code", new, known.plans)
        self._priced = {*known.prices, *(entry.key for entry in entries)}
        self._is_whole = inspection.sheet(FORM).is_whole

    def lacks_price(self, plan: str, currency: str) -> bool:
        return self._is_whole and PriceKey(plan, currency) not in self._priced


def read_plans(inspection: Inspection, tax_rates: Lookup[TaxRate]) -> Part[PriceEntry]:
    """The prices that are new, each with the terms of its plan."""
    once, known = Once(), inspection.known
    terms: dict[str, PlanTerms] = {}
    new: list[PriceEntry] = []
    unchanged = 0
    for cells in inspection.rows(FORM):
        tax_rates.refer(cells, "tax_rate")
        entry = _entry(cells)
        once.check(cells, "currency", entry.key.plan, entry.key.currency)
        _check_terms(cells, entry.terms, known.plans.get(entry.key.plan), "the books say")
        _check_terms(cells, entry.terms, terms.get(entry.key.plan), "a row above says")
        _check_price(cells, entry.price, known.prices.get(entry.key))
        unchanged += entry.key in known.prices
        if cells.is_sound:
            terms.setdefault(entry.key.plan, entry.terms)
            if entry.key not in known.prices:
                new.append(entry)
    return Part(tuple(new), unchanged)


def _entry(cells: Cells) -> PriceEntry:
    priced_in = cells.get("currency", currency, None)
    nothing = Money.zero(priced_in or "EUR")
    unit = cells.get("interval_unit", choice(IntervalUnit, UNITS), IntervalUnit.MONTH)
    length = cells.get("interval_count", whole(1, LONGEST_INTERVAL[unit]), 1)
    return PriceEntry(
        PlanTerms(
            code=cells.get("code", code, ""),
            name=cells.get("name", one_line(200), ""),
            description=cells.get("description", lines(2000), ""),
            interval=Interval(unit, length),
            trial_days=cells.get("trial_days", whole(0, MOST_TRIAL_DAYS), 0),
            billing_cycles=cells.get("billing_cycles", whole(1, MOST_CYCLES), None),
            tax_rate=cells.raw("tax_rate") or None,
        ),
        PlanPrice(
            unit=cells.get("price", amount(nothing.currency), nothing) if priced_in else nothing,
            setup=cells.get("setup_fee", amount(nothing.currency), nothing)
            if priced_in
            else nothing,
        ),
    )


def _check_terms(cells: Cells, terms: PlanTerms, other: PlanTerms | None, who: str) -> None:
    """Subscribers have the plan as it is: another one needs another code."""
    if other is None or not cells.is_sound:
        return
    for field in fields(PlanTerms):
        if getattr(terms, field.name) != getattr(other, field.name):
            column = _COLUMN_OF.get(field.name, field.name)
            message = f"Of plan {terms.code} {who} something else: {_said(other, field.name)}."
            cells.fault(column, message, "Make the rows agree, or give this plan another code.")


def _check_price(cells: Cells, price: PlanPrice, books: PlanPrice | None) -> None:
    if books is None or not cells.is_sound:
        return
    for column, ours, theirs in (
        ("price", price.unit, books.unit),
        ("setup_fee", price.setup, books.setup),
    ):
        if ours != theirs:
            message = f"The books say {theirs}."
            cells.fault(column, message, "Write that, or give the new price a plan of its own.")


def _said(terms: PlanTerms, field: str) -> str:
    if field == "interval":
        return f"{terms.interval.count} {terms.interval.unit}"
    return str(getattr(terms, field) or "nothing")
