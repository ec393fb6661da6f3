"""The form with which a document is sent on, and whom it was sent on to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.callers import Caller
from api.forwarding.asking import ForwardForm
from domain.commands import ActorKind
from domain.messages import MessageStatus
from domain.printing import DocumentKey
from domain.words import N_
from runtime.documents import TITLES
from storage.books import Books
from storage.customers import ContactRow
from storage.messages import Forwarded


@dataclass(frozen=True)
class ForwardView:
    """What the form shows. `own_mail` is where a copy would go, `home` the page of the document."""

    key: DocumentKey
    home: str
    people: Sequence[ContactRow]
    typed: ForwardForm
    may_add: bool
    own_mail: str = ""

    @property
    def action(self) -> str:
        return f"{self.home}/forward"


@dataclass(frozen=True)
class SentOn:
    """One mail with a document. `by` is a name, or a number of somebody who is gone."""

    to: str
    mail: str
    contact: str
    at: datetime
    by: str
    by_customer: bool
    subject: str
    status: MessageStatus
    failure: str


def empty_form(caller: Caller, key: DocumentKey) -> ForwardForm:
    """What is offered before somebody has written anything."""
    title = caller.say(TITLES[key.kind])
    return ForwardForm(
        csrf="",
        subject=f"{title} {key.number} – {caller.house.name}",
        words=caller.say(N_("Please find {number} attached."), number=key.number),
    )


async def sent_on(books: Books, key: DocumentKey) -> Sequence[SentOn]:
    """Whom a document was sent on to, the newest first."""
    return [await _sent(books, each) for each in await books.messages.forwarded(key)]


async def _sent(books: Books, each: Forwarded) -> SentOn:
    mail, asked = each.mail, each.asked
    return SentOn(
        to=each.to.name,
        mail=each.to.email,
        contact=each.to.number,
        at=mail.created_at,
        by=await _name(books, asked.actor_kind, asked.actor),
        by_customer=asked.actor_kind is ActorKind.CONTACT,
        subject=str(mail.facts.get("subject", "")),
        status=mail.status,
        failure=mail.failure or "",
    )


async def _name(books: Books, kind: ActorKind, actor: str) -> str:
    if kind is ActorKind.CONTACT:
        contact = await books.customers.contact(actor)
        return contact.name if contact else actor
    staff = await books.staff.find(actor)
    return staff.name if staff else actor
