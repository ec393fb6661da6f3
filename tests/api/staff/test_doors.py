"""The console's doors: each page and form for each role, as the policy says."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
from fastapi.routing import RouteContext, iter_route_contexts

from api.doors import Door, StaffDoor
from api.policy_walk import doors_of
from api.security.gate import form_token
from api.security.sessions import CONSOLE
from api.staff.routes import router
from domain.policy import POLICY, Role
from storage.books import books_of
from tests.api.staff.house import SAME_ORIGIN, STAFF, Browser, House, open_house
from tests.support.database import Databases, engine_at

HERE = {
    "number": {
        "customers": "CUST-000001",
        "contacts": "CON-000001",
        "subscriptions": "SUB-000001",
        "invoices": "INV-000001",
        "payments": "PAY-000001",
    },
    "code": {"plans": "plan2"},
    "id": {"commands": "00000000-0000-0000-0000-000000000000"},
}


def _door(context: RouteContext) -> Door | None:
    return next((door for door in doors_of(context) if isinstance(door, StaffDoor)), None)


GUARDED = [
    (method, context.path or "", door)
    for context in iter_route_contexts(router.routes)
    if (door := _door(context))
    for method in sorted((context.methods or set()) - {"HEAD"})
]
SIGN_OUT = "/console/logout"


def _address(path: str) -> str:
    """The path with something that is there."""
    noun = path.removeprefix("/v1/staff").removeprefix("/console").strip("/").split("/")[0]
    for name, examples in HERE.items():
        path = path.replace(f"{{{name}}}", examples.get(noun, "none"))
    if path.endswith("/contacts/new"):
        path += "?customer=CUST-000001"
    return path


@pytest.fixture(scope="module")
async def lived_in(
    kept: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """One house for all: nothing that is asked here changes it."""
    folder: Path = tmp_path_factory.mktemp("house")
    with kept.fresh() as url:
        async with engine_at(url) as engine, open_house(books_of(engine), folder) as house:
            await house.a.subscription(token=None, auto_charge=False)
            yield house


@pytest.fixture(scope="module")
async def staff(lived_in: House) -> Mapping[Role, Browser]:
    return {role: await lived_in.staff(role) for role in STAFF}


@pytest.fixture(scope="module")
async def others(lived_in: House) -> Sequence[Browser]:
    """A stranger, a customer, and a customer who pretends to be staff."""
    contact, disguised = [await lived_in.contact("CON-000001") for _ in range(2)]
    disguised.client.cookies.set("console", disguised.client.cookies["portal"])
    return lived_in.browser(), contact, disguised


@pytest.mark.parametrize(("method", "path", "door"), GUARDED, ids=str)
async def test_each_role_comes_in_where_the_policy_says(
    lived_in: House, staff: Mapping[Role, Browser], method: str, path: str, door: Door
) -> None:
    assert door.action is not None
    for role in STAFF:
        browser = await lived_in.staff(role) if path == SIGN_OUT else staff[role]
        answer = await _ask(lived_in, browser, method, _address(path))
        if role in POLICY[door.action].roles:
            assert answer.status_code != 403, (role, answer.text)
            assert answer.status_code < 500, (role, answer.text)
        else:
            assert answer.status_code == 403, (role, answer.text)


@pytest.mark.parametrize(("method", "path", "door"), GUARDED, ids=str)
async def test_nobody_comes_in_without_a_session_of_staff(
    lived_in: House, others: Sequence[Browser], method: str, path: str, door: Door
) -> None:
    for browser in others:
        answer = await _ask(lived_in, browser, method, _address(path))
        assert answer.status_code == (401 if path.startswith("/v1/") else 303)
        assert "/login" in answer.headers.get("location", "/login")


@pytest.mark.parametrize("path", ["/", "/invoices", "/subscriptions"])
async def test_a_session_of_staff_does_not_open_the_portal(lived_in: House, path: str) -> None:
    browser = await lived_in.staff(Role.ADMIN)

    answer = await browser.page(path)

    assert answer.status_code in (303, 404)


async def _ask(house: House, browser: Browser, method: str, path: str) -> httpx.Response:
    client, parts = browser.client, house.app.state.parts
    if method == "GET":
        return await client.get(path, headers=SAME_ORIGIN)
    if path.startswith("/v1/"):
        key = {"idempotency-key": "no-such-thing"}
        return await client.request(method, path, json={"x": 1}, headers={**SAME_ORIGIN, **key})
    session = client.cookies.get(CONSOLE.cookie) or ""
    form = {"csrf": form_token(parts, session), "x": "1"}
    return await client.post(path, data=form, headers=SAME_ORIGIN)
