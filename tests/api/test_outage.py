"""While the books are away the answer is 503, in words; and nothing waits for ever."""

import asyncio

import pytest
from sqlalchemy import text

from api.app import create_app
from api.readiness import Check
from runtime.settings import Settings
from storage.books import books_of, open_engine
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, Person

END_EVERYBODY_ELSE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.fixture
async def without_books(house: House, tmp_path: object) -> House:
    engine = open_engine(f"postgresql+asyncpg://postgres@/nothing?host={tmp_path}")
    return house.rebuilt(open_books=books_of(engine))


async def test_a_page_says_so_and_when_to_try_again(without_books: House) -> None:
    async with without_books.browser() as browser:
        answer = await browser.get("/login")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert "We cannot reach our records at the moment" in browser.words
    assert "Nothing you did before is lost" in browser.words
    assert "Traceback" not in browser.page


async def test_a_program_hears_the_same(without_books: House, portal: Browser) -> None:
    async with without_books.browser() as browser:
        browser.http.cookies = portal.http.cookies
        answer = await browser.send("GET", "/v1/home")

    assert answer.status_code == 503
    assert answer.json()["code"] == "BooksAway"


async def test_a_database_that_goes_away_in_between_is_an_outage_and_comes_back(
    house: House, portal: Browser
) -> None:
    assert (await portal.get("/")).status_code == 200
    async with house.books() as books:
        await books.session.execute(text(END_EVERYBODY_ELSE))
    await asyncio.sleep(0.3)

    assert (await portal.get("/")).status_code == 200


async def test_readiness_names_what_is_missing(house: House, browser: Browser) -> None:
    assert (await browser.get("/readyz")).status_code == 200
    house.readiness.found = (Check("database", True), Check("temporal", False, "not reachable"))

    answer = await browser.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["temporal"] == {"ok": False, "says": "not reachable"}
    assert (await browser.get("/healthz")).status_code == 200


async def test_the_real_application_starts_and_reads_without_temporal(
    database_url: str, settings: Settings, house: House, ada: Person
) -> None:
    alone = settings.model_copy(
        update={"database_url": database_url, "temporal_address": "127.0.0.1:9349"}
    )
    app = create_app(alone)
    async with app.router.lifespan_context(app):
        served = house.__class__(app, app.state.parts, house.post, house.clock, house.readiness)
        async with served.browser() as browser:
            assert (await browser.sign_in(ada.email, PASSWORD)).status_code == 303
            assert (await browser.get("/")).status_code == 200
            ready = (await browser.get("/readyz")).json()
    assert ready["checks"]["database"] == {"ok": True}
    assert ready["checks"]["migrations"]["ok"]
    assert not ready["checks"]["temporal"]["ok"]
