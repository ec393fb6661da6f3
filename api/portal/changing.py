"""Changes and reactivations: chosen, looked at, confirmed, withdrawn; trials activated."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.doors import ContactMay
from api.offers import addon_price, plan_choices, sold_to
from api.pages import Page
from api.portal import own
from api.portal.confirming import (
    ACTIVATE,
    CHANGE,
    REACTIVATE,
    Step,
    Visit,
    check_page,
    confirm,
    errors_in,
    tell,
)
from api.portal.frame import page_named, portal_page
from api.step_forms import AnyChange, AnyStep, ChangeForm, Errors
from domain.addons import AddonDoesNotFitTerm, AddonNotForPlan, AddonWithoutPrice
from domain.changes import ChangeWhen
from domain.contents import UnitsOutOfRange
from domain.coupons import CouponNotUsable
from domain.customer_rules import edit_rules
from domain.edit_rules import (
    CouponsNotChangeable,
    EditWhen,
    IntervalNotChangeable,
    NothingChanges,
    PlanNotChangeable,
    TrialBehaviour,
)
from domain.errors import BillingError
from domain.policy import Action
from domain.subscriptions import SubscriptionStatus
from domain.wishes import PlanWithoutPrice
from domain.words import N_

router = APIRouter(prefix="/subscriptions/{number}", include_in_schema=False)

Editing = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_EDIT)]
Activating = Annotated[SignedInContact, ContactMay(Action.TRIAL_ACTIVATE)]
Reactivating = Annotated[SignedInContact, ContactMay(Action.SUBSCRIPTION_REACTIVATE)]

FIELDS: dict[type[BillingError], str] = {
    CouponNotUsable: "coupon",
    CouponsNotChangeable: "coupon",
    UnitsOutOfRange: "quantity",
    PlanNotChangeable: "plan",
    IntervalNotChangeable: "plan",
    PlanWithoutPrice: "plan",
    NothingChanges: "plan",
}
_TO_CORRECT: tuple[type[BillingError], ...] = (
    *FIELDS,
    AddonNotForPlan,
    AddonDoesNotFitTerm,
    AddonWithoutPrice,
)


@router.get("/change")
async def change_form(request: Request, contact: Editing, number: str) -> Response:
    return await _form_page(Visit(request, contact, number), CHANGE, None, {})


@router.post("/change")
async def change(request: Request, contact: Editing, number: str, form: AnyChange) -> Response:
    """Looked at first; done when it was confirmed as it was seen."""
    return await _go_on(request, contact, number, CHANGE, form)


@router.post("/change/withdraw")
async def withdraw_change(contact: Editing, number: str, form: AnyStep) -> Response:
    done = N_("The change is withdrawn. Everything stays as it is.")
    return await tell(contact, number, "withdraw_change", form, done)


@router.get("/activate")
async def charges_page(request: Request, contact: Activating, number: str) -> Response:
    """What activating would cost, before anything happens."""
    return await check_page(Visit(request, contact, number), ACTIVATE)


@router.post("/activate")
async def activate(request: Request, contact: Activating, number: str, form: AnyStep) -> Response:
    return await confirm(Visit(request, contact, number), ACTIVATE, form)


@router.get("/reactivate")
async def reactivation_form(request: Request, contact: Reactivating, number: str) -> Response:
    """Changed first where editing is allowed."""
    if contact.may(Action.SUBSCRIPTION_EDIT):
        return await _form_page(Visit(request, contact, number), REACTIVATE, None, {})
    return await check_page(Visit(request, contact, number), REACTIVATE)


@router.post("/reactivate")
async def reactivate(
    request: Request, contact: Reactivating, number: str, form: AnyChange
) -> Response:
    return await _go_on(request, contact, number, REACTIVATE, form)


async def _go_on(
    request: Request, contact: SignedInContact, number: str, step: Step, form: ChangeForm
) -> Response:
    async with contact.parts.open_books() as books:
        await own.subscription(contact, books, number)
    if form.step == "confirm":
        return await confirm(Visit(request, contact, number), step, form)
    _, errors = form.read()
    if errors:
        return await _form_page(Visit(request, contact, number), step, form, errors)
    try:
        return await check_page(Visit(request, contact, number), step, form)
    except _TO_CORRECT as refusal:
        errors = {FIELDS.get(type(refusal), ""): refusal}
        return await _form_page(Visit(request, contact, number), step, form, errors)


async def _form_page(
    visit: Visit,
    step: Step,
    form: ChangeForm | None,
    errors: Errors,
) -> Response:
    """What can be chosen, as it is or as it was typed."""
    contact, number = visit.contact, visit.number
    rules = edit_rules(contact.preferences)
    async with contact.parts.open_books() as books:
        seen = await own.subscription(contact, books, number)
        sold = await sold_to(books, seen.row, rules)
    in_trial = seen.row.status is SubscriptionStatus.TRIAL
    page: Page = page_named("change.html", contact.say(step.title), "subscriptions")
    typed = dict(zip(form.addon, form.count, strict=False)) if form else {}
    return portal_page(
        visit.request,
        contact,
        errors_in(contact, errors, page) if errors else page,
        seen=seen,
        sold=sold,
        step=step,
        typed=form,
        counts={each.code: typed.get(each.code, str(sold.count_of(each))) for each in sold.addons},
        plans=plan_choices(contact, sold),
        addon_prices={each.code: addon_price(contact, each) for each in sold.addons},
        can_choose_when=step is CHANGE
        and rules.when is EditWhen.CUSTOMER_CHOICE
        and seen.row.status is SubscriptionStatus.LIVE,
        whens=_whens(contact),
        ends_trial=in_trial and rules.trial is TrialBehaviour.END,
    )


def _whens(contact: SignedInContact) -> list[tuple[str, str, str]]:
    return [
        (
            ChangeWhen.IMMEDIATE,
            contact.say(N_("Now")),
            contact.say(N_("What is not used is given back, and the rest of the term charged.")),
        ),
        (
            ChangeWhen.END_OF_TERM,
            contact.say(N_("At the end of the term")),
            contact.say(N_("Nothing is charged before. You can withdraw it until then.")),
        ),
    ]
