"""A customer's sales orders: the list, and each with its shipments and invoices; pages and /v1."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.documents import Asked, pdf_answer, print_view
from api.doors import ContactMay
from api.paging import LARGEST_PAGE, PAGE_SIZE, Cursors, PageOf, page_of
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.views.filters import SalesOrderFilter, pills
from api.sales_orders.shapes import SalesOrderDetail, SalesOrderList, SalesOrderShape
from api.sales_orders.views import OrderView, order_view
from api.security.cookies import Jar
from api.security.limits import DOCUMENTS_OF_PERSON
from domain.documents import DocumentKind
from domain.policy import Action
from domain.words import N_
from storage.sales_orders import SalesOrderRow

router = APIRouter()

Looking = Annotated[SignedInContact, ContactMay(Action.SALES_ORDER_VIEW)]
After = Annotated[str, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
ALL = SalesOrderFilter.ALL


@router.get("/sales-orders", include_in_schema=False)
async def list_orders(
    request: Request, contact: Looking, show: SalesOrderFilter = ALL, after: After = ""
) -> Response:
    rows = await _page(request, contact, (show, after), PAGE_SIZE)
    page = page_named("sales_orders.html", contact.say(N_("Sales orders")), "orders", region="list")
    filters = pills(contact, "/sales-orders", show)
    return portal_page(request, contact, page, rows=rows, filters=filters, show=show)


@router.get("/sales-orders/{number}", include_in_schema=False)
async def show_order(request: Request, contact: Looking, number: str) -> Response:
    view = await _seen(contact, number)
    return portal_page(
        request, contact, page_named("sales_order.html", number, "orders"), view=view
    )


@router.get("/v1/sales-orders")
async def list_for_programs(
    request: Request,
    contact: Looking,
    show: SalesOrderFilter = ALL,
    after: After = "",
    limit: Limit = PAGE_SIZE,
) -> SalesOrderList:
    page = await _page(request, contact, (show, after), limit)
    return SalesOrderList(items=[SalesOrderShape.of(row) for row in page.rows], next=page.next)


@router.get("/v1/sales-orders/{number}")
async def show_for_programs(contact: Looking, number: str) -> SalesOrderDetail:
    return SalesOrderDetail.seen(await _seen(contact, number))


@router.get("/sales-orders/{number}/pdf", include_in_schema=False)
@router.get("/v1/sales-orders/{number}/pdf", response_class=Response)
async def download_order(contact: Looking, number: str) -> Response:
    return await pdf_answer(contact, await _document(contact, number))


@router.get("/sales-orders/{number}/print", include_in_schema=False)
async def print_order(contact: Looking, number: str) -> Response:
    return await print_view(contact, await _document(contact, number))


async def _seen(contact: SignedInContact, number: str) -> OrderView:
    """The customer's own, with invoices of theirs alone. Raises `NothingHere`."""
    async with contact.parts.open_books() as books:
        await books.only_read()
        row = await own.sales_order(contact, books, number)
        return await order_view(books, row, customers=True)


async def _document(contact: SignedInContact, number: str) -> Asked:
    contact.parts.limits.count(DOCUMENTS_OF_PERSON, contact.contact.number)
    async with contact.parts.open_books() as books:
        await own.sales_order(contact, books, number)
    return Asked(DocumentKind.SALES_ORDER, number, f"/sales-orders/{number}")


async def _page(
    request: Request, contact: SignedInContact, asked: tuple[SalesOrderFilter, str], limit: int
) -> PageOf[SalesOrderRow]:
    show, after = asked
    customer = contact.customer.number
    cursors = Cursors(Jar.of(contact.parts.settings), f"sales-orders/{customer}")
    key = cursors.read(after)
    async with contact.parts.open_books() as books:
        await books.only_read()
        rows = await books.sales_orders.page(
            customer=customer,
            statuses=show.statuses,
            confirmed=True,
            before=key[0] if key else "",
            limit=limit + 1,
        )
    last = cursors.write(rows[limit - 1].number) if len(rows) > limit else None
    return page_of(request, rows, limit, last)
