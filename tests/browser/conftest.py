"""One stack and one Chromium for all journeys; pictures and logs of those that fail."""

import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.person import DESK, Person
from tests.browser.stack import Stack, running_stack
from tests.browser.windows import Keyring, Windows

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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
async def stack() -> AsyncIterator[Stack]:
    """Outside of pytest's own folder: that is closed to PostgreSQL's account."""
    with tempfile.TemporaryDirectory(prefix="browser-") as folder:
        async with running_stack(Path(folder)) as running:
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
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
async def windows(
    request: pytest.FixtureRequest, stack: Stack, chromium: Browser, keyring: Keyring
) -> AsyncIterator[Windows]:
    opened = Windows(chromium, stack, keyring)
    yield opened
    if request.node.stash.get(_failed, False):
        await _keep_pictures(request.node.name, opened)
        print(stack.logs())  # noqa: T201 - pytest shows it beside the failure
        return
    for person in opened.people:
        await person.leaves()


@pytest.fixture
async def staff(windows: Windows) -> Person:
    """A member of staff, signed in."""
    return await windows.open(DESK, STAFF)


async def _keep_pictures(test: str, windows: Windows) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", test).strip("-")
    for place, person in enumerate(windows.people, start=1):
        if not person.page.is_closed():
            await person.page.screenshot(path=SCREENSHOTS / f"{name}-{place}.png", full_page=True)
        await person.page.context.close()
