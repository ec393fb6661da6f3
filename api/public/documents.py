"""What anybody may ask about documents: whether one is genuine, and what their pages look like."""

import hmac
import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import Visitor
from api.doors import AnybodyMay, Open
from api.inputs import FormBody, Line
from api.pages import show
from api.parts import parts_of
from api.problems import NothingHere
from api.public.pages import public
from api.security.limits import VERIFY_FROM_ADDRESS, limited
from api.static import FOR_GOOD
from domain.documents import is_amount, typed_mark
from domain.money import Money
from domain.policy import Action
from domain.words import N_
from storage.documents import DocumentRow

router = APIRouter(include_in_schema=False)

Anybody = Annotated[Visitor, AnybodyMay(Action.DOCUMENT_VERIFY)]
TITLE = N_("Is this document genuine?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COLOUR = re.compile(r"[0-9a-f]{6}")


class VerifyForm(FormBody):
    number: Line = ""
    amount: Line = ""
    issued_on: Line = ""
    mark: Line = ""


@router.get("/verify")
async def verify_page(request: Request, visitor: Anybody) -> Response:
    return _page(request, visitor, VerifyForm(csrf=""), None)


@router.post("/verify", dependencies=[limited(VERIFY_FROM_ADDRESS)])
async def verify(
    request: Request, visitor: Anybody, form: Annotated[VerifyForm, Form()]
) -> Response:
    """Yes or no, and nothing else: who does not hold the document learns nothing of it."""
    async with visitor.parts.open_books() as books:
        await books.only_read()
        found = await books.documents.numbered(form.number.strip().upper())
    return _page(request, visitor, form, any(_is_it(form, row) for row in found))


@router.get("/documents/logo/{name}", dependencies=[Open("it is on every document that we send")])
async def logo(request: Request, name: str) -> Response:
    if not _SHA256.fullmatch(name):
        raise NothingHere
    async with parts_of(request).open_books() as books:
        await books.only_read()
        picture = await books.documents.picture(name)
    if picture is None:
        raise NothingHere
    headers = {"Cache-Control": FOR_GOOD}
    return Response(picture.picture, media_type=picture.media_type, headers=headers)


@router.get("/documents/accents/{name}", dependencies=[Open("a colour is no secret")])
async def accent(name: str) -> Response:
    """A colour as a style sheet: pages have no styles of their own."""
    colour, _, ending = name.partition(".")
    if ending != "css" or not _COLOUR.fullmatch(colour):
        raise NothingHere
    sheet = f":root {{ --accent: #{colour}; }}\n"
    return Response(sheet, media_type="text/css", headers={"Cache-Control": FOR_GOOD})


def _page(
    request: Request, visitor: Visitor, form: VerifyForm, is_genuine: bool | None
) -> Response:
    page = public("verify.html", visitor.say(TITLE))
    return show(request, visitor, page, form=form, is_genuine=is_genuine)


def _is_it(form: VerifyForm, row: DocumentRow) -> bool:
    """Whether everything that was typed is what was printed."""
    same_mark = hmac.compare_digest(typed_mark(form.mark).encode(), row.mark.encode())
    total = Money(row.total_minor_units, row.currency)
    return same_mark and is_amount(form.amount, total) and _day(form.issued_on) == row.issued_on


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
