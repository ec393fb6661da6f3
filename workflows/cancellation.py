"""A cancellation, from the wish to leave until the subscription has ended or is kept."""

from temporalio import workflow

from activities.cancellations import CancellationActivities
from activities.contracts import Begin, Signal
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="cancellation")
class CancellationWorkflow:
    """A cancellation, from the wish to leave until the subscription has ended or is kept."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, CancellationActivities.cancellation_clock)
        step = by_the_books(CancellationActivities.take_cancellation_step)
        return await live(
            begin, clock, self._inbox, CancellationActivities.decide_cancellation, step
        )

    @workflow.signal
    def cancel(self, told: Signal) -> None:
        """End the subscription, now or at the end of its term."""
        self._inbox.put(told)

    @workflow.signal
    def remove(self, told: Signal) -> None:
        """Take the cancellation back."""
        self._inbox.put(told)

    @workflow.signal
    def term_moved(self, told: Signal) -> None:
        """The term ends at another instant."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have ended it."""
        self._inbox.put(told)
