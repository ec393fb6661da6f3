"""What staff write on documents, for themselves or for the customer as well; pages and /v1."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, Response

from api.callers import SignedInStaff
from api.comments.asking import (
    CommentBody,
    CommentForm,
    Refused,
    Wanted,
    comment_named,
    visibility_of,
    withdraw,
    write,
    write_form,
)
from api.comments.shapes import CommentList, CommentShape
from api.comments.views import comment_view, staffs_thread
from api.doors import StaffMay
from api.idempotency import IdempotencyKey, checked_key
from api.inputs import FormBody
from api.problems import NothingHere
from api.staff.chrome import Sheet, console_page, go, go_done
from domain.comments import PLACES, NothingToCommentOn, Place, Subject, SubjectKind
from domain.policy import Action
from domain.words import N_
from storage.books import Books

router = APIRouter()

Looking = Annotated[SignedInStaff, StaffMay(Action.COMMENT_INTERNAL_VIEW)]
Writing = Annotated[SignedInStaff, StaffMay(Action.COMMENT_WRITE)]
After = Annotated[str, Query(max_length=500)]
TITLE = N_("Comments")
DONE = N_("The comment was added.")
SHOWN = N_("The comment was added and is shown in the portal.")
TAKEN_BACK = N_("Your comment was taken back.")


def _add_pages(kind: SubjectKind, place: Place) -> None:
    """The pages of one kind of document."""
    home = f"/console/{place.shelf}/{{number}}"

    @router.get(f"{home}/comments", include_in_schema=False)
    async def show_comments(
        request: Request, staff: Looking, number: str, after: After = ""
    ) -> Response:
        return await _page(request, staff, Subject(kind, number), after)

    @router.post(f"{home}/comments", include_in_schema=False)
    async def comment(
        request: Request, staff: Writing, number: str, form: Annotated[CommentForm, Form()]
    ) -> Response:
        return await _comment(request, staff, Subject(kind, number), form)

    @router.post(f"{home}/comments/{{comment}}/take-back", include_in_schema=False)
    async def take_back(
        staff: Writing, number: str, comment: str, form: Annotated[FormBody, Form()]
    ) -> Response:
        id = comment_named(comment)
        outcome = await withdraw(staff, checked_key(form.idempotency_key), id)
        return go_done(staff, home.format(number=number), outcome, TAKEN_BACK)


def _add_doors(kind: SubjectKind, place: Place) -> None:
    """The same for programs."""
    path = f"/v1/staff/{place.shelf}/{{number}}/comments"

    @router.get(path, name=f"staff_comments_on_{kind}", tags=["staff"])
    async def list_comments(staff: Looking, number: str, after: After = "") -> CommentList:
        """Everything that was written, internal comments too."""
        subject = Subject(kind, number)
        async with staff.parts.open_books() as books:
            await _there(books, subject)
            thread = await staffs_thread(staff, books, subject, after)
        items = [CommentShape.of(each) for each in reversed(thread.comments)]
        earlier = thread.earlier and thread.earlier.replace("/console", "/v1/staff", 1)
        return CommentList(items=items, next=earlier)

    @router.post(
        path,
        name=f"staff_comment_on_{kind}",
        tags=["staff"],
        status_code=201,
        response_model=CommentShape,
    )
    async def comment(
        staff: Writing, key: IdempotencyKey, number: str, body: CommentBody
    ) -> Response:
        """For staff alone, unless it is shown."""
        wanted = Wanted(Subject(kind, number), body.words, visibility_of(shown=body.shown))
        outcome = await write(staff, key, wanted)
        shape = await _written(staff, UUID(outcome.done.payload["comment"]))
        return JSONResponse(shape.model_dump(mode="json"), 201)

    @router.delete(
        f"{path}/{{comment}}", name=f"staff_take_back_on_{kind}", tags=["staff"], status_code=204
    )
    async def take_back(staff: Writing, key: IdempotencyKey, number: str, comment: str) -> None:  # noqa: ARG001 - the comment says what it is on
        """Take one's own comment back, while that is possible."""
        (await withdraw(staff, key, comment_named(comment))).done  # noqa: B018 - raises why not


for _kind, _place in PLACES.items():
    _add_pages(_kind, _place)
    _add_doors(_kind, _place)


async def _comment(
    request: Request, staff: SignedInStaff, subject: Subject, form: CommentForm
) -> Response:
    refused = await write_form(staff, form, subject, visibility_of(shown=bool(form.shown)))
    if refused:
        return await _page(request, staff, subject, refused=refused)
    home = f"/console/{PLACES[subject.kind].shelf}/{subject.number}"
    return go(staff, home, SHOWN if form.shown else DONE)


async def _written(staff: SignedInStaff, id: UUID) -> CommentShape:
    async with staff.parts.open_books() as books:
        said = await books.comments.said(id)
    if said is None:
        raise NothingHere
    return CommentShape.of(comment_view(staff, said))


async def _there(books: Books, subject: Subject) -> None:
    """Raises `NothingToCommentOn`."""
    if await books.comments.whose(subject) is None:
        raise NothingToCommentOn(number=subject.number)


async def _page(
    request: Request,
    staff: SignedInStaff,
    subject: Subject,
    after: str = "",
    refused: Refused | None = None,
) -> Response:
    async with staff.parts.open_books() as books:
        await _there(books, subject)
        thread = await staffs_thread(staff, books, subject, after)
    errors = {"words": refused.error} if refused else {}
    if refused:
        thread = thread.with_typed(refused.typed)
    sheet = Sheet("comments.html", TITLE, PLACES[subject.kind].console_part, errors=errors)
    return console_page(request, staff, sheet, thread=thread)
