"""Customers: new ones are written, those with a known reference become what the file says."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from activities.imports.writing import Writing, change
from activities.records import Recorded, record
from domain.addresses import PostalAddress
from domain.commands import SYSTEM
from domain.imports.customers import FORM, CustomerEntry
from domain.imports.inspection import FileCount, Part
from domain.numbers import Series

if TYPE_CHECKING:
    from storage.customers import CustomerRow


async def write_customers(writing: Writing, part: Part[CustomerEntry]) -> FileCount:
    created = updated = 0
    for batch in writing.batches(FORM.file, part.entries):
        rows = await writing.imports.customers([entry.reference for entry in batch])
        new = [entry for entry in batch if entry.reference not in rows]
        await _create(writing, new)
        created += len(new)
        for entry in batch:
            row = rows.get(entry.reference)
            if row:
                updated += await _update(writing, row, entry)
        await writing.books.flush()
    return FileCount(FORM.file, created, updated, len(part.entries) - created - updated)


async def _create(writing: Writing, entries: Sequence[CustomerEntry]) -> None:
    numbers = await writing.imports.take(Series.CUSTOMER, len(entries))
    for number, entry in zip(numbers, entries, strict=True):
        writing.books.customers.new(
            number=number,
            reference=entry.reference,
            currency=entry.currency,
            billing_address=asdict(entry.billing_address),
            shipping_address=asdict(entry.shipping_address),
            created_at=writing.at,
            **_details(entry),
        )
        writing.customers[entry.reference] = number


async def _update(writing: Writing, row: "CustomerRow", entry: CustomerEntry) -> int:
    """1 if anything was changed."""
    said: dict[str, object] = {
        name: value for name, value in _details(entry).items() if name in entry.says
    }
    said["billing_address"] = _merged(row.billing_address, entry, "billing", entry.billing_address)
    said["shipping_address"] = _merged(
        row.shipping_address, entry, "shipping", entry.shipping_address
    )
    changed = change(row, said)
    if changed:
        says = f"changed by an import: {', '.join(changed)}"
        await record(
            writing.books,
            Recorded(SYSTEM, row.number, "customer", row.number, "change", says=says),
            writing.at,
        )
    return int(bool(changed))


def _details(entry: CustomerEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "language": entry.language,
        "time_zone": entry.time_zone,
        "country": entry.country,
        "tax_id": entry.tax_id,
        "tax_treatment": entry.tax_treatment,
    }


def _merged(
    stored: Mapping[str, object], entry: CustomerEntry, kind: str, address: PostalAddress
) -> Mapping[str, object]:
    """The address with the parts that the file has."""
    parts = asdict(address).items()
    return {**stored, **{name: part for name, part in parts if f"{kind}_{name}" in entry.says}}
