"""What the process of a quote asks of the books: it reminds, expires, and becomes something."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.contracts import Clock, Decide, StepDue
from activities.document_links import check_link
from activities.notifications import Notification, notify
from activities.permissions import check_switched_on, used_link
from activities.process import Decision, ProcessActivities
from activities.quote_advances import go_on_after_advance
from activities.quote_answers import Answerer, accept_quote, decline_quote
from activities.quote_books import changed, held_quote
from activities.quote_conversions import convert_by_itself, convert_quote
from activities.quote_mails import mail_reminder
from activities.quote_offers import Deed, extend_quote, reopen_quote, send_quote, withdraw_quote
from activities.signing import signature_in
from domain.errors import BillingError
from domain.money import Money
from domain.notifications import NotificationKind
from domain.quote_answers import Answer
from domain.quote_conversions import AdvanceUnpaid, QuoteConversion
from domain.quote_steps import QuoteStep, next_step
from domain.quotes import QUOTE_LIFECYCLE, QuoteEvent, QuoteStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.quotes import QuoteRow

_OPEN = frozenset({QuoteStatus.SENT, QuoteStatus.ACCEPTED})


class QuoteActivities(ProcessActivities):
    @activity.defn
    async def quote_clock(self, number: str) -> Clock:
        """What is due next for this quote, and when."""
        return await self._in_books(lambda books: _clock(books, number))

    @activity.defn
    async def decide_quote(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_quote_step(self, due: StepDue) -> Clock:
        """Remind, expire or convert, unless the books say that it happened already.

        What cannot become what it should waits for staff, and says why.
        """
        try:
            return await self._in_books(lambda books: _take_step(books, due))
        except BillingError as why:
            refusal = why
        return await self._in_books(lambda books: _note_refusal(books, due, refusal))


async def _clock(books: "Books", number: str) -> Clock:
    quote = await books.quotes.find(number)
    if quote is None:
        return Clock("unknown", over=True)
    step = next_step(quote.status, quote.planned, quote.converts_at)
    if step:
        return Clock(quote.status, _SAYS[step.step].format(at=step.at), step.step, step.at)
    if quote.status in _OPEN:
        return Clock(quote.status, f"It is {quote.status}, and waits for somebody.")
    return Clock(quote.status, f"It is {quote.status}.", over=True)


_SAYS = {
    QuoteStep.REMIND: "Reminds the customer on {at:%a %d %b %Y %H:%M} UTC.",
    QuoteStep.EXPIRE: "Expires on {at:%a %d %b %Y %H:%M} UTC.",
    QuoteStep.CONVERT: "It was accepted, and becomes what the preferences say.",
}


async def _take_step(books: "Books", due: StepDue) -> Clock:
    quote = await held_quote(books, due.key)
    if due.has_come(await _clock(books, due.key)):
        await _STEPS[QuoteStep(due.step)](books, quote, due.as_of)
        await books.flush()
    return await _clock(books, due.key)


async def _remind(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """Late is better than never, but what is over by now is not worth a mail."""
    quote.remind_at = None
    if quote.ends_at and at < quote.ends_at:
        await mail_reminder(books, quote, at)


async def _expire(_books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """It keeps when it has expired: what was said before that was said in time."""
    quote.status = QUOTE_LIFECYCLE.advance(quote.status, QuoteEvent.EXPIRE)
    quote.remind_at = None
    changed(quote, at)


async def _convert_by_itself(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    """As the preferences say now: what was switched to by hand since then waits for a hand."""
    kind = (await books.organisations.preferences()).quotes_convert.conversion
    quote.converts_at = None
    if kind:
        await convert_by_itself(books, quote, kind, at)


_STEPS = {
    QuoteStep.REMIND: _remind,
    QuoteStep.EXPIRE: _expire,
    QuoteStep.CONVERT: _convert_by_itself,
}


async def _note_refusal(books: "Books", due: StepDue, why: BillingError) -> Clock:
    """It stays accepted, and says why; staff hear of what they have to mend."""
    quote = await held_quote(books, due.key)
    if quote.converts_at:
        quote.converts_at = None
        quote.conversion_refused = {"code": type(why).__name__, "facts": dict(why.facts)}
        changed(quote, due.as_of)
        if not isinstance(why, AdvanceUnpaid):  # That goes on by itself.
            await _tell_staff(books, quote, due.as_of)
        await books.flush()
    return await _clock(books, due.key)


async def _tell_staff(books: "Books", quote: "QuoteRow", at: datetime) -> None:
    link = f"/console/quotes/{quote.number}"
    kind = NotificationKind.QUOTE_NOT_CONVERTED
    await notify(books, Notification(kind, quote.customer, quote.number, link), at)


async def _send(books: "Books", command: "CommandRow", at: datetime) -> None:
    await send_quote(books, command.key, _deed(command, at))


async def _extend(books: "Books", command: "CommandRow", at: datetime) -> None:
    until = command.payload.get("valid_until")
    day = date.fromisoformat(str(until)) if until else None
    await extend_quote(books, command.key, day, _deed(command, at))


async def _withdraw(books: "Books", command: "CommandRow", at: datetime) -> None:
    await withdraw_quote(books, command.key, _deed(command, at))


async def _undo(books: "Books", command: "CommandRow", at: datetime) -> None:
    await reopen_quote(books, command.key, _deed(command, at))


async def _convert(books: "Books", command: "CommandRow", at: datetime) -> None:
    kind = QuoteConversion(command.payload["kind"])
    await convert_quote(books, command.key, kind, _deed(command, at))


async def _accept(books: "Books", command: "CommandRow", at: datetime) -> None:
    await _check_answerer(books, command)
    payload = command.payload
    answer = Answer(
        payload["version"],
        Money(payload["minor_units"], payload["currency"]),
        signature_in(command),
        terms_accepted=payload.get("terms", False),
        purchase_order=payload.get("purchase_order", ""),
    )
    options = payload.get("options", [])
    await accept_quote(books, command.key, answer, options, _answerer(command, at))


async def _decline(books: "Books", command: "CommandRow", at: datetime) -> None:
    await _check_answerer(books, command)
    payload = command.payload
    reason = payload.get("reason", "")
    by = _answerer(command, at)
    await decline_quote(books, command.key, payload["version"], reason, by)


async def _advance(books: "Books", command: "CommandRow", at: datetime) -> None:
    await go_on_after_advance(books, command.key, at)


def _deed(command: "CommandRow", at: datetime) -> Deed:
    return Deed(command.actor, at, command.payload.get("edition"))


def _answerer(command: "CommandRow", at: datetime) -> Answerer:
    by_link = used_link(command) is not None
    return Answerer(command.actor, at, command.address, by_link, command.given_at)


async def _check_answerer(books: "Books", command: "CommandRow") -> None:
    """Raises `SwitchedOff` where customers, this person, or holders of links may not answer now.

    And as `check_link` for a link that was taken back meanwhile.
    """
    preferences = await books.organisations.preferences()
    check_switched_on(command, preferences.view_quotes)
    check_switched_on(command, not await books.invitations.keeps_out(command.actor))
    link = used_link(command)
    if link is None:
        return
    check_switched_on(command, preferences.quotes_accept_by_link)
    await check_link(books, link, command.given_at)


_DECISIONS: dict[str, Decision] = {
    "send": _send,
    "extend": _extend,
    "withdraw": _withdraw,
    "undo": _undo,
    "convert": _convert,
    "advance": _advance,
    "accept": _accept,
    "decline": _decline,
}
