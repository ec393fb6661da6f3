"""Tax rates and plans with their prices: what is new of them; what is there is left alone."""

from activities.imports.writing import Writing
from domain.imports.inspection import FileCount, Part
from domain.imports.known import PlanTerms
from domain.imports.plans import FORM, PriceEntry
from domain.imports.tax_rates import FORM as TAX_RATES
from domain.taxes import TaxRate


async def write_tax_rates(writing: Writing, part: Part[TaxRate]) -> FileCount:
    for rate in part.entries:
        writing.books.plans.new_tax_rate(
            code=rate.code,
            name=rate.name,
            numerator=rate.rate.numerator,
            denominator=rate.rate.denominator,
            behaviour=rate.behaviour,
            category=rate.category,
            note=rate.note,
        )
    await writing.books.flush()
    return FileCount(TAX_RATES.file, created=len(part.entries), unchanged=part.unchanged)


async def write_plans(writing: Writing, part: Part[PriceEntry]) -> FileCount:
    terms = {entry.terms.code: entry.terms for entry in part.entries}
    for each in terms.values():
        if await writing.books.plans.find(each.code) is None:
            _new_plan(writing, each)
    await writing.books.flush()
    for entry in part.entries:
        writing.books.plans.new_price(
            plan=entry.key.plan,
            currency=entry.key.currency,
            unit_minor_units=entry.price.unit.minor_units,
            setup_minor_units=entry.price.setup.minor_units,
        )
    await writing.books.flush()
    return FileCount(FORM.file, created=len(part.entries), unchanged=part.unchanged)


def _new_plan(writing: Writing, terms: PlanTerms) -> None:
    writing.books.plans.new(
        code=terms.code,
        name=terms.name,
        description=terms.description,
        interval_unit=terms.interval.unit,
        interval_count=terms.interval.count,
        trial_days=terms.trial_days,
        billing_cycles=terms.billing_cycles,
        tax_rate=terms.tax_rate,
    )
