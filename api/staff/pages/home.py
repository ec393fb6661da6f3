"""The console's first page, and its search."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.staff.chrome import Sheet, console_page
from api.staff.views.attention import attention
from api.staff.views.notifications import NEWS
from api.staff.views.sign_offs import DEEDS
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

_HOMES = {
    "SUB": "/console/subscriptions/",
    "INV": "/console/invoices/",
    "RET": "/console/retainers/",
    "DRAFT": "/console/invoice-drafts/",
    "CN": "/console/credit-notes/",
    "PAY": "/console/payments/",
    "QUO": "/console/quotes/",
    "SO": "/console/sales-orders/",
    "PRJ": "/console/projects/",
    "APP": "/console/approvals/",
    "TIME": "/console/time/",
    "RF": "/console/refunds/",
    "SIGN": "/console/sign-offs/",
    "CON": "/console/contacts/",
    "CUST": "/console/customers/",
}


@router.get("/console")
async def home(
    request: Request, staff: Annotated[SignedInStaff, StaffMay(Action.CONSOLE_VIEW)]
) -> Response:
    """What needs somebody, and what happened last."""
    async with staff.parts.open_books() as books:
        now, reader = staff.parts.clock.now(), staff.actor.name
        view = await attention(books, staff.parts.settings, now, reader)
    sheet = Sheet("home.html", N_("Overview"), "home")
    return console_page(
        request,
        staff,
        sheet,
        view=view,
        news=NEWS,
        deeds=DEEDS,
        may_read=staff.may(Action.NOTIFICATION_READ),
        may_see_commands=staff.may(Action.COMMAND_VIEW),
    )


@router.get("/console/search")
async def search(
    staff: Annotated[SignedInStaff, StaffMay(Action.CUSTOMER_VIEW)],  # noqa: ARG001 - its door
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """A number leads to its page, anything else to the customers with such a name."""
    wanted = q.strip()
    series, _, number = wanted.upper().partition("-")
    if series in _HOMES and number.isascii() and number.isdigit():
        return RedirectResponse(f"{_HOMES[series]}{series}-{number:0>6}", 303)
    return RedirectResponse(f"/console/customers?{urlencode({'q': wanted})}", 303)
