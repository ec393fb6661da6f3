"""The worker: runs the processes, and relays commands that stayed undelivered."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Interceptor, Worker

from activities.post import TASK_QUEUE
from runtime.settings import Settings
from runtime.temporal import connect
from worker.parts import Parts, open_parts
from worker.registry import WORKFLOWS, activities_of
from worker.sandbox import workflow_runner

CACHED_PROCESSES = 2000
GRACE = timedelta(seconds=10)


def worker_of(
    client: Client,
    parts: Parts,
    *,
    interceptors: Sequence[Interceptor] = (),
    workflow_failures: Sequence[type[BaseException]] = (),
) -> Worker:
    """A worker with every process and activity of this product.

    `workflow_failures` fail a process at once instead of being tried again until somebody mends
    the code: right for tests, never for production.
    """
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=activities_of(parts),
        workflow_runner=workflow_runner(),
        interceptors=interceptors,
        max_cached_workflows=CACHED_PROCESSES,
        graceful_shutdown_timeout=GRACE,
        workflow_failure_exception_types=workflow_failures,
    )


async def run_worker(settings: Settings) -> None:
    """Run until cancelled; what is under way is finished or handed back first."""
    client = await connect(settings)
    async with open_parts(settings, client) as parts, worker_of(client, parts):
        await parts.post.relay()
