"""A thread of comments as its reader sees it, and where it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from api.callers import SignedInContact, SignedInStaff
from api.comments.asking import CommentForm
from api.paging import PAGE_SIZE, Cursors
from api.security.cookies import Jar
from domain.commands import ActorKind
from domain.comments import PLACES, Subject, Visibility, can_take_back
from domain.policy import Action
from storage.books import Books
from storage.comments import Said
from storage.portal.comments import OwnComments


@dataclass(frozen=True)
class CommentView:
    """One comment. `can_take_back` says whether this reader still may."""

    id: UUID
    entry: int
    name: str
    is_staffs: bool
    is_internal: bool
    words: str
    written_at: datetime
    is_taken_back: bool
    can_take_back: bool


@dataclass(frozen=True)
class Thread:
    """The newest comments on a document, in the order in which they were written.

    `home` is the document's page, `after` the cursor of what was written before. `is_inner` is what
    staff see: internal comments as well.
    """

    subject: Subject
    home: str
    comments: Sequence[CommentView]
    after: str | None
    may_write: bool
    is_inner: bool
    typed: CommentForm = field(default_factory=lambda: CommentForm(csrf=""))

    @property
    def action(self) -> str:
        return f"{self.home}/comments"

    @property
    def earlier(self) -> str | None:
        """Where the earlier ones are."""
        return f"{self.action}?{urlencode({'after': self.after})}" if self.after else None

    def with_typed(self, typed: CommentForm) -> "Thread":
        """As it was typed, where it was refused."""
        return replace(self, typed=typed)


async def customers_thread(
    contact: SignedInContact, books: Books, subject: Subject, after: str = ""
) -> Thread:
    """What is shown to the customer. Whether the document is theirs was asked before."""
    pages, limit = cursors_of(contact, subject), PAGE_SIZE
    own = OwnComments(books.session, contact.customer.number)
    found = await own.thread(subject, before=read_key(pages, after), limit=limit + 1)
    home = f"/{PLACES[subject.kind].shelf}/{subject.number}"
    return _thread(contact, (subject, home), found, pages)


async def staffs_thread(
    staff: SignedInStaff, books: Books, subject: Subject, after: str = ""
) -> Thread:
    """Everything that was written."""
    pages, limit = cursors_of(staff, subject), PAGE_SIZE
    found = await books.comments.thread(subject, before=read_key(pages, after), limit=limit + 1)
    home = f"/console/{PLACES[subject.kind].shelf}/{subject.number}"
    return _thread(staff, (subject, home), found, pages)


def comment_view(by: SignedInContact | SignedInStaff, said: Said) -> CommentView:
    row = said.row
    is_own = (row.author_kind, row.author) == (by.actor.kind, by.actor.name)
    is_taken_back = row.taken_back_at is not None
    in_time = can_take_back(row.written_at, by.parts.clock.now())
    return CommentView(
        id=row.id,
        entry=row.entry,
        name=said.name,
        is_staffs=row.author_kind is ActorKind.STAFF,
        is_internal=row.visibility is Visibility.INTERNAL,
        words=row.words,
        written_at=row.written_at,
        is_taken_back=is_taken_back,
        can_take_back=is_own and in_time and not is_taken_back and by.may(Action.COMMENT_WRITE),
    )


def cursors_of(by: SignedInContact | SignedInStaff, subject: Subject) -> Cursors:
    """Good for one document, and for one customer or for staff."""
    reader = by.customer.number if isinstance(by, SignedInContact) else "console"
    return Cursors(Jar.of(by.parts.settings), f"comments/{reader}/{subject.number}")


def read_key(pages: Cursors, after: str) -> int | None:
    """The comment after which it goes on. Raises `BadRequest`."""
    key = pages.read(after)
    return int(key[0]) if key else None


def _thread(
    by: SignedInContact | SignedInStaff,
    place: tuple[Subject, str],
    found: Sequence[Said],
    pages: Cursors,
) -> Thread:
    subject, home = place
    seen = [comment_view(by, said) for said in found[:PAGE_SIZE]]
    has_more = len(found) > PAGE_SIZE
    return Thread(
        subject=subject,
        home=home,
        comments=seen[::-1],
        after=pages.write(str(seen[-1].entry)) if has_more else None,
        may_write=by.may(Action.COMMENT_WRITE),
        is_inner=isinstance(by, SignedInStaff),
    )
