"""Contact persons: new ones are written, known ones become what the file says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from activities.imports.writing import Writing, change
from activities.records import Recorded, record
from domain.commands import SYSTEM
from domain.imports.contacts import FORM, ContactEntry
from domain.imports.inspection import FileCount, Part
from domain.numbers import Series

if TYPE_CHECKING:
    from storage.customers import ContactRow


async def write_contacts(writing: Writing, part: Part[ContactEntry]) -> FileCount:
    created = updated = 0
    for batch in writing.batches(FORM.file, part.entries):
        customers = {writing.customers[entry.customer] for entry in batch}
        rows = await writing.imports.contacts(sorted(customers))
        known = {(row.customer, row.email.lower()): row for row in rows}
        await _make_room(writing, batch, rows)
        new: list[ContactEntry] = []
        for entry in batch:
            row = known.get((writing.customers[entry.customer], entry.email.lower()))
            if row:
                updated += await _update(writing, row, entry)
            else:
                new.append(entry)
        await _create(writing, new)
        created += len(new)
        await writing.books.flush()
    return FileCount(FORM.file, created, updated, len(part.entries) - created - updated)


async def _make_room(
    writing: Writing, batch: Sequence[ContactEntry], rows: Sequence["ContactRow"]
) -> None:
    """A customer has one main contact: whoever was it before is one of the others now."""
    main = {writing.customers[entry.customer]: entry for entry in batch if entry.is_primary}
    for row in rows:
        entry = main.get(row.customer)
        if entry and row.is_primary and row.email.lower() != entry.email.lower():
            row.is_primary = False
    await writing.books.flush()


async def _create(writing: Writing, entries: Sequence[ContactEntry]) -> None:
    numbers = await writing.imports.take(Series.CONTACT, len(entries))
    for number, entry in zip(numbers, entries, strict=True):
        writing.books.customers.new_contact(
            number=number,
            customer=writing.customers[entry.customer],
            name=entry.name,
            email=entry.email,
            phone=entry.phone,
            language=entry.language,
            is_primary=entry.is_primary,
        )


async def _update(writing: Writing, row: "ContactRow", entry: ContactEntry) -> int:
    """1 if anything was changed."""
    values = {"name": entry.name, "phone": entry.phone, "language": entry.language}
    said: dict[str, object] = {name: value for name, value in values.items() if name in entry.says}
    if entry.is_primary:
        said["is_primary"] = True
    changed = change(row, said)
    if changed:
        says = f"changed by an import: {', '.join(changed)}"
        await record(
            writing.books,
            Recorded(SYSTEM, row.customer, "contact", row.number, "change", says=says),
            writing.at,
        )
    return int(bool(changed))
