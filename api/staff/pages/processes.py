"""Open processes as the books know them, with the way to each in the Temporal UI."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.paging import PAGE_SIZE, page_of
from api.staff.chrome import Sheet, as_of, console_page, cursors
from api.staff.views.processes import process_list, workflow_url
from api.staff.views.words import PROCESSES
from domain.policy import Action
from domain.words import N_
from storage.open_processes import ProcessKind

router = APIRouter(include_in_schema=False)


@router.get("/console/processes")
async def list_processes(
    request: Request,
    staff: Annotated[SignedInStaff, StaffMay(Action.PROCESS_VIEW)],
    kind: ProcessKind = ProcessKind.TRIAL,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """What should be running, how it stands and what it does next."""
    pages = cursors(staff, f"processes-{kind}")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        view = await process_list(
            books, kind, as_of(staff), after=key[0] if key else "", limit=PAGE_SIZE + 1
        )
    rows = view.processes
    last = rows[PAGE_SIZE - 1].key if len(rows) > PAGE_SIZE else None
    settings = staff.parts.settings
    return console_page(
        request,
        staff,
        Sheet("processes.html", N_("Processes"), "processes", "list"),
        view=view,
        list=page_of(request, rows, PAGE_SIZE, pages.write(last) if last else None),
        kinds=PROCESSES,
        links={each.key: workflow_url(settings, each.workflow_id) for each in rows},
    )
