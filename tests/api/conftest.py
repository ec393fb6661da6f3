"""What the tests of the doors share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from runtime.settings import Settings
from tests.api.browser import Browser
from tests.api.house import BASE, House, open_house
from tests.api.people import PASSWORD, People, Person
from tests.api.shared_links import Shared


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """Faults in a few lines: drawing every local variable of a request takes a minute."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data: Path = tmp_path_factory.mktemp("data")
    return Settings(data=data, base_url=BASE)


@pytest.fixture
async def house(database_url: str, settings: Settings) -> AsyncIterator[House]:
    async with open_house(database_url, settings) as opened:
        yield opened


@pytest.fixture
def people(house: House) -> People:
    return People(house)


@pytest.fixture
async def browser(house: House, people: People) -> AsyncIterator[Browser]:
    """A browser that nobody is signed in with."""
    await people.organisation()
    async with house.browser() as opened:
        yield opened


@pytest.fixture
async def ada(people: People) -> Person:
    """The main contact person of a customer."""
    return await people.person()


@pytest.fixture
async def portal(browser: Browser, ada: Person) -> Browser:
    """Ada's browser, signed in."""
    answer = await browser.sign_in(ada.email, PASSWORD)
    assert answer.status_code == 303, browser.words
    assert answer.headers["location"] == "/"
    return browser


@pytest.fixture
async def shared(house: House, browser: Browser, people: People) -> Shared:
    person = await people.person()
    return Shared(house, person, await people.invoice(person.customer))


@pytest.fixture
async def unchecked(shared: Shared, people: People) -> Shared:
    """The organisation does not ask who holds a link."""
    await people.preference("public_links.identity_check", False)
    return shared
