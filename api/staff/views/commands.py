"""Commands: what was asked, by whom, what became of it, and where its process runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from domain.commands import ActorKind, CommandStatus
from domain.errors import BillingError, NotFound, refusal_named
from domain.words import N_
from storage.books import Books
from storage.commands import CommandRow
from storage.open_processes import ProcessKind
from storage.overviews import Overviews


class NoSuchCommand(NotFound):
    message = N_("There is no command {command}.")


@dataclass(frozen=True)
class WantedCommands:
    """Which commands are asked for. `search` is the number of a document or of a process."""

    customer: str | None = None
    search: str = ""
    status: CommandStatus | None = None
    by: ActorKind | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50

    @property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        by_status = [CommandRow.status == self.status] if self.status else []
        return [*by_status, *([CommandRow.actor_kind == self.by] if self.by else [])]


@dataclass(frozen=True)
class CommandList:
    commands: Sequence[CommandRow]
    names: Mapping[str, str]


@dataclass(frozen=True)
class CommandView:
    """One command, and whoever asked by name. `workflow_id` if a process decided it."""

    command: CommandRow
    customer_name: str
    actor_name: str
    refusal: BillingError | None
    workflow_id: str | None


async def command_list(books: Books, wanted: WantedCommands) -> CommandList:
    """The newest first."""
    rows = await books.commands.page(
        customer=wanted.customer,
        search=wanted.search,
        where=wanted.conditions,
        before=wanted.before,
        limit=wanted.limit,
    )
    customers = [row.customer for row in rows if row.customer]
    return CommandList(rows, await Overviews(books.session).names(customers))


async def command_view(books: Books, id: UUID) -> CommandView:
    """Raises `NoSuchCommand`."""
    row = await books.commands.find(id)
    if row is None:
        raise NoSuchCommand(command=str(id))
    customer = await books.customers.find(row.customer) if row.customer else None
    return CommandView(
        row,
        customer.name if customer else "",
        await _actor_name(books, row),
        refusal_of(row),
        row.workflow_id if row.process in set(ProcessKind) else None,
    )


def refusal_of(row: CommandRow) -> BillingError | None:
    """The refusal made again, so that it can be said in the reader's language."""
    kind = refusal_named(row.code) if row.code else None
    return kind(**row.facts) if kind else None


async def _actor_name(books: Books, row: CommandRow) -> str:
    if row.actor_kind is ActorKind.STAFF:
        staff = await books.staff.find(row.actor)
        return staff.name if staff else row.actor
    if row.actor_kind is ActorKind.CONTACT:
        contact = await books.customers.contact(row.actor)
        return contact.name if contact else row.actor
    return ""
