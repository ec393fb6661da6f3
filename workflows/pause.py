"""A pause, from its schedule until billing goes on, or the pause is given up."""

from temporalio import workflow

from activities.contracts import Begin, Decide, Signal, StepDue
from activities.pauses import PauseActivities
from workflows.process import Inbox, books, close, first_clock, go_on_if_long


@workflow.defn(name="pause")
class PauseWorkflow:
    """A pause, from its schedule until billing goes on, or the pause is given up."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, PauseActivities.pause_clock)
        while not clock.over or self._inbox:
            signal = await self._inbox.next(clock)
            if signal:
                told = Decide(signal.command, workflow.now())
                clock = await books(PauseActivities.decide_pause, told)
            else:
                due = StepDue(begin.key, clock.step or "", workflow.now())
                clock = await books(PauseActivities.take_pause_step, due)
            go_on_if_long(begin, clock, self._inbox)
        return close(clock)

    @workflow.signal
    def pause(self, told: Signal) -> None:
        """Let billing rest, now or from a day on."""
        self._inbox.put(told)

    @workflow.signal
    def change_schedule(self, told: Signal) -> None:
        """Other days for the pause."""
        self._inbox.put(told)

    @workflow.signal
    def delete_schedule(self, told: Signal) -> None:
        """Take both days away."""
        self._inbox.put(told)

    @workflow.signal
    def resume(self, told: Signal) -> None:
        """Go on now."""
        self._inbox.put(told)

    @workflow.signal
    def term_moved(self, told: Signal) -> None:
        """The term ends on another day, or something that stood in the way is over."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have ended it."""
        self._inbox.put(told)
