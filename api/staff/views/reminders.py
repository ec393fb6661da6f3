"""How the reminders of an invoice stand, and what is said next."""

from collections.abc import Mapping

from api.staff.views.sayings import Saying, Story
from domain.dunning import DunningStatus
from domain.reminders import ReminderKind
from domain.words import N_
from storage.reminders import ReminderRow

_STEPS: Mapping[ReminderKind, str] = {
    ReminderKind.BEFORE_DUE: N_("A mail reminds that the invoice will be due."),
    ReminderKind.DUE: N_("A mail reminds that the invoice is due."),
    ReminderKind.AFTER_DUE: N_("A mail reminds that the invoice is overdue."),
    ReminderKind.FINAL: N_("The last reminder goes out."),
    ReminderKind.LATE_FEE: N_("A late fee is invoiced."),
    ReminderKind.FINAL_ACTION: N_("The final action is taken."),
}
_WARNING = frozenset({ReminderKind.LATE_FEE, ReminderKind.FINAL_ACTION})
_ENDED: Mapping[DunningStatus, Saying] = {
    DunningStatus.RECOVERED: Saying(N_("The invoice was paid."), tone="good"),
    DunningStatus.EXHAUSTED: Saying(N_("Nobody has paid; the final action was taken."), tone="bad"),
    DunningStatus.STOPPED: Saying(N_("Nobody is reminded any more."), tone="quiet"),
}


def reminder_story(row: ReminderRow) -> Story:
    """What staff are told about the reminders of an invoice."""
    if row.status in _ENDED:
        return Story(_ENDED[row.status])
    if row.status is DunningStatus.HELD and row.held_until:
        held = Saying(
            N_("Reminders of %(invoice)s are held until %(until)s."),
            {"invoice": row.invoice, "until": row.held_until},
            tone="quiet",
        )
        return Story(held, ahead=_ahead(row))
    state = Saying(N_("%(invoice)s is not charged: its reminders run."), {"invoice": row.invoice})
    return Story(state, ahead=_ahead(row))


def _ahead(row: ReminderRow) -> tuple[Saying, ...]:
    """What is still to come, in order."""
    run = row.to_domain()
    return tuple(
        Saying(
            _STEPS[rung.kind],
            at=run.at(rung),
            tone="bad" if rung.kind in _WARNING else "warn",
        )
        for rung in run.ladder.rungs[run.done :]
    )
