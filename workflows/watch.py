"""The watch over the books: one look at every invariant, again and again by a schedule."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.contracts import Begin, StepDue
from activities.watches import CHECK, WatchActivities
from workflows.process import show

LOOK_TIMEOUT = timedelta(minutes=5)
LOOK_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    maximum_interval=timedelta(minutes=1),
    maximum_attempts=5,
)


@workflow.defn(name="watch")
class WatchWorkflow:
    """One look. The next one is the schedule's affair."""

    @workflow.run
    async def run(self, begin: Begin) -> str:
        """Look once; how the books were found."""
        clock = await workflow.execute_activity_method(
            WatchActivities.check_books,
            StepDue(begin.key, CHECK, workflow.now()),
            start_to_close_timeout=LOOK_TIMEOUT,
            retry_policy=LOOK_RETRY,
            summary="look at every invariant",
        )
        show(clock)
        return clock.state
