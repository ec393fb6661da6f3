"""Commands: everything that was asked, and what became of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.paging import PAGE_SIZE, page_of
from api.staff.chrome import Sheet, console_page, cursors
from api.staff.views.commands import CommandView, WantedCommands, command_list, command_view
from api.staff.views.problems import ProblemView, problem_view
from api.staff.views.processes import workflow_url
from api.staff.views.words import ACTORS, asked
from domain.commands import ActorKind, CommandStatus
from domain.policy import Action
from domain.words import N_
from runtime.settings import Settings

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.COMMAND_VIEW)]


class CommandSearch(BaseModel):
    """What the list is narrowed to. `document` is the number of anything a command is about."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: CommandStatus | None = None
    by: ActorKind | None = None
    customer: Annotated[str, StringConstraints(max_length=40)] = ""
    document: Annotated[str, StringConstraints(max_length=40)] = ""
    after: Annotated[str, StringConstraints(max_length=500)] = ""


@router.get("/console/commands")
async def list_commands(
    request: Request, staff: Looking, search: Annotated[CommandSearch, Query()]
) -> Response:
    pages = cursors(staff, "commands")
    key = pages.read(search.after)
    wanted = WantedCommands(
        customer=search.customer.strip().upper() or None,
        search=search.document.strip().upper(),
        status=search.status,
        by=search.by,
        before=(datetime.fromisoformat(key[0]), UUID(key[1])) if key else None,
        limit=PAGE_SIZE + 1,
    )
    async with staff.parts.open_books() as books:
        view = await command_list(books, wanted)
    rows = view.commands
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    cursor = pages.write(last.given_at.isoformat(), str(last.id)) if last else None
    return console_page(
        request,
        staff,
        Sheet("commands.html", N_("Commands"), "commands", "list"),
        list=page_of(request, rows, PAGE_SIZE, cursor),
        names=view.names,
        search=search,
        statuses=list(CommandStatus),
        actors=ACTORS,
    )


@router.get("/console/commands/{id}")
async def show_command(request: Request, staff: Looking, id: UUID) -> Response:
    """Who asked for what, when, what it was about, and what was decided."""
    async with staff.parts.open_books() as books:
        view = await command_view(books, id)
    settings = staff.parts.settings
    return console_page(
        request,
        staff,
        Sheet("command.html", asked(view.command), "commands"),
        view=view,
        actors=ACTORS,
        decision=staff.put(view.refusal) if view.refusal else view.command.detail,
        problem=_problem(settings, view),
        process=workflow_url(settings, view.workflow_id) if view.workflow_id else None,
    )


def _problem(settings: Settings, view: CommandView) -> ProblemView | None:
    """What staff can do about a payment that was refused before anything was charged."""
    code = view.refusal.facts.get("cp_code") if view.refusal else None
    return problem_view(settings, code, view.command.customer or "")
