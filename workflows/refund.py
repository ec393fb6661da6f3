"""A refund, from the wish to give money back until it is there, or has come back."""

from temporalio import workflow

from activities.contracts import Begin, Clock, RefundAnswer, Signal, StepDue
from activities.refund_answers import RefundAnswerActivities, RefundAsked
from activities.refunds import LOOK, SEND, RefundActivities
from workflows.process import Inbox, ask_outside, books, first_clock, live

QUESTIONS = {
    SEND: RefundAnswerActivities.send_refund,
    LOOK: RefundAnswerActivities.look_at_refund,
}


@workflow.defn(name="refund")
class RefundWorkflow:
    """Money that goes back once, whatever is lost on the way: what was not answered is asked."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Send it to the processor, and ask until the bank has decided."""
        clock = await first_clock(begin, self._inbox, RefundActivities.refund_clock)
        return await live(begin, clock, self._inbox, RefundActivities.decide_refund, self._step)

    async def _step(self, due: StepDue, clock: Clock) -> Clock:
        asked = RefundAsked(due.key, due.as_of)
        answered = await ask_outside(QUESTIONS[clock.step or LOOK], asked, clock.says)
        if answered:
            return answered
        nobody_answered = RefundAnswer(due.key, workflow.now(), fault=True)
        return await books(RefundActivities.record_refund, nobody_answered)

    @workflow.signal
    def refund(self, told: Signal) -> None:
        """Somebody gives something back."""
        self._inbox.put(told)

    @workflow.signal
    def gateway_event(self, told: Signal) -> None:
        """The processor says that something happened: a hint to ask."""
        self._inbox.put(told)
