"""Tables: the bytes of a CSV file told apart into rows and cells, whatever tool wrote them.

Comma, semicolon and tab are found out by the header. A formula is a text like any other.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from domain.imports.faults import Fault, Faults, Unreadable, shown

MOST_BYTES = 100_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_LINE = 50_000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True)
class Form:
    """What a file is called, and which columns it must and may have."""

    file: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.needed, *self.optional)


@dataclass(frozen=True)
class Row:
    """The cells of a row by their columns, trimmed. `line` is where it begins."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """The rows of a file. It is not `whole` when some of it could not be told apart."""

    form: Form
    rows: tuple[Row, ...] = ()
    is_whole: bool = True

    def column(self, name: str) -> frozenset[str]:
        """Every text that stands in a column, in rows with faults too."""
        return frozenset(row.cells[name] for row in self.rows if row.cells.get(name))


def read_sheet(form: Form, content: bytes, faults: Faults) -> Sheet:
    """The file's rows; what is wrong with its form is noted, and such rows are left out."""
    rows: list[Row] = []
    try:
        is_whole = _read_into(rows, form, _decoded(content), faults)
    except Unreadable as fault:
        faults.note(Fault(form.file, fault.line, "", fault.message, fault.what_to_do))
        is_whole = False
    return Sheet(form, tuple(rows), is_whole)


def _read_into(rows: list[Row], form: Form, text: str, faults: Faults) -> bool:
    records = _records(text, _delimiter(text, form))
    line, header = next(records, (1, []))
    names = [_column_name(cell) for cell in header]
    if not _check_header(names, line, form, faults):
        return False
    is_whole = True
    for number, (line, cells) in enumerate(records):
        if number == MOST_ROWS:
            raise Unreadable(
                f"The file has more than {MOST_ROWS:,} rows.", "Split it into several.", line=line
            )
        row = _row(line, cells, names)
        fault = _fault_in_form(row, cells, names)
        if fault:
            column, message, what_to_do = fault
            faults.note(Fault(form.file, line, column, message, what_to_do))
            is_whole = False
        else:
            rows.append(row)
    return is_whole


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB.", "Split it into several."
        )
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable("This is a spreadsheet or an archive, not CSV.", "Save it as CSV UTF-8.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is UTF-16.", "Save it as CSV UTF-8.", line=1)
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The byte 0x{content[error.start]:02X} is not UTF-8.",
            "Save the file as CSV UTF-8 (it is probably Windows-1252 or Latin-1).",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None
    if not text.strip():
        raise Unreadable("The file is empty.", "Give it a header and rows, or take it away.")
    return text


def _delimiter(text: str, form: Form) -> str:
    """The one by which most of the header's cells are columns we know."""
    line = next(line for line in io.StringIO(text) if line.strip())[:LONGEST_LINE]

    def knows(delimiter: str) -> tuple[int, int]:
        names = [_column_name(cell.strip().strip('"')) for cell in line.split(delimiter)]
        return len(set(names) & set(form.columns)), len(names)

    return max(DELIMITERS, key=knows)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each record begins, and its cells; empty lines are passed over."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _misquoted(str(error), line) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise Unreadable(
                f"The line is longer than {LONGEST_LINE:,} characters.",
                "Look for a quotation mark or a line break that is missing.",
                line=number,
            )
        yield line


def _misquoted(error: str, line: int) -> Unreadable:
    if "unexpected end of data" in error:
        message = "A quotation mark opens in this row and is never closed."
    elif "expected after" in error:
        message = "There is text after a closing quotation mark."
    else:
        message = f"The row cannot be told apart into cells ({error})."
    advice = 'Put a cell with quotation marks into quotation marks, and double those inside: "".'
    return Unreadable(message, f"{advice} What follows was not read.", line=line)


def _column_name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())


def _check_header(names: Sequence[str], line: int, form: Form, faults: Faults) -> bool:
    """Whether rows can be read with this header."""
    if len(names) > MOST_COLUMNS:
        raise Unreadable(
            f"There are {len(names):,} columns; at most {MOST_COLUMNS} are read.",
            f"{form.file} has these: {', '.join(form.columns)}.",
            line=line,
        )
    missing = [name for name in form.needed if name not in names]
    for name in missing:
        what = "Add it; header and rows are separated by comma, semicolon or tab."
        faults.note(Fault(form.file, line, name, "This column is missing.", what))
    for name, count in Counter(filter(None, names)).items():
        if name not in form.columns:
            what = _did_you_mean(name, form)
            message = f"{shown(name)} is not a column of this file."
            faults.note(Fault(form.file, line, name[:40], message, what))
        elif count > 1:
            message = f"There are {count} columns of this name."
            faults.note(Fault(form.file, line, name, message, "Keep one of them."))
    return not missing


def _did_you_mean(name: str, form: Form) -> str:
    near = get_close_matches(name[:60], form.columns, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Take it out; known are {', '.join(form.columns)}."


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    tidy = (unicodedata.normalize("NFC", cell.strip()) for cell in cells)
    return Row(line, {name: cell for name, cell in zip(names, tidy, strict=False) if name})


def _fault_in_form(
    row: Row, cells: Sequence[str], names: Sequence[str]
) -> tuple[str, str, str] | None:
    """Column, message and what to do, for a row that cannot be trusted."""
    surplus = [*cells[len(names) :], *(c for c, n in zip(cells, names, strict=False) if not n)]
    if len(cells) < len(names) or any(cell.strip() for cell in surplus):
        message = f"The row has {len(cells)} cells, the header has {len(names)}."
        return "", message, "Put cells that contain the separator into quotation marks."
    for name, cell in row.cells.items():
        if _CONTROL.search(cell):
            return name, "There is a control character in this cell.", "Take it out."
    return None
