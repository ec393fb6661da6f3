"""A payment, from the wish to pay until the money is booked, refused or called off."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from activities.contracts import Begin, Clock, Decide, ProcessorAnswer, Signal
from activities.payments import CHARGE, CLOSE_PAGE, LOOK, OPEN_PAGE, PaymentActivities
from activities.processor import Asked, ProcessorActivities
from workflows.process import Inbox, books, close, go_on_if_long

PROCESSOR_TIMEOUT = timedelta(seconds=45)
ONCE = RetryPolicy(maximum_attempts=1)
QUESTIONS = {
    CHARGE: ProcessorActivities.charge,
    OPEN_PAGE: ProcessorActivities.open_page,
    LOOK: ProcessorActivities.look,
    CLOSE_PAGE: ProcessorActivities.close_page,
}


@workflow.defn(name="payment")
class PaymentWorkflow:
    """One attempt to get money. What the processor did not answer is unknown, and asked again."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Charge, or wait for the customer; ask until the outcome is known and booked.

        A payment that begins without a command is one of ours: it is charged at once.
        """
        clock = begin.clock or Clock("new", step=None if self._inbox else CHARGE)
        while not clock.over or self._inbox:
            signal = await self._inbox.next(clock)
            if signal:
                told = Decide(signal.command, workflow.now())
                clock = await books(PaymentActivities.decide_payment, told)
            else:
                clock = await self._ask_processor(begin.key, clock)
            go_on_if_long(begin, clock, self._inbox)
        return close(clock)

    async def _ask_processor(self, payment: str, clock: Clock) -> Clock:
        """One question, its answer booked. A worker that dies in between leaves it unknown."""
        try:
            return await workflow.execute_activity_method(
                QUESTIONS[clock.step or LOOK],
                Asked(payment, workflow.now()),
                start_to_close_timeout=PROCESSOR_TIMEOUT,
                retry_policy=ONCE,
                summary=clock.says,
            )
        except ActivityError:
            nobody_answered = ProcessorAnswer(payment, workflow.now(), fault=True)
            return await books(PaymentActivities.record_answer, nobody_answered)

    @workflow.signal
    def pay(self, told: Signal) -> None:
        """A person wants to pay these invoices."""
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
        """Nobody will pay here any more: a hint to ask."""
        self._inbox.put(told)
