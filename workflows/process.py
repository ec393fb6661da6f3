"""What every process shares: its inbox, its way to the books, and what it shows to staff."""

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributePair, TypedSearchAttributes

from activities.contracts import Begin, Clock, Signal
from activities.post import DUE_DATE, STATE

Argument = TypeVar("Argument")
Result = TypeVar("Result")

BOOKS_TIMEOUT = timedelta(seconds=10)
BOOKS_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
)


class Inbox:
    """Signals in the order in which they came. A process reads them one after the other."""

    def __init__(self, waiting: tuple[Signal, ...] = ()) -> None:
        self._waiting = deque(waiting)

    def put(self, signal: Signal) -> None:
        self._waiting.append(signal)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def take_all(self) -> tuple[Signal, ...]:
        """What was not read yet, for the run that follows."""
        left = tuple(self._waiting)
        self._waiting.clear()
        return left

    async def next(self, clock: Clock) -> Signal | None:
        """The next signal, or None when the clock's step is due first."""
        if not self._waiting and (clock.step is None or clock.at is not None):
            await self._wait(clock)
        return self._waiting.popleft() if self._waiting else None

    async def _wait(self, clock: Clock) -> None:
        if clock.step is None or clock.at is None:
            await workflow.wait_condition(lambda: bool(self._waiting))
            return
        left = clock.at - workflow.now()
        if left <= timedelta():
            return
        try:
            await workflow.wait_condition(
                lambda: bool(self._waiting), timeout=left, timeout_summary=clock.step
            )
        except TimeoutError:
            return


async def books(
    activity: Callable[[Any, Argument], Awaitable[Result]], argument: Argument
) -> Result:
    """Ask or change the books, in one transaction that is safe to repeat."""
    return await workflow.execute_local_activity_method(
        activity,
        argument,
        start_to_close_timeout=BOOKS_TIMEOUT,
        retry_policy=BOOKS_RETRY,
    )


async def first_clock(
    begin: Begin, inbox: Inbox, activity: Callable[[Any, str], Awaitable[Clock]]
) -> Clock:
    """Where the process stands as it begins.

    A process that begins with a command need not ask: deciding the command answers it, and what
    the command is about may not be in the books yet.
    """
    if begin.clock:
        return begin.clock
    return Clock("new") if inbox else await books(activity, begin.key)


def show(clock: Clock) -> None:
    """Let staff see in the Temporal UI how the process stands and what is due when."""
    workflow.set_current_details(clock.says)
    known = workflow.info().typed_search_attributes
    changes: list[Any] = []
    if known.get(STATE) != clock.state:
        changes.append(STATE.value_set(clock.state))
    due = clock.at if clock.step else None
    if due is not None and not _same_moment(known.get(DUE_DATE), due):
        changes.append(DUE_DATE.value_set(due))
    if changes:
        workflow.upsert_search_attributes(changes)


def _same_moment(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs(one - other) < timedelta(seconds=1)


def go_on(begin: Begin, clock: Clock, inbox: Inbox) -> None:
    """Continue as new with what was not read yet, and with what staff see."""
    pairs: list[SearchAttributePair[Any]] = [
        pair
        for pair in workflow.info().typed_search_attributes.search_attributes
        if pair.key not in (STATE, DUE_DATE)
    ]
    pairs.append(SearchAttributePair(STATE, clock.state))
    if clock.at:
        pairs.append(SearchAttributePair(DUE_DATE, clock.at))
    workflow.continue_as_new(
        Begin(begin.key, clock, inbox.take_all()), search_attributes=TypedSearchAttributes(pairs)
    )


def go_on_if_long(begin: Begin, clock: Clock, inbox: Inbox) -> None:
    """A process that has come to a long history goes on in a new run."""
    if workflow.info().is_continue_as_new_suggested():
        go_on(begin, clock, inbox)
