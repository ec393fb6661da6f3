"""Deliveries: each mail handed to the server until it was taken, refused, or tried for too long."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.documents import Archive
from activities.process import Decision, ProcessActivities, Told, tell
from domain.deliveries import Delivery, Outgoing, Verdict
from domain.messages import MESSAGE_LIFECYCLE, MailKind, MessageEvent, MessageStatus, retry_delay
from domain.printing import DocumentUnavailable
from domain.tokens import PREFIXES

if TYPE_CHECKING:
    from activities.post import Post
    from gateways.mail_carrier import MailCarrier
    from runtime.links import Links
    from storage.books import Books, OpenBooks
    from storage.commands import CommandRow
    from storage.messages import MessageRow

SEND = "send"
MAILS_AT_ONCE = 20
PATIENCE = timedelta(seconds=1)
COME_BACK = timedelta(seconds=10)


@dataclass(frozen=True)
class Reader:
    """Whoever a mail is for."""

    name: str
    address: str
    language: str
    zone: str


@dataclass(frozen=True)
class Means:
    """What a mail is given on its way: its link, and the file of its document."""

    links: "Links"
    archive: Archive


class DeliveryActivities(ProcessActivities):
    """So many mails are on their way at once: a slow mail server holds up nothing but mails."""

    def __init__(
        self, books: "OpenBooks", post: "Post", carrier: "MailCarrier", means: Means
    ) -> None:
        super().__init__(books, post)
        self._carrier = carrier
        self._links = means.links
        self._archive = means.archive
        self._places = asyncio.Semaphore(MAILS_AT_ONCE)

    @activity.defn
    async def delivery_clock(self, number: str) -> Clock:
        """How the mail stands, and when it is tried next."""
        return await self._in_books(lambda books: _clock(books, number))

    @activity.defn
    async def decide_delivery(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def send_mail(self, due: StepDue) -> Clock:
        """Try once, unless it was taken already. A crash in between repeats the same Message-ID."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._places.acquire()
        except TimeoutError:
            says = "The mail server is busy."
            return Clock(MessageStatus.QUEUED, says, step=SEND, at=due.as_of + COME_BACK)
        try:
            return await self._send(due)
        finally:
            self._places.release()

    async def _send(self, due: StepDue) -> Clock:
        outgoing = await self._in_books(lambda books: self._outgoing(books, due))
        if outgoing is None:
            return await self.delivery_clock(due.key)
        delivery = await self._carried(outgoing)

        async def work(books: "Books") -> Clock:
            message = await books.messages.lock(due.key)
            await _record(books, message, delivery, due.as_of)
            await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)

    async def _carried(self, outgoing: Outgoing) -> Delivery:
        """With the file of its document, as the archive has it now: no history holds it."""
        if outgoing.encloses is None:
            return await self._carrier.carry(outgoing)
        try:
            enclosed = await self._archive.enclosure(outgoing.encloses)
        except DocumentUnavailable as why:
            return Delivery(Verdict.DEFERRED, f"its document cannot be enclosed: {why}")
        return await self._carrier.carry(outgoing, enclosed)

    async def _outgoing(self, books: "Books", due: StepDue) -> Outgoing | None:
        """The mail, if it is its turn."""
        message = await books.messages.get(due.key)
        if message.status is not MessageStatus.QUEUED:
            return None
        if message.next_attempt_at and message.next_attempt_at > due.as_of:
            return None
        reader = await _reader(books, message)
        organisation = await books.organisations.get()
        return Outgoing(
            number=message.number,
            kind=message.kind,
            language=reader.language,
            recipient=reader.name,
            address=reader.address,
            organisation=organisation.name,
            organisation_mail=organisation.email,
            organisation_phone=organisation.phone,
            zone=reader.zone,
            facts=books.messages.read(message.facts),
            token=await self._link(books, message),
            queued_at=message.created_at,
            encloses=message.encloses,
        )

    async def _link(self, books: "Books", message: "MessageRow") -> UUID | None:
        """The token of the link in this mail; from now on its link is known by its digest."""
        purpose = message.token_purpose
        if purpose is None or message.contact is None:
            return None
        token = await books.tokens.of_message(message.number)
        token = token or await books.tokens.good(message.contact, purpose)
        if token is None:
            return None
        token.digest = self._links.digest(self._links.token(PREFIXES[purpose], token.id))
        return token.id


async def _reader(books: "Books", message: "MessageRow") -> Reader:
    """A contact person, a member of staff, or the organisation itself."""
    house = await books.organisations.get()
    if message.staff:
        member = await books.staff.get(message.staff)
        return Reader(member.name, member.email, member.language, house.time_zone)
    if message.contact is None:
        return Reader(house.name, house.email, house.language, house.time_zone)
    contact = await books.customers.contact(message.contact)
    assert contact is not None, "a mail goes to a contact person"
    customer = await books.customers.get(message.customer)
    language = contact.language or customer.language
    return Reader(contact.name, contact.email, language, customer.time_zone)


async def _clock(books: "Books", number: str) -> Clock:
    message = await books.messages.find(number)
    if message is None:
        return Clock("unknown", over=True)
    if message.status is not MessageStatus.QUEUED:
        return Clock(message.status, f"It has ended: {message.status}.", over=True)
    says = f"Tried {message.attempts} times so far."
    return Clock(message.status, says, step=SEND, at=message.next_attempt_at)


async def _record(books: "Books", message: "MessageRow", delivery: Delivery, at: datetime) -> None:
    if message.status is not MessageStatus.QUEUED:
        return
    message.attempts += 1
    message.failure = delivery.reason or None
    delay = retry_delay(message.attempts)
    match delivery.verdict:
        case Verdict.TAKEN:
            _decide(message, MessageEvent.DELIVER, at)
        case Verdict.DEFERRED if delay:
            message.next_attempt_at = at + delay
        case _:
            _decide(message, MessageEvent.GIVE_UP, at)
            await _tell_invitation(books, message, at)


def _decide(message: "MessageRow", event: MessageEvent, at: datetime) -> None:
    message.status = MESSAGE_LIFECYCLE.advance(message.status, event)
    message.decided_at, message.next_attempt_at = at, None


async def _tell_invitation(books: "Books", message: "MessageRow", at: datetime) -> None:
    """Staff must see that an invitation did not reach its person; an older one matters no more."""
    token = await books.tokens.of_message(message.number)
    is_meant = token is not None and token.ended_at is None
    if message.kind is MailKind.INVITATION and message.contact and is_meant:
        told = Told("invitation", message.contact, message.customer, "bounced", "undeliverable")
        await tell(books, told, at)


async def _bounced(books: "Books", command: "CommandRow", at: datetime) -> None:
    message = await books.messages.lock(command.key)
    if MESSAGE_LIFECYCLE.allows(message.status, MessageEvent.BOUNCE):
        _decide(message, MessageEvent.BOUNCE, at)
        await _tell_invitation(books, message, at)


_DECISIONS: dict[str, Decision] = {"bounced": _bounced}
