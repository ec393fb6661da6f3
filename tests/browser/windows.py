"""Windows of one Chromium: whoever signed in once is signed in at each of their later windows."""

from playwright.async_api import Browser, StorageState

from tests.browser.person import DESK, PATIENCE, Device, Person
from tests.browser.stack import Stack


class Keyring:
    """What browsers keep of those who signed in. The product limits how often anybody may."""

    def __init__(self) -> None:
        self._keys: dict[str, StorageState] = {}

    async def of(self, name: str, windows: "Windows") -> StorageState:
        """What the browser of this demo person keeps after signing in."""
        if name not in self._keys:
            login = windows.stack.login(name)
            person = await windows.open(DESK)
            await person.opens(f"{login.url.rstrip('/')}/login")
            await person.signs_in(login.email, login.password)
            await person.page.locator("header.side").wait_for()
            await person.looks()
            self._keys[name] = await person.page.context.storage_state()
            await person.leaves()
        return self._keys[name]


class Windows:
    """Opens windows, and knows who sits at them."""

    def __init__(self, browser: Browser, stack: Stack, keyring: Keyring) -> None:
        self.stack = stack
        self.people: list[Person] = []
        self._browser = browser
        self._keyring = keyring

    async def open(self, device: Device, signed_in: str = "", *, speaks: str = "en-GB") -> Person:
        """A window of its own, for nobody or for the demo person of that name."""
        keys = await self._keyring.of(signed_in, self) if signed_in else None
        context = await self._browser.new_context(
            viewport={"width": device.width, "height": device.height},
            java_script_enabled=device.scripts,
            color_scheme="dark" if device.dark else "light",
            has_touch=device.is_phone,
            storage_state=keys,
            locale=speaks,
        )
        context.set_default_timeout(PATIENCE)
        person = Person(await context.new_page(), self.stack, device)
        self.people.append(person)
        return person
