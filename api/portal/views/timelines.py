"""The timeline of a subscription as its customer sees it: its public part."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.callers import SignedInContact
from api.portal import own
from api.timeline_words import COMMANDS_DONE
from api.timelines import Entry, Teller, teller_for
from domain.commands import CommandStatus
from domain.errors import refusal_named
from domain.timelines import TimelineKind
from domain.words import N_
from storage.books import Books
from storage.timelines import Happening, Key, Timelines

_HOMES: Mapping[TimelineKind, str] = {
    TimelineKind.INVOICE: "/invoices/",
    TimelineKind.PAYMENT: "/payments/",
}
_ASKED: Mapping[tuple[str, str], str] = {
    ("trial", "activate"): N_("Activate the trial"),
    ("trial", "extend"): N_("Extend the trial"),
    ("subscription", "auto_charge"): N_("Switch automatic charging"),
    ("subscription", "change"): N_("Change the subscription"),
    ("subscription", "withdraw_change"): N_("Withdraw the change"),
    ("subscription", "reactivate"): N_("Reactivate the subscription"),
    ("pause", "pause"): N_("Pause the subscription"),
    ("pause", "change_schedule"): N_("Change the days of the pause"),
    ("pause", "delete_schedule"): N_("Delete the days of the pause"),
    ("pause", "resume"): N_("Resume the subscription"),
    ("cancellation", "cancel"): N_("Cancel the subscription"),
    ("cancellation", "remove"): N_("Remove the cancellation"),
}


async def timeline_of(
    contact: SignedInContact, books: Books, number: str, *, before: Key | None = None, limit: int
) -> list[Entry]:
    """The newest first. Raises `NothingHere` for any but the customer's own."""
    await own.check_of_subscription(contact, number)(books)
    found = await Timelines(books.session).public(
        number, contact.contact.number, before=before, limit=limit
    )
    teller = _ContactTeller(await teller_for(contact, books, found))
    return [teller.told(each) for each in found]


@dataclass(frozen=True)
class _ContactTeller:
    teller: Teller

    def told(self, one: Happening) -> Entry:
        if one.kind is TimelineKind.COMMAND:
            return self._command(one)
        link = (f"{_HOMES[one.kind]}{one.about}", one.about) if one.kind in _HOMES else None
        return replace(self.teller.told(one), link=link)

    def _command(self, one: Happening) -> Entry:
        what = (one.fact("process"), one.fact("signal"))
        if one.status == CommandStatus.APPLIED:
            return self.teller.entry(one, (self._done(what, one), "info"))
        asked = self.teller.caller.say(_ASKED[what])
        if one.status == CommandStatus.PENDING:
            words = N_("You asked for this: {what}. It is being processed")
            return self.teller.entry(one, (words, "info"), what=asked)
        words = N_("You asked for this: {what}. It was not done")
        return self.teller.entry(one, (words, "warn"), self._refusal(one), what=asked)

    def _done(self, what: tuple[str, str], one: Happening) -> str:
        if what == ("subscription", "auto_charge"):
            is_on = one.facts.get("on") is True
            on, off = (
                N_("Automatic charging was switched on"),
                N_("Automatic charging was switched off"),
            )
            return on if is_on else off
        return COMMANDS_DONE[what]

    def _refusal(self, one: Happening) -> str:
        kind = refusal_named(one.fact("code"))
        return self.teller.caller.put(kind(**one.facts["refusal"])) if kind else ""
