"""Tax rates: written down, looked at, and changed from a day on."""

from datetime import date
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from activities.plans import NewTaxRate
from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody, Line
from api.staff.changes.sales import change_rate, write_tax_rate
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import NotADate, Reader
from api.staff.pages.plan_forms import AnyTaxRate, TaxRateForm, tax_rate_field, typed_rate
from api.staff.views.plans import CATEGORIES, tax_rate_view
from domain.customers import check_name
from domain.errors import BillingError
from domain.policy import Action
from domain.taxes import RateChange, TaxRate
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PLAN_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.PLAN_EDIT)]


class RateChangeForm(FormBody):
    name: Line = ""
    rate: Line = ""
    starts_on: Line = ""
    ends_on: Line = ""

    def read(self, reader: Reader) -> RateChange | None:
        """The change as it is meant; None where something is wrong, which is noted."""
        reader.read("name", self.name, check_name, None)
        rate = reader.read("rate", self.rate, typed_rate, Fraction(0))
        start = reader.read("starts_on", self.starts_on, _day, None)
        end = reader.read("ends_on", self.ends_on, _day, None) if self.ends_on else None
        if reader.errors or start is None:
            return None
        try:
            return RateChange(self.name, rate, start, end)
        except BillingError as refusal:
            reader.note("ends_on", refusal)
            return None


@router.get("/console/tax-rates/new")
async def new_tax_rate(request: Request, staff: Editing) -> Response:
    return _new_page(request, staff, TaxRateForm(csrf=""), {})


@router.post("/console/tax-rates")
async def create_tax_rate(request: Request, staff: Editing, form: AnyTaxRate) -> Response:
    reader = Reader(staff)
    new: NewTaxRate = form.read(reader)
    if reader.errors:
        return _new_page(request, staff, form, reader.errors)
    outcome = await write_tax_rate(staff, checked_key(form.idempotency_key), new)
    if outcome.refusal:
        errors = {tax_rate_field(outcome.refusal): staff.put(outcome.refusal)}
        return _new_page(request, staff, form, errors)
    return go(staff, "/console/plans", N_("The tax rate was created."))


@router.get("/console/tax-rates/{code}")
async def show_tax_rate(request: Request, staff: Looking, code: str) -> Response:
    return await _page(request, staff, await _rate(staff, code), RateChangeForm(csrf=""))


@router.post("/console/tax-rates/{code}")
async def change_tax_rate(
    request: Request, staff: Editing, code: str, form: Annotated[RateChangeForm, Form()]
) -> Response:
    """What is issued from that day on bears the other rate; what was issued stays as it was."""
    rate = await _rate(staff, code)
    reader = Reader(staff)
    change = form.read(reader)
    if change is None:
        return await _page(request, staff, rate, form, reader.errors)
    outcome = await change_rate(staff, checked_key(form.idempotency_key), code, change)
    if outcome.refusal:
        errors = {tax_rate_field(outcome.refusal): staff.put(outcome.refusal)}
        return await _page(request, staff, rate, form, errors)
    return go(staff, f"/console/tax-rates/{code}", N_("The other rate was written down."))


async def _rate(staff: SignedInStaff, code: str) -> TaxRate:
    async with staff.parts.open_books() as books:
        return await tax_rate_view(books, code)


async def _page(
    request: Request,
    staff: SignedInStaff,
    rate: TaxRate,
    form: RateChangeForm,
    errors: dict[str, str] | None = None,
) -> Response:
    return console_page(
        request,
        staff,
        Sheet("tax_rate.html", "", "plans", errors=errors or {}, name=rate.name),
        rate=rate,
        given=form,
        categories=CATEGORIES,
        may_edit=staff.may(Action.PLAN_EDIT),
    )


def _new_page(
    request: Request, staff: SignedInStaff, form: TaxRateForm, errors: dict[str, str]
) -> Response:
    sheet = Sheet("tax_rate_new.html", N_("New tax rate"), "plans", errors=errors)
    categories = [(category, staff.say(words)) for category, words in CATEGORIES.items()]
    return console_page(request, staff, sheet, given=form, categories=categories)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(typed=text) from None
