"""The delivery of one mail: tried until it was taken, refused, or tried for too long."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import Begin, Clock, Signal, StepDue
from activities.deliveries import SEND, DeliveryActivities
from workflows.process import Inbox, live

MAIL_TIMEOUT = timedelta(minutes=1)
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
        clock = begin.clock or Clock("queued", step=None if self._inbox else SEND)
        return await live(begin, clock, self._inbox, DeliveryActivities.decide_delivery, _send)

    @workflow.signal
    def bounced(self, told: Signal) -> None:
        """The mail came back."""
        self._inbox.put(told)


async def _send(due: StepDue, _clock: Clock) -> Clock:
    """One try. It is short, and safe to repeat: the mail keeps its Message-ID."""
    return await workflow.execute_local_activity_method(
        DeliveryActivities.send_mail,
        due,
        start_to_close_timeout=MAIL_TIMEOUT,
        retry_policy=MAIL_RETRY,
    )
