"""What every process shares: its inbox, its way to the books, and what it shows to staff."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import ActivityError

from activities.contracts import Begin, Clock, Decide, Signal, StepDue
from activities.post import DUE_DATE, STATE

Argument = TypeVar("Argument")
Result = TypeVar("Result")

Step = Callable[[StepDue, Clock], Awaitable[Clock]]
"""What a process does by itself when its clock says so."""

BOOKS_TIMEOUT = timedelta(seconds=10)
BOOKS_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
)
OUTSIDE_TIMEOUT = timedelta(seconds=45)
ONCE = RetryPolicy(maximum_attempts=1)


class Alarm:
    """Rings at the moment it was last set to. A moment that stays needs no second timer."""

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._timer: asyncio.Task[None] | None = None

    @property
    def rings(self) -> bool:
        return self._timer is not None and self._timer.done()

    def set(self, clock: Clock) -> None:
        """To the clock's moment; to none if the clock waits for somebody."""
        at = clock.at if clock.step else None
        if at == self._at and not self.rings:
            return
        if self._timer:
            self._timer.cancel()
        self._at = at
        self._timer = asyncio.create_task(_until(at, clock.step)) if at else None


async def _until(moment: datetime, step: str | None) -> None:
    await workflow.sleep(moment - workflow.now(), summary=step)


class Inbox:
    """Signals in the order in which they came. A process reads them one after the other."""

    def __init__(self, waiting: tuple[Signal, ...] = ()) -> None:
        self._waiting = deque(waiting)
        self._alarm = Alarm()

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
        while not self._waiting and not _is_due(clock):
            show(clock)
            self._alarm.set(clock)
            await self._news()
        return self._waiting.popleft() if self._waiting else None

    async def _news(self) -> None:
        try:
            await workflow.wait_condition(lambda: bool(self._waiting) or self._alarm.rings)
        except asyncio.CancelledError:
            # Somebody asked for the end in the Temporal UI. Only the books end a process.
            workflow.logger.warning("a request to cancel was passed over")


def _is_due(clock: Clock) -> bool:
    return clock.step is not None and (clock.at is None or clock.at <= workflow.now())


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


async def live(
    begin: Begin,
    clock: Clock,
    inbox: Inbox,
    decide: Callable[[Any, Decide], Awaitable[Clock]],
    step: Step,
) -> str:
    """Decide what is asked and do what is due, until the books say that it is over; how it ended.

    A run that has come to its turn, or to a long history, goes on in a new one.
    """
    while not clock.over or inbox:
        signal = await inbox.next(clock)
        if signal:
            clock = await books(decide, Decide(signal.command, workflow.now()))
        else:
            clock = await step(StepDue(begin.key, clock.step or "", workflow.now()), clock)
        if clock.turned and not clock.over:
            _go_on(begin, clock, inbox)
        if workflow.info().is_continue_as_new_suggested():
            _go_on(begin, clock, inbox)
    return _close(clock)


def by_the_books(activity: Callable[[Any, StepDue], Awaitable[Clock]]) -> Step:
    """A step that is one transaction."""

    async def step(due: StepDue, _clock: Clock) -> Clock:
        return await books(activity, due)

    return step


async def ask_outside(
    question: Callable[[Any, Argument], Awaitable[Clock]], asked: Argument, says: str
) -> Clock | None:
    """Ask another system once, its answer booked; None if nobody answered.

    A worker that dies in between leaves it unknown, and it is asked again.
    """
    try:
        return await workflow.execute_activity_method(
            question,
            asked,
            start_to_close_timeout=OUTSIDE_TIMEOUT,
            retry_policy=ONCE,
            summary=says,
        )
    except ActivityError:
        return None


def show(clock: Clock) -> None:
    """Let staff see in the Temporal UI how the process stands and what is due when."""
    workflow.set_current_details(clock.says)
    known = workflow.info().typed_search_attributes
    changes: list[Any] = []
    if known.get(STATE) != clock.state:
        changes.append(STATE.value_set(clock.state))
    due, shown = clock.at if clock.step else None, known.get(DUE_DATE)
    if not _same_moment(shown, due):
        changes.append(DUE_DATE.value_set(due) if due else DUE_DATE.value_unset())
    if changes:
        workflow.upsert_search_attributes(changes)


def _close(clock: Clock) -> str:
    """How the process has ended. One that never waited was never shown: its result says it all."""
    if workflow.info().typed_search_attributes.get(STATE):
        show(clock)
    workflow.set_current_details(clock.says)
    return clock.state


def _same_moment(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(seconds=1)


def _go_on(begin: Begin, clock: Clock, inbox: Inbox) -> None:
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
