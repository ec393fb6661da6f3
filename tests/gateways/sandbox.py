"""A simulator in the process of the test: its clock, its merchant, and ways to speak to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI

from domain.money import Money
from domain.processor import Charge, ChargeRequest, HostedRequest
from gateways.processor import PaymentProcessor
from gateways.simulated_processor import SimulatedProcessor
from gateways.simulator import SimulatorSettings, create_simulator
from gateways.simulator.parts import Parts

KEY = "sandbox-key"
SECRET = "whsec_c2FuZGJveC1ldmVudC1zZWNyZXQtb2YtMzItYnl0ZXM="
RETURN_URL = "http://portal.test/payments/PAY-000001"
SETTINGS = SimulatorSettings(
    api_key=KEY,
    event_secret=SECRET,
    events_url="http://portal.test/v1/processor/events",
    public_url="http://pay.test",
    merchant="Nordwind Räder",
)


AMOUNT = Money(4100, "EUR")


class HandClock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, **by: float) -> None:
        self._now += timedelta(**by)


@dataclass
class Merchant:
    """Takes the events that the simulator posts; `answers` are the statuses it gives, then 200."""

    answers: list[int] = field(default_factory=list)
    received: list[httpx.Request] = field(default_factory=list)

    def take(self, request: httpx.Request) -> httpx.Response:
        status = self.answers.pop(0) if self.answers else 200
        if status == 0:
            raise httpx.ConnectError("nobody is listening")
        if status == 200:
            self.received.append(request)
        return httpx.Response(status)


@dataclass
class Sandbox:
    """One simulator and everything around it."""

    app: FastAPI
    clock: HandClock
    merchant: Merchant
    client: httpx.AsyncClient
    browser: httpx.AsyncClient

    @property
    def processor(self) -> PaymentProcessor:
        return SimulatedProcessor(self.client, KEY, SECRET, self.clock)

    @property
    def parts(self) -> Parts:
        parts = self.app.state.parts
        assert isinstance(parts, Parts)
        return parts

    async def deliver(self) -> list[httpx.Request]:
        """What the merchant received in one round."""
        before = len(self.merchant.received)
        self.parts.desk.settle_due()
        await self.parts.courier.deliver_due(self.clock.now)
        return self.merchant.received[before:]

    async def charged(self, method: str, attempt: str = "PAY-000001") -> Charge:
        """The answer to a charge that was created and confirmed."""
        await self.processor.create_charge(charge(method, attempt))
        return await self.processor.confirm_charge(attempt)

    async def opened(self) -> str:
        """The address of a page that waits for its customer."""
        answer = await self.processor.open_hosted_page(page())
        assert answer.hosted_url is not None
        return answer.hosted_url

    async def choose(self, url: str, card: str, *, save: bool = False) -> httpx.Response:
        ticks = {"save": "true"} if save else {}
        return await self.browser.post(url, data={"card": card, **ticks})

    async def answer_bank(self, url: str, answer: str) -> httpx.Response:
        return await self.browser.post(f"{url}/confirmation", data={"answer": answer})

    async def outcome(self) -> Charge:
        found = await self.processor.find_charge("PAY-000001")
        assert found is not None
        return found

    async def behave(self, token: str, behaviour: str) -> None:
        answer = await self.client.post(f"/sandbox/methods/{token}", json={"behaviour": behaviour})
        assert answer.is_success

    def taken(self) -> list[tuple[str, int]]:
        """The money that was really taken, by attempt."""
        rows = self.parts.ledger.read("SELECT attempt, minor_units FROM captures")
        return [(row["attempt"], row["minor_units"]) for row in rows]


@asynccontextmanager
async def sandbox(
    ledger: Path, clock: HandClock | None = None, events_url: str = SETTINGS.events_url
) -> AsyncIterator[Sandbox]:
    clock = clock or HandClock()
    merchant = Merchant()
    events_client = httpx.AsyncClient(transport=httpx.MockTransport(merchant.take))
    app = create_simulator(
        ledger, clock.now, replace(SETTINGS, events_url=events_url), events_client
    )
    transport = httpx.ASGITransport(app)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://pay.test") as client,
        httpx.AsyncClient(transport=transport, base_url="http://pay.test") as browser,
        events_client,
    ):
        yield Sandbox(app, clock, merchant, client, browser)
    app.state.parts.ledger.close()


def charge(
    method: str = "pm_card_visa", attempt: str = "PAY-000001", amount: Money = AMOUNT
) -> ChargeRequest:
    return ChargeRequest(attempt, amount, method, "Invoice INV-000042", "CUST-000007")


def page(
    attempt: str = "PAY-000001",
    amount: Money = AMOUNT,
    *,
    save_method: bool = True,
    return_url: str = RETURN_URL,
) -> HostedRequest:
    return HostedRequest(
        attempt=attempt,
        amount=amount,
        description="Invoice INV-000042",
        customer="CUST-000007",
        return_url=return_url,
        save_method=save_method,
        locale="de",
    )
