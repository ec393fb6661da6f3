"""How a comment is written and taken back, each once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from activities.comments import NewComment, take_back, write_comment
from activities.records import Recorded
from api.callers import SignedInContact, SignedInStaff
from api.idempotency import checked_key
from api.inputs import Body, FormBody, Line
from api.once import Asked, Outcome, once
from api.problems import NothingHere, TooManyRequests
from api.security.limits import COMMENTS_OF_PERSON
from domain.comments import Subject, Visibility
from storage.books import Books

Typed = Annotated[str, StringConstraints(max_length=20_000)]
"""What is too long, or not plain, is refused in words and not lost."""


class CommentForm(FormBody):
    """Only staff send `shown`: the box that shows the comment in the portal."""

    words: Typed = ""
    shown: Line = ""


class OwnCommentBody(Body):
    words: Typed


class CommentBody(Body):
    """Internal, unless it is `shown` in the portal."""

    words: Typed
    shown: bool = False


@dataclass(frozen=True)
class Wanted:
    """What somebody writes on a document."""

    subject: Subject
    words: str
    visibility: Visibility


def visibility_of(*, shown: bool) -> Visibility:
    return Visibility.SHOWN if shown else Visibility.INTERNAL


async def write(by: SignedInContact | SignedInStaff, key: str, wanted: Wanted) -> Outcome:
    """Write it, once for this key. Raises `TooManyRequests`."""
    by.parts.limits.count(COMMENTS_OF_PERSON, by.actor.name)

    async def work(books: Books, at: datetime) -> Recorded:
        new = NewComment(
            subject=wanted.subject,
            by=by.actor,
            words=wanted.words,
            visibility=wanted.visibility,
            address=by.address,
        )
        return await write_comment(books, new, at)

    return await once(by, Asked("comments", key, asdict(wanted)), work)


@dataclass(frozen=True)
class Refused:
    """What was typed, and why it was not taken."""

    typed: CommentForm
    error: str


async def write_form(
    by: SignedInContact | SignedInStaff, form: CommentForm, subject: Subject, visibility: Visibility
) -> Refused | None:
    """Write what a form says; what comes back if it was not taken."""
    wanted = Wanted(subject, form.words, visibility)
    try:
        refusal = (await write(by, checked_key(form.idempotency_key), wanted)).refusal
    except TooManyRequests as problem:
        return Refused(form, by.say(problem.message))
    return Refused(form, by.put(refusal)) if refusal else None


async def withdraw(by: SignedInContact | SignedInStaff, key: str, comment: UUID) -> Outcome:
    """Take one's own comment back."""

    async def work(books: Books, at: datetime) -> Recorded:
        return await take_back(books, comment, by.actor, by.address, at)

    return await once(by, Asked("comments/take-back", key, {"comment": str(comment)}), work)


def comment_named(text: str) -> UUID:
    """The id in an address. Raises `NothingHere`."""
    try:
        return UUID(text)
    except ValueError:
        raise NothingHere from None
