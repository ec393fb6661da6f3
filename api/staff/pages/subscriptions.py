"""Subscriptions: the list, one with its story, and what staff can ask of it."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.callers import SignedInStaff
from api.departures import REASONS
from api.doors import StaffMay
from api.idempotency import checked_key
from api.inputs import FormBody
from api.outlooks import contents_words, wish_words
from api.pages import wants_fragment
from api.paging import PAGE_SIZE, page_of
from api.staff.changes.orders import give
from api.staff.changes.sales import auto_charge_wish, extension_wish, write_subscription
from api.staff.chrome import Sheet, as_of, console_page, cursors, go, go_decided
from api.staff.inputs import Reader
from api.staff.pages.rights import subscription_rights
from api.staff.pages.subscription_forms import AnySubscription, SubscriptionForm, field_of
from api.staff.views.customers import find_customer
from api.staff.views.preferences import CHOICES
from api.staff.views.processes import workflow_url
from api.staff.views.subscriptions import (
    OnOffer,
    find_subscription,
    on_offer,
    subscription_list,
    subscription_view,
)
from api.staff.views.timelines import timeline_of
from domain.availability import open_actions
from domain.periods import local_date
from domain.policy import Action
from domain.subscriptions import SubscriptionStatus
from domain.words import N_
from storage.subscriptions import SubscriptionRow

router = APIRouter(include_in_schema=False)

Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]
Creating = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_CREATE)]
Extending = Annotated[SignedInStaff, StaffMay(Action.TRIAL_EXTEND)]
Toggling = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_AUTO_CHARGE)]
_NEWEST = 10


class KeyForm(FormBody):
    """A button."""


class ToggleForm(FormBody):
    on: Annotated[str, Form(pattern="^(yes|no)$")]


AnyKey = Annotated[KeyForm, Form()]
AnyToggle = Annotated[ToggleForm, Form()]


@router.get("/console/subscriptions")
async def list_subscriptions(
    request: Request,
    staff: Looking,
    status: SubscriptionStatus | None = None,
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    pages = cursors(staff, "subscriptions")
    key = pages.read(after)
    async with staff.parts.open_books() as books:
        view = await subscription_list(
            books, status=status, after=key[0] if key else "", limit=PAGE_SIZE + 1
        )
    rows = view.subscriptions
    last = rows[PAGE_SIZE - 1].number if len(rows) > PAGE_SIZE else None
    page = page_of(request, rows, PAGE_SIZE, pages.write(last) if last else None)
    sheet = Sheet("subscriptions.html", N_("Subscriptions"), "subscriptions", "list")
    return console_page(
        request,
        staff,
        sheet,
        list=page,
        names=view.names,
        plans=view.plans,
        chosen=status,
        statuses=list(SubscriptionStatus),
        may=subscription_rights(staff),
    )


@router.get("/console/subscriptions/new")
async def new_subscription(
    request: Request, staff: Creating, customer: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """For a customer; who that is, is asked first."""
    if not customer:
        sheet = Sheet("subscription_for.html", N_("New subscription"), "subscriptions")
        return console_page(request, staff, sheet)
    async with staff.parts.open_books() as books:
        offer = await on_offer(books, await find_customer(books, customer.strip().upper()))
    today = local_date(staff.parts.clock.now(), offer.customer.time_zone)
    form = SubscriptionForm(
        csrf="", customer=offer.customer.number, quantity="1", starts_on=today.isoformat()
    )
    return _new_page(request, staff, offer, form, {})


@router.post("/console/subscriptions")
async def create_subscription(request: Request, staff: Creating, form: AnySubscription) -> Response:
    async with staff.parts.open_books() as books:
        offer = await on_offer(books, await find_customer(books, form.customer))
        organisation = await books.organisations.get()
    reader = Reader(staff)
    new = form.read(reader, offer, organisation.run_hour, staff.parts.clock.now())
    if reader.errors:
        return _new_page(request, staff, offer, form, reader.errors)
    outcome = await write_subscription(staff, checked_key(form.idempotency_key), new)
    if outcome.refusal:
        errors = {field_of(outcome.refusal): staff.put(outcome.refusal)}
        return _new_page(request, staff, offer, form, errors)
    done = N_("The subscription was created.")
    return go(staff, f"/console/subscriptions/{outcome.done.key}", done)


@router.get("/console/subscriptions/{number}")
async def show_subscription(
    request: Request,
    staff: Looking,
    number: str,
    wait: Annotated[int, Query(ge=1, le=60)] = 1,
) -> Response:
    """While it is being begun the page looks again by itself, ever more slowly."""
    async with staff.parts.open_books() as books:
        view = await subscription_view(books, number, as_of(staff))
        newest = await timeline_of(staff, books, number, limit=_NEWEST)
    if wants_fragment(request) and not view.is_beginning:
        return Response(headers={"HX-Refresh": "true"})
    settings = staff.parts.settings
    return console_page(
        request,
        staff,
        Sheet("subscription.html", "", "subscriptions", "beginning", name=view.subject.plan.name),
        view=view,
        newest=newest,
        may=subscription_rights(staff),
        wait=wait,
        final_actions=CHOICES,
        offers={
            action.value
            for action in open_actions(staff.role, view.subscription.status, staff.preferences)
        },
        parts=contents_words(staff, view.outlook.contents) if view.outlook.contents else (),
        wish=wish_words(staff, view.outlook.change.wish, view.outlook.names or {})
        if view.outlook.change
        else "",
        reasons=REASONS,
        links={workflow: workflow_url(settings, workflow) for workflow in view.workflow_ids},
    )


@router.post("/console/subscriptions/{number}/extend")
async def extend(staff: Extending, number: str, form: AnyKey) -> Response:
    wish = extension_wish(await _row(staff, number))
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    return go_decided(staff, _home(number), decided, N_("The trial begins once more from today."))


@router.post("/console/subscriptions/{number}/auto-charge")
async def toggle_auto_charge(staff: Toggling, number: str, form: AnyToggle) -> Response:
    """Off in dunning makes it live and drops the tries; on collects nothing old."""
    row = await _row(staff, number)
    wish = auto_charge_wish(row, on=form.on == "yes")
    decided = await give(staff, wish, checked_key(form.idempotency_key))
    done = N_("It is charged automatically from now on.")
    if form.on == "no":
        done = N_("It is not charged automatically any more.")
    return go_decided(staff, _home(number), decided, done)


async def _row(staff: SignedInStaff, number: str) -> SubscriptionRow:
    async with staff.parts.open_books() as books:
        return await find_subscription(books, number)


def _home(number: str) -> str:
    return f"/console/subscriptions/{number}"


def _new_page(
    request: Request,
    staff: SignedInStaff,
    offer: OnOffer,
    form: SubscriptionForm,
    errors: dict[str, str],
) -> Response:
    sheet = Sheet("subscription_new.html", N_("New subscription"), "subscriptions", errors=errors)
    return console_page(request, staff, sheet, offer=offer, given=form)
