"""The organisation: written once, changed by what its file says later."""

from activities.imports.writing import Writing, change
from domain.imports.inspection import FileCount
from domain.imports.organisations import FORM, OrganisationEntry


async def write_organisation(writing: Writing, entry: OrganisationEntry | None) -> FileCount:
    if entry is None:
        return FileCount(FORM.file)
    values = _values(entry)
    row = await writing.books.organisations.find()
    if row is None:
        writing.books.organisations.new(**values)
        await writing.books.flush()
        return FileCount(FORM.file, created=1)
    changed = change(row, {name: value for name, value in values.items() if name in entry.says})
    return FileCount(FORM.file, updated=int(bool(changed)), unchanged=int(not changed))


def _values(entry: OrganisationEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "email": entry.email,
        "phone": entry.phone,
        "address": entry.address,
        "tax_id": entry.tax_id,
        **entry.on_documents,
        **vars(entry.standards),
    }
