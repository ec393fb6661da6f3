"""Importing into real books, and what became of it."""

from datetime import datetime

from sqlalchemy import func, select

from storage.base import Base
from storage.books import OpenBooks
from tests.domain.import_files import AT, files
from worker.imports import ImportReport, import_files


async def imported(open_books: OpenBooks, **changed: str | bytes | None) -> ImportReport:
    return await imported_at(AT, open_books, **changed)


async def imported_at(
    at: datetime, open_books: OpenBooks, **changed: str | bytes | None
) -> ImportReport:
    async with open_books() as books:
        return await import_files(books, files(**changed), at)


async def sound(open_books: OpenBooks, **changed: str | bytes | None) -> ImportReport:
    report = await imported(open_books, **changed)
    assert report.faults == ()
    return report


async def rows_of_all_tables(open_books: OpenBooks) -> dict[str, int]:
    async with open_books() as books:
        return {
            table.name: await books.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def counts(report: ImportReport) -> dict[str, tuple[int, int, int]]:
    """Created, updated, unchanged of each file in which there was something."""
    return {
        each.file.removesuffix(".csv"): (each.created, each.updated, each.unchanged)
        for each in report.counts
    }
