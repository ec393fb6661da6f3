"""One look of the watch over the books, begun as its schedule begins it."""

import asyncio

from temporalio.client import ScheduleActionStartWorkflow, WorkflowExecutionStatus
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from activities.contracts import Begin
from activities.post import DOCUMENT
from tests.support.world import PATIENCE_SECONDS, World
from worker.schedules import watch


async def look(world: World, id: str) -> str:
    """How the books were found. Its result is not asked for: that would let time run."""
    action = watch().action
    assert isinstance(action, ScheduleActionStartWorkflow)
    handle = await world.parts.client.start_workflow(
        action.workflow,
        Begin("books"),
        id=id,
        task_queue=action.task_queue,
        search_attributes=TypedSearchAttributes([SearchAttributePair(DOCUMENT, "books")]),
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            await asyncio.sleep(0.02)
    closed = (await handle.fetch_history()).events[-1]
    result = closed.workflow_execution_completed_event_attributes.result
    [found] = await world.parts.client.data_converter.decode(result.payloads, [str])
    return str(found)
