"""What programs read: home, subscriptions, invoices, payments and commands of their customer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.callers import SignedInContact
from api.commands import Commands
from api.doors import ContactMay
from api.entitlements import access_of
from api.next_totals import next_totals
from api.outlooks import outlook_of
from api.paging import LARGEST_PAGE, PAGE_SIZE, page_of
from api.portal import own
from api.portal.invoices import invoice_cursors, read_key, today_for, write_key
from api.portal.looks import remember_look
from api.portal.payments import payment_cursors
from api.portal.payments import read_key as read_payment_key
from api.portal.payments import write_key as write_payment_key
from api.portal.subscriptions import subscription_cursors
from api.portal.v1 import making, shapes
from api.portal.v1.answers import command_shape
from api.portal.views.filters import InvoiceFilter, PaymentFilter, SubscriptionFilter
from api.portal.views.home import home_of
from api.portal.views.invoices import document_of, in_list
from api.portal.views.stories import story
from api.problems import NothingHere
from domain.policy import Action
from storage.portal.payments import PaymentOrder

router = APIRouter(prefix="/v1")

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
After = Annotated[str, Query(max_length=500)]


class InvoiceQuery(BaseModel):
    """How the list of invoices is asked for. `q` is part of a number, order or project."""

    model_config = ConfigDict(extra="forbid")

    show: InvoiceFilter = InvoiceFilter.ALL
    q: Annotated[str, Field(max_length=100)] = ""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE


class PaymentQuery(BaseModel):
    """How the list of payments is asked for."""

    model_config = ConfigDict(extra="forbid")

    show: PaymentFilter = PaymentFilter.MADE
    sort: PaymentOrder = PaymentOrder.DATE
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE


@router.get("/home")
async def show_home(
    contact: Annotated[SignedInContact, ContactMay(Action.DASHBOARD_VIEW)],
) -> shapes.HomeShape:
    async with contact.parts.open_books() as books:
        return making.home(contact, await home_of(contact, books))


@router.get("/subscriptions")
async def list_subscriptions(
    request: Request,
    contact: Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)],
    show: SubscriptionFilter = SubscriptionFilter.ALL,
    after: After = "",
    limit: Limit = PAGE_SIZE,
) -> shapes.SubscriptionList:
    cursors = subscription_cursors(contact)
    key = cursors.read(after)
    async with contact.parts.open_books() as books:
        rows = await own.subscriptions(contact, books).page(
            statuses=show.statuses, after=key[0] if key else "", limit=limit + 1
        )
        totals = await next_totals(books, [seen.row for seen in rows])
    last = cursors.write(rows[limit - 1].row.number) if len(rows) > limit else None
    page = page_of(request, rows, limit, last)
    items = [making.subscription(seen, totals.get(seen.row.number)) for seen in page.rows]
    return shapes.SubscriptionList(items=items, next=page.next)


@router.get("/subscriptions/{number}")
async def show_subscription(
    contact: Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)], number: str
) -> shapes.SubscriptionDetail:
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        runs = await own.subscriptions(contact, books).running_dunning(number)
        outlook = await outlook_of(books, seen.row)
    told = story(contact, seen, runs, outlook)
    return making.subscription_detail(contact, seen, told, outlook)


@router.get("/subscriptions/{number}/access")
async def show_access(
    contact: Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_VIEW)], number: str
) -> shapes.AccessShape:
    """Whether it may be used now, which is not the same as having paid."""
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        found = await access_of(books, seen.row, contact.parts.clock.now())
    return shapes.AccessShape(subscription=number, access=found.access, until=found.until)


@router.get("/invoices")
async def list_invoices(
    request: Request,
    contact: Annotated[SignedInContact, ContactMay(Action.INVOICE_VIEW)],
    asked: Annotated[InvoiceQuery, Query()],
) -> shapes.InvoiceList:
    cursors = invoice_cursors(contact)
    async with contact.parts.open_books() as books:
        invoices = own.invoices(contact, books)
        rows = await invoices.page(
            search=asked.show.search(today_for(contact), asked.q),
            before=read_key(cursors, asked.after),
            limit=asked.limit + 1,
        )
        attempts = await invoices.open_attempts(rows)
    last = write_key(cursors, rows[asked.limit - 1]) if len(rows) > asked.limit else None
    page = page_of(request, rows, asked.limit, last)
    items = [making.invoice(in_list(contact, seen, attempts)) for seen in page.rows]
    return shapes.InvoiceList(items=items, next=page.next)


@router.get("/invoices/{number}")
async def show_invoice(
    request: Request,
    contact: Annotated[SignedInContact, ContactMay(Action.INVOICE_VIEW)],
    number: str,
) -> shapes.InvoiceDetail:
    async with contact.parts.open_books() as books:
        found = await document_of(contact, books, await own.invoice(contact, books, number))
    await remember_look(request, contact, found.seen.row)
    return making.document(found)


@router.get("/payments")
async def list_payments(
    request: Request,
    contact: Annotated[SignedInContact, ContactMay(Action.PAYMENT_VIEW)],
    asked: Annotated[PaymentQuery, Query()],
) -> shapes.PaymentList:
    cursors = payment_cursors(contact, asked.sort)
    async with contact.parts.open_books() as books:
        payments = own.payments(contact, books)
        rows = await payments.page(
            statuses=asked.show.statuses,
            order=asked.sort,
            before=read_payment_key(cursors, asked.sort, asked.after),
            limit=asked.limit + 1,
        )
        invoices = await payments.invoices(rows)
    has_more = len(rows) > asked.limit
    last = write_payment_key(cursors, asked.sort, rows[asked.limit - 1]) if has_more else None
    page = page_of(request, rows, asked.limit, last)
    items = [making.payment(seen, invoices) for seen in page.rows]
    return shapes.PaymentList(items=items, next=page.next)


@router.get("/payments/{number}")
async def show_payment(
    contact: Annotated[SignedInContact, ContactMay(Action.PAYMENT_VIEW)], number: str
) -> shapes.PaymentShape:
    async with contact.parts.open_books() as books:
        seen = await own.payment(contact, books, number)
        invoices = await own.payments(contact, books).invoices([seen])
    return making.payment(seen, invoices)


@router.get("/commands/{id}")
async def show_command(
    contact: Annotated[SignedInContact, ContactMay(Action.COMMAND_VIEW)], id: UUID
) -> shapes.CommandShape:
    """What became of a command that this person has given."""
    decided = await Commands(contact.parts).find(id, contact)
    if decided is None:
        raise NothingHere
    return command_shape(contact, decided)
