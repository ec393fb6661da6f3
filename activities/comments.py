"""Comments: written on a document, told to whoever wants to hear of it, and taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.messages import Mail, queue_mail
from activities.notifications import Notification, notify
from activities.records import Recorded
from domain.commands import Actor, ActorKind
from domain.comments import (
    PLACES,
    NoSuchComment,
    NothingToCommentOn,
    NotShownToCustomer,
    Subject,
    Visibility,
    check_take_back,
    check_visibility,
    mentioned,
    plain_words,
)
from domain.messages import MailKind
from domain.notifications import NotificationKind
from domain.policy import Role, may

if TYPE_CHECKING:
    from storage.books import Books
    from storage.comments import CommentRow, Whose
    from storage.customers import ContactRow


@dataclass(frozen=True, kw_only=True)
class NewComment:
    """What somebody writes; staff choose whether the customer reads it."""

    subject: Subject
    by: Actor
    words: str
    visibility: Visibility = Visibility.INTERNAL
    address: str = ""


async def write_comment(books: "Books", new: NewComment, at: datetime) -> Recorded:
    """Write it, and tell whoever is to hear of it. The record's facts hold its id, not its text.

    Raises `NothingToCommentOn`, `NotShownToCustomer`, `CustomersWriteOpenly`, and what is wrong
    with the text.
    """
    words = plain_words(new.words)
    check_visibility(new.by, new.visibility)
    whose = await _whose(books, new)
    row = books.comments.new(
        subject_kind=new.subject.kind,
        subject=new.subject.number,
        customer=whose.customer,
        author_kind=new.by.kind,
        author=new.by.name,
        visibility=new.visibility,
        words=words,
        written_at=at,
    )
    await books.flush()
    if new.by.kind is ActorKind.CONTACT:
        await _tell_staff(books, row, at)
    else:
        await _tell_mentioned(books, row, at)
        await _tell_customer(books, row, at)
    return _recorded(row, new.by, "write", new.address)


async def take_back(books: "Books", id: UUID, by: Actor, address: str, at: datetime) -> Recorded:
    """Its text is gone for everybody; twice is as good as once.

    Raises `NoSuchComment`, also for what somebody else has written, and `TakenBackTooLate`.
    """
    found = await books.comments.find(id)
    if found is None or (found.author_kind, found.author) != (by.kind, by.name):
        raise NoSuchComment
    row = await books.comments.lock(id)
    if row.taken_back_at is None:
        check_take_back(row.written_at, at)
        row.words, row.taken_back_at = "", at
    return _recorded(row, by, "take_back", address)


async def _whose(books: "Books", new: NewComment) -> "Whose":
    """A contact person comments on what is theirs and what they see, staff on everything."""
    whose = await books.comments.whose(new.subject)
    if whose is None or not await _may_see(books, new.by, whose):
        raise NothingToCommentOn(number=new.subject.number)
    if new.visibility is Visibility.SHOWN and not whose.is_shown:
        raise NotShownToCustomer(number=new.subject.number)
    return whose


async def _may_see(books: "Books", by: Actor, whose: "Whose") -> bool:
    if by.kind is not ActorKind.CONTACT:
        return True
    contact = await books.customers.contact(by.name)
    return contact is not None and contact.customer == whose.customer and whose.is_shown


async def _tell_staff(books: "Books", row: "CommentRow", at: datetime) -> None:
    kind, facts = NotificationKind.COMMENT_WRITTEN, {"contact": row.author}
    await notify(books, Notification(kind, row.customer, row.subject, _page(row), facts), at)


async def _tell_mentioned(books: "Books", row: "CommentRow", at: datetime) -> None:
    members = {each.number: each.name for each in await books.staff.all() if not each.disabled_at}
    members.pop(row.author, None)
    for number in mentioned(row.words, members):
        kind = NotificationKind.MENTIONED
        what = Notification(kind, row.customer, row.subject, _page(row), staff=number)
        await notify(books, what, at)


async def _tell_customer(books: "Books", row: "CommentRow", at: datetime) -> None:
    """By mail, if the organisation wants that, and never of what is internal."""
    preferences = await books.organisations.preferences()
    is_seen = may(Role.CONTACT, PLACES[row.subject_kind].view, preferences)
    if row.visibility is not Visibility.SHOWN or not is_seen:
        return
    if not preferences.customer_on_staff_comment:
        return
    for contact in await _readers(books, row):
        mail = Mail(
            MailKind.COMMENT_SHOWN,
            row.customer,
            f"{row.id}/{contact.number}",
            document=row.subject,
            contact=contact.number,
            facts={"number": row.subject, "page": _home(row)},
        )
        await queue_mail(books, mail, at)


async def _readers(books: "Books", row: "CommentRow") -> "list[ContactRow]":
    """The main contact person and whoever has written on it, as far as they get into the portal."""
    writers = await books.comments.writers(Subject(row.subject_kind, row.subject))
    people = await books.customers.contacts_of(row.customer)
    wanted = [each for each in people if each.is_primary or each.number in writers]
    return [each for each in wanted if each.email and await books.invitations.lets_in(each.number)]


def _home(row: "CommentRow") -> str:
    return f"/{PLACES[row.subject_kind].shelf}/{row.subject}#comments"


def _page(row: "CommentRow") -> str:
    return f"/console{_home(row)}"


def _recorded(row: "CommentRow", by: Actor, what: str, address: str) -> Recorded:
    return Recorded(
        by,
        row.customer,
        "comment",
        row.subject,
        what,
        says=f"{row.visibility} comment on {row.subject}",
        document=row.subject,
        address=address,
        facts={"comment": str(row.id)},
    )
