"""Invoices and commands as JSON."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.inputs import Line
from api.staff.chrome import cursors
from api.staff.v1.answers import Listed, Pageful, Paging, listed
from api.staff.v1.shapes import CommandShape, InvoiceDetail, InvoiceShape
from api.staff.views.commands import WantedCommands, command_list, command_view
from api.staff.views.invoices import Wanted, invoice_list, invoice_view, search_of
from domain.commands import ActorKind, CommandStatus
from domain.invoices import InvoiceStatus
from domain.policy import Action

router = APIRouter(prefix="/v1/staff", tags=["staff"])

InvoiceLooking = Annotated[SignedInStaff, StaffMay(Action.INVOICE_VIEW)]
CommandLooking = Annotated[SignedInStaff, StaffMay(Action.COMMAND_VIEW)]


class InvoiceQuery(Paging):
    status: InvoiceStatus | None = None
    overdue: bool = False
    q: Line = ""
    customer: Line = ""


class CommandQuery(Paging):
    status: CommandStatus | None = None
    by: ActorKind | None = None
    customer: Line = ""
    document: Line = ""


@router.get("/invoices")
async def list_invoices(
    request: Request,
    response: Response,
    staff: InvoiceLooking,
    asked: Annotated[InvoiceQuery, Query()],
) -> Listed[InvoiceShape]:
    pages = cursors(staff, "invoices")
    key = pages.read(asked.after)
    wanted = Wanted(
        customer=asked.customer or None,
        search=search_of(staff, asked.status, asked.q, overdue=asked.overdue),
        before=(date.fromisoformat(key[0]), key[1]) if key else None,
        limit=asked.limit + 1,
    )
    async with staff.parts.open_books() as books:
        view = await invoice_list(books, wanted)
    found = Pageful(
        view.invoices,
        asked.limit,
        lambda row: pages.write(str(row.issued_on), str(row.number)),
    )
    return listed(request, response, found, InvoiceShape.of)


@router.get("/invoices/{number}")
async def show_invoice(staff: InvoiceLooking, number: str) -> InvoiceDetail:
    async with staff.parts.open_books() as books:
        return InvoiceDetail.seen(await invoice_view(books, number))


@router.get("/commands")
async def list_commands(
    request: Request,
    response: Response,
    staff: CommandLooking,
    asked: Annotated[CommandQuery, Query()],
) -> Listed[CommandShape]:
    pages = cursors(staff, "commands")
    key = pages.read(asked.after)
    wanted = WantedCommands(
        customer=asked.customer or None,
        search=asked.document,
        status=asked.status,
        by=asked.by,
        before=(datetime.fromisoformat(key[0]), UUID(key[1])) if key else None,
        limit=asked.limit + 1,
    )
    async with staff.parts.open_books() as books:
        view = await command_list(books, wanted)
    found = Pageful(
        view.commands,
        asked.limit,
        lambda row: pages.write(row.given_at.isoformat(), str(row.id)),
    )
    return listed(request, response, found, CommandShape.of)


@router.get("/commands/{id}")
async def show_command(staff: CommandLooking, id: UUID) -> CommandShape:
    async with staff.parts.open_books() as books:
        return CommandShape.of((await command_view(books, id)).command)
