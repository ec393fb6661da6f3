"""Records the histories that every later version must replay: `python -m tests.record_histories`.

A history that lies there already is never recorded again: it stands for processes that began then.
A new path of a process gets a story of its own in `tests/support/stories.py`.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from temporalio.client import WorkflowHistory

from tests.support.approval_stories import APPROVAL_STORIES
from tests.support.database import migrated_databases
from tests.support.invoice_stories import INVOICE_STORIES
from tests.support.quote_stories import QUOTE_STORIES
from tests.support.refund_stories import REFUND_STORIES
from tests.support.stories import STORIES, Story
from tests.support.subscription_stories import SUBSCRIPTION_STORIES
from tests.support.world import World, open_world

HISTORIES = Path(__file__).parent / "histories"
START = "2055-02-01T10:00:00+00:00"


async def runs(world: World, workflow_id: str) -> AsyncIterator[WorkflowHistory]:
    """Every run of a process, the newest first."""
    run_id = None
    while True:
        history = await world.history(workflow_id, run_id)
        yield history
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = started.continued_execution_run_id
        if not run_id:
            return


async def record(story: Story, url: str, folder: Path) -> int:
    """Live through the story and keep the histories that are missing; how many were kept.

    The newest run of a process has the story's name, those before it a number as well.
    """
    kept = 0
    async with open_world(url, folder) as world:
        await world.advance_to(START)
        lived = await story(world)
        await asyncio.sleep(0.3)  # the books know earlier than the server that a process is over
        for workflow_id in lived:
            before = 0
            async for history in runs(world, workflow_id):
                name = story.__name__.replace("_", "-") + (f"-{before}-before" if before else "")
                kept += _keep(HISTORIES / workflow_id.partition("/")[0] / f"{name}.json", history)
                before += 1
    return kept


def _keep(path: Path, history: WorkflowHistory) -> bool:
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(history.to_json() + "\n")
    return True


def main() -> None:
    """Record every story that lacks a history."""
    with (
        tempfile.TemporaryDirectory(prefix="histories-") as folder,
        migrated_databases(Path(folder) / "postgres") as databases,
    ):
        written = (*REFUND_STORIES, *INVOICE_STORIES, *QUOTE_STORIES, *APPROVAL_STORIES)
        stories = (*STORIES, *SUBSCRIPTION_STORIES, *written)
        for number, story in enumerate(stories):
            work = Path(folder) / str(number)
            work.mkdir()
            with databases.fresh() as url:
                kept = asyncio.run(record(story, url, work))
            sys.stdout.write(f"{story.__name__}: {kept} kept\n")
            sys.stdout.flush()
    os._exit(0)  # the client's threads may otherwise abort the interpreter at its exit


if __name__ == "__main__":
    main()
