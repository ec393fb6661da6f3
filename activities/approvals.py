"""What the process of an approval asks of the books: submitted, decided, recalled, reminded of."""

from datetime import datetime
from typing import TYPE_CHECKING

from temporalio import activity

from activities.approval_mails import mail_approval
from activities.approval_sheets import check_customers_see, lock_approval, submit
from activities.approval_verdicts import approve, recall, reject
from activities.contracts import Clock, Decide, StepDue
from activities.process import Decision, ProcessActivities
from domain.approval_rounds import NothingWaits, check_reminder, next_reminder
from domain.approvals import ApprovalStatus
from domain.commands import Actor
from domain.messages import MailKind

if TYPE_CHECKING:
    from storage.approvals import ApprovalRow
    from storage.books import Books
    from storage.commands import CommandRow

REMIND = "remind"


class ApprovalActivities(ProcessActivities):
    @activity.defn
    async def approval_clock(self, number: str) -> Clock:
        """Whom the approval waits for, and when the customer is reminded of it."""
        return await self._in_books(lambda books: _clock(books, number))

    @activity.defn
    async def decide_approval(self, decide: Decide) -> Clock:
        """Apply the command or note its refusal. A command decided before is left alone."""
        return await self._decide(decide, _DECISIONS, _clock)

    @activity.defn
    async def take_approval_step(self, due: StepDue) -> Clock:
        """Remind the customer, unless the books say that it was decided meanwhile."""

        async def work(books: "Books") -> Clock:
            row = await lock_approval(books, due.key)
            if due.has_come(await _clock(books, due.key)):
                await _remind(books, row, due.as_of)
            return await _clock(books, due.key)

        return await self._in_books(work)


async def _clock(books: "Books", number: str) -> Clock:
    row = await books.approvals.find(number)
    if row is None:
        return Clock("refused", "There is no such approval.", over=True)
    if row.status is ApprovalStatus.SUBMITTED:
        waits = f"Waits for {row.customer}, round {row.round}."
        if row.reminds_at is None:
            return Clock(row.status, waits)
        says = f"{waits} Reminds on {row.reminds_at:%a %d %b %Y %H:%M} UTC."
        return Clock(row.status, says, step=REMIND, at=row.reminds_at)
    if row.status is ApprovalStatus.REJECTED:
        return Clock(row.status, "Rejected: waits for staff to change and submit it again.")
    return Clock(row.status, f"It has ended: {row.status}.", over=True)


async def _remind(books: "Books", row: "ApprovalRow", at: datetime) -> None:
    """Passed over while customers see no projects: nobody is sent to a page that is closed."""
    preferences = await books.organisations.preferences()
    row.reminds_at = next_reminder(row.submitted_at or at, preferences.timesheets_reminder_days, at)
    if preferences.view_projects:
        row.told_at = at
        await books.flush()
        await mail_approval(books, MailKind.APPROVAL_REMINDER, row, at)


async def _submit(books: "Books", command: "CommandRow", at: datetime) -> None:
    """For the first time, or again after it was rejected or recalled."""
    row = await lock_approval(books, command.key)
    await submit(books, row, Actor(command.actor_kind, command.actor), at)


async def _remind_now(books: "Books", command: "CommandRow", at: datetime) -> None:
    """Staff want the customer reminded; the reminders by themselves go on.

    Raises `NothingWaits`, `CustomersSeeNoProjects` and `JustReminded`.
    """
    row = await lock_approval(books, command.key)
    if row.status is not ApprovalStatus.SUBMITTED:
        raise NothingWaits(approval=row.number)
    check_customers_see(await books.organisations.preferences())
    check_reminder(row.number, row.told_at, at)
    await _remind(books, row, at)


_DECISIONS: dict[str, Decision] = {
    "submit": _submit,
    "resubmit": _submit,
    "approve": approve,
    "reject": reject,
    "recall": recall,
    "remind": _remind_now,
}
