"""Links to one document, or to give a payment method: made and taken back by staff; and /v1."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.forwarding.asking import STAFF, document_meant
from api.idempotency import IdempotencyKey, checked_key
from api.inputs import Body, FormBody, Line
from api.once import Outcome
from api.security.targets import local_target
from api.staff.changes.document_links import make, revoke
from api.staff.chrome import go_done
from api.staff.v1.answers import created
from api.staff.v1.shapes import Shape
from api.staff.views.document_links import live
from domain.documents import DocumentKind
from domain.policy import Action
from domain.printing import DocumentKey
from domain.words import N_
from storage.books import Books

router = APIRouter()

Linking = Annotated[SignedInStaff, StaffMay(Action.DOCUMENT_LINK_MANAGE)]
MADE = N_("The link is made. Copy it from the list.")
MADE_AND_SENT = N_("The link is made and on its way.")
REVOKED = N_("The link opens nothing any more.")


class LinkForm(FormBody):
    contact: Line = ""
    mails: Line = ""


class RevokeForm(FormBody):
    back: Line = ""


class LinkBody(Body):
    """Without `contact` it is for the main contact person; with `mails` it is sent to them."""

    contact: Line = ""
    mails: bool = False


class LinkShape(Shape):
    id: UUID
    address: str
    contact: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def _add(place: str, kind: DocumentKind) -> None:
    """The doors of one kind of document."""

    @router.post(f"/console/{place}/{{number}}/links", include_in_schema=False)
    async def make_link(staff: Linking, number: str, form: Annotated[LinkForm, Form()]) -> Response:
        home = f"/console/{place}/{number}"
        return await _made(staff, await _meant(staff, kind, number), form, home)

    path = f"/v1/staff/{place}/{{number}}/links"

    @router.get(path, name=f"list_links_{kind}", tags=["staff"])
    async def list_links(staff: Linking, number: str) -> list[LinkShape]:
        """Those that still open it."""
        async with staff.parts.open_books() as books:
            about = await document_meant(books, kind, number)
            rows = await books.document_links.of_document(about)
            return [LinkShape.model_validate(each) for each in await live(staff, books, rows)]

    @router.post(
        path, name=f"make_link_{kind}", tags=["staff"], status_code=201, response_model=LinkShape
    )
    async def make_for_program(
        staff: Linking, key: IdempotencyKey, number: str, body: LinkBody
    ) -> Response:
        about = await _meant(staff, kind, number)
        return await _created(
            staff, await make(staff, key, about, contact=body.contact, mails=body.mails)
        )


async def _meant(staff: SignedInStaff, kind: DocumentKind, number: str) -> DocumentKey:
    async with staff.parts.open_books() as books:
        return await document_meant(books, kind, number)


for _place, _kind in STAFF.items():
    _add(_place, _kind)


@router.post("/console/customers/{number}/links", include_in_schema=False)
async def make_method_link(
    staff: Linking, number: str, form: Annotated[LinkForm, Form()]
) -> Response:
    """With which the customer gives a payment method."""
    return await _made(staff, number, form, f"/console/customers/{number}")


@router.post("/console/links/{id}/revoke", include_in_schema=False)
async def revoke_link(staff: Linking, id: UUID, form: Annotated[RevokeForm, Form()]) -> Response:
    outcome = await revoke(staff, checked_key(form.idempotency_key), id)
    return go_done(staff, local_target(form.back) or "/console", outcome, REVOKED)


@router.get("/v1/staff/customers/{number}/links", tags=["staff"])
async def list_method_links(staff: Linking, number: str) -> list[LinkShape]:
    """With which the customer gives a payment method, as long as they are good."""
    async with staff.parts.open_books() as books:
        rows = await books.document_links.for_methods(number)
        return [LinkShape.model_validate(each) for each in await live(staff, books, rows)]


@router.post(
    "/v1/staff/customers/{number}/links",
    tags=["staff"],
    status_code=201,
    response_model=LinkShape,
)
async def make_method_link_for_program(
    staff: Linking, key: IdempotencyKey, number: str, body: LinkBody
) -> Response:
    outcome = await make(staff, key, number, contact=body.contact, mails=body.mails)
    return await _created(staff, outcome)


@router.delete("/v1/staff/links/{id}", tags=["staff"], status_code=204)
async def revoke_for_program(staff: Linking, key: IdempotencyKey, id: UUID) -> None:
    """It opens nothing from now on."""
    (await revoke(staff, key, id)).done  # noqa: B018 - raises why it was refused


async def _made(
    staff: SignedInStaff, about: DocumentKey | str, form: LinkForm, home: str
) -> Response:
    key, mails = checked_key(form.idempotency_key), bool(form.mails)
    outcome = await make(staff, key, about, contact=form.contact, mails=mails)
    return go_done(staff, home, outcome, MADE_AND_SENT if mails else MADE)


async def _created(staff: SignedInStaff, outcome: Outcome) -> Response:
    id = UUID(outcome.done.key)
    async with staff.parts.open_books() as books:
        return await _shown(staff, books, id)


async def _shown(staff: SignedInStaff, books: Books, id: UUID) -> Response:
    row = await books.document_links.get(id)
    [seen] = await live(staff, books, [row])
    return created(LinkShape.model_validate(seen), f"/v1/staff/links/{id}")
