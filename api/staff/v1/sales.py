"""Plans and subscriptions as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.callers import SignedInStaff
from api.doors import StaffMay
from api.entitlements import access_of
from api.idempotency import IdempotencyKey
from api.staff.changes.orders import give
from api.staff.changes.sales import (
    auto_charge_wish,
    extension_wish,
    write_plan,
    write_subscription,
)
from api.staff.chrome import cursors
from api.staff.v1.answers import (
    Listed,
    Pageful,
    Paging,
    answered,
    created,
    listed,
)
from api.staff.v1.bodies import AutoChargeBody, PlanBody, SubscriptionBody
from api.staff.v1.shapes import AccessShape, PlanShape, SubscriptionShape
from api.staff.views.customers import find_customer
from api.staff.views.plans import plan_list, plan_view
from api.staff.views.subscriptions import find_subscription, subscription_list
from domain.policy import Action
from domain.subscriptions import SubscriptionStatus
from storage.subscriptions import SubscriptionRow

router = APIRouter(prefix="/v1/staff", tags=["staff"])

PlanLooking = Annotated[SignedInStaff, StaffMay(Action.PLAN_VIEW)]
PlanEditing = Annotated[SignedInStaff, StaffMay(Action.PLAN_EDIT)]
Looking = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_VIEW)]
Creating = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_CREATE)]
Extending = Annotated[SignedInStaff, StaffMay(Action.TRIAL_EXTEND)]
Toggling = Annotated[SignedInStaff, StaffMay(Action.SUBSCRIPTION_AUTO_CHARGE)]


@router.get("/plans")
async def list_plans(staff: PlanLooking) -> Listed[PlanShape]:
    async with staff.parts.open_books() as books:
        view = await plan_list(books)
    return Listed(items=[PlanShape.of(each) for each in view.plans], next=None)


@router.post("/plans", status_code=201, response_model=PlanShape)
async def create_plan(staff: PlanEditing, key: IdempotencyKey, body: PlanBody) -> Response:
    code = (await write_plan(staff, key, body.plan())).done.key
    return created(await _plan(staff, code), f"/v1/staff/plans/{code}")


@router.get("/plans/{code}")
async def show_plan(staff: PlanLooking, code: str) -> PlanShape:
    return await _plan(staff, code)


class SubscriptionQuery(Paging):
    status: SubscriptionStatus | None = None


@router.get("/subscriptions")
async def list_subscriptions(
    request: Request,
    response: Response,
    staff: Looking,
    wanted: Annotated[SubscriptionQuery, Query()],
) -> Listed[SubscriptionShape]:
    pages = cursors(staff, "subscriptions")
    key = pages.read(wanted.after)
    async with staff.parts.open_books() as books:
        view = await subscription_list(
            books, status=wanted.status, after=key[0] if key else "", limit=wanted.limit + 1
        )
    found = Pageful(view.subscriptions, wanted.limit, lambda row: pages.write(row.number))
    return listed(request, response, found, SubscriptionShape.of)


@router.post("/subscriptions", status_code=201, response_model=SubscriptionShape)
async def create_subscription(
    staff: Creating, key: IdempotencyKey, body: SubscriptionBody
) -> Response:
    """Its process begins it when its start has come."""
    async with staff.parts.open_books() as books:
        customer = await find_customer(books, body.customer)
        organisation = await books.organisations.get()
    new = body.subscription(customer, organisation.run_hour, staff.parts.clock.now())
    number = (await write_subscription(staff, key, new)).done.key
    shape = SubscriptionShape.of(await _row(staff, number))
    return created(shape, f"/v1/staff/subscriptions/{number}")


@router.get("/subscriptions/{number}")
async def show_subscription(staff: Looking, number: str) -> SubscriptionShape:
    return SubscriptionShape.of(await _row(staff, number))


@router.get("/subscriptions/{number}/access")
async def show_access(staff: Looking, number: str) -> AccessShape:
    """Whether it may be used now, which is not the same as having paid."""
    async with staff.parts.open_books() as books:
        row = await find_subscription(books, number)
        found = await access_of(books, row, staff.parts.clock.now())
    return AccessShape(subscription=number, access=found.access, until=found.until)


@router.post("/subscriptions/{number}/extend")
async def extend(staff: Extending, key: IdempotencyKey, number: str) -> Response:
    return answered(await give(staff, extension_wish(await _row(staff, number)), key))


@router.post("/subscriptions/{number}/auto-charge")
async def toggle_auto_charge(
    staff: Toggling, key: IdempotencyKey, number: str, body: AutoChargeBody
) -> Response:
    row = await _row(staff, number)
    return answered(await give(staff, auto_charge_wish(row, on=body.on), key))


async def _plan(staff: SignedInStaff, code: str) -> PlanShape:
    async with staff.parts.open_books() as books:
        return PlanShape.of(await plan_view(books, code))


async def _row(staff: SignedInStaff, number: str) -> SubscriptionRow:
    async with staff.parts.open_books() as books:
        return await find_subscription(books, number)
