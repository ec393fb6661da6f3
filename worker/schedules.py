"""What is begun by the clock alone: the watch over the books, every few minutes."""

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from activities.contracts import Begin
from activities.post import DOCUMENT, TASK_QUEUE

WATCH = "watch-over-the-books"
EVERY = timedelta(minutes=10)


async def keep_schedules(client: Client) -> None:
    """Set the schedules up, or bring them to what this version wants. Safe to repeat."""
    try:
        await client.create_schedule(WATCH, watch())
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(WATCH).update(_as_wanted)


def watch() -> Schedule:
    """One look after the other: one that takes long is waited for, one that was missed is not."""
    return Schedule(
        action=ScheduleActionStartWorkflow(
            "watch",
            Begin("books"),
            id="watch/books",
            task_queue=TASK_QUEUE,
            static_summary="Watch over the books",
            typed_search_attributes=TypedSearchAttributes([SearchAttributePair(DOCUMENT, "books")]),
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=EVERY)]),
        policy=SchedulePolicy(
            overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1)
        ),
    )


def _as_wanted(found: ScheduleUpdateInput) -> ScheduleUpdate:
    """What is paused by somebody stays so."""
    wanted = watch()
    wanted.state = found.description.schedule.state
    return ScheduleUpdate(schedule=wanted)
