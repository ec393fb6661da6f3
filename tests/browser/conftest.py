"""One stack and one Chromium for all journeys; pictures and logs of those that fail."""

import re
import shutil
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
from playwright.async_api import Browser, StorageState, async_playwright

from tests.browser.person import DESK, PATIENCE, Device, Person
from tests.browser.stack import Stack, running_stack

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parent / "screenshots"
STAFF = "Miriam Adler"

_failed = pytest.StashKey[bool]()


class Windows:
    """Opens windows. Whoever signed in once is signed in at the next one: sign-ins are limited."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self.stack = stack
        self.people: list[Person] = []
        self._browser = browser

    async def open(self, device: Device, keys: StorageState | None = None) -> Person:
        """A window of its own, with the cookies of an earlier one or none."""
        context = await self._browser.new_context(
            viewport={"width": device.width, "height": device.height},
            java_script_enabled=device.scripts,
            color_scheme="dark" if device.dark else "light",
            has_touch=device.is_phone,
            storage_state=keys,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        person = Person(await context.new_page(), self.stack, device)
        self.people.append(person)
        return person


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with running_stack(tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def staff_keys(stack: Stack, chromium: Browser) -> StorageState:
    """What the browser of a member of staff keeps after signing in."""
    windows = Windows(chromium, stack)
    person = await windows.open(DESK)
    login = stack.login(STAFF)
    await person.opens(stack.console)
    await person.sees("Sign in")
    await person.signs_in(login.email, login.password)
    await person.sees("Overview")
    keys = await person.page.context.storage_state()
    await person.leaves()
    return keys


@pytest.fixture
async def windows(
    request: pytest.FixtureRequest, stack: Stack, chromium: Browser
) -> AsyncIterator[Windows]:
    opened = Windows(chromium, stack)
    yield opened
    failed = request.node.stash.get(_failed, False)
    if failed:
        await _keep_pictures(request.node.name, opened)
        print(stack.logs())  # noqa: T201 - pytest shows it beside the failure
    for person in opened.people:
        if failed:
            await person.page.context.close()
        else:
            await person.leaves()


@pytest.fixture
async def staff(windows: Windows, staff_keys: StorageState) -> Person:
    """A member of staff, signed in."""
    return await windows.open(DESK, staff_keys)


async def _keep_pictures(test: str, windows: Windows) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", test).strip("-")
    for place, person in enumerate(windows.people, start=1):
        if not person.page.is_closed():
            await person.page.screenshot(path=SCREENSHOTS / f"{name}-{place}.png", full_page=True)
