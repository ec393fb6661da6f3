"""CSV that is safe to open: for a spreadsheet, nothing that people typed is ever a formula.

UTF-8 with its mark, so that every program reads it as such; lines and quotes as RFC 4180 has them;
numbers are numbers, with a decimal point and as many decimals as their currency has.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from domain.money import Money

Cell = str | int | Decimal | Money | date | datetime | None

MEDIA_TYPE = "text/csv; charset=utf-8"
_MARK = "\ufeff"
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ROWS_AT_ONCE = 500


def csv_chunks(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file, piece by piece: a long one is never in memory as a whole."""
    buffer = io.StringIO(_MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer, lineterminator="\r\n")
    for place, row in enumerate(rows, start=1):
        writer.writerow([written(cell) for cell in row])
        if place % _ROWS_AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def written(cell: Cell) -> str:
    """A cell as it stands in the file. Text that would be taken for a formula is text."""
    match cell:
        case None:
            return ""
        case Money():
            return f"{cell.decimal:f}"
        case Decimal():
            return f"{cell:f}"
        case datetime():
            return cell.isoformat(timespec="seconds")
        case str():
            return f"'{cell}" if cell.lstrip(" ").startswith(_BEGINS_A_FORMULA) else cell
        case _:
            return str(cell)


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
