"""A quote, from the moment in which it is sent until it was converted, declined, or is over."""

from temporalio import workflow

from activities.contracts import Begin, Signal
from activities.quotes import QuoteActivities
from workflows.process import Inbox, by_the_books, first_clock, live


@workflow.defn(name="quote")
class QuoteWorkflow:
    """A quote on offer: it reminds, it expires, and it becomes what it was accepted for."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Decide what is asked and do what is due, until the books say that it is over."""
        clock = await first_clock(begin, self._inbox, QuoteActivities.quote_clock)
        step = by_the_books(QuoteActivities.take_quote_step)
        return await live(begin, clock, self._inbox, QuoteActivities.decide_quote, step)

    @workflow.signal
    def send(self, told: Signal) -> None:
        """Staff offer a version: the first, or the one that takes the place of the last."""
        self._inbox.put(told)

    @workflow.signal
    def accept(self, told: Signal) -> None:
        """The customer accepts the version and the total that they saw."""
        self._inbox.put(told)

    @workflow.signal
    def decline(self, told: Signal) -> None:
        """The customer declines, and says why."""
        self._inbox.put(told)

    @workflow.signal
    def extend(self, told: Signal) -> None:
        """Staff let it hold for longer."""
        self._inbox.put(told)

    @workflow.signal
    def withdraw(self, told: Signal) -> None:
        """Staff take the offer back."""
        self._inbox.put(told)

    @workflow.signal
    def undo(self, told: Signal) -> None:
        """Staff take an acceptance back: the version is on offer again."""
        self._inbox.put(told)

    @workflow.signal
    def convert(self, told: Signal) -> None:
        """Staff make of it what was agreed."""
        self._inbox.put(told)

    @workflow.signal
    def advance(self, told: Signal) -> None:
        """What was asked for in advance is paid or void."""
        self._inbox.put(told)
