"""Time as files for spreadsheets: the sheet of an approval, and the entries of a project."""

from collections.abc import Iterator, Sequence

from starlette.responses import StreamingResponse

from api.callers import SignedInContact, SignedInStaff
from api.projects.views import ApprovalView
from domain.downloads import MOST_LISTED, check_listed
from domain.time_billing import TimeSought
from domain.words import N_
from runtime.spreadsheets import MEDIA_TYPE, Cell, csv_chunks
from runtime.status_labels import status_label
from storage.books import Books
from storage.projects import ProjectRow
from storage.time_entries import SeenEntry

Reader = SignedInContact | SignedInStaff
_SHEET = (
    N_("Number"),
    N_("Day"),
    N_("Task"),
    N_("Who"),
    N_("What was done"),
    N_("Minutes"),
    N_("Comes to"),
    N_("Currency"),
    N_("State"),
    N_("Why it was rejected"),
)
_TIME = (
    N_("Number"),
    N_("Day"),
    N_("Task"),
    N_("Who"),
    N_("What was done"),
    N_("Minutes"),
    N_("State"),
    N_("Invoice"),
)
_INNER = (N_("Billable"), N_("Internal note"))


def sheet_csv(reader: Reader, view: ApprovalView) -> StreamingResponse:
    """The entries of an approval as they were submitted."""
    return _answer(view.row.number, _sheet_rows(reader, view.as_submitted))


async def time_csv(
    reader: Reader, books: Books, project: ProjectRow, sought: TimeSought
) -> StreamingResponse:
    """What is sought of it; for customers only what is billable, and nothing that is internal.

    Raises `TooManyListed`.
    """
    for_customer = isinstance(reader, SignedInContact)
    seen = await books.time_entries.page(
        project.number, sought, billable=for_customer, limit=MOST_LISTED + 1
    )
    check_listed(len(seen))
    return _answer(f"time-{project.number}", _time_rows(reader, seen))


def _answer(name: str, rows: Iterator[Sequence[Cell]]) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(csv_chunks(rows), media_type=MEDIA_TYPE, headers=headers)


def _sheet_rows(reader: Reader, view: ApprovalView) -> Iterator[Sequence[Cell]]:
    yield [reader.say(words) for words in _SHEET]
    for line in view.lines:
        yield [
            line.number,
            line.day,
            line.task,
            line.person,
            line.note,
            line.minutes,
            line.amount,
            line.amount.currency,
            status_label(line.sheet.state, reader.say).word,
            line.sheet.reason,
        ]


def _time_rows(reader: Reader, seen: Sequence[SeenEntry]) -> Iterator[Sequence[Cell]]:
    is_inner = isinstance(reader, SignedInStaff)
    yield [reader.say(words) for words in (*_TIME, *(_INNER if is_inner else ()))]
    for each in seen:
        row = each.row
        status = row.status if is_inner else each.billing
        cells: list[Cell] = [
            row.number,
            row.day,
            each.task,
            each.person,
            row.note,
            row.minutes,
            status_label(status, reader.say).word,
            each.invoice,
        ]
        inner = [str(row.is_billable).lower(), row.internal_note] if is_inner else []
        yield [*cells, *inner]
