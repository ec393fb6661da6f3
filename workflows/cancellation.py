"""A cancellation, from the wish to leave until the subscription has ended or is kept."""

from temporalio import workflow

from activities.cancellations import CancellationActivities
from activities.contracts import Begin, Decide, Signal, StepDue
from workflows.process import Inbox, books, close, first_clock, go_on_if_long


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
        while not clock.over or self._inbox:
            signal = await self._inbox.next(clock)
            if signal:
                told = Decide(signal.command, workflow.now())
                clock = await books(CancellationActivities.decide_cancellation, told)
            else:
                due = StepDue(begin.key, clock.step or "", workflow.now())
                clock = await books(CancellationActivities.take_cancellation_step, due)
            go_on_if_long(begin, clock, self._inbox)
        return close(clock)

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
