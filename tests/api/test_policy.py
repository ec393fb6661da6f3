"""Every route has a door, and the application does not start without."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Route as PlainRoute

from api.doors import AnybodyMay, ContactDoor, Open
from api.policy_walk import RouteWithoutPolicy, check_every_route_has_a_door
from domain.policy import Action
from domain.preferences import Preferences
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People
from tests.api.routes import every_route


async def nothing() -> None:
    """A route of a test."""


def test_a_route_without_a_door_keeps_the_application_from_starting() -> None:
    app = FastAPI(openapi_url=None)
    app.get("/open", dependencies=[Open("a test")])(nothing)
    check_every_route_has_a_door(app.routes)
    app.get("/forgotten")(nothing)

    with pytest.raises(RouteWithoutPolicy, match="/forgotten"):
        check_every_route_has_a_door(app.routes)


def test_a_route_deep_in_included_routers_is_seen_too() -> None:
    app, outer, inner = FastAPI(openapi_url=None), APIRouter(prefix="/outer"), APIRouter()
    inner.post("/forgotten")(nothing)
    outer.include_router(inner)
    app.include_router(outer)

    with pytest.raises(RouteWithoutPolicy, match="/outer/forgotten"):
        check_every_route_has_a_door(app.routes)


def test_a_door_of_the_router_counts_for_its_routes() -> None:
    app = FastAPI(openapi_url=None)
    router = APIRouter(dependencies=[AnybodyMay(Action.LOGIN)])
    router.get("/guarded")(nothing)
    app.include_router(router)

    check_every_route_has_a_door(app.routes)


def test_a_route_that_is_not_fastapis_own_needs_a_door_as_well() -> None:
    async def plain(request: object) -> None:
        del request

    app = FastAPI(openapi_url=None, routes=[PlainRoute("/plain", plain)])

    with pytest.raises(RouteWithoutPolicy, match="/plain"):
        check_every_route_has_a_door(app.routes)


async def test_who_is_not_signed_in_is_sent_to_the_login_or_told_so(
    house: House, browser: Browser
) -> None:
    refused = 0
    for route in every_route(house.app):
        if not route.needs_session:
            continue
        answer = await browser.http.request(route.method, route.at())
        if route.is_json:
            assert answer.status_code == 401, str(route)
            assert answer.json()["code"] == "NotSignedIn"
        else:
            assert answer.status_code == 303, str(route)
            assert "/login" in answer.headers["location"], str(route)
        refused += 1
    assert refused > 40


async def test_a_customers_session_opens_no_door_of_the_console(
    house: House, portal: Browser
) -> None:
    for route in every_route(house.app):
        if route.pattern.startswith(("/console", "/v1/staff")) and route.needs_session:
            answer = await portal.http.request(route.method, route.at())
            assert answer.status_code in (303, 401), str(route)


async def test_what_a_preference_switches_off_is_refused_at_each_of_its_doors(
    house: House, portal: Browser, people: People
) -> None:
    switches = {
        Action.SUBSCRIPTION_VIEW: "view.subscriptions",
        Action.SUBSCRIPTION_AUTO_CHARGE: "autocharge.toggle",
        Action.TRIAL_ACTIVATE: "trial.activate",
        Action.TRIAL_EXTEND: "trial.extend",
        Action.SUBSCRIPTION_EDIT: "edit.enabled",
        Action.SUBSCRIPTION_PAUSE: "pause.enabled",
        Action.SUBSCRIPTION_RESUME: "resume.enabled",
        Action.SUBSCRIPTION_REACTIVATE: "reactivate.enabled",
        Action.CREDIT_NOTE_VIEW: "view.credit_notes",
        Action.QUOTE_VIEW: "view.quotes",
        Action.QUOTE_ANSWER: "view.quotes",
        Action.STATEMENT_VIEW: "view.statements",
        Action.SALES_ORDER_VIEW: "view.sales_orders",
        Action.INVOICE_PAY_ALL: "payments.bulk_pay",
        Action.DOCUMENT_FORWARD: "forwarding.enabled",
    }
    assert set(switches.values()) <= {key.key for key in Preferences.keys()}  # noqa: SIM118
    await portal.get("/account")
    for key in switches.values():
        await people.preference(key, False)
    seen = set()
    for route in every_route(house.app):
        if isinstance(route.door, ContactDoor) and route.door.action in switches:
            answer = await portal.http.request(
                route.method, route.at(), data={"csrf": portal.token} if route.changes else None
            )
            assert answer.status_code == 403, str(route)
            assert "not available in the portal" in answer.text, str(route)
            seen.add(route.door.action)
    assert seen == set(switches)
