"""Payments: the list of what was paid, and each one from its beginning to its receipt."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInContact
from api.commands import Commands, Order
from api.doors import ContactMay
from api.pages import wants_fragment
from api.paging import PAGE_SIZE, Cursors, page_of
from api.portal import own
from api.portal.frame import page_named, portal_page
from api.portal.views.filters import PaymentFilter, pills
from api.portal.views.payments import payment_page
from api.security.cookies import Jar
from domain.policy import Action
from domain.words import N_
from storage.portal.payments import PaymentOrder, PaymentSeen

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInContact, ContactMay(Action.PAYMENT_VIEW)]
LONGEST_WAIT = 30


@router.get("/payments")
async def list_payments(
    request: Request,
    contact: Looking,
    show: PaymentFilter = PaymentFilter.MADE,
    sort: PaymentOrder = PaymentOrder.DATE,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    cursors = payment_cursors(contact, sort)
    async with contact.parts.open_books() as books:
        payments = own.payments(contact, books)
        rows = await payments.page(
            statuses=show.statuses,
            order=sort,
            before=read_key(cursors, sort, after),
            limit=PAGE_SIZE + 1,
        )
        invoices = await payments.invoices(rows)
    last = write_key(cursors, sort, rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else None
    page = page_named("payments.html", contact.say(N_("Payments")), "payments", region="list")
    words = {
        "rows": page_of(request, rows, PAGE_SIZE, last),
        "filters": pills(contact, "/payments", show),
        "sort": sort.value,
        "show": show.value,
        "invoices": invoices,
    }
    return portal_page(request, contact, page, **words)


@router.get("/payments/{number}")
async def show_payment(
    request: Request,
    contact: Looking,
    number: str,
    go: Annotated[str, Query(max_length=10)] = "",
    wait: Annotated[int, Query(ge=1, le=LONGEST_WAIT)] = 1,
) -> Response:
    """How it stands. With `go` the customer is on the way to the processor's page."""
    async with contact.parts.open_books() as books:
        payment = await payment_page(contact, books, number)
    row = payment.seen.row
    is_forwarding = bool(go) and payment.can_go_on
    if wants_fragment(request) and (is_forwarding or not payment.is_waiting):
        there = f"/payments/{number}?go=on" if is_forwarding else f"/payments/{number}"
        return Response(headers={"HX-Redirect": there})
    if is_forwarding and row.hosted_url:
        return RedirectResponse(row.hosted_url, 303)
    poll = f"/payments/{number}?wait={min(wait * 2, LONGEST_WAIT)}{'&go=on' if go else ''}"
    page = page_named("payment.html", payment.title, "payments", region="state")
    return portal_page(request, contact, page, payment=payment, poll=poll, wait=wait)


@router.get("/payments/{number}/return")
async def come_back(
    contact: Annotated[SignedInContact, ContactMay(Action.INVOICE_PAY)], number: str
) -> Response:
    """The customer is back from the processor's page: what happened there is asked, not assumed."""
    async with contact.parts.open_books() as books:
        seen = await own.payment(contact, books, number)
    if seen.row.decided_at is None:
        await Commands(contact.parts).send(_returned(contact, number), contact)
    return RedirectResponse(f"/payments/{number}", 303)


def _returned(contact: SignedInContact, number: str) -> Order:
    """Coming back again and again within a minute is coming back once."""
    minute = f"{contact.parts.clock.now():%Y%m%d%H%M}"
    return Order(
        idempotency_key=f"{number}/{minute}",
        route="payment/returned",
        process="payment",
        key=number,
        signal="returned",
        says="the customer is back",
        customer=contact.customer.number,
        document=number,
    )


def payment_cursors(contact: SignedInContact, sort: PaymentOrder) -> Cursors:
    return Cursors(Jar.of(contact.parts.settings), f"payments/{sort}/{contact.customer.number}")


def read_key(cursors: Cursors, sort: PaymentOrder, after: str) -> tuple[datetime | int, str] | None:
    """The date or amount, and the number, after which the list goes on. Raises `BadRequest`."""
    key = cursors.read(after)
    if key is None:
        return None
    by_date = sort is PaymentOrder.DATE
    return (datetime.fromisoformat(key[0]) if by_date else int(key[0]), key[1])


def write_key(cursors: Cursors, sort: PaymentOrder, seen: PaymentSeen) -> str:
    row = seen.row
    by_date = sort is PaymentOrder.DATE
    first = seen.came_at.isoformat() if by_date else str(row.amount_minor_units)
    return cursors.write(first, row.number)
