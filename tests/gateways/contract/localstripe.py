"""Stripe on the bench: the adapter speaks to localstripe, which runs as a process of its own.

It knows cards, intents and refunds, but neither pages, searches nor disputes, nor every parameter:
those are kept from it here, one by one, so that whatever else is wrong is seen.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from gateways.processor import PaymentProcessor
from gateways.stripe_calls import library
from gateways.stripe_events import signature
from gateways.stripe_http import StripeHttp
from gateways.stripe_processor import StripeProcessor
from runtime.ports import free_port
from tests.gateways.contract.benches import SignedEvent
from tests.gateways.sandbox import HandClock

KEY = "sk_test_localstripe"
SECRET = "whsec_bench"
# Its address is of one family only and nothing is left on the disk, so that it runs anywhere.
_START = (
    "import sys; from aiohttp import web; from localstripe.resources import Store;"
    " from localstripe.server import app; Store.dump_to_disk = lambda store: None;"
    " web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), print=None)"
)
_NOT_SPOKEN = ("/v1/payment_intents/search", "/v1/checkout/sessions", "/v1/disputes")
_UNKNOWN = ("description", "automatic_payment_methods", "off_session")
_NUMBERS = {
    "approves": "4242424242424242",
    "declines": "4000000000000341",
    "asks": "4000002500003155",
}


class LeanClient(StripeHttp):
    """Leaves out what localstripe does not speak; where it lacks a list, there is nothing in it."""

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        if urlsplit(url).path in _NOT_SPOKEN:
            return json.dumps({"object": "list", "data": [], "has_more": False}).encode(), 200, {}
        kept = [
            (name, value)
            for name, value in parse_qsl(post_data or "")
            if name.partition("[")[0] not in _UNKNOWN
        ]
        return await super().request_async(method, url, headers, urlencode(kept) or None)


@dataclass
class LocalstripeBench:
    address: str
    http: httpx.AsyncClient
    wire: httpx.AsyncClient
    name: str = "localstripe"

    def processor(self) -> PaymentProcessor:
        return self._adapter(KEY)

    def stranger(self) -> PaymentProcessor:
        return self._adapter("nonsense")

    def _adapter(self, key: str) -> PaymentProcessor:
        client = library(key, self.address, LeanClient(self.wire))
        return StripeProcessor(client, SECRET, HandClock())

    async def token(self, does: str) -> str:
        customer = await self._post("customers", {"description": "CUST-000007"})
        method = await self._post(
            "payment_methods",
            {
                "type": "card",
                "card[number]": _NUMBERS[does],
                "card[exp_month]": "12",
                "card[exp_year]": "2030",
                "card[cvc]": "123",
            },
        )
        await self._post(f"payment_methods/{method}/attach", {"customer": customer})
        return f"{customer}/{method}"

    async def taken(self) -> Mapping[str, int]:
        intents = await self._list("payment_intents")
        attempts = {each["id"]: each["metadata"].get("attempt", each["id"]) for each in intents}
        kept: dict[str, int] = {}
        for charge in await self._list("charges"):
            if charge["paid"]:
                attempt = attempts[charge["payment_intent"]]
                left = charge["amount"] - charge["amount_refunded"]
                kept[attempt] = kept.get(attempt, 0) + left
        return kept

    def signed(self, attempt: str) -> SignedEvent:
        at = int(HandClock().now().timestamp())
        about = {"id": "pi_1", "object": "payment_intent", "metadata": {"attempt": attempt}}
        body = json.dumps(
            {
                "id": "evt_1",
                "object": "event",
                "type": "payment_intent.succeeded",
                "created": at,
                "data": {"object": about},
            }
        ).encode()
        return SignedEvent(body, {"Stripe-Signature": signature(body, SECRET, at)})

    async def _post(self, path: str, form: Mapping[str, str]) -> str:
        answer = await self.http.post(f"/v1/{path}", data=form)
        assert answer.is_success, answer.text
        return str(answer.json()["id"])

    async def _list(self, things: str) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/v1/{things}", params={"limit": 100})
        found: list[dict[str, Any]] = answer.json()["data"]
        return found


@asynccontextmanager
async def localstripe_bench() -> AsyncIterator[LocalstripeBench]:
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", _START, str(port), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        login = httpx.BasicAuth(KEY, "")
        address = f"http://127.0.0.1:{port}"
        async with (
            httpx.AsyncClient(base_url=address, auth=login) as http,
            httpx.AsyncClient() as wire,
        ):
            await _answers(http)
            yield LocalstripeBench(address, http, wire)
    finally:
        server.terminate()
        await server.wait()


async def _answers(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(15):
        while True:
            with suppress(httpx.TransportError):
                await http.get("/v1/balance")
                return
            await asyncio.sleep(0.05)
