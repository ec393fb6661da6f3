"""Addons: the list, writing them down and changing them."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.staff.changes.catalogue import rewrite_addon, write_addon
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import Reader
from api.staff.pages.addon_forms import AddonForm, AnyAddon, addon_field
from api.staff.pages.plan_forms import PRICES
from api.staff.views.addons import KINDS, PRICINGS, AddonView, addon_view, addon_views
from api.staff.views.plans import plan_list
from api.staff.views.words import UNITS
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.ADDON_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.ADDON_EDIT)]
HOME = "/console/addons"


@router.get("/console/addons")
async def list_addons(request: Request, staff: Looking) -> Response:
    async with staff.parts.open_books() as books:
        views = await addon_views(books)
    return console_page(
        request,
        staff,
        Sheet("addons.html", N_("Addons"), "plans"),
        views=views,
        kinds=KINDS,
        pricings=PRICINGS,
        may_edit=staff.may(Action.ADDON_EDIT),
    )


@router.get("/console/addons/new")
async def new_addon(request: Request, staff: Editing) -> Response:
    async with staff.parts.open_books() as books:
        organisation = await books.organisations.get()
    form = AddonForm(csrf="", plans=[], currency1=organisation.currency)
    return await _page(request, staff, form, {})


@router.post("/console/addons")
async def create_addon(request: Request, staff: Editing, form: AnyAddon) -> Response:
    reader = Reader(staff)
    new = form.read(reader)
    if reader.errors or new is None:
        return await _page(request, staff, form, reader.errors)
    outcome = await write_addon(staff, checked_key(form.idempotency_key), new)
    if outcome.refusal:
        errors = {addon_field(outcome.refusal): staff.put(outcome.refusal)}
        return await _page(request, staff, form, errors)
    return go(staff, HOME, N_("The addon was written down."))


@router.get("/console/addons/{code}")
async def show_addon(request: Request, staff: Looking, code: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await addon_view(books, code)
    return await _page(request, staff, AddonForm.of(view), {}, view)


@router.post("/console/addons/{code}")
async def change_addon(request: Request, staff: Editing, code: str, form: AnyAddon) -> Response:
    """Its prices hold from the next change and the next invoice on."""
    async with staff.parts.open_books() as books:
        view = await addon_view(books, code)
    reader = Reader(staff)
    named = form.model_copy(update={"code": code})
    wanted = named.read(reader, view)
    if reader.errors or wanted is None:
        return await _page(request, staff, named, reader.errors, view)
    outcome = await rewrite_addon(staff, checked_key(form.idempotency_key), wanted)
    if outcome.refusal:
        errors = {addon_field(outcome.refusal): staff.put(outcome.refusal)}
        return await _page(request, staff, named, errors, view)
    done = N_("The addon was changed. Its prices hold from the next invoice on.")
    return go(staff, f"{HOME}/{quote(code)}", done)


async def _page(
    request: Request,
    staff: SignedInStaff,
    form: AddonForm,
    errors: dict[str, str],
    view: AddonView | None = None,
) -> Response:
    async with staff.parts.open_books() as books:
        sold = await plan_list(books)
    name = view.addon.name if view else ""
    return console_page(
        request,
        staff,
        Sheet("addon.html", N_("New addon"), "plans", errors=errors, name=name),
        given=form,
        view=view,
        more=view.more_prices(len(PRICES)) if view else (),
        plans=[each.plan for each in sold.plans],
        rates=[("", staff.say(N_("No tax"))), *((rate.code, rate.name) for rate in sold.tax_rates)],
        currencies=[("", "–"), *choices_in(staff.language).currencies],
        kinds=[(kind, staff.say(words)) for kind, words in KINDS.items()],
        pricings=[(each, staff.say(words)) for each, words in PRICINGS.items()],
        units=[(unit, staff.say(words)) for unit, words in UNITS.items()],
        may_edit=staff.may(Action.ADDON_EDIT),
    )
