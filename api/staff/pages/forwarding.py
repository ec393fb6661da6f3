"""Staff send a document on to contact persons of its customer; and /v1."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from activities.documents import issued_document
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.forwarding.asking import (
    STAFF,
    ForwardBody,
    ForwardedShape,
    ForwardForm,
    document_meant,
    field_of,
    send_on,
)
from api.forwarding.views import ForwardView, empty_form
from api.idempotency import IdempotencyKey, checked_key
from api.staff.chrome import Sheet, console_page, go
from domain.documents import DocumentKind
from domain.errors import BillingError
from domain.policy import Action
from domain.printing import DocumentKey
from domain.words import N_

router = APIRouter()

Forwarding = Annotated[SignedInStaff, StaffMay(Action.DOCUMENT_FORWARD)]
TITLE = N_("Forward a document")
DONE = N_("It is on its way.")


def _add(place: str, kind: DocumentKind) -> None:
    """The doors of one kind of document."""
    path = f"/console/{place}"

    @router.get(f"{path}/{{number}}/forward", include_in_schema=False)
    async def forward_form(request: Request, staff: Forwarding, number: str) -> Response:
        key = await _meant(staff, kind, number)
        return await _page(request, staff, f"{path}/{number}", (key, empty_form(staff, key)))

    @router.post(f"{path}/{{number}}/forward", include_in_schema=False)
    async def forward(
        request: Request, staff: Forwarding, number: str, form: Annotated[ForwardForm, Form()]
    ) -> Response:
        sent = (await _meant(staff, kind, number), form)
        return await _forward(request, staff, f"{path}/{number}", sent)

    @router.post(
        f"/v1/staff/{place}/{{number}}/forwards", name=f"staff_forward_{kind}", tags=["staff"]
    )
    async def forward_by_program(
        staff: Forwarding, key: IdempotencyKey, number: str, body: ForwardBody
    ) -> ForwardedShape:
        """Send it on to contact persons of its customer, with the PDF."""
        document = await _meant(staff, kind, number)
        outcome = await send_on(staff, key, body.wanted(document))
        return ForwardedShape.of(outcome)


for _place, _kind in STAFF.items():
    _add(_place, _kind)


async def _meant(staff: SignedInStaff, kind: DocumentKind, number: str) -> DocumentKey:
    async with staff.parts.open_books() as books:
        return await document_meant(books, kind, number)


async def _forward(
    request: Request, staff: SignedInStaff, home: str, sent: tuple[DocumentKey, ForwardForm]
) -> Response:
    key, form = sent
    try:
        outcome = await send_on(staff, checked_key(form.idempotency_key), form.wanted(key))
        outcome.done  # noqa: B018 - raises why it was refused
    except BillingError as refusal:
        errors = {field_of(refusal): staff.put(refusal)}
        return await _page(request, staff, home, sent, errors)
    return go(staff, home, DONE)


async def _page(
    request: Request,
    staff: SignedInStaff,
    home: str,
    shown: tuple[DocumentKey, ForwardForm],
    errors: dict[str, str] | None = None,
) -> Response:
    """Raises `NoSuchDocument` and `NotIssued`."""
    key, typed = shown
    async with staff.parts.open_books() as books:
        document = await issued_document(books, key)
        people = await books.customers.contacts_of(document.customer)
    reachable = [each for each in people if each.email]
    view = ForwardView(key, home, reachable, typed, may_add=True)
    nav = "quotes" if key.kind is DocumentKind.QUOTE else "invoices"
    sheet = Sheet("forward.html", TITLE, nav, errors=errors or {})
    return console_page(request, staff, sheet, view=view)
