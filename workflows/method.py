"""A payment method, from the processor's page until it has expired or is removed."""

from temporalio import workflow

from activities.contracts import Begin, Clock, SetUpAnswer, Signal, StepDue
from activities.methods import CLOSE_PAGE, LOOK, OPEN_PAGE, MethodActivities
from activities.set_ups import SetUpActivities, SetUpAsked
from workflows.process import Inbox, ask_outside, books, first_clock, live

QUESTIONS = {
    OPEN_PAGE: SetUpActivities.open_set_up,
    LOOK: SetUpActivities.look_at_set_up,
    CLOSE_PAGE: SetUpActivities.close_set_up,
}


@workflow.defn(name="method")
class MethodWorkflow:
    """A payment method: given on the processor's page, reminded of before it expires."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Let the customer give it, then remind of its expiry, until the books say it is over."""
        clock = await first_clock(begin, self._inbox, MethodActivities.method_clock)
        return await live(begin, clock, self._inbox, MethodActivities.decide_method, self._step)

    async def _step(self, due: StepDue, clock: Clock) -> Clock:
        if clock.step not in QUESTIONS:
            return await books(MethodActivities.take_method_step, due)
        asked = SetUpAsked(due.key, due.as_of)
        answered = await ask_outside(QUESTIONS[clock.step], asked, clock.says)
        if answered:
            return answered
        nobody_answered = SetUpAnswer(due.key, workflow.now(), fault=True)
        return await books(SetUpActivities.record_set_up, nobody_answered)

    @workflow.signal
    def set_up(self, told: Signal) -> None:
        """A customer wants to give a payment method."""
        self._inbox.put(told)

    @workflow.signal
    def gateway_event(self, told: Signal) -> None:
        """The processor says that something happened: a hint to ask."""
        self._inbox.put(told)

    @workflow.signal
    def returned(self, told: Signal) -> None:
        """The customer has come back from the processor's page: a hint to ask."""
        self._inbox.put(told)

    @workflow.signal
    def abandon(self, told: Signal) -> None:
        """Nobody will give anything there any more: close the page."""
        self._inbox.put(told)

    @workflow.signal
    def make_default(self, told: Signal) -> None:
        """Charge it where no other method was chosen."""
        self._inbox.put(told)

    @workflow.signal
    def assign(self, told: Signal) -> None:
        """Charge one subscription to it, or all of them."""
        self._inbox.put(told)

    @workflow.signal
    def remove(self, told: Signal) -> None:
        """Forget it, or let another take its place."""
        self._inbox.put(told)
