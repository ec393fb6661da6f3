"""The timeline of a subscription as staff see it: everything, with who asked and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.callers import SignedInStaff
from api.departures import REASONS
from api.staff.views.subscriptions import find_subscription
from api.staff.views.words import ACTORS, CHANNELS, asked_of
from api.timelines import Entry, Teller, teller_for
from domain.cancellations import CancelReason
from domain.commands import ActorKind, CommandStatus
from domain.errors import refusal_named
from domain.payments import PaymentChannel
from domain.policy import Action
from domain.timelines import TimelineKind
from domain.words import N_
from runtime.status_labels import status_label
from storage.books import Books
from storage.timelines import Happening, Key, Timelines

_HOMES: Mapping[TimelineKind, str] = {
    TimelineKind.INVOICE: "/console/invoices/",
    TimelineKind.PAYMENT: "/console/payments/",
    TimelineKind.DUNNING_BEGAN: "/console/invoices/",
    TimelineKind.REMINDERS_BEGAN: "/console/invoices/",
}


async def timeline_of(
    staff: SignedInStaff, books: Books, number: str, *, before: Key | None = None, limit: int
) -> list[Entry]:
    """The newest first. Raises `NoSuchSubscription`."""
    row = await find_subscription(books, number)
    found = await Timelines(books.session).full(
        number, commands=staff.may(Action.COMMAND_VIEW), before=before, limit=limit
    )
    teller = _StaffTeller(
        await teller_for(staff, books, found), await _people(books, row.customer, found)
    )
    return [teller.told(each) for each in found]


async def _people(
    books: Books, customer: str, happenings: Sequence[Happening]
) -> Mapping[str, str]:
    """The names of whoever asked for something."""
    if not any(each.actor for each in happenings):
        return {}
    contacts = {row.number: row.name for row in await books.customers.contacts_of(customer)}
    return contacts | {row.number: row.name for row in await books.staff.all()}


@dataclass(frozen=True)
class _StaffTeller:
    teller: Teller
    people: Mapping[str, str]

    def told(self, one: Happening) -> Entry:
        if one.kind is TimelineKind.COMMAND:
            return self._command(one)
        entry = self.teller.told(one)
        link = (f"{_HOMES[one.kind]}{one.about}", one.about) if one.kind in _HOMES else None
        return replace(entry, text=self._more(entry.text, one), link=link)

    def _command(self, one: Happening) -> Entry:
        caller, status = self.teller.caller, CommandStatus(one.status or "")
        label = status_label(status, caller.say)
        parts = [self._who(one), label.word, self._refusal(one)]
        if one.fact("process") == "dunning":
            parts.insert(0, one.fact("key"))
        return Entry(
            one,
            caller.say(asked_of(one.fact("process"), one.fact("signal"))),
            " · ".join(part for part in parts if part),
            "quiet" if status is CommandStatus.APPLIED else label.tone,
            (f"/console/commands/{one.about}", caller.say(N_("Command"))),
        )

    def _who(self, one: Happening) -> str:
        kind = self.teller.caller.say(ACTORS[ActorKind(one.actor_kind or "")])
        name = self.people.get(one.actor or "")
        return f"{name} ({kind})" if name else kind

    def _refusal(self, one: Happening) -> str:
        kind = refusal_named(one.fact("code"))
        if kind is None:
            return one.fact("detail")
        return self.teller.caller.put(kind(**one.facts["refusal"]))

    def _more(self, text: str, one: Happening) -> str:
        """What only staff are told beside it."""
        say, more = self.teller.caller.say, [text]
        if one.kind is TimelineKind.PAYMENT:
            more.append(say(CHANNELS[PaymentChannel(one.fact("channel"))]))
        if one.kind is TimelineKind.MAIL:
            more += [one.about, one.fact("failure")]
        if one.kind is TimelineKind.CANCELLATION_SCHEDULED:
            reason = one.fact("reason")
            more += [say(REASONS[CancelReason(reason)]) if reason else "", one.fact("comment")]
        return " · ".join(part for part in more if part)
