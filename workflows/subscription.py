"""A subscription, term after term: one run is one term."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.subscriptions import SubscriptionActivities
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="subscription")
class SubscriptionWorkflow:
    """A subscription, from its start to its end; it continues as new at each renewal."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Wait for the end of the term, bill the next one, and go on in a new run."""
        clock = await first_clock(begin, self._inbox, SubscriptionActivities.subscription_clock)
        step = by_the_books(SubscriptionActivities.take_subscription_step)
        return await live(
            begin, clock, self._inbox, SubscriptionActivities.decide_subscription, step
        )

    @workflow.signal
    def auto_charge(self, told: Signal) -> None:
        """Switch automatic charging on or off."""
        self._inbox.put(told)

    @workflow.signal
    def reschedule(self, told: Signal) -> None:
        """The books have moved a date."""
        self._inbox.put(told)

    @workflow.signal
    def change(self, told: Signal) -> None:
        """Change what it consists of, now or at the end of the term."""
        self._inbox.put(told)

    @workflow.signal
    def withdraw_change(self, told: Signal) -> None:
        """Take the scheduled change back."""
        self._inbox.put(told)

    @workflow.signal
    def reactivate(self, told: Signal) -> None:
        """Let what has ended go on."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have ended it."""
        self._inbox.put(told)
