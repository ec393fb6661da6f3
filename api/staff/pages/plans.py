"""Plans with their prices, and tax rates."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.staff.changes.sales import write_plan
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import Reader
from api.staff.pages.plan_forms import AnyPlan, PlanForm, plan_field
from api.staff.views.plans import plan_list, plan_view
from api.staff.views.words import UNITS
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.PLAN_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.PLAN_EDIT)]


@router.get("/console/plans")
async def list_plans(request: Request, staff: Looking) -> Response:
    async with staff.parts.open_books() as books:
        view = await plan_list(books)
    sheet = Sheet("plans.html", N_("Plans"), "plans")
    may_edit = staff.may(Action.PLAN_EDIT)
    return console_page(request, staff, sheet, view=view, may_edit=may_edit)


@router.get("/console/plans/new")
async def new_plan(request: Request, staff: Editing) -> Response:
    async with staff.parts.open_books() as books:
        organisation = await books.organisations.get()
    form = PlanForm(csrf="", currency1=organisation.currency)
    return await _plan_page(request, staff, form, {})


@router.post("/console/plans")
async def create_plan(request: Request, staff: Editing, form: AnyPlan) -> Response:
    reader = Reader(staff)
    new = form.read(reader)
    if reader.errors or new is None:
        return await _plan_page(request, staff, form, reader.errors)
    outcome = await write_plan(staff, checked_key(form.idempotency_key), new)
    if outcome.refusal:
        errors = {plan_field(outcome.refusal): staff.put(outcome.refusal)}
        return await _plan_page(request, staff, form, errors)
    return go(staff, f"/console/plans/{new.code}", N_("The plan was created."))


@router.get("/console/plans/{code}")
async def show_plan(request: Request, staff: Looking, code: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await plan_view(books, code)
    sheet = Sheet("plan.html", "", "plans", name=view.plan.name)
    return console_page(request, staff, sheet, view=view)


async def _plan_page(
    request: Request, staff: SignedInStaff, form: PlanForm, errors: dict[str, str]
) -> Response:
    async with staff.parts.open_books() as books:
        rates = (await plan_list(books)).tax_rates
    return console_page(
        request,
        staff,
        Sheet("plan_new.html", N_("New plan"), "plans", errors=errors),
        given=form,
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in rates)],
        currencies=[("", "–"), *choices_in(staff.language).currencies],
        units=[(unit, staff.say(words)) for unit, words in UNITS.items()],
    )
