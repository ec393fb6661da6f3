"""An invitation, from the first mail until it is accepted, has expired or is revoked."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.invitations import InvitationActivities
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="invitation")
class InvitationWorkflow:
    """An invitation, from the first mail until it is accepted, has expired or is revoked."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, InvitationActivities.invitation_clock)
        step = by_the_books(InvitationActivities.take_invitation_step)
        return await live(begin, clock, self._inbox, InvitationActivities.decide_invitation, step)

    @workflow.signal
    def invite(self, told: Signal) -> None:
        """Invite this contact person."""
        self._inbox.put(told)

    @workflow.signal
    def resend(self, told: Signal) -> None:
        """Send the invitation again: the new link replaces the old one."""
        self._inbox.put(told)

    @workflow.signal
    def revoke(self, told: Signal) -> None:
        """Take the invitation back."""
        self._inbox.put(told)

    @workflow.signal
    def accept(self, told: Signal) -> None:
        """The person has accepted: the books know already."""
        self._inbox.put(told)

    @workflow.signal
    def bounced(self, told: Signal) -> None:
        """The mail did not reach the person."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have ended it."""
        self._inbox.put(told)
