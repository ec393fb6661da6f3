"""Payment methods: the processor's tokens of customers who are charged automatically.

Each that expires has a process that reminds its owner.
"""

from dataclasses import asdict

from activities.imports.writing import Writing
from activities.process import Told, tell
from domain.imports.inspection import FileCount, Part
from domain.imports.payment_methods import FORM, MethodEntry
from domain.numbers import Series


async def write_payment_methods(writing: Writing, part: Part[MethodEntry]) -> FileCount:
    for batch in writing.batches(FORM.file, part.entries):
        numbers = await writing.imports.take(Series.METHOD, len(batch))
        for number, entry in zip(numbers, batch, strict=True):
            expires = asdict(entry.expires) if entry.expires else {}
            writing.books.payment_methods.new(
                number=number,
                customer=writing.customers[entry.key.customer],
                kind=entry.kind,
                token=entry.key.token,
                brand=entry.brand,
                last4=entry.last4,
                expires_month=expires.get("month"),
                expires_year=expires.get("year"),
                country=entry.country,
                created_at=writing.at,
            )
            writing.methods[entry.key] = number
        await writing.books.flush()
        for number, entry in zip(numbers, batch, strict=True):
            if entry.expires:
                told = Told("method", number, writing.customers[entry.key.customer])
                await tell(writing.books, told, writing.at)
    return FileCount(FORM.file, created=len(part.entries), unchanged=part.unchanged)
