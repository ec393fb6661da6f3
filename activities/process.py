"""What every process does with the books: one transaction, then the post."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from activities.contracts import Clock, Decide
from activities.notifications import notify_of_command
from activities.told import Told, tell
from domain.errors import BillingError

if TYPE_CHECKING:
    from activities.post import Post
    from storage.books import Books, OpenBooks
    from storage.commands import CommandRow

__all__ = ["Decision", "ProcessActivities", "Told", "noted", "tell"]

Result = TypeVar("Result")
Decision = Callable[["Books", "CommandRow", datetime], Awaitable[None]]


class _Refused(Exception):
    """Undoes what the decision of a command had begun."""

    def __init__(self, why: BillingError) -> None:
        self.why = why


class ProcessActivities:
    """One transaction at a time. What it told other processes is carried right after its commit."""

    def __init__(self, books: "OpenBooks", post: "Post") -> None:
        self._books = books
        self._post = post

    async def _in_books(self, work: Callable[["Books"], Awaitable[Result]]) -> Result:
        async with self._books() as books:
            result = await work(books)
        await self._post.deliver(books.told)
        return result

    async def _decide(
        self,
        decide: Decide,
        decisions: Mapping[str, Decision],
        clock: Callable[["Books", str], Awaitable[Clock]],
    ) -> Clock:
        """Apply the command or, with all of that undone, note its refusal; the clock afterwards."""
        id, at = UUID(decide.command), decide.as_of

        async def work(books: "Books") -> Clock:
            async def action(command: "CommandRow") -> None:
                await decisions[command.signal or ""](books, command, at)
                await notify_of_command(books, command, at)

            try:
                command = await books.commands.decide(id, at, action)
            except BillingError as why:
                raise _Refused(why) from why
            return await clock(books, command.key)

        async def note(books: "Books", why: BillingError) -> Clock:
            return await clock(books, (await books.commands.refuse(id, at, why)).key)

        try:
            return await self._in_books(work)
        except _Refused as refused:
            why = refused.why
        return await self._in_books(lambda books: note(books, why))


async def noted(books: "Books", command: "CommandRow", at: datetime) -> None:
    """The books changed already; the process is told so that it looks at its clock again."""
