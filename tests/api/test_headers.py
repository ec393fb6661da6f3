"""The same headers on every answer, whatever it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from api.security.sessions import PORTAL
from runtime.settings import Settings
from storage.books import Books
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, Person
from tests.api.routes import every_route

ALWAYS = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def assert_secured(answer: httpx.Response, what: str) -> None:
    for name, value in ALWAYS.items():
        assert answer.headers.get(name) == value, f"{what}: {name}"
    policy = answer.headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "form-action 'self' http://127.0.0.1:8021",
        "report-to csp",
    ):
        assert part in policy, f"{what}: {part}"
    assert "unsafe" not in policy
    assert "permissions-policy" in answer.headers, what
    assert "Sec-Fetch-Site" in answer.headers["vary"], what
    assert "Origin" in answer.headers["vary"], what
    assert answer.headers["x-request-id"], what


async def test_every_route_answers_with_them_to_strangers_and_to_the_signed_in(
    house: House, portal: Browser
) -> None:
    async with house.browser() as stranger:
        for route in every_route(house.app):
            for who in (stranger, portal):
                if who is portal and "logout" in route.pattern:
                    continue
                answer = await who.http.request(route.method, route.at())
                assert answer.status_code < 500 or route.pattern == "/readyz", str(route)
                assert_secured(answer, str(route))


async def test_so_do_errors_and_files(house: House, browser: Browser) -> None:
    for method, path in (("GET", "/nowhere"), ("DELETE", "/login"), ("POST", "/healthz")):
        assert_secured(await browser.http.request(method, path), path)
    assert_secured(await browser.http.post("/login", content=b"x" * 100_000), "too large")

    file = await browser.http.get("/static/css/base.css")
    assert_secured(file, "a file")
    again = await browser.http.get(
        "/static/css/base.css", headers={"if-none-match": file.headers["etag"]}
    )
    assert again.status_code == 304
    assert_secured(again, "not modified")


async def test_so_does_a_fault_of_ours_which_shows_nothing_of_itself(house: House) -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Books]:
        raise RuntimeError("the secret inside")
        yield

    async with house.rebuilt(open_books=broken).browser() as browser:
        page = await browser.get("/login")
        told = await browser.send("GET", "/v1/home")

    for answer in (page, told):
        assert answer.status_code in (401, 500)
        assert_secured(answer, "a fault")
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    assert page.status_code == 500
    assert page.headers["x-request-id"] in page.text


async def test_nothing_of_a_signed_in_page_is_kept_by_the_browser(portal: Browser) -> None:
    for path in ("/", "/invoices", "/account", "/v1/home"):
        assert (await portal.get(path)).headers["cache-control"] == "no-store"


async def test_files_are_kept_for_good_only_under_the_address_of_their_content(
    browser: Browser,
) -> None:
    await browser.get("/login")
    named = browser.page.partition('href="/static/css/base.css?v=')[2].partition('"')[0]

    right = await browser.get(f"/static/css/base.css?v={named}")
    wrong = await browser.get("/static/css/base.css?v=123456789abc")

    assert "immutable" in right.headers["cache-control"]
    assert "immutable" not in wrong.headers["cache-control"]


async def test_no_file_outside_the_folder_is_served(browser: Browser) -> None:
    for path in ("/static/../base.html", "/static/%2e%2e/base.html", "/static/css/", "/static/"):
        assert (await browser.get(path)).status_code == 404


async def test_cookies_are_out_of_reach_and_bound_to_the_host_where_there_is_https(
    house: House, ada: Person, settings: Settings
) -> None:
    safe = settings.model_copy(update={"base_url": "https://portal.example"})
    async with house.rebuilt(settings=safe).browser() as browser:
        answer = await browser.sign_in(ada.email, PASSWORD)

    session = next(
        value for value in answer.headers.get_list("set-cookie") if "__Host-portal=" in value
    )
    assert "HttpOnly" in session
    assert "Secure" in session
    assert "SameSite=lax" in session
    assert "Domain" not in session
    assert PORTAL.cookie in session
