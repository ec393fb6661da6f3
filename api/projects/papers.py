"""A timesheet on paper: the hours of an approval as they were submitted, made now."""

from dataclasses import dataclass, replace

from starlette.responses import HTMLResponse, Response

from activities.document_facts import letterhead
from api.callers import SignedInContact, SignedInStaff
from api.documents import PICTURES, disposition
from api.problems import DocumentPending
from api.projects.views import ApprovalView
from domain.approvals import ApprovalStatus
from domain.documents import NotIssued
from domain.printing import Letterhead
from domain.time_billing import clock_time
from domain.words import N_
from gateways.press import ASSET, DocumentPress
from gateways.renderer import DocumentNotRendered
from runtime.file_names import safe_name
from runtime.languages import language_of
from runtime.sheets import Places, SheetView
from runtime.status_labels import status_label
from runtime.templates import render

Reader = SignedInContact | SignedInStaff


@dataclass(frozen=True)
class _Paper:
    """What goes onto it, for whom, and where it is shown."""

    view: ApprovalView
    head: Letterhead
    places: Places


class TimesheetView(SheetView):
    """What the template of a timesheet is given."""

    def __init__(self, reader: Reader, paper: _Paper) -> None:
        super().__init__(paper.head.seller, paper.head.buyer, reader.language, paper.places)
        view = self.view = paper.view
        row, now = view.row, reader.parts.clock.now()
        self.title = self._say(N_("Timesheet"))
        self.number = row.number
        self.issued_at = now.isoformat(timespec="seconds")
        self.made_on = reader.formats.moment_text(now, reader.zone)
        self.status = status_label(row.status, self._say).word
        submitted = row.submitted_at
        self.facts = self._known(
            (N_("Customer number"), row.customer),
            (N_("Project"), view.project.name),
            (
                N_("Submitted"),
                reader.formats.moment_text(submitted, reader.zone) if submitted else "",
            ),
            (N_("State"), self.status),
        )
        self.hours = clock_time(view.minutes)


async def pdf_of(reader: Reader, seen: ApprovalView) -> Response:
    """The PDF as a file to keep; staff get it as the customer reads it.

    Raises `NotIssued` for a draft, and `DocumentPending` while it cannot be made.
    """
    reader, doc, head = await _written(reader, seen, Places(asset=ASSET, verify_at=""))
    parts = reader.parts
    html = render(parts.templates, "documents/timesheet.html", reader.language, doc=doc)
    press = DocumentPress(parts.renderer, parts.templates, parts.links)
    try:
        pdf = await press.sheet(html, doc.number, doc.issued_at, head.pictures)
    except DocumentNotRendered as why:
        raise DocumentPending(number=doc.number) from why
    name = safe_name(f"{doc.title} {doc.number}", "pdf")
    headers = {
        "Content-Disposition": disposition(name, f"{doc.number}.pdf"),
        "Content-Language": reader.language.code,
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


async def print_view(reader: Reader, seen: ApprovalView, page: str) -> Response:
    """The same on a page, for the browser's own printing. Raises `NotIssued`."""
    places = Places(asset=PICTURES, verify_at="", back=page, download=f"{page}/pdf", on_paper=False)
    reader, doc, _ = await _written(reader, seen, places)
    html = render(reader.parts.templates, "documents/timesheet.html", reader.language, doc=doc)
    return HTMLResponse(html, headers={"Content-Language": reader.language.code})


async def _written(
    reader: Reader, seen: ApprovalView, places: Places
) -> tuple[Reader, TimesheetView, Letterhead]:
    if seen.row.status is ApprovalStatus.DRAFT:
        raise NotIssued(number=seen.row.number)
    async with reader.parts.open_books() as books:
        customer = await books.customers.get(seen.row.customer)
        head = await letterhead(books, customer)
    if isinstance(reader, SignedInStaff):
        reader = replace(reader, language=language_of(customer.language))
    return reader, TimesheetView(reader, _Paper(seen.as_submitted, head, places)), head
