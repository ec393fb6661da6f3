"""Addons: one row for each addon and currency. What the books have of an addon is left alone."""

from dataclasses import fields, replace

from domain.addons import (
    AddonBilling,
    AddonDescription,
    AddonKind,
    AddonPricing,
    ExtraHasNoInterval,
    times_in_term,
)
from domain.imports.cells import Cells
from domain.imports.codes import currency
from domain.imports.inspection import Inspection, Part
from domain.imports.known import PlanTerms
from domain.imports.lookups import Lookup, Once
from domain.imports.plans import LONGEST_INTERVAL, UNITS
from domain.imports.readers import amount, choice, code, one_line, whole
from domain.imports.tables import Form
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.taxes import TaxRate

FORM = Form(
    "addons.csv",
    needed=("code", "name", "kind", "currency", "price"),
    optional=("pricing", "interval_unit", "interval_count", "tax_rate", "plans"),
)

_KINDS = {"onetime": AddonKind.ONE_TIME, "once": AddonKind.ONE_TIME}
_PRICINGS = {"unit": AddonPricing.PER_UNIT, "fixed": AddonPricing.FLAT}
_ANY = AddonBilling(AddonKind.RECURRING, AddonPricing.PER_UNIT)
_COLUMN_OF = {"billing": "kind"}


def read_addons(
    inspection: Inspection, tax_rates: Lookup[TaxRate], plans: Lookup[PlanTerms]
) -> Part[AddonDescription]:
    """The addons that are new, each with all its prices."""
    once, known = Once(), inspection.known.addons
    new: dict[str, AddonDescription] = {}
    unchanged = 0
    for cells in inspection.rows(FORM):
        tax_rates.refer(cells, "tax_rate")
        addon = _addon(cells)
        once.check(cells, "currency", addon.code, addon.prices[0].currency)
        _check_plans(cells, addon, plans)
        _check_same(cells, addon, new.get(addon.code))
        unchanged += addon.code in known
        if cells.is_sound and addon.code not in known:
            first = new.get(addon.code, replace(addon, prices=()))
            new[addon.code] = replace(first, prices=(*first.prices, *addon.prices))
    return Part(tuple(new.values()), unchanged)


def _addon(cells: Cells) -> AddonDescription:
    priced_in = cells.get("currency", currency, None)
    nothing = Money.zero(priced_in or "EUR")
    price = cells.get("price", amount(nothing.currency), nothing) if priced_in else nothing
    return AddonDescription(
        code=cells.get("code", code, ""),
        name=cells.get("name", one_line(200), ""),
        billing=_billing(cells),
        prices=(price,),
        tax_rate=cells.raw("tax_rate") or None,
        plans=plan_codes(cells),
    )


def _billing(cells: Cells) -> AddonBilling:
    unit = cells.get("interval_unit", choice(IntervalUnit, UNITS), None)
    if unit is None and cells.has("interval_count"):
        cells.fault("interval_count", "There is no unit to this number.", "Fill in interval_unit.")
    most = LONGEST_INTERVAL[unit or IntervalUnit.MONTH]
    length = cells.get("interval_count", whole(1, most), 1)
    try:
        return AddonBilling(
            cells.get("kind", choice(AddonKind, _KINDS), AddonKind.RECURRING),
            cells.get("pricing", choice(AddonPricing, _PRICINGS), AddonPricing.PER_UNIT),
            Interval(unit, length) if unit else None,
        )
    except ExtraHasNoInterval as refusal:
        cells.fault("interval_unit", str(refusal), "Leave this cell empty.")
        return _ANY


def plan_codes(cells: Cells) -> tuple[str, ...]:
    """The codes in a cell, separated by blanks."""
    return tuple(sorted(set(cells.raw("plans").split())))


def _check_plans(cells: Cells, addon: AddonDescription, plans: Lookup[PlanTerms]) -> None:
    for named in addon.plans:
        plan = plans.refer_to(cells, "plans", named)
        if plan and not times_in_term(addon.billing.interval, plan.interval):
            message = f"The interval of this addon does not fit into a term of plan {named}."
            cells.fault("plans", message, "Take the plan out, or give it an addon of its own.")


def _check_same(cells: Cells, addon: AddonDescription, above: AddonDescription | None) -> None:
    """The rows of an addon agree in everything but currency and price."""
    if above is None or not cells.is_sound:
        return
    for field in fields(AddonDescription):
        if field.name != "prices" and getattr(addon, field.name) != getattr(above, field.name):
            message = f"Of addon {addon.code} a row above says something else."
            column = _COLUMN_OF.get(field.name, field.name)
            cells.fault(column, message, "Make the rows agree, or give this addon another code.")
