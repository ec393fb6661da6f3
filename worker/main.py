"""The worker: runs the processes, and relays commands that stayed undelivered."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Interceptor, UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.post import TASK_QUEUE
from runtime.settings import Settings
from runtime.temporal import connect
from worker.parts import Parts, open_parts
from worker.registry import WORKFLOWS, activities_of
from worker.sandbox import workflow_runner
from worker.schedules import keep_schedules

CACHED_PROCESSES = 2000
GRACE = timedelta(seconds=10)


def worker_of(
    client: Client,
    parts: Parts,
    *,
    interceptors: Sequence[Interceptor] = (),
    workflow_failures: Sequence[type[BaseException]] = (),
    runner: WorkflowRunner | None = None,
) -> Worker:
    """A worker with every process and activity of this product, in the sandbox unless told else.

    `workflow_failures` fail a process at once instead of being tried again until somebody mends
    the code: right for tests, never for production.
    """
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=activities_of(parts),
        workflow_runner=runner or workflow_runner(),
        interceptors=interceptors,
        max_cached_workflows=CACHED_PROCESSES,
        graceful_shutdown_timeout=GRACE,
        workflow_failure_exception_types=workflow_failures,
    )


async def run_worker(settings: Settings) -> None:
    """Run until cancelled; what is under way is finished or handed back first.

    Without the sandbox: every replay of a recorded history has gone through it, and here it would
    only take a third of the time that a process needs.
    """
    client = await connect(settings)
    await keep_schedules(client)
    async with (
        open_parts(settings, client) as parts,
        worker_of(client, parts, runner=UnsandboxedWorkflowRunner()),
    ):
        await parts.post.relay()
