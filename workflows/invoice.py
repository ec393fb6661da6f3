"""An invoice draft that is ready, until its grace is over, or somebody decides before."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.invoicing import InvoiceActivities
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="invoice")
class InvoiceWorkflow:
    """An invoice draft that is ready, until its grace is over, or somebody decides before."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Issue it when its moment has come, unless the books say that there is none any more."""
        clock = await first_clock(begin, self._inbox, InvoiceActivities.invoice_clock)
        step = by_the_books(InvoiceActivities.take_invoice_step)
        return await live(begin, clock, self._inbox, InvoiceActivities.decide_invoice, step)

    @workflow.signal
    def ready(self, told: Signal) -> None:
        """It is to be issued by itself."""
        self._inbox.put(told)

    @workflow.signal
    def hold(self, told: Signal) -> None:
        """It is not to be issued by itself any more."""
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        """The books have issued or discarded it."""
        self._inbox.put(told)
