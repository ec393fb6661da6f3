"""Cells: one row of a sheet, read cell by cell; what is wrong with it is noted with its place."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from domain.imports.faults import Fault, Faults, Unreadable
from domain.imports.tables import Form, Row, Sheet

Read = TypeVar("Read")
Otherwise = TypeVar("Otherwise")


class Cells:
    """A row. `is_sound` until a fault of it is noted."""

    def __init__(self, form: Form, row: Row, faults: Faults) -> None:
        self.line = row.line
        self.is_sound = True
        self._form = form
        self._row = row
        self._faults = faults
        for column in form.needed:
            if not row.cells.get(column):
                self.fault(column, "This cell is empty.", "It is needed: fill it in.")

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the file has."""
        return frozenset(self._row.cells)

    def has(self, column: str) -> bool:
        return bool(self._row.cells.get(column))

    def raw(self, column: str) -> str:
        """The cell as it stands there; empty if the file has no such column."""
        return self._row.cells.get(column, "")

    def get(
        self, column: str, read: Callable[[str], Read], otherwise: Otherwise
    ) -> Read | Otherwise:
        """What the cell means; `otherwise` if it is empty, and if it means nothing."""
        text = self.raw(column)
        if not text:
            return otherwise
        try:
            return read(text)
        except Unreadable as fault:
            self.fault(column, fault.message, fault.what_to_do)
            return otherwise

    def fault(self, column: str, message: str, what_to_do: str) -> None:
        self.is_sound = False
        self._faults.note(Fault(self._form.file, self.line, column, message, what_to_do))


def rows_of(sheet: Sheet, faults: Faults) -> Iterator[Cells]:
    """The rows of a sheet one after the other."""
    return (Cells(sheet.form, row, faults) for row in sheet.rows)
