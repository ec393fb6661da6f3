"""Documents at the doors: the PDF with a sane name, and the same on a page that can be printed."""

import base64
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from activities.documents import Archive
from api.callers import Caller
from api.parts import Parts
from api.problems import DocumentPending
from domain.documents import DocumentKind
from domain.e_invoices import NoEInvoice
from domain.numbers import shelf_of
from gateways.e_invoice_files import xml_in
from gateways.press import DocumentPress
from gateways.renderer import DocumentNotRendered
from runtime.documents import document_html
from runtime.file_names import file_name
from runtime.languages import language_of
from runtime.sheets import Places
from storage.documents import IssuedFile

PICTURES = "/documents/"


@dataclass(frozen=True)
class Asked:
    """Which document is asked for, and the page from which one asks: `/invoices/INV-000001`.

    `query` says which version of it, `part` what of the page, where that is not all: `/acceptance`.
    """

    kind: DocumentKind
    number: str
    page: str
    query: str = ""
    part: str = ""


def archive_of(parts: Parts) -> Archive:
    press = DocumentPress(parts.renderer, parts.templates, parts.links)
    return Archive(parts.open_books, press, parts.clock.now)


async def file_of(parts: Parts, asked: Asked) -> IssuedFile:
    """The PDF. Raises `DocumentPending` while it cannot be made."""
    try:
        return await archive_of(parts).file(asked.kind, asked.number)
    except DocumentNotRendered as why:
        raise DocumentPending(number=asked.number) from why


async def pdf_answer(caller: Caller, asked: Asked) -> Response:
    """The PDF, as a file to keep."""
    parts = caller.parts
    file = await file_of(parts, asked)
    facts = (await archive_of(parts).manuscript(asked.kind, asked.number)).facts
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    headers = {
        "Content-Disposition": disposition(file_name(facts), f"{facts.number}.pdf"),
        "Content-Language": facts.language,
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    return Response(file.pdf, media_type="application/pdf", headers=headers)


async def xml_answer(caller: Caller, asked: Asked) -> Response:
    """The e-invoice that lies in the PDF, as a file. Raises `NoEInvoice` where there is none."""
    file = await file_of(caller.parts, asked)
    xml = await xml_in(file.pdf) if file.e_invoice else None
    if xml is None:
        raise NoEInvoice(number=asked.number)
    headers = {"Content-Disposition": f'attachment; filename="{asked.number}.xml"'}
    return Response(xml, media_type="application/xml", headers=headers)


async def print_view(caller: Caller, asked: Asked) -> Response:
    """The same document on a page, for the browser's own printing."""
    parts = caller.parts
    manuscript = await archive_of(parts).manuscript(asked.kind, asked.number)
    places = Places(
        asset=PICTURES,
        verify_at=parts.links.page("verify"),
        pay_at=parts.links.page(shelf_of(asked.number), asked.number, "pay"),
        back=asked.page if asked.part else f"{asked.page}{asked.query}",
        download=f"{asked.page}{asked.part}/pdf{asked.query}",
        on_paper=False,
    )
    language = language_of(manuscript.facts.language)
    page = document_html(parts.templates, manuscript, language, places)
    return HTMLResponse(page, headers={"Content-Language": language.code})


def disposition(name: str, plain: str) -> str:
    """A download with this name (RFC 6266), and one in ASCII for who cannot read it."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
