"""A credit note in words: why something is given back, and of which invoices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.paging import Cursors
from api.problems import NothingHere
from domain.credit_notes import CreditReason
from domain.money import Money
from domain.words import N_
from storage.credit_notes_seen import CreditNoteLineSeen, CreditNoteSeen, CreditNotesSeen

REASONS: Mapping[str, str] = {
    CreditReason.CHANGE: N_("The subscription was changed"),
    CreditReason.PAUSE: N_("The subscription was paused"),
    CreditReason.RESUME: N_("The subscription was resumed"),
    CreditReason.CANCELLATION: N_("The subscription was cancelled"),
    CreditReason.GOODWILL: N_("A gesture of goodwill"),
    CreditReason.CORRECTION: N_("A correction"),
    CreditReason.RETURNED: N_("Something was returned"),
}


@dataclass(frozen=True)
class CreditNoteView:
    """All there is to see of one."""

    seen: CreditNoteSeen
    lines: Sequence[CreditNoteLineSeen]
    left: Money

    @property
    def is_unused(self) -> bool:
        """Whether nothing of it was used, so that it can still be declared void."""
        return not self.seen.is_void and self.left == self.seen.row.total

    @property
    def reason(self) -> str:
        """A message id."""
        return REASONS[self.seen.row.reason]

    @property
    def invoices(self) -> Sequence[str]:
        """The invoices that it is about, each once."""
        return list(dict.fromkeys(line.invoice for line in self.lines if line.invoice))


async def credit_note_view(notes: CreditNotesSeen, number: str) -> CreditNoteView:
    """Raises `NothingHere`, also for anybody else's."""
    seen = await notes.find(number)
    if seen is None:
        raise NothingHere
    return CreditNoteView(seen, await notes.lines(number), await notes.left(seen))


def read_key(cursors: Cursors, after: str) -> tuple[date, str] | None:
    """The date and number after which the list goes on. Raises `BadRequest`."""
    key = cursors.read(after)
    return (date.fromisoformat(key[0]), key[1]) if key else None


def write_key(cursors: Cursors, seen: CreditNoteSeen) -> str:
    return cursors.write(str(seen.row.issued_on), seen.row.number)
