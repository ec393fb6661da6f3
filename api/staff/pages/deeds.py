"""What staff do to a subscription on its page: the same as customers, and a little more."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.departures import REASONS
from api.doors import StaffMay
from api.offers import addon_price, plan_choices, sold_to
from api.questions import confirmed, is_moment
from api.staff import deeds
from api.staff.chrome import Sheet, console_page, go_decided
from api.staff.views.subscriptions import find_subscription
from api.step_forms import AnyCancel, AnyChange, AnyPause, AnyStep, Errors, StepForm
from domain.cancellations import CancelMode
from domain.edit_rules import EditRules
from domain.errors import BillingError
from domain.pauses import PauseStatus
from domain.policy import Action
from domain.previews import PreviewKind, PreviewOutdated
from domain.words import N_

router = APIRouter(prefix="/console/subscriptions/{number}", include_in_schema=False)

Activating = Annotated[SignedInStaff, StaffMay(Action.TRIAL_ACTIVATE)]
Editing = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_EDIT)]
Pausing = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_PAUSE)]
Resuming = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_RESUME)]
Cancelling = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_CANCEL)]
Keeping = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_UNSCHEDULE)]
Reactivating = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_REACTIVATE)]

TITLES = {
    PreviewKind.ACTIVATE: N_("Activate the trial"),
    PreviewKind.CHANGE: N_("Change the subscription"),
    PreviewKind.PAUSE: N_("Pause the subscription"),
    PreviewKind.RESUME: N_("Resume the subscription"),
    PreviewKind.CANCEL: N_("Cancel the subscription"),
    PreviewKind.REACTIVATE: N_("Reactivate the subscription"),
}
DONE = {
    PreviewKind.ACTIVATE: N_("The trial is being activated."),
    PreviewKind.CHANGE: N_("The change is accepted."),
    PreviewKind.PAUSE: N_("The pause is accepted."),
    PreviewKind.RESUME: N_("Billing goes on."),
    PreviewKind.CANCEL: N_("The cancellation is received. A mail confirms it."),
    PreviewKind.REACTIVATE: N_("The subscription is being reactivated."),
}


@dataclass(frozen=True)
class Visit:
    """Who does what to which subscription."""

    request: Request
    staff: SignedInStaff
    number: str
    kind: PreviewKind

    @property
    def home(self) -> str:
        return f"/console/subscriptions/{self.number}"


@router.get("/activate")
async def activation_page(request: Request, staff: Activating, number: str) -> Response:
    """The first term is charged or invoiced from today on."""
    return await _check_page(Visit(request, staff, number, PreviewKind.ACTIVATE), StepForm(csrf=""))


@router.post("/activate")
async def activate(request: Request, staff: Activating, number: str, form: AnyStep) -> Response:
    return await _go_on(Visit(request, staff, number, PreviewKind.ACTIVATE), form)


@router.get("/change")
async def change_form(request: Request, staff: Editing, number: str) -> Response:
    return await _form_page(Visit(request, staff, number, PreviewKind.CHANGE), None, {})


@router.post("/change")
async def change(request: Request, staff: Editing, number: str, form: AnyChange) -> Response:
    return await _go_on(Visit(request, staff, number, PreviewKind.CHANGE), form)


@router.post("/change/withdraw")
async def withdraw_change(staff: Editing, number: str, form: AnyStep) -> Response:
    done = N_("The change is withdrawn. Everything stays as it is.")
    return await _tell(staff, number, "withdraw", form, done)


@router.get("/pause")
async def pause_form(request: Request, staff: Pausing, number: str) -> Response:
    return await _form_page(Visit(request, staff, number, PreviewKind.PAUSE), None, {})


@router.post("/pause")
async def pause(request: Request, staff: Pausing, number: str, form: AnyPause) -> Response:
    return await _go_on(Visit(request, staff, number, PreviewKind.PAUSE), form)


@router.post("/pause/schedule")
async def change_schedule(
    request: Request, staff: Pausing, number: str, form: AnyPause
) -> Response:
    _, errors = form.read()
    if errors:
        visit = Visit(request, staff, number, PreviewKind.PAUSE)
        return await _form_page(visit, form, errors)
    return await _tell(staff, number, "schedule", form, N_("The days of the pause are changed."))


@router.post("/pause/delete")
async def delete_schedule(staff: Pausing, number: str, form: AnyStep) -> Response:
    return await _tell(staff, number, "delete", form, N_("The days of the pause are deleted."))


@router.get("/resume")
async def resume_page(request: Request, staff: Resuming, number: str) -> Response:
    return await _check_page(Visit(request, staff, number, PreviewKind.RESUME), StepForm(csrf=""))


@router.post("/resume")
async def resume(request: Request, staff: Resuming, number: str, form: AnyStep) -> Response:
    return await _go_on(Visit(request, staff, number, PreviewKind.RESUME), form)


@router.get("/cancel")
async def cancel_form(request: Request, staff: Cancelling, number: str) -> Response:
    return await _form_page(Visit(request, staff, number, PreviewKind.CANCEL), None, {})


@router.post("/cancel")
async def cancel(request: Request, staff: Cancelling, number: str, form: AnyCancel) -> Response:
    """With what staff choose: what is given back, and what becomes of open invoices."""
    return await _go_on(Visit(request, staff, number, PreviewKind.CANCEL), form)


@router.post("/keep")
async def keep(staff: Keeping, number: str, form: AnyStep) -> Response:
    return await _tell(staff, number, "keep", form, N_("The cancellation is taken back."))


@router.get("/reactivate")
async def reactivation_form(request: Request, staff: Reactivating, number: str) -> Response:
    return await _form_page(Visit(request, staff, number, PreviewKind.REACTIVATE), None, {})


@router.post("/reactivate")
async def reactivate(
    request: Request, staff: Reactivating, number: str, form: AnyChange
) -> Response:
    return await _go_on(Visit(request, staff, number, PreviewKind.REACTIVATE), form)


async def _tell(
    staff: SignedInStaff, number: str, name: str, form: StepForm, done: str
) -> Response:
    payload, _ = form.read()
    errand, key = deeds.ERRANDS[name], form.idempotency_key
    decided = await deeds.tell(staff, number, errand, key, payload)
    return go_decided(staff, f"/console/subscriptions/{number}", decided, done)


async def _go_on(visit: Visit, form: StepForm) -> Response:
    """Look first; what was confirmed as it was seen is done, otherwise it is shown anew."""
    payload, errors = form.read()
    if errors:
        return await _form_page(visit, form, errors)
    if form.step != "confirm" or not form.fingerprint or not is_moment(form.previewed_at):
        try:
            return await _check_page(visit, form)
        except BillingError as refusal:
            return await _form_page(visit, form, {"": refusal})
    seen = confirmed(payload, form.fingerprint, form.previewed_at)
    if payload.get("mode") == CancelMode.END_OF_TERM:
        seen = payload
    staff, key = visit.staff, form.idempotency_key
    decided = await deeds.do(staff, visit.number, visit.kind, key, seen)
    if isinstance(decided.refusal, PreviewOutdated):
        return await _check_page(visit, form, staff.put(decided.refusal))
    return go_decided(staff, visit.home, decided, DONE[visit.kind])


async def _check_page(visit: Visit, form: StepForm, notice: str = "") -> Response:
    payload, _ = form.read()
    staff, kind = visit.staff, visit.kind
    async with staff.parts.open_books() as books:
        row, summary = await deeds.preview(staff, books, visit.number, kind, payload)
        customer = await books.customers.get(row.customer)
    checked = deeds.Checked(row, summary, form.kept)
    return console_page(
        visit.request,
        staff,
        Sheet("check.html", TITLES[kind], "subscriptions"),
        checked=checked,
        customer=customer,
        ends_later=payload.get("mode") == CancelMode.END_OF_TERM,
        home=visit.home,
        notice=notice,
    )


async def _form_page(visit: Visit, form: StepForm | None, errors: Errors) -> Response:
    """What can be chosen: for staff everything that can be sold."""
    staff, number = visit.staff, visit.number
    async with staff.parts.open_books() as books:
        row = await find_subscription(books, number)
        customer = await books.customers.get(row.customer)
        sold = await sold_to(books, row, EditRules())
        open_pause = await books.pauses.open_of(number)
    said = {field: staff.put(refusal) for field, refusal in errors.items()}
    typed = dict(vars(form)) if form else {}
    counts = dict(zip(typed.get("addon", ()), typed.get("count", ()), strict=False))
    return console_page(
        visit.request,
        staff,
        Sheet("deed.html", TITLES[visit.kind], "subscriptions", errors=said),
        row=row,
        customer=customer,
        kind=visit.kind.value,
        home=visit.home,
        sold=sold,
        typed=form,
        counts={each.code: counts.get(each.code, str(sold.count_of(each))) for each in sold.addons},
        plans=plan_choices(staff, sold),
        addon_prices={each.code: addon_price(staff, each) for each in sold.addons},
        pause=open_pause,
        runs=open_pause is not None and open_pause.status is PauseStatus.RUNNING,
        may_choose=deeds.may_give_away(staff),
        reasons=[(reason.value, staff.say(words)) for reason, words in REASONS.items()],
    )
