"""A pause, from its schedule until billing goes on, or the pause is given up."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.pauses import PauseActivities
from workflows.process import Inbox, by_the_books, first_clock, live


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
        step = by_the_books(PauseActivities.take_pause_step)
        return await live(begin, clock, self._inbox, PauseActivities.decide_pause, step)

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
