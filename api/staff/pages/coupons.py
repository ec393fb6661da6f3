"""Coupons: the list, writing them down and changing them."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.idempotency import checked_key
from api.staff.changes.catalogue import rewrite_coupon, write_coupon
from api.staff.choices import choices_in
from api.staff.chrome import Sheet, console_page, go
from api.staff.inputs import Reader
from api.staff.pages.coupon_forms import AnyCoupon, CouponForm, coupon_field
from api.staff.views.coupons import DURATIONS, CouponView, coupon_view, coupon_views
from domain.policy import Action
from domain.words import N_

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.COUPON_VIEW)]
Editing = Annotated[SignedInStaff, StaffMay(Action.COUPON_EDIT)]
HOME = "/console/coupons"


@router.get("/console/coupons")
async def list_coupons(request: Request, staff: Looking) -> Response:
    async with staff.parts.open_books() as books:
        views = await coupon_views(books)
    return console_page(
        request,
        staff,
        Sheet("coupons.html", N_("Coupons"), "plans"),
        views=views,
        may_edit=staff.may(Action.COUPON_EDIT),
    )


@router.get("/console/coupons/new")
async def new_coupon(request: Request, staff: Editing) -> Response:
    return await _page(request, staff, CouponForm(csrf="", plans=[]), {})


@router.post("/console/coupons")
async def create_coupon(request: Request, staff: Editing, form: AnyCoupon) -> Response:
    reader = Reader(staff)
    new = form.read(reader)
    if new is None:
        return await _page(request, staff, form, reader.errors)
    outcome = await write_coupon(staff, checked_key(form.idempotency_key), new)
    if outcome.refusal:
        errors = {coupon_field(outcome.refusal): staff.put(outcome.refusal)}
        return await _page(request, staff, form, errors)
    return go(staff, HOME, N_("The coupon was written down."))


@router.get("/console/coupons/{code}")
async def show_coupon(request: Request, staff: Looking, code: str) -> Response:
    async with staff.parts.open_books() as books:
        view = await coupon_view(books, code)
    return await _page(request, staff, CouponForm.of(view), {}, view)


@router.post("/console/coupons/{code}")
async def change_coupon(request: Request, staff: Editing, code: str, form: AnyCoupon) -> Response:
    """Whoever has redeemed it keeps it."""
    async with staff.parts.open_books() as books:
        view = await coupon_view(books, code)
    reader = Reader(staff)
    named = form.promising(view) if view.redemptions else form.model_copy(update={"code": code})
    wanted = named.read(reader)
    if wanted is None:
        return await _page(request, staff, named, reader.errors, view)
    outcome = await rewrite_coupon(staff, checked_key(form.idempotency_key), wanted)
    if outcome.refusal:
        errors = {coupon_field(outcome.refusal): staff.put(outcome.refusal)}
        return await _page(request, staff, named, errors, view)
    done = N_("The coupon was changed. Whoever has redeemed it keeps it.")
    return go(staff, f"{HOME}/{quote(code)}", done)


async def _page(
    request: Request,
    staff: SignedInStaff,
    form: CouponForm,
    errors: dict[str, str],
    view: CouponView | None = None,
) -> Response:
    async with staff.parts.open_books() as books:
        plans = await books.plans.all()
    name = view.coupon.name if view else ""
    return console_page(
        request,
        staff,
        Sheet("coupon.html", N_("New coupon"), "plans", errors=errors, name=name),
        given=form,
        view=view,
        plans=plans,
        currencies=[("", "–"), *choices_in(staff.language).currencies],
        durations=[(each, staff.say(words)) for each, words in DURATIONS.items()],
        may_edit=staff.may(Action.COUPON_EDIT),
    )
