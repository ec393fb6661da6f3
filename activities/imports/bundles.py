"""The bundle: every file of an import, written in one transaction in the order of references."""

from activities.imports.catalogue import write_addons, write_coupons
from activities.imports.contacts import write_contacts
from activities.imports.customers import write_customers
from activities.imports.invoices import write_invoices
from activities.imports.organisations import write_organisation
from activities.imports.payment_methods import write_payment_methods
from activities.imports.plans import write_plans, write_tax_rates
from activities.imports.subscriptions import write_subscriptions
from activities.imports.writing import Writing
from activities.records import Recorded, record
from domain.commands import SYSTEM
from domain.imports.bundles import Bundle
from domain.imports.inspection import FileCount


async def write_bundle(writing: Writing, bundle: Bundle) -> tuple[FileCount, ...]:
    """What became of each file's rows. The bundle has no faults: whoever calls has checked it."""
    writing.customers.update(await writing.imports.numbers_of_customers())
    writing.methods.update(await writing.imports.numbers_of_methods())
    writing.subscriptions.update(await writing.imports.numbers_of_subscriptions())
    counts = (
        await write_organisation(writing, bundle.organisation),
        await write_tax_rates(writing, bundle.tax_rates),
        await write_plans(writing, bundle.plans),
        await write_addons(writing, bundle.addons),
        await write_coupons(writing, bundle.coupons),
        await write_customers(writing, bundle.customers),
        await write_contacts(writing, bundle.contacts),
        await write_payment_methods(writing, bundle.payment_methods),
        await write_subscriptions(writing, bundle.subscriptions),
        await write_invoices(writing, bundle.invoices),
    )
    await _record(writing, counts)
    return counts


async def _record(writing: Writing, counts: tuple[FileCount, ...]) -> None:
    """An import that has changed something stands in the trail, once."""
    changes = [
        f"{each.file}: {each.created} created, {each.updated} updated"
        for each in counts
        if each.created or each.updated
    ]
    if changes:
        key = f"{writing.at:%Y-%m-%dT%H:%M:%SZ}"
        recorded = Recorded(SYSTEM, None, "import", key, "import", says="; ".join(changes))
        await record(writing.books, recorded, writing.at)
