"""A house whose commands are decided at once, with a customer who may do everything."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

import api.commands as door
from domain.invitations import InvitationStatus
from tests.api.staff.conftest import house
from tests.api.staff.forms import Forms
from tests.api.staff.house import SAME_ORIGIN, Browser, House, text_of

__all__ = ["house"]

SWITCHES = (
    "edit.enabled",
    "pause.enabled",
    "resume.enabled",
    "cancel.enabled",
    "reactivate.enabled",
    "trial.activate",
    "trial.cancel",
)


@pytest.fixture(autouse=True)
def _wait_for_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine: here every command is decided, so there is one to wait for."""
    monkeypatch.setattr(door, "PATIENCE_SECONDS", 20.0)


@dataclass
class Ada:
    """A contact person at her browser, with one subscription."""

    house: House
    browser: Browser
    customer: str
    subscription: str

    @property
    def home(self) -> str:
        return f"/subscriptions/{self.subscription}"

    async def waits(self, days: int) -> None:
        """Come back after some days, and sign in again."""
        self.house.clock.move(days=days)
        self.browser = await self.house.contact(await self.house.a.contact_of(self.customer))

    async def reads(self, path: str = "") -> str:
        return text_of((await self.browser.page(f"{self.home}{path}")).text)

    async def sends(self, path: str, *, seen_on: str = "", **fields: str) -> httpx.Response:
        """Send the form of a page of the subscription as it is filled in but for these fields."""
        return await self.browser.send(
            f"{self.home}{path}", seen_on=f"{self.home}{seen_on}", **fields
        )

    async def confirms(self, checked: httpx.Response) -> httpx.Response:
        """Press the button of the page on which everything was checked."""
        forms = Forms(checked.text).values
        path = next(path for path, form in forms.items() if "fingerprint" in form)
        return await self.browser.client.post(path, data=forms[path], headers=SAME_ORIGIN)

    async def says(self, answer: httpx.Response) -> str:
        return await self.browser.said(answer)

    async def asks(self, method: str, path: str, body: object = None) -> httpx.Response:
        """As a program does, about the subscription."""
        return await self.asks_at(f"{self.home}{path}", method, body)

    async def asks_at(self, path: str, method: str = "POST", body: object = None) -> httpx.Response:
        """As a program does, with a key of its own for each time."""
        headers = {
            "accept": "application/json",
            "sec-fetch-site": "same-origin",
            "idempotency-key": str(uuid4()),
        }
        return await self.browser.client.request(method, f"/v1{path}", json=body, headers=headers)

    async def looks(self, kind: str, **asked: object) -> dict[str, object]:
        answer = await self.asks("POST", "/previews", {"kind": kind, **asked})
        assert answer.status_code == 200, answer.text
        seen: dict[str, object] = answer.json()
        return seen

    async def does(self, kind: str, path: str, **asked: object) -> httpx.Response:
        """Look first, then do it as it was seen."""
        seen = await self.looks(kind, **asked)
        confirmed = {name: seen[name] for name in ("fingerprint", "previewed_at")}
        return await self.asks("POST", path, {**asked, **confirmed})


@pytest.fixture
async def ada(house: House) -> Ada:
    """Everything is switched on, and she pays by invoice."""
    for key in SWITCHES:
        await house.a.preference(key, True)
    await house.a.preference("cancel.modes", ["end_of_term", "immediately"])
    await house.a.preference("pause.when", ["now", "end_of_term", "date"])
    customer = await house.a.customer()
    subscription = await house.a.subscription(customer=customer, token=None, auto_charge=False)
    contact = await house.a.contact_of(customer)
    await _let_in(house, contact)
    browser = await house.contact(contact)
    return Ada(house, browser, customer, subscription)


async def _let_in(house: House, contact: str) -> None:
    now = house.clock.now()
    async with house.books() as books:
        books.invitations.new(
            contact=contact,
            status=InvitationStatus.ACCEPTED,
            version=1,
            sent_at=now,
            expires_at=now + timedelta(days=7),
            accepted_at=now,
        )
