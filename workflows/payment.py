"""A payment, from the wish to pay until the money is booked, refused or called off."""

from temporalio import workflow

from activities.contracts import Begin, Clock, ProcessorAnswer, Signal, StepDue
from activities.payments import CHARGE, CLOSE_PAGE, LOOK, OPEN_PAGE, PaymentActivities
from activities.processor import Asked, ProcessorActivities
from workflows.process import Inbox, ask_outside, books, live

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
        decide = PaymentActivities.decide_payment
        return await live(begin, clock, self._inbox, decide, self._ask_processor)

    async def _ask_processor(self, due: StepDue, clock: Clock) -> Clock:
        asked = Asked(due.key, due.as_of)
        answered = await ask_outside(QUESTIONS[clock.step or LOOK], asked, clock.says)
        if answered:
            return answered
        nobody_answered = ProcessorAnswer(due.key, workflow.now(), fault=True)
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
