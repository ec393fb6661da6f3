"""The dunning of an invoice, from a failed charge until it is paid, given up or stopped."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.dunning import DunningActivities
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="dunning")
class DunningWorkflow:
    """The dunning of an invoice, from a failed charge until it is paid, given up or stopped."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, DunningActivities.dunning_clock)
        step = by_the_books(DunningActivities.take_dunning_step)
        return await live(begin, clock, self._inbox, DunningActivities.decide_dunning, step)

    @workflow.signal
    def paid(self, told: Signal) -> None:
        """The invoice was paid."""
        self._inbox.put(told)

    @workflow.signal
    def failed(self, told: Signal) -> None:
        """The retry that was under way has failed."""
        self._inbox.put(told)

    @workflow.signal
    def method_changed(self, told: Signal) -> None:
        """There is a new payment method."""
        self._inbox.put(told)

    @workflow.signal
    def auto_charge_off(self, told: Signal) -> None:
        """The customer has switched automatic charging off."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have ended it."""
        self._inbox.put(told)

    @workflow.signal
    def hold(self, told: Signal) -> None:
        """Staff hold it until a moment: nothing is tried before."""
        self._inbox.put(told)

    @workflow.signal
    def release(self, told: Signal) -> None:
        """Staff end the hold."""
        self._inbox.put(told)

    @workflow.signal
    def go_on(self, told: Signal) -> None:
        """Staff have released the customer, or a retry left a rest: what waited is due."""
        self._inbox.put(told)

    @workflow.signal
    def last_try(self, told: Signal) -> None:
        """Staff say that the next try is the last."""
        self._inbox.put(told)
