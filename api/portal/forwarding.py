"""A customer's main contact person sends a document on."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.flash import see_other
from api.forwarding.asking import (
    CUSTOMERS,
    ForwardBody,
    ForwardedShape,
    ForwardForm,
    document_meant,
    field_of,
    send_on,
)
from api.forwarding.views import ForwardView, empty_form
from api.idempotency import IdempotencyKey, checked_key
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.security.cookies import Jar
from api.security.limits import COMMANDS_OF_PERSON
from domain.documents import DocumentKind
from domain.errors import BillingError
from domain.forwarding import Recipients
from domain.policy import Action
from domain.printing import DocumentKey
from domain.words import N_

router = APIRouter()

Forwarding = Annotated[SignedInContact, ContactMay(Action.DOCUMENT_FORWARD)]
TITLE = N_("Forward {number}")
DONE = N_("It is on its way.")


def _add(place: str, kind: DocumentKind) -> None:
    """The doors of one kind of document."""

    @router.get(f"/{place}/{{number}}/forward", include_in_schema=False)
    async def forward_form(request: Request, contact: Forwarding, number: str) -> Response:
        key = await _meant(contact, kind, number)
        return await _page(request, contact, f"/{place}/{number}", (key, empty_form(contact, key)))

    @router.post(f"/{place}/{{number}}/forward", include_in_schema=False)
    async def forward(
        request: Request, contact: Forwarding, number: str, form: Annotated[ForwardForm, Form()]
    ) -> Response:
        sent = (await _meant(contact, kind, number), form)
        return await _forward(request, contact, f"/{place}/{number}", sent)

    @router.post(f"/v1/{place}/{{number}}/forwards", name=f"forward_{kind}")
    async def forward_by_program(
        contact: Forwarding, key: IdempotencyKey, number: str, body: ForwardBody
    ) -> ForwardedShape:
        """Send it on to contact persons of the own customer, with the PDF."""
        document = await _meant(contact, kind, number)
        await _own(contact, document)
        wanted = body.wanted(document)
        outcome = await send_on(contact, key, wanted, send_copy=body.send_copy)
        return ForwardedShape.of(outcome)


for _place, _kind in CUSTOMERS.items():
    _add(_place, _kind)


async def _meant(contact: SignedInContact, kind: DocumentKind, number: str) -> DocumentKey:
    async with contact.parts.open_books() as books:
        return await document_meant(books, kind, number)


async def _forward(
    request: Request, contact: SignedInContact, home: str, sent: tuple[DocumentKey, ForwardForm]
) -> Response:
    key, form = sent
    await _own(contact, key)
    try:
        wanted, copy = form.wanted(key), bool(form.send_copy)
        outcome = await send_on(contact, checked_key(form.idempotency_key), wanted, send_copy=copy)
        outcome.done  # noqa: B018 - raises why it was refused
    except BillingError as refusal:
        errors = {field_of(refusal): contact.put(refusal)}
        return await _page(request, contact, home, sent, errors)
    return see_other(Jar.of(contact.parts.settings), home, contact.say(DONE))


async def _own(contact: SignedInContact, key: DocumentKey) -> None:
    contact.parts.limits.count(COMMANDS_OF_PERSON, contact.contact.number)
    async with contact.parts.open_books() as books:
        await own.document(contact, books, key)


async def _page(
    request: Request,
    contact: SignedInContact,
    home: str,
    shown: tuple[DocumentKey, ForwardForm],
    errors: dict[str, str] | None = None,
) -> Response:
    key, typed = shown
    async with contact.parts.open_books() as books:
        await own.document(contact, books, key)
        people = await books.customers.contacts_of(contact.customer.number)
    anyone = contact.preferences.forwarding_recipients is Recipients.ANYONE_BECOMES_CONTACT
    view = ForwardView(
        key,
        home,
        [each for each in people if each.email and each.number != contact.contact.number],
        typed,
        may_add=anyone,
        own_mail=contact.contact.email,
    )
    title = contact.say(TITLE, number=key.number)
    page = page_named("forward.html", title, home.split("/")[1])
    return portal_page(request, contact, page.again(errors) if errors else page, view=view)
