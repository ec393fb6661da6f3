"""The inspection: everything that the check of one import looks at, and where it notes faults."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from domain.imports.cells import Cells, rows_of
from domain.imports.faults import Faults
from domain.imports.known import Known
from domain.imports.lookups import Once
from domain.imports.tables import Form, Sheet

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Inspection:
    """The sheets by their file names, what the books know, and the instant of the import (UTC)."""

    sheets: Mapping[str, Sheet]
    known: Known
    at: datetime
    faults: Faults

    def sheet(self, form: Form) -> Sheet:
        """The sheet of this form; an empty one if there is no such file."""
        return self.sheets.get(form.file) or Sheet(form)

    def rows(self, form: Form) -> Iterator[Cells]:
        return rows_of(self.sheet(form), self.faults)

    def read_new(
        self, form: Form, known: Container[str], read: Callable[[Cells], Entry | None]
    ) -> "Part[Entry]":
        """What is read of the rows whose reference the books do not know; the others are counted.

        It is a fault if a reference stands in two rows.
        """
        once, new, unchanged = Once(), list[Entry](), 0
        for cells in self.rows(form):
            reference = cells.raw("reference")
            once.check(cells, "reference", reference)
            if reference in known:
                unchanged += 1
                continue
            entry = read(cells)
            if entry:
                new.append(entry)
        return Part(tuple(new), unchanged)


@dataclass(frozen=True)
class Part(Generic[Entry]):
    """What of a file is to be written, and how many of its rows the books have already."""

    entries: tuple[Entry, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True)
class FileCount:
    """What became of the rows of a file."""

    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
