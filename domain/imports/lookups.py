"""Lookups: what the rows of one file may refer to in another one, and in the books."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from domain.imports.cells import Cells
from domain.imports.faults import shown
from domain.imports.tables import Sheet

Thing = TypeVar("Thing")


class Lookup(Generic[Thing]):
    """Things by their reference. Some are only named: their own row has a fault.

    Nobody is told that something is missing while a part of its file could not be read.
    """

    def __init__(
        self, sheet: Sheet, column: str, sound: Mapping[str, Thing], known: Mapping[str, Thing]
    ) -> None:
        self._things = {**known, **sound}
        self._named = sheet.column(column)
        self._is_whole = sheet.is_whole
        self._file = sheet.form.file
        self._by_case = {key.casefold(): key for key in (*self._named, *self._things)}

    def refer(self, cells: Cells, column: str) -> Thing | None:
        """The thing that a cell names. None if it names none; it is a fault if there is no such."""
        return self.refer_to(cells, column, cells.raw(column))

    def refer_to(self, cells: Cells, column: str, key: str) -> Thing | None:
        """The same for one of several that a cell names."""
        if key and self._is_whole and key not in self._things and key not in self._named:
            message = f"There is no {shown(key)} in {self._file} or in the books."
            cells.fault(column, message, self._hint(key))
        return self._things.get(key)

    def _hint(self, key: str) -> str:
        near = self._by_case.get(key.casefold())
        if near:
            return f"Did you mean {shown(near)}?"
        return f"Correct it, or add a row to {self._file}."


class Once:
    """Sees to it that a key stands in one row only."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, ...], int] = {}

    def earlier(self, cells: Cells, *key: str) -> int | None:
        """The line in which this key stood first; None in that line, and for half a key."""
        if not all(key):
            return None
        line = self._lines.setdefault(key, cells.line)
        return line if line != cells.line else None

    def check(self, cells: Cells, column: str, *key: str) -> None:
        """A fault in the second row and every further one with this key."""
        line = self.earlier(cells, *key)
        if line:
            message = f"{shown(cells.raw(column))} is in line {line} already."
            cells.fault(column, message, "Keep one of these rows.")
