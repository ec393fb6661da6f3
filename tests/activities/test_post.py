"""Commands are carried, also to a run that ends while it is told."""

from typing import cast
from uuid import UUID

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.post import TRIES, Post
from tests.support.office import Office


class Ending:
    """A service whose runs end in the very moment in which they are told something."""

    def __init__(self, ends: int) -> None:
        self._ends = ends

    async def start_workflow(self, *_: object, **__: object) -> None:
        self._ends -= 1
        if self._ends >= 0:
            raise RPCError("Completed workflow", RPCStatusCode.NOT_FOUND, b"")


async def test_what_is_told_to_a_run_that_ends_begins_the_next_one(office: Office) -> None:
    asked = await office.command("subscription", await office.a.subscription(), "stop")
    async with office.books() as books:
        command = await books.commands.get(UUID(asked.command))

    for ends, arrives in ((1, True), (TRIES, False)):
        client = cast(Client, Ending(ends))
        assert await Post(client, office.books, lambda: office.clock.at).bring(command) is arrives
