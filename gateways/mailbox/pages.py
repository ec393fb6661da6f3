"""The mailbox's pages: the list, a letter, and its HTML in a frame in which nothing can run."""

import re
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from markupsafe import Markup, escape
from pydantic import BaseModel

from gateways.mailbox.letters import Letter, Letters
from gateways.pages import POLICY, page_templates

HERE: Final = Path(__file__).parent
_ON_ONE_PAGE: Final = 200
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_HEAD: Final = re.compile(r"<head[^>]*>", re.IGNORECASE)
_BASE: Final = '<base target="_top">'
_FRAME_MAY: Final = (
    "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
_LETTER_POLICY: Final = {"Content-Security-Policy": f"{POLICY}; frame-src 'self'"}
_HTML_POLICY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
        f"frame-ancestors 'self'; base-uri 'none'; sandbox {_FRAME_MAY}"
    )
}


def _letters(request: Request) -> Letters:
    letters = request.app.state.letters
    if not isinstance(letters, Letters):
        raise TypeError("the application was not made by create_mailbox")
    return letters


Kept = Annotated[Letters, Depends(_letters)]


def with_links(text: str) -> Markup:
    """The text, escaped, with its web addresses made clickable."""
    marked = Markup()
    rest = 0
    for match in _ADDRESS.finditer(text):
        address = escape(match[0])
        marked += escape(text[rest : match.start()])
        marked += Markup('<a href="{}">{}</a>').format(address, address)
        rest = match.end()
    return marked + escape(text[rest:])


TEMPLATES: Final = page_templates(HERE / "templates")
TEMPLATES.env.filters["with_links"] = with_links
TEMPLATES.env.globals["frame_may"] = _FRAME_MAY

router = APIRouter()


class FileAnswer(BaseModel):
    """A file that came with a letter, and where it can be downloaded."""

    name: str
    media_type: str
    size: int
    address: str


class LetterAnswer(BaseModel):
    """A letter for a program."""

    id: str
    sender: str
    recipients: list[str]
    subject: str
    date: str | None
    message_id: str
    text: str
    html: str
    headers: list[tuple[str, str]]
    files: list[FileAnswer]


@router.get("/")
async def show_list(
    request: Request, kept: Kept, to: Annotated[str, Query(max_length=320)] = ""
) -> Response:
    letters = kept.latest(_ON_ONE_PAGE, to.strip())
    return TEMPLATES.TemplateResponse(request, "list.html", {"letters": letters, "to": to})


@router.get("/mails/{letter}")
async def show_letter(letter: str, request: Request, kept: Kept) -> Response:
    return TEMPLATES.TemplateResponse(
        request, "letter.html", {"letter": _found(kept, letter)}, headers=_LETTER_POLICY
    )


@router.get("/mails/{letter}/html")
async def show_html(letter: str, kept: Kept) -> Response:
    """The HTML part for the frame: it looks as it was sent, and its links open the whole page."""
    html = _found(kept, letter).html
    head = _HEAD.search(html)
    place = head.end() if head else 0
    return HTMLResponse(html[:place] + _BASE + html[place:], headers=_HTML_POLICY)


@router.get("/mails/{letter}/raw")
async def show_raw(letter: str, kept: Kept) -> Response:
    raw = kept.raw(letter)
    if raw is None:
        raise HTTPException(404)
    return PlainTextResponse(raw)


@router.get("/mails/{letter}/files/{place}")
async def download_file(letter: str, place: int, kept: Kept) -> Response:
    """What came with the mail, to keep and never to be shown here."""
    files = _found(kept, letter).files
    if not 0 <= place < len(files):
        raise HTTPException(404)
    name = quote(files[place].name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(files[place].content, media_type="application/octet-stream", headers=headers)


@router.get("/v1/mails")
async def list_letters(
    kept: Kept,
    recipient: Annotated[str, Query(max_length=320)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[LetterAnswer]:
    """The newest first."""
    return [_answer(letter) for letter in kept.latest(limit, recipient)]


@router.get("/v1/mails/{letter}")
async def find_letter(letter: str, kept: Kept) -> LetterAnswer:
    return _answer(_found(kept, letter))


def _found(kept: Letters, letter: str) -> Letter:
    found = kept.find(letter)
    if found is None:
        raise HTTPException(404)
    return found


def _answer(letter: Letter) -> LetterAnswer:
    return LetterAnswer(
        id=letter.id,
        sender=letter.sender,
        recipients=list(letter.recipients),
        subject=letter.subject,
        date=letter.date.isoformat() if letter.date else None,
        message_id=letter.message_id,
        text=letter.text,
        html=letter.html,
        headers=list(letter.headers),
        files=[
            FileAnswer(
                name=each.name,
                media_type=each.media_type,
                size=each.size,
                address=f"/mails/{letter.id}/files/{place}",
            )
            for place, each in enumerate(letter.files)
        ],
    )
