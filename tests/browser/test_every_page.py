"""Whatever a page leads to is there, and keeps the rules of the house."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.conftest import STAFF
from tests.browser.person import DARK_DESK, PHONE, Device, Person
from tests.browser.windows import Windows

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PAGES = "a[href]:not([download])"
LIKE_ONE_ANOTHER = 2
"""How many pages of one kind are looked at."""

PEOPLE = (
    (STAFF, "/console", PHONE),
    ("Jonas Weber", "/console", DARK_DESK),
    ("Clara Hofbauer", "/", PHONE),
    ("June Whitaker", "/", DARK_DESK),
)


@pytest.mark.parametrize(("name", "home", "device"), PEOPLE, ids=[name for name, _, _ in PEOPLE])
async def test_every_link_leads_somewhere(
    windows: Windows, name: str, home: str, device: Device
) -> None:
    person = await windows.open(device, name)
    seen = [path async for path in _walk(person, home)]
    assert len(seen) > 8


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/login", "Sign in"),
        ("/console/login", "Sign in"),
        ("/password/forgot", "Forgotten your password?"),
        ("/invitation/not-a-link-that-we-sent", "This link can no longer be used"),
        ("/password/reset/not-a-link-that-we-sent", "This link can no longer be used"),
        ("/nowhere", "Page not found"),
    ],
)
async def test_a_stranger_finds_the_way(windows: Windows, path: str, heading: str) -> None:
    stranger = await windows.open(PHONE)
    await stranger.opens(path)
    await stranger.sees(heading)


async def test_developers_see_charges_and_mails(windows: Windows) -> None:
    developer = await windows.open(PHONE)
    await developer.opens(developer.stack.simulator)
    await developer.sees("Payment simulator")
    await developer.opens(developer.stack.mailbox)
    await developer.sees("Mailbox")


async def _walk(person: Person, home: str) -> AsyncIterator[str]:
    """Every page that can be reached by links, two of each kind, each looked at."""
    known, waiting, kinds = {home}, [home], Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kinds[_kind(path)] += 1
        if kinds[_kind(path)] > LIKE_ONE_ANOTHER:
            continue
        answer = await person.page.goto(f"{person.stack.portal}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        await person.looks()
        yield path
        for file in await _links(person, "a[href][download]"):
            kind = _kind(urlsplit(file).path)
            kinds[kind] += 1
            if kinds[kind] == 1:  # nobody may download all day long
                await _is_kept(person, file)
        links = [link for link in await _links(person, PAGES) if link not in known]
        known.update(links)
        waiting.extend(links)


async def _is_kept(person: Person, path: str) -> None:
    """The link leads to a file that the browser keeps."""
    answer = await person.page.request.get(f"{person.stack.portal}{path}")
    assert answer.status == 200, f"{path} answers {answer.status}"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert await answer.body()


async def _links(person: Person, which: str) -> list[str]:
    """Where the page's links lead, as far as it is ours, in their order."""
    hrefs = await person.page.locator(which).evaluate_all(
        "links => links.map((each) => each.getAttribute('href'))"
    )
    targets = [urlsplit(urljoin(person.page.url, href)) for href in hrefs]
    ours = [each for each in targets if f"{each.scheme}://{each.netloc}" == person.stack.portal]
    return list(
        dict.fromkeys(each._replace(scheme="", netloc="", fragment="").geturl() for each in ours)
    )


def _kind(path: str) -> str:
    """What pages with another number, or with other words in a filter, have in common."""
    parts = urlsplit(path)
    numberless = re.sub(r"[0-9a-f-]{36}|\d+", "N", parts.path)
    return f"{numberless}?{re.sub(r'=[^&]*', '', parts.query)}"
