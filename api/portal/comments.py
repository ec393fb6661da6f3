"""What customers write on their documents, and read of what is shown to them; pages and /v1."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, Response

from api.callers import SignedInContact
from api.comments.asking import (
    CommentForm,
    OwnCommentBody,
    Refused,
    Wanted,
    comment_named,
    withdraw,
    write,
    write_form,
)
from api.comments.shapes import OwnCommentList, OwnCommentShape
from api.comments.views import comment_view, customers_thread
from api.doors import ContactMay
from api.flash import see_other
from api.idempotency import IdempotencyKey, checked_key
from api.inputs import FormBody
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.problems import NothingHere
from api.security.cookies import Jar
from domain.comments import PLACES, Place, Subject, SubjectKind, Visibility
from domain.errors import BillingError, NotFound
from domain.permissions import SwitchedOff
from domain.policy import Action
from domain.words import N_
from storage.portal.comments import OwnComments

router = APIRouter()

Writing = Annotated[SignedInContact, ContactMay(Action.COMMENT_WRITE)]
After = Annotated[str, Query(max_length=500)]
TITLE = N_("Comments on {number}")
DONE = N_("Your comment was sent.")
TAKEN_BACK = N_("Your comment was taken back.")


def _add_pages(kind: SubjectKind, place: Place) -> None:
    """The pages of one kind of document."""
    home, looking = f"/{place.shelf}/{{number}}", ContactMay(place.view)

    @router.get(f"{home}/comments", include_in_schema=False)
    async def show_comments(
        request: Request, number: str, after: After = "", contact: SignedInContact = looking
    ) -> Response:
        return await _page(request, contact, Subject(kind, number), after)

    @router.post(f"{home}/comments", include_in_schema=False)
    async def comment(
        request: Request, contact: Writing, number: str, form: Annotated[CommentForm, Form()]
    ) -> Response:
        return await _comment(request, contact, Subject(kind, number), form)

    @router.post(f"{home}/comments/{{comment}}/take-back", include_in_schema=False)
    async def take_back(
        contact: Writing, number: str, comment: str, form: Annotated[FormBody, Form()]
    ) -> Response:
        subject = Subject(kind, number)
        refusal = await _take_back(contact, checked_key(form.idempotency_key), subject, comment)
        jar, back = Jar.of(contact.parts.settings), home.format(number=number)
        if refusal:
            return see_other(jar, back, contact.put(refusal), "bad")
        return see_other(jar, back, contact.say(TAKEN_BACK))


def _add_doors(kind: SubjectKind, place: Place) -> None:
    """The same for programs."""
    path, looking = f"/v1/{place.shelf}/{{number}}/comments", ContactMay(place.view)

    @router.get(path, name=f"comments_on_{kind}")
    async def list_comments(
        number: str, after: After = "", contact: SignedInContact = looking
    ) -> OwnCommentList:
        """What was written and is shown to the customer."""
        subject = Subject(kind, number)
        async with contact.parts.open_books() as books:
            await own.subject(contact, books, subject)
            thread = await customers_thread(contact, books, subject, after)
        items = [OwnCommentShape.of(each) for each in reversed(thread.comments)]
        return OwnCommentList(items=items, next=f"/v1{thread.earlier}" if thread.earlier else None)

    @router.post(path, name=f"comment_on_{kind}", status_code=201, response_model=OwnCommentShape)
    async def comment(
        contact: Writing, key: IdempotencyKey, number: str, body: OwnCommentBody
    ) -> Response:
        """Write to the organisation."""
        subject = Subject(kind, number)
        await _own(contact, subject)
        outcome = await write(contact, key, Wanted(subject, body.words, Visibility.SHOWN))
        shape = await _written(contact, UUID(outcome.done.payload["comment"]))
        return JSONResponse(shape.model_dump(mode="json"), 201)

    @router.delete(f"{path}/{{comment}}", name=f"take_back_on_{kind}", status_code=204)
    async def take_back(contact: Writing, key: IdempotencyKey, number: str, comment: str) -> None:
        """Take one's own comment back, while that is possible."""
        refusal = await _take_back(contact, key, Subject(kind, number), comment)
        if refusal:
            raise refusal


for _kind, _place in PLACES.items():
    _add_pages(_kind, _place)
    _add_doors(_kind, _place)


async def _comment(
    request: Request, contact: SignedInContact, subject: Subject, form: CommentForm
) -> Response:
    await _own(contact, subject)
    refused = await write_form(contact, form, subject, Visibility.SHOWN)
    if refused:
        return await _page(request, contact, subject, refused=refused)
    home = f"/{PLACES[subject.kind].shelf}/{subject.number}"
    return see_other(Jar.of(contact.parts.settings), home, contact.say(DONE))


async def _take_back(
    contact: SignedInContact, key: str, subject: Subject, comment: str
) -> BillingError | None:
    """Why it cannot be. Raises `NothingHere` for whatever this person does not see."""
    id = comment_named(comment)
    await _own(contact, subject)
    async with contact.parts.open_books() as books:
        if await OwnComments(books.session, contact.customer.number).said(id) is None:
            raise NothingHere
    refusal = (await withdraw(contact, key, id)).refusal
    if isinstance(refusal, NotFound):
        raise refusal
    return refusal


async def _own(contact: SignedInContact, subject: Subject) -> None:
    """Raises `SwitchedOff` and `NothingHere`."""
    if not contact.may(PLACES[subject.kind].view):
        raise SwitchedOff
    async with contact.parts.open_books() as books:
        await own.subject(contact, books, subject)


async def _written(contact: SignedInContact, id: UUID) -> OwnCommentShape:
    async with contact.parts.open_books() as books:
        said = await OwnComments(books.session, contact.customer.number).said(id)
    if said is None:
        raise NothingHere
    return OwnCommentShape.of(comment_view(contact, said))


async def _page(
    request: Request,
    contact: SignedInContact,
    subject: Subject,
    after: str = "",
    refused: Refused | None = None,
) -> Response:
    async with contact.parts.open_books() as books:
        await own.subject(contact, books, subject)
        thread = await customers_thread(contact, books, subject, after)
    title = contact.say(TITLE, number=subject.number)
    page = page_named("comments.html", title, PLACES[subject.kind].part)
    if refused:
        page, thread = page.again({"words": refused.error}), thread.with_typed(refused.typed)
    return portal_page(request, contact, page, thread=thread)
