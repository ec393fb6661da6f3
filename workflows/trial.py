"""A trial, from its start until it is a subscription, has lapsed or was stopped."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.trials import TrialActivities
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="trial")
class TrialWorkflow:
    """A trial, from its start until it is a subscription, has lapsed or was stopped."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, TrialActivities.trial_clock)
        step = by_the_books(TrialActivities.take_trial_step)
        return await live(begin, clock, self._inbox, TrialActivities.decide_trial, step)

    @workflow.signal
    def activate(self, told: Signal) -> None:
        """End the trial now and begin the first paid term."""
        self._inbox.put(told)

    @workflow.signal
    def extend(self, told: Signal) -> None:
        """Begin the trial again after it has lapsed."""
        self._inbox.put(told)

    @workflow.signal
    def settled(self, told: Signal) -> None:
        """The charge for the first term came to its end."""
        self._inbox.put(told)

    @workflow.signal
    def plan_changed(self, told: Signal) -> None:
        """The books have another plan, another end, or a charge under way."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have ended it."""
        self._inbox.put(told)
