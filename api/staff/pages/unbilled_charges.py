"""The next invoice of a subscription: looked at, added to and corrected before it is written."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.next_invoices import next_invoice
from api.staff.changes import unbilled_charges as changes
from api.staff.chrome import Sheet, console_page, go_done
from api.staff.inputs import Reader
from api.staff.pages.line_forms import TypedLine, read_line
from api.staff.views.unbilled_charges import charges_view
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]
Adding = Annotated[SignedInStaff, StaffMay(Action.INVOICE_ISSUE)]
_FIRST = "-1"


class ChargeForm(FormBody):
    description: Line = ""
    quantity: Line = "1"
    price: Line = ""
    discount: Line = ""
    tax: Line = ""

    @property
    def typed(self) -> TypedLine:
        return TypedLine(self.description, self.quantity, self.price, self.discount, self.tax)


AnyKey = Annotated[FormBody, Form()]


@router.get("/console/subscriptions/{number}/next-invoice")
async def show_next_invoice(request: Request, staff: Looking, number: str) -> Response:
    return await _page(request, staff, number, TypedLine(), {})


@router.post("/console/subscriptions/{number}/charges")
async def add_charge(
    request: Request, staff: Adding, number: str, form: Annotated[ChargeForm, Form()]
) -> Response:
    async with staff.parts.open_books() as books:
        currency = (await charges_view(books, number)).subscription.currency
    reader = Reader(staff)
    line = read_line(reader, 1, form.typed, currency)
    if line is None or reader.errors:
        errors = {field.removesuffix(_FIRST): words for field, words in reader.errors.items()}
        return await _page(request, staff, number, form.typed, errors)
    outcome = await changes.add(staff, checked_key(form.idempotency_key), number, line)
    if outcome.refusal:
        return await _page(request, staff, number, form.typed, {"": staff.put(outcome.refusal)})
    return go_done(staff, _home(number), outcome, N_("It stands on the next invoice."))


@router.post("/console/subscriptions/{number}/charges/{charge}/remove")
async def remove_charge(staff: Adding, number: str, charge: str, form: AnyKey) -> Response:
    outcome = await changes.remove(staff, checked_key(form.idempotency_key), charge)
    return go_done(staff, _home(number), outcome, N_("It will not be charged."))


async def _page(
    request: Request, staff: SignedInStaff, number: str, typed: TypedLine, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        view = await charges_view(books, number)
    sheet = Sheet("next_invoice.html", N_("The next invoice"), "subscriptions", errors=errors)
    return console_page(
        request,
        staff,
        sheet,
        view=view,
        summary=next_invoice(staff, view.outlook),
        given=typed,
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in view.rates)],
        may_add=staff.may(Action.INVOICE_ISSUE),
    )


def _home(number: str) -> str:
    return f"/console/subscriptions/{number}/next-invoice"
