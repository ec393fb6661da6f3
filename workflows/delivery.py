"""The delivery of one mail: tried until it was taken, refused, or tried for too long."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import Begin, Clock, Decide, Signal, StepDue
from activities.deliveries import SEND, DeliveryActivities
from workflows.process import Inbox, books, show

MAIL_TIMEOUT = timedelta(minutes=2)
MAIL_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=10)
)


@workflow.defn(name="delivery")
class DeliveryWorkflow:
    """One mail on its way. What the server puts off is tried again on the schedule."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Send now; wait as long as the server wants; give up when the schedule ends."""
        clock = begin.clock or Clock("queued", step=SEND)
        if self._inbox:
            clock = await books(DeliveryActivities.delivery_clock, begin.key)
        while not clock.over or self._inbox:
            signal = await self._inbox.next(clock)
            if signal:
                told = Decide(signal.command, workflow.now())
                clock = await books(DeliveryActivities.decide_delivery, told)
            else:
                clock = await self._send(begin.key)
        show(clock)
        return clock.state

    async def _send(self, message: str) -> Clock:
        clock = await workflow.execute_activity_method(
            DeliveryActivities.send_mail,
            StepDue(message, SEND, workflow.now()),
            start_to_close_timeout=MAIL_TIMEOUT,
            retry_policy=MAIL_RETRY,
        )
        if not clock.over:
            show(clock)
        return clock

    @workflow.signal
    def bounced(self, told: Signal) -> None:
        """The mail came back."""
        self._inbox.put(told)
