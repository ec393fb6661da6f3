"""No other site acts for somebody who is signed in here."""

import pytest

from tests.api.browser import Browser
from tests.api.house import BASE, House
from tests.api.people import PASSWORD, Person
from tests.api.routes import every_route

UNSIGNED = ("/csp-reports", "/v1/processor/events")
FORGED = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "", "origin": BASE},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {},
]


async def test_no_route_that_changes_something_answers_another_site(
    house: House, portal: Browser
) -> None:
    """Every unsafe route of the portal and of strangers, in every way a browser can be tricked."""
    await portal.get("/account")
    tried = 0
    for route in every_route(house.app):
        if not route.changes or route.pattern in UNSIGNED or "console" in route.pattern:
            continue
        if route.pattern.startswith("/v1/staff"):
            continue
        form = {"csrf": portal.token, "language": "de"}
        for headers in FORGED:
            request = portal.http.build_request(
                route.method, route.at(), headers=headers, data=form
            )
            if "sec-fetch-site" not in headers:
                del request.headers["sec-fetch-site"]
            answer = await portal.http.send(request)
            assert answer.status_code == 403, f"{route} {headers}"
            tried += 1
    assert tried >= 7 * 18


async def test_a_page_of_ours_without_fetch_metadata_names_its_origin(portal: Browser) -> None:
    await portal.get("/account")
    request = portal.http.build_request(
        "POST",
        "/account/sessions/end-others",
        headers={"origin": BASE},
        data={"csrf": portal.token},
    )
    del request.headers["sec-fetch-site"]

    assert (await portal.http.send(request)).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "ä", "0" * 64])
async def test_a_form_without_the_sessions_own_token_is_refused(
    portal: Browser, token: str
) -> None:
    answer = await portal.post("/account/sessions/end-others", token=token)

    assert answer.status_code == 403
    assert "did not come from a page of ours" in portal.words


async def test_the_token_of_another_session_is_no_good(
    house: House, portal: Browser, ada: Person
) -> None:
    async with house.browser() as other:
        await other.sign_in(ada.email, PASSWORD)
        await other.get("/account")
        stolen = other.token

    assert (await portal.post("/logout", token=stolen)).status_code == 403


async def test_nobody_is_signed_in_or_out_by_another_site(
    house: House, portal: Browser, ada: Person
) -> None:
    form = {"email": ada.email, "password": PASSWORD, "next": "", "csrf": "x"}
    cross = {"sec-fetch-site": "cross-site"}
    async with house.browser() as stranger:
        answer = await stranger.http.post("/login", data=form, headers=cross)
        assert answer.status_code == 403
        assert "portal" not in stranger.http.cookies
    answer = await portal.http.post("/logout", data={"csrf": portal.page}, headers=cross)
    assert answer.status_code == 403
    assert (await portal.get("/")).status_code == 200


async def test_json_doors_take_nothing_that_a_form_can_send(portal: Browser) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await portal.http.post(
            "/v1/payments",
            content=b'{"invoices": []}',
            headers={"content-type": content_type, "idempotency-key": "12345678"},
        )
        assert answer.status_code in (400, 422), content_type
