"""The simulator as our payment processor: the port spoken over HTTP."""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from domain.capabilities import LEAST_CHARGES, Capabilities
from domain.processor import (
    Charge,
    ChargeRequest,
    GatewayFault,
    HostedRequest,
    InvalidEvent,
    ProcessorEvent,
    Refund,
    RefundRequest,
)
from domain.set_ups import SetUp, SetUpRequest
from gateways.processor_calls import between_failpoints
from gateways.signatures import BadSignature, Signatures
from gateways.simulated_answers import (
    charge_in,
    event_in,
    is_unknown,
    refund_in,
    same_refund,
    set_up_in,
)
from runtime.clock import Clock, SystemClock

TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
CAPABILITIES: Final = Capabilities(frozenset(LEAST_CHARGES), LEAST_CHARGES)
_OUTCOME_UNKNOWN: Final = (408, 425, 429)

_Body = dict[str, str | int | bool]


class SimulatedProcessor:
    """A `PaymentProcessor`; the client brings the simulator's address."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        key: str,
        event_secret: str,
        clock: Clock | None = None,
    ) -> None:
        self._client = client
        self._key = key
        self._signatures = Signatures(event_secret)
        self._clock = clock or SystemClock()

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def create_charge(self, request: ChargeRequest) -> Charge:
        """The processor keeps the attempt's number as a key for a day only: ask before."""
        body: _Body = {
            "attempt": request.attempt,
            "amount_minor_units": request.amount.minor_units,
            "currency": request.amount.currency,
            "method": request.method,
            "description": request.description,
            "customer": request.customer,
        }
        return charge_in(await self._ask("create", "POST", "/v1/charges", body), request.attempt)

    async def open_hosted_page(self, request: HostedRequest) -> Charge:
        body: _Body = {
            "attempt": request.attempt,
            "amount_minor_units": request.amount.minor_units,
            "currency": request.amount.currency,
            "description": request.description,
            "customer": request.customer,
            "return_url": request.return_url,
            "save_method": request.save_method,
            "locale": request.locale,
            "merchant": request.merchant,
            "bank_account": request.bank_account,
        }
        return charge_in(await self._ask("open_page", "POST", "/v1/pages", body), request.attempt)

    async def confirm_charge(self, attempt: str) -> Charge:
        path = f"{_path(attempt)}/confirm"
        return charge_in(await self._ask("confirm", "POST", path), attempt)

    async def find_charge(self, attempt: str, known_as: str = "") -> Charge | None:
        del known_as
        answer = await self._ask("find", "GET", _path(attempt))
        return None if is_unknown(answer) else charge_in(answer, attempt)

    async def cancel_charge(self, attempt: str) -> Charge:
        path = f"{_path(attempt)}/cancel"
        return charge_in(await self._ask("cancel", "POST", path), attempt)

    async def create_refund(self, request: RefundRequest) -> Refund:
        known = await self.find_refund(request.refund)
        if known:
            return same_refund(known, request)
        body: _Body = {
            "refund": request.refund,
            "attempt": request.attempt,
            "amount_minor_units": request.amount.minor_units,
            "currency": request.amount.currency,
        }
        return refund_in(await self._ask("refund", "POST", "/v1/refunds", body), request.refund)

    async def find_refund(self, refund: str, attempt: str = "") -> Refund | None:
        del attempt
        path = f"/v1/refunds/{quote(refund, safe='')}"
        answer = await self._ask("find_refund", "GET", path)
        return None if is_unknown(answer) else refund_in(answer, refund)

    async def open_set_up(self, request: SetUpRequest) -> SetUp:
        body: _Body = {**vars(request)}
        return set_up_in(
            await self._ask("open_set_up", "POST", "/v1/set-ups", body), request.attempt
        )

    async def find_set_up(self, attempt: str, known_as: str = "") -> SetUp | None:
        del known_as
        answer = await self._ask("find_set_up", "GET", _set_up_path(attempt))
        return None if is_unknown(answer) else set_up_in(answer, attempt)

    async def cancel_set_up(self, attempt: str) -> SetUp:
        path = f"{_set_up_path(attempt)}/cancel"
        return set_up_in(await self._ask("cancel_set_up", "POST", path), attempt)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProcessorEvent:
        """Raises `InvalidEvent`, and nothing else, whatever came in."""
        try:
            signed_id = self._signatures.check(body, headers, self._clock.now())
            event = event_in(body)
        except (BadSignature, ValidationError) as invalid:
            raise InvalidEvent from invalid
        if event.id != signed_id:
            raise InvalidEvent
        return event

    async def _ask(
        self, call: str, method: Literal["GET", "POST"], path: str, body: _Body | None = None
    ) -> httpx.Response:
        """The processor's answer. Raises `GatewayFault` if there is none that decides anything."""

        async def ask() -> httpx.Response:
            try:
                return await self._client.request(
                    method,
                    path,
                    json=body,
                    headers={"Authorization": f"Bearer {self._key}"},
                    timeout=TIMEOUT,
                    follow_redirects=False,
                )
            except httpx.RequestError as fault:
                raise GatewayFault(f"{call}: {type(fault).__name__}") from fault

        answer = await between_failpoints(call, ask)
        if answer.status_code >= 500 or answer.status_code in _OUTCOME_UNKNOWN:
            raise GatewayFault(f"{call}: status {answer.status_code}")
        return answer


def _path(attempt: str) -> str:
    return f"/v1/charges/{quote(attempt, safe='')}"


def _set_up_path(attempt: str) -> str:
    return f"/v1/set-ups/{quote(attempt, safe='')}"
