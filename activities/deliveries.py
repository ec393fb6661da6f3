"""Deliveries: each mail handed to the server until it was taken, refused, or tried for too long."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.process import Decision, ProcessActivities, Told, tell
from domain.deliveries import Delivery, Outgoing, Verdict
from domain.messages import MESSAGE_LIFECYCLE, MailKind, MessageEvent, MessageStatus, retry_delay
from domain.tokens import PREFIXES

if TYPE_CHECKING:
    from activities.post import Post
    from gateways.mail_carrier import MailCarrier
    from runtime.links import Links
    from storage.books import Books, OpenBooks
    from storage.commands import CommandRow
    from storage.messages import MessageRow

SEND = "send"


class DeliveryActivities(ProcessActivities):
    def __init__(
        self, books: "OpenBooks", post: "Post", carrier: "MailCarrier", links: "Links"
    ) -> None:
        super().__init__(books, post)
        self._carrier = carrier
        self._links = links

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
        outgoing = await self._in_books(lambda books: self._outgoing(books, due.key))
        if outgoing is None:
            return await self.delivery_clock(due.key)
        delivery = await self._carrier.carry(outgoing)

        async def work(books: "Books") -> Clock:
            message = await books.messages.lock(due.key)
            await _record(books, message, delivery, due.as_of)
            await books.flush()
            return await _clock(books, due.key)

        return await self._in_books(work)

    async def _outgoing(self, books: "Books", number: str) -> Outgoing | None:
        message = await books.messages.lock(number)
        if message.status is not MessageStatus.QUEUED:
            return None
        contact = await books.customers.lock_contact(message.contact)
        customer = await books.customers.get(message.customer)
        organisation = await books.organisations.get()
        return Outgoing(
            number=number,
            kind=message.kind,
            language=contact.language or customer.language,
            recipient=contact.name,
            address=contact.email,
            organisation=organisation.name,
            organisation_mail=organisation.email,
            organisation_phone=organisation.phone,
            zone=customer.time_zone,
            facts=books.messages.read(message.facts),
            token=await self._fresh_token(books, message),
            queued_at=message.created_at,
        )

    async def _fresh_token(self, books: "Books", message: "MessageRow") -> UUID | None:
        """The link that this mail carries: made once, so that a second try says the same."""
        purpose = message.token_purpose
        if purpose is None:
            return None
        known = await books.tokens.of_message(message.number)
        if known:
            return known.id
        await books.tokens.end_all(
            message.contact, purpose=purpose, reason="replaced", at=message.created_at
        )
        valid_until = books.messages.read(message.facts)["valid_until"]
        assert isinstance(valid_until, datetime), "a mail with a link says until when it is good"
        token = books.tokens.new(
            purpose=purpose,
            contact=message.contact,
            message=message.number,
            digest=message.number,
            created_at=message.created_at,
            expires_at=valid_until,
        )
        await books.flush()
        token.digest = self._links.digest(self._links.token(PREFIXES[purpose], token.id))
        return token.id


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
    """Staff must see that an invitation did not reach its person."""
    if message.kind is MailKind.INVITATION:
        told = Told("invitation", message.contact, message.customer, "bounced", "undeliverable")
        await tell(books, told, at)


async def _bounced(books: "Books", command: "CommandRow", at: datetime) -> None:
    message = await books.messages.lock(command.key)
    if MESSAGE_LIFECYCLE.allows(message.status, MessageEvent.BOUNCE):
        _decide(message, MessageEvent.BOUNCE, at)
        await _tell_invitation(books, message, at)


_DECISIONS: dict[str, Decision] = {"bounced": _bounced}
