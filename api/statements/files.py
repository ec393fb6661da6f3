"""The statement as a file for spreadsheets."""

from collections.abc import Iterator, Sequence

from starlette.responses import StreamingResponse

from api.statements.views import Reader, told
from domain.date_ranges import DateRange
from domain.money import Money
from domain.statements import Statement
from domain.words import N_
from runtime.spreadsheets import MEDIA_TYPE, Cell, csv_chunks

HEADINGS = (
    N_("Currency"),
    N_("Date"),
    N_("Type"),
    N_("Number"),
    N_("Details"),
    N_("Amount"),
    N_("Payments and credits"),
    N_("Balance"),
)


def csv_of(
    reader: Reader, customer: str, days: DateRange, statements: Sequence[Statement]
) -> StreamingResponse:
    """The movements of every currency, each between its opening and its closing."""
    return csv_answer(f"statement-{customer}-{days.first}-{days.last}", _rows(reader, statements))


def csv_answer(name: str, rows: Iterator[Sequence[Cell]]) -> StreamingResponse:
    """A file to keep, sent while it is made."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(csv_chunks(rows), media_type=MEDIA_TYPE, headers=headers)


def _rows(reader: Reader, statements: Sequence[Statement]) -> Iterator[Sequence[Cell]]:
    yield [reader.say(words) for words in HEADINGS]
    for each in statements:
        currency, days = each.currency, each.days
        opening, closing = reader.say(N_("Opening balance")), reader.say(N_("Closing balance"))
        yield [currency, days.first, opening, None, None, None, None, each.opening]
        for line in each.lines:
            said, movement = told(reader, line), line.movement
            is_more = movement.amount > Money.zero(currency)
            yield [
                currency,
                movement.on,
                said.kind,
                movement.document,
                said.details,
                movement.amount if is_more else None,
                None if is_more else -movement.amount,
                line.balance,
            ]
        yield [currency, days.last, closing, None, None, None, None, each.closing]
