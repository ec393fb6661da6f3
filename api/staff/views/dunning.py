"""How the dunning of an invoice stands, and what it does next."""

from collections.abc import Mapping

from api.staff.views.sayings import Saying, Story
from domain.dunning import DunningRun, DunningStatus, StepKind, next_step
from domain.errors import NotFound
from domain.words import N_
from storage.books import Books
from storage.dunning import DunningRow
from storage.reminders import ReminderRow

FINAL_ACTIONS: Mapping[str, str] = {
    "cancel": N_("If nothing was paid by then, the subscription is cancelled."),
    "end_of_term": N_("If nothing was paid by then, it ends with its present term."),
    "unpaid": N_("If nothing was paid by then, the subscription is marked unpaid."),
    "keep_live": N_("If nothing was paid by then, it stays live and the invoice open."),
}
_ENDED: dict[DunningStatus, Saying] = {
    DunningStatus.RECOVERED: Saying(N_("The invoice was paid."), tone="good"),
    DunningStatus.EXHAUSTED: Saying(
        N_("Every try failed; the final action was taken."), tone="bad"
    ),
    DunningStatus.STOPPED: Saying(N_("Dunning was stopped."), tone="quiet"),
}


class NoDunning(NotFound):
    message = N_("{invoice} was never in dunning.")


async def find_run(books: Books, invoice: str) -> DunningRow | ReminderRow:
    """What runs for it, or ran last: tries to charge it, or reminders. Raises `NoDunning`."""
    run = await books.dunning.find(invoice)
    reminder = await books.reminders.find(invoice)
    row = reminder if reminder and (run is None or run.ended_at) else run
    if row is None:
        raise NoDunning(invoice=invoice)
    return row


def dunning_story(row: DunningRow) -> Story:
    """What staff are told about a dunning run."""
    run = row.to_domain()
    if run.status in _ENDED:
        return Story(_ENDED[run.status])
    return Story(_state(run, row.invoice), _why(run), dunning_ahead(run))


def _state(run: DunningRun, invoice: str) -> Saying:
    if run.retry_in_flight:
        return Saying(N_("A try to charge %(invoice)s is under way."), {"invoice": invoice})
    if run.status is DunningStatus.HELD and run.held_until:
        return Saying(
            N_("Dunning of %(invoice)s is held until %(until)s."),
            {"invoice": invoice, "until": run.held_until},
            tone="quiet",
        )
    return Saying(
        N_("%(failed)s of %(tries)s tries to charge %(invoice)s have failed."),
        {"invoice": invoice, "failed": run.attempts, "tries": 1 + len(run.rule.retry_days)},
        tone="bad",
    )


def _why(run: DunningRun) -> Saying | None:
    if run.hard:
        return Saying(N_("This payment method is not tried again: a new one is needed."))
    if run.faults:
        return Saying(N_("The payment processor could not be reached: it is tried again soon."))
    return None


def dunning_ahead(run: DunningRun) -> tuple[Saying, ...]:
    """The tries that are still to come and the final action, in order."""
    step = next_step(run)
    if step is None:
        return ()
    final = Saying(FINAL_ACTIONS[run.rule.final_action], at=run.deadline, tone="bad")
    if step.kind is StepKind.RELEASE:
        return (Saying(N_("The hold ends and the schedule goes on."), at=step.at), final)
    if step.kind is StepKind.EXHAUST:
        return (final,)
    if step.kind is StepKind.STOP:
        return (Saying(N_("It stops, and the invoice stays due."), at=step.at),)
    if run.last_try:
        last = Saying(N_("The charge is tried for the last time."), at=step.at, tone="warn")
        return (last, Saying(FINAL_ACTIONS[run.rule.final_action], tone="bad"))
    later = [planned for planned in run.retries if planned > step.at]
    tries = [
        Saying(N_("The charge is tried again."), at=at, tone="warn") for at in (step.at, *later)
    ]
    return (*tries, final)
