"""The parts that the doors are made of, each by itself."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi import Request
from sqlalchemy import text
from starlette.datastructures import URL
from starlette.responses import StreamingResponse

from api.answers import TITLES
from api.decided import DecidedListener
from api.doors import Open
from api.paging import Cursors, page_of
from api.problems import ApiProblem, BadRequest
from api.security.cookies import Jar
from api.security.headers import CSP_REPORTS
from api.security.passwords import AT_ONCE, Passwords
from api.security.sessions import device_of
from storage.books import OpenBooks
from storage.commands import DECIDED_CHANNEL
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person
from tests.api.routes import every_route

JAR = Jar("a secret key", is_secure=False)


def test_a_signed_text_comes_back_and_nothing_else_does() -> None:
    signed = JAR.sign("a purpose", "some text: é")

    assert JAR.unsign("a purpose", signed) == "some text: é"
    for forged in ("", ".", signed[:-1], signed + "0", "x" + signed, signed.replace(".", "")):
        assert JAR.unsign("a purpose", forged) is None
    assert JAR.unsign("another purpose", signed) is None
    assert Jar("another key", is_secure=False).unsign("a purpose", signed) is None


def test_a_cursor_is_good_for_its_own_list() -> None:
    cursor = Cursors(JAR, "invoices/CUST-000001").write("2026-01-01", "INV-000001")

    assert Cursors(JAR, "invoices/CUST-000001").read(cursor) == ("2026-01-01", "INV-000001")
    assert Cursors(JAR, "invoices/CUST-000001").read("") is None
    with pytest.raises(BadRequest):
        Cursors(JAR, "invoices/CUST-000002").read(cursor)


def test_a_page_leads_on_while_there_is_more_and_back_when_there_was_before() -> None:
    def asked(query: str) -> Request:
        url = URL(f"http://host/list?{query}")
        scope = {
            "type": "http",
            "path": url.path,
            "query_string": url.query.encode(),
            "headers": [(b"host", b"host")],
            "scheme": "http",
            "server": ("host", 80),
        }
        return Request(scope)

    first = page_of(asked("show=paid"), [1, 2, 3], 2, "cursor")
    last = page_of(asked("show=paid&after=x"), [3], 2, None)

    assert (list(first.rows), first.next, first.first) == (
        [1, 2],
        "/list?show=paid&after=cursor",
        None,
    )
    assert (list(last.rows), last.next, last.first) == ([3], None, "/list?show=paid")


async def test_two_passwords_are_hashed_at_once_and_no_more() -> None:
    running, most = 0, 0

    class Watched(Passwords):
        def _fits(self, stored: str, password: str) -> bool:
            nonlocal running, most
            running += 1
            most = max(most, running)
            time.sleep(0.02)
            running -= 1
            return super()._fits(stored, password)

    passwords = Watched(memory_kib=64)
    stored = await passwords.hash("a password")
    answers = await asyncio.gather(*(passwords.is_right(stored, "a password") for _ in range(8)))

    assert all(answers)
    assert most == AT_ONCE


async def test_a_password_that_is_not_there_fits_nobody() -> None:
    passwords = Passwords(memory_kib=64)

    assert not await passwords.is_right(None, "nobody's password")
    assert not await passwords.is_right("not a hash", "x")


def test_a_device_is_named_by_browser_and_system() -> None:
    android = (
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0 Mobile Safari/537.36"
    )
    assert device_of(android) == "Chrome, Android"
    assert device_of("curl/8") == ""


async def test_the_listener_hears_connects_again_and_looks_at_what_it_missed(
    database_url: str, books: OpenBooks
) -> None:
    async def notify(id: object) -> None:
        async with books() as opened:
            told = text("SELECT pg_notify(:channel, :id)")
            await opened.session.execute(told, {"channel": DECIDED_CHANNEL, "id": str(id)})

    async with DecidedListener(database_url) as listener:
        await listener.listening.wait()
        mine, other = uuid4(), uuid4()
        notice = listener.expect(mine)
        await notify(other)
        assert not await notice.wait(0.1)
        await notify(mine)
        assert await notice.wait(2)

        listener.listening.clear()
        async with books() as opened:
            await opened.session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE"
                    " 'LISTEN%' AND datname = current_database()"
                )
            )
        assert await notice.wait(5), "what was missed is worth a look"
        await listener.listening.wait()
        await notify(mine)
        assert await notice.wait(2)
        notice.close()


async def test_a_violation_that_a_browser_reports_is_taken_and_bounded(browser: Browser) -> None:
    report = b'{"csp-report": {"violated-directive": "script-src"}}'
    answer = await browser.http.post(CSP_REPORTS, content=report)

    assert answer.status_code == 204
    answers = [(await browser.http.post(CSP_REPORTS, content=report)) for _ in range(60)]
    assert answers[-1].status_code == 429


async def test_the_schema_names_every_route_of_v1(house: House, browser: Browser) -> None:
    schema = (await browser.send("GET", "/v1/openapi.json")).json()

    assert schema["openapi"].startswith("3.1")
    assert '{"amount": 1234, "currency": "EUR"}' in schema["info"]["description"]
    assert "amount_minor_units" not in str(schema)
    described = {
        (method.upper(), path) for path, item in schema["paths"].items() for method in item
    }
    hidden = {"/v1/openapi.json", "/v1/problems/{code}"}
    for route in every_route(house.app):
        if route.is_json and route.pattern not in hidden:
            assert (route.method, route.pattern) in described, str(route)
    assert not [path for path in schema["paths"] if not path.startswith("/v1/")]


@pytest.mark.parametrize(
    ("code", "status"), [("InvoiceAlreadyPaid", 409), ("TooManyRequests", 429), ("Nothing", 404)]
)
async def test_each_code_is_explained(browser: Browser, code: str, status: int) -> None:
    answer = await browser.send("GET", f"/v1/problems/{code}")

    assert answer.json()["status"] == status


def test_every_problem_has_a_title() -> None:
    assert {each.status for each in ApiProblem.__subclasses__()} <= TITLES.keys()


async def test_one_in_a_language_that_nobody_offers_reads_the_organisations(
    house: House, people: People
) -> None:
    await people.organisation(language="de")
    wishes: dict[str, str] = {"fr": "de", "en-GB": "en", "de-AT, en;q=0.5": "de", "": "de"}
    for wish, language in wishes.items():
        async with house.browser() as browser:
            await browser.get("/login", **{"accept-language": wish})
        assert f'<html lang="{language}"' in browser.page, wish


async def test_a_notice_is_shown_once_and_only_if_it_is_ours(portal: Browser, ada: Person) -> None:
    del ada
    portal.http.cookies.set("notice", "WyJnb29kIiwgImZvcmdlZCJd.0000")
    await portal.get("/account")
    assert "forged" not in portal.words


async def test_an_answer_that_has_begun_is_not_begun_again(house: House) -> None:
    """What breaks while it is sent cannot be mended; the server closes the connection."""

    async def parts() -> AsyncIterator[bytes]:
        yield b"begun"
        raise RuntimeError("half way")

    @house.app.get("/half", dependencies=[Open("a test")])
    async def half() -> StreamingResponse:
        return StreamingResponse(parts())

    async with house.browser() as browser:
        with pytest.raises(RuntimeError, match="half way"):
            await browser.get("/half")
