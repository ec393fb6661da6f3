"""Timelines in words: what happened to a subscription, as customers and staff both read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.callers import Caller
from api.mails import MAILS
from api.timeline_words import (
    CREDITS,
    DECISIONS,
    DROPS,
    ENDS,
    PAUSE_ENDS,
    PAYMENTS,
    UNDER_WAY,
)
from domain.changes import ChangeWhen
from domain.credit_notes import CreditReason
from domain.declines import decline
from domain.messages import MailKind, MessageStatus
from domain.payments import PaymentStatus
from domain.pending_changes import ChangeStatus, DropReason
from domain.previews import PreviewKind
from domain.subscriptions import SubscriptionStatus
from domain.timelines import TimelineKind
from domain.words import N_
from runtime.status_labels import Tone, status_label
from storage.books import Books
from storage.timelines import Happening, Key

_K = TimelineKind


@dataclass(frozen=True)
class Entry:
    """A happening in words. `link` is a pair of address and words."""

    happening: Happening
    title: str
    text: str = ""
    tone: Tone = "quiet"
    link: tuple[str, str] | None = None

    @property
    def at(self) -> datetime:
        return self.happening.at


@dataclass(frozen=True)
class Teller:
    """Tells in the language of whoever reads; `plans` are the names of plans by their codes."""

    caller: Caller
    plans: Mapping[str, str]

    def told(self, happening: Happening) -> Entry:
        """What happened, but for commands: those are told differently to each side."""
        return _TELLERS[happening.kind](self, happening)

    def entry(
        self, happening: Happening, words: tuple[str, Tone], text: str = "", **facts: str
    ) -> Entry:
        return Entry(happening, self.caller.say(words[0], **facts), text, words[1])

    def money(self, happening: Happening) -> str:
        amount = happening.amount
        return self.caller.formats.money_text(amount) if amount else ""

    def day(self, text: str) -> str:
        """A day or a moment of the books, as a day of the reader's zone."""
        if len(text) == len("2026-11-22"):
            return self.caller.formats.day_text(date.fromisoformat(text))
        return self.caller.formats.moment_text(datetime.fromisoformat(text), self.caller.zone)

    def contents(self, happening: Happening) -> str:
        plan = happening.fact("plan")
        return f"{happening.fact('quantity')} × {self.plans.get(plan, plan)}"


def written_key(entry: Entry) -> tuple[str, str, str]:
    """Where a list goes on after this entry, as a cursor holds it."""
    at, kind, about = entry.happening.key
    return at.isoformat(), kind, about


def read_key(key: tuple[str, ...] | None) -> Key | None:
    return (datetime.fromisoformat(key[0]), key[1], key[2]) if key else None


async def teller_for(caller: Caller, books: Books, happenings: Sequence[Happening]) -> Teller:
    codes = sorted({code for each in happenings if (code := each.fact("plan"))})
    plans = {code: await books.plans.find(code) for code in codes}
    return Teller(caller, {code: plan.name for code, plan in plans.items() if plan})


def _began(teller: Teller, one: Happening) -> Entry:
    return teller.entry(one, (N_("The subscription began"), "good"), teller.contents(one))


def _trial_began(teller: Teller, one: Happening) -> Entry:
    days = int(one.fact("days"))
    text = teller.caller.ngettext("{count} day", "{count} days", days)
    return teller.entry(one, (N_("The trial began"), "info"), text)


def _trial_lapsed(teller: Teller, one: Happening) -> Entry:
    return teller.entry(one, (N_("The trial has expired"), "warn"))


def _ended(teller: Teller, one: Happening) -> Entry:
    status = SubscriptionStatus(one.status or "")
    return teller.entry(one, ENDS.get(status, (N_("The subscription has ended"), "quiet")))


def _invoice(teller: Teller, one: Happening) -> Entry:
    words: tuple[str, Tone] = (N_("Invoice {number} was issued"), "info")
    text = teller.money(one)
    if one.fact("due_on"):
        due = teller.day(one.fact("due_on"))
        text = teller.caller.say(N_("{amount}, due on {day}"), amount=text, day=due)
    return teller.entry(one, words, text, number=one.about)


def _payment(teller: Teller, one: Happening) -> Entry:
    status = PaymentStatus(one.status or "")
    text = ""
    if status is PaymentStatus.FAILED:
        text = teller.caller.say(decline(one.fact("failure_code") or None).words)
    words = PAYMENTS.get(status, UNDER_WAY)
    return teller.entry(one, words, text, amount=teller.money(one))


def _credit_note(teller: Teller, one: Happening) -> Entry:
    words: tuple[str, Tone] = (N_("Credit note {number} over {amount}"), "good")
    text = teller.caller.say(CREDITS[CreditReason(one.fact("reason"))])
    return teller.entry(one, words, text, number=one.about, amount=teller.money(one))


def _mail(teller: Teller, one: Happening) -> Entry:
    label = status_label(MessageStatus(one.status or ""), teller.caller.say)
    title = teller.caller.say(MAILS[MailKind(one.fact("mail"))])
    tone: Tone = "quiet" if label.tone == "good" else label.tone
    return teller.entry(one, (N_("Mail: {about}"), tone), label.word, about=title)


def _change_asked(teller: Teller, one: Happening) -> Entry:
    words = N_("A change waits for its payment")
    if one.fact("kind") == PreviewKind.REACTIVATE:
        words = N_("The reactivation waits for its payment")
    elif one.fact("when") == ChangeWhen.END_OF_TERM:
        words = N_("A change was scheduled for the end of the term")
    return teller.entry(one, (words, "info"), teller.contents(one))


def _change_decided(teller: Teller, one: Happening) -> Entry:
    status = ChangeStatus(one.status or "")
    words = DECISIONS[status]
    if one.fact("kind") == PreviewKind.REACTIVATE and status is ChangeStatus.APPLIED:
        words = (N_("The subscription was reactivated"), "good")
    text = teller.contents(one)
    if one.fact("reason"):
        text = teller.caller.say(DROPS[DropReason(one.fact("reason"))])
    return teller.entry(one, words, text)


def _pause(words: tuple[str, Tone]) -> Callable[[Teller, Happening], Entry]:
    def told(teller: Teller, one: Happening) -> Entry:
        begins, ends = teller.day(one.fact("pause_on")), one.fact("resume_on")
        text = teller.caller.say(N_("From {day}, until somebody resumes it"), day=begins)
        if ends:
            until = teller.day(ends)
            text = teller.caller.say(N_("From {day} until {until}"), day=begins, until=until)
        return teller.entry(one, words, text)

    return told


def _pause_ended(teller: Teller, one: Happening) -> Entry:
    return teller.entry(
        one, PAUSE_ENDS.get(one.status or "", (N_("The pause was stopped"), "quiet"))
    )


def _cancellation_scheduled(teller: Teller, one: Happening) -> Entry:
    words: tuple[str, Tone] = (N_("The subscription was set to be cancelled"), "warn")
    text = teller.caller.say(N_("It ends on {day}"), day=teller.day(one.fact("ends_at")))
    return teller.entry(one, words, text)


def _cancellation_decided(teller: Teller, one: Happening) -> Entry:
    if one.status == "removed":
        return teller.entry(one, (N_("The cancellation was removed"), "good"))
    return teller.entry(one, ENDS[SubscriptionStatus.CANCELLED])


def _inner(words: tuple[str, Tone]) -> Callable[[Teller, Happening], Entry]:
    def told(teller: Teller, one: Happening) -> Entry:
        return teller.entry(one, words, number=one.about)

    return told


_TELLERS: Mapping[TimelineKind, Callable[[Teller, Happening], Entry]] = {
    _K.BEGAN: _began,
    _K.TRIAL_BEGAN: _trial_began,
    _K.TRIAL_LAPSED: _trial_lapsed,
    _K.ENDED: _ended,
    _K.INVOICE: _invoice,
    _K.PAYMENT: _payment,
    _K.CREDIT_NOTE: _credit_note,
    _K.MAIL: _mail,
    _K.CHANGE_ASKED: _change_asked,
    _K.CHANGE_DECIDED: _change_decided,
    _K.PAUSE_SCHEDULED: _pause((N_("A pause was scheduled"), "info")),
    _K.PAUSE_BEGAN: _pause((N_("The subscription was paused"), "quiet")),
    _K.PAUSE_ENDED: _pause_ended,
    _K.CANCELLATION_SCHEDULED: _cancellation_scheduled,
    _K.CANCELLATION_DECIDED: _cancellation_decided,
    _K.DUNNING_BEGAN: _inner((N_("Dunning of {number} began"), "bad")),
    _K.DUNNING_ENDED: _inner((N_("Dunning of {number} ended"), "quiet")),
    _K.REMINDERS_BEGAN: _inner((N_("Reminders of {number} began"), "info")),
    _K.REMINDERS_ENDED: _inner((N_("Reminders of {number} ended"), "quiet")),
}
