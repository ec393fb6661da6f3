"""Somebody at a browser: what they do, and how they look at every page that they come to."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from playwright.async_api import ConsoleMessage, Frame, Locator, Page, expect

from tests.browser.house_rules import faults_of
from tests.browser.stack import Stack

PATIENCE = 20_000
"""Milliseconds that somebody waits for what they expect, on a busy machine."""

GLANCE = 500
REFUSED = "Failed to load resource: the server responded with a status of 4"


@dataclass(frozen=True)
class Device:
    """What somebody looks through."""

    name: str
    width: int
    height: int
    scripts: bool = True
    dark: bool = False

    @property
    def is_phone(self) -> bool:
        return self.width < 500


PHONE = Device("phone", 360, 740)
PHONE_WITHOUT_SCRIPTS = Device("phone without scripts", 360, 740, scripts=False)
DESK = Device("desk", 1280, 800)
DARK_DESK = Device("dark desk", 1280, 800, dark=True)


class Person:
    """Does what people do. A page that breaks a rule of the house fails the test at once."""

    def __init__(self, page: Page, stack: Stack, device: Device) -> None:
        self.page = page
        self.stack = stack
        self.device = device
        self.looked_at: list[str] = []
        self._complaints: list[str] = []
        self._unseen: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complaints.append(f"script error: {error}"))
        page.on("framenavigated", self._arrive)

    async def opens(self, address: str) -> None:
        """Type an address, of the portal if it names no server."""
        await self.page.goto(address if "://" in address else f"{self.stack.portal}{address}")

    async def sees(self, heading: str) -> None:
        """Wait for the page with that heading, and look at it as the house does."""
        await self._waits_for(self.page.locator("h1").filter(has_text=heading))
        await self.looks()

    async def looks(self) -> None:
        """Look at the page as it stands."""
        await self.page.wait_for_load_state()
        faults = [*self._complaints, *await faults_of(self.page, scripts=self.device.scripts)]
        assert not faults, "\n".join((self.page.url, *faults))
        self.looked_at.append(self.page.url)
        self._unseen.clear()

    async def reads(self, words: str) -> None:
        """Wait until these words stand on the page."""
        await self._waits_for(self.page.locator("main").filter(has_text=words))

    async def misses(self, words: str) -> None:
        await expect(self.page.locator("body")).not_to_contain_text(words, timeout=PATIENCE)

    async def clicks(self, name: str) -> None:
        """Press the first button or link with exactly this name, or open what it reveals."""
        await self.control(name).click()

    def control(self, name: str) -> Locator:
        page = self.page
        summary = page.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        buttons = page.get_by_role("button", name=name, exact=True)
        links = page.get_by_role("link", name=name, exact=True)
        return buttons.or_(links).or_(summary).locator("visible=true").first

    async def fills(self, label: str, value: str) -> None:
        await self.field(label).fill(value)

    async def ticks(self, label: str) -> None:
        await self.field(label).check()

    async def chooses(self, label: str, value: str) -> None:
        await self.field(label).select_option(value)

    def field(self, label: str) -> Locator:
        named = re.compile(rf"^{re.escape(label)}( \(optional\))?$")
        return self.page.get_by_label(named).locator("visible=true").first

    async def follows(self, name: str) -> int | None:
        """Go where a link leads. The status of what answers there."""
        async with self.page.expect_response(
            lambda answer: answer.request.is_navigation_request()
        ) as came:
            await self.clicks(name)
        return (await came.value).status

    async def signs_in(self, email: str, password: str) -> None:
        await self.page.get_by_label(re.compile("^E-mail")).fill(email)
        await self.fills("Password", password)
        await self.clicks("Sign in")

    async def opens_mail(self, email: str, subject: str) -> None:
        """Open the newest mail with that subject; look again until it is there."""
        letter = self.page.locator(".letters a").filter(has_text=subject).first
        for _ in range(PATIENCE // GLANCE):
            await self.opens(f"{self.stack.mailbox}/?to={quote(email)}")
            if await letter.count():
                break
            await self.page.wait_for_timeout(GLANCE)
        await self.sees("Mailbox")
        await letter.click(timeout=0.1 * PATIENCE)
        await self.sees(subject)

    async def clicks_in_mail(self, name: str) -> None:
        letter = self.page.frame_locator("iframe")
        await letter.get_by_role("link", name=name, exact=True).click()

    async def leaves(self) -> None:
        """Close the window. Everything that was shown has been looked at."""
        if self.page.is_closed():
            return
        assert not self._unseen, f"nobody looked at {self._unseen}"
        assert not self._complaints, "\n".join(self._complaints)
        await self.page.context.close()

    async def _waits_for(self, wanted: Locator) -> None:
        """Wait; where scripts are off, press what the page offers to those who wait."""
        again = self.page.locator("noscript").get_by_role("link")
        for _ in range(0 if self.device.scripts else PATIENCE // GLANCE):
            if await wanted.count():
                break
            if await again.count():
                await again.click()
            await self.page.wait_for_timeout(GLANCE)
        await expect(wanted).to_be_visible(timeout=PATIENCE)

    def _hear(self, message: ConsoleMessage) -> None:
        """Whatever the browser complains about, but that a form was refused."""
        where = message.location.get("url")
        is_refusal = message.text.startswith(REFUSED) and where == self.page.url
        if message.type == "error" and not is_refusal and not self._is_elsewhere(self.page.url):
            self._complaints.append(f"console: {message.text} ({where})")

    def _arrive(self, frame: Frame) -> None:
        is_page = frame is self.page.main_frame and frame.url.startswith("http")
        if is_page and not self._is_elsewhere(frame.url):
            self._unseen.append(frame.url)

    def _is_elsewhere(self, url: str) -> bool:
        """On pages that are not ours: what Temporal shows is Temporal's."""
        return url.startswith(self.stack.temporal)
