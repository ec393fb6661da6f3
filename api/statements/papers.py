"""The statement on paper: a PDF made now, in the language of whoever it is for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from activities.document_facts import letterhead
from api.callers import SignedInStaff
from api.documents import disposition
from api.problems import DocumentPending
from api.statements.asking import Part, StatementQuery
from api.statements.views import Reader, StatementSeen, seen_whole
from domain.date_ranges import DateRange
from domain.errors import Invalid
from domain.printing import Letterhead
from domain.statements import Statement
from domain.words import N_
from gateways.press import ASSET, DocumentPress
from gateways.renderer import DocumentNotRendered
from runtime.file_names import safe_name
from runtime.languages import language_of
from runtime.sheets import Places, SheetView
from runtime.templates import render
from storage.customers import CustomerRow

MOST_LINES = 2000


class TooManyLinesOnPaper(Invalid):
    message = N_(
        "A PDF holds {most} movements at most: ask for fewer days, or take the file for"
        " spreadsheets."
    )


@dataclass(frozen=True)
class PaperStatement:
    """What goes onto the paper: the statements that were `asked` for over `days`."""

    customer: CustomerRow
    days: DateRange
    asked: StatementQuery
    statements: Sequence[Statement]

    @property
    def only_open(self) -> bool:
        return self.asked.show is Part.OPEN


class StatementView(SheetView):
    """What the template of the statement is given."""

    def __init__(self, reader: Reader, head: Letterhead, paper: PaperStatement) -> None:
        places = Places(asset=ASSET, verify_at="")
        super().__init__(head.seller, head.buyer, reader.language, places)
        now = reader.parts.clock.now()
        self.title = self._say(N_("Statement of accounts"))
        self.number = paper.customer.number
        self.issued_at = now.isoformat(timespec="seconds")
        self.made_on = reader.formats.moment_text(now, reader.house.time_zone)
        self.days, self.only_open = paper.days, paper.only_open
        self.statements: Sequence[StatementSeen] = [
            seen_whole(reader, each) for each in paper.statements
        ]
        self.is_owed = any(not each.owed.is_zero for each in paper.statements)
        self.facts = self._known(
            (N_("Customer number"), paper.customer.number),
            (N_("From"), self.day(paper.days.first)),
            (N_("Until"), self.day(paper.days.last)),
            (N_("Your VAT number"), head.buyer.tax_id),
        )


async def pdf_of(reader: Reader, paper: PaperStatement) -> Response:
    """The PDF as a file to keep; staff get it as the customer reads it.

    Raises `TooManyLinesOnPaper`, and `DocumentPending` while it cannot be made.
    """
    lines = sum(len(each.items if paper.only_open else each.lines) for each in paper.statements)
    if lines > MOST_LINES:
        raise TooManyLinesOnPaper(most=MOST_LINES)
    if isinstance(reader, SignedInStaff):
        reader = replace(reader, language=language_of(paper.customer.language))
    parts = reader.parts
    async with parts.open_books() as books:
        head = await letterhead(books, paper.customer)
    view = StatementView(reader, head, paper)
    html = render(parts.templates, "documents/statement.html", reader.language, doc=view)
    press = DocumentPress(parts.renderer, parts.templates, parts.links)
    try:
        pdf = await press.sheet(html, view.number, view.issued_at, head.pictures)
    except DocumentNotRendered as why:
        raise DocumentPending(number=view.title) from why
    days = f"{paper.days.first} – {paper.days.last}"
    name = safe_name(f"{view.title} {view.number} {days}", "pdf")
    plain = f"statement-{view.number}-{paper.days.first}-{paper.days.last}.pdf"
    headers = {
        "Content-Disposition": disposition(name, plain),
        "Content-Language": reader.language.code,
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
