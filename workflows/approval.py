"""An approval, from when time is submitted to a customer until it is approved or taken back."""

from temporalio import workflow

from activities.approvals import ApprovalActivities
from activities.contracts import Begin, Signal
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="approval")
class ApprovalWorkflow:
    """Time that waits for a customer, who is reminded of it, until it is approved or recalled."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, ApprovalActivities.approval_clock)
        step = by_the_books(ApprovalActivities.take_approval_step)
        return await live(begin, clock, self._inbox, ApprovalActivities.decide_approval, step)

    @workflow.signal
    def submit(self, told: Signal) -> None:
        """Staff ask the customer, for the first time or again."""
        self._inbox.put(told)

    @workflow.signal
    def approve(self, told: Signal) -> None:
        """The customer approves all of it, or staff write down that they have."""
        self._inbox.put(told)

    @workflow.signal
    def reject(self, told: Signal) -> None:
        """The customer rejects it, or entries of it."""
        self._inbox.put(told)

    @workflow.signal
    def recall(self, told: Signal) -> None:
        """Staff take it back."""
        self._inbox.put(told)

    @workflow.signal
    def resubmit(self, told: Signal) -> None:
        """As `submit`: so earlier versions ask where it is not the first time."""
        self._inbox.put(told)

    @workflow.signal
    def remind(self, told: Signal) -> None:
        """Staff want the customer reminded now."""
        self._inbox.put(told)
