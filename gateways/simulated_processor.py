"""The simulator as our payment processor: the port spoken over HTTP."""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from domain.money import Money, UnknownCurrency
from domain.processor import (
    Charge,
    ChargeRequest,
    ChargeStatus,
    GatewayFault,
    HostedRequest,
    InvalidEvent,
    MethodFacts,
    ProcessorEvent,
    ProcessorMisuse,
    ProcessorRefusal,
)
from domain.set_ups import SetUp, SetUpRequest
from gateways.signatures import BadSignature, Signatures
from runtime.clock import Clock, SystemClock
from runtime.failpoints import declare, failpoint

CALLS: Final = (
    "create",
    "open_page",
    "confirm",
    "find",
    "cancel",
    "open_set_up",
    "find_set_up",
    "cancel_set_up",
)
declare(*(f"processor.{call}.{side}" for call in CALLS for side in ("before", "after")))

TIMEOUT: Final = httpx.Timeout(10.0, connect=3.0)
_OUTCOME_UNKNOWN: Final = (408, 425, 429)
_CP_CODES: Final = {
    "invalid_key": "CP3002",
    "amount_below_minimum": "CP4001",
    "currency_unsupported": "CP4003",
}

_Body = dict[str, str | int | bool]


class _ChargeAnswer(BaseModel):
    attempt: str
    id: str
    status: ChargeStatus
    amount_minor_units: int
    currency: str
    decline_code: str | None
    method: MethodFacts | None
    hosted_url: str | None
    expires_at: AwareDatetime | None

    def charge(self) -> Charge:
        return Charge(
            attempt=self.attempt,
            processor_id=self.id,
            status=self.status,
            amount=Money(self.amount_minor_units, self.currency),
            decline_code=self.decline_code,
            method=self.method,
            hosted_url=self.hosted_url,
            expires_at=self.expires_at,
        )


class _SetUpAnswer(BaseModel):
    attempt: str
    id: str
    status: ChargeStatus
    decline_code: str | None
    method: MethodFacts | None
    hosted_url: str | None
    expires_at: AwareDatetime | None

    def set_up(self) -> SetUp:
        return SetUp(
            attempt=self.attempt,
            processor_id=self.id,
            status=self.status,
            decline_code=self.decline_code,
            method=self.method,
            hosted_url=self.hosted_url,
            expires_at=self.expires_at,
        )


class _RefusalAnswer(BaseModel):
    code: str
    detail: str


class _EventBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    type: str
    attempt: str
    occurred_at: AwareDatetime


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

    async def create_charge(self, request: ChargeRequest) -> Charge:
        body: _Body = {
            "attempt": request.attempt,
            "amount_minor_units": request.amount.minor_units,
            "currency": request.amount.currency,
            "method": request.method,
            "description": request.description,
            "customer": request.customer,
        }
        return _charge(await self._ask("create", "POST", "/v1/charges", body), request.attempt)

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
        return _charge(await self._ask("open_page", "POST", "/v1/pages", body), request.attempt)

    async def confirm_charge(self, attempt: str) -> Charge:
        path = f"{_path(attempt)}/confirm"
        return _charge(await self._ask("confirm", "POST", path), attempt)

    async def find_charge(self, attempt: str) -> Charge | None:
        answer = await self._ask("find", "GET", _path(attempt))
        if answer.status_code == 404 and _refusal(answer).code == "unknown_attempt":
            return None
        return _charge(answer, attempt)

    async def cancel_charge(self, attempt: str) -> Charge:
        path = f"{_path(attempt)}/cancel"
        return _charge(await self._ask("cancel", "POST", path), attempt)

    async def open_set_up(self, request: SetUpRequest) -> SetUp:
        body: _Body = {**vars(request)}
        return _set_up(await self._ask("open_set_up", "POST", "/v1/set-ups", body), request.attempt)

    async def find_set_up(self, attempt: str) -> SetUp | None:
        answer = await self._ask("find_set_up", "GET", _set_up_path(attempt))
        if answer.status_code == 404 and _refusal(answer).code == "unknown_attempt":
            return None
        return _set_up(answer, attempt)

    async def cancel_set_up(self, attempt: str) -> SetUp:
        path = f"{_set_up_path(attempt)}/cancel"
        return _set_up(await self._ask("cancel_set_up", "POST", path), attempt)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProcessorEvent:
        """Raises `InvalidEvent`, and nothing else, whatever came in."""
        try:
            signed_id = self._signatures.check(body, headers, self._clock.now())
            event = _EventBody.model_validate_json(body)
        except (BadSignature, ValidationError) as invalid:
            raise InvalidEvent from invalid
        if event.id != signed_id:
            raise InvalidEvent
        return ProcessorEvent(event.id, event.type, event.attempt, event.occurred_at)

    async def _ask(
        self, call: str, method: Literal["GET", "POST"], path: str, body: _Body | None = None
    ) -> httpx.Response:
        """The processor's answer. Raises `GatewayFault` if there is none that decides anything."""
        await failpoint(f"processor.{call}.before")
        try:
            answer = await self._client.request(
                method,
                path,
                json=body,
                headers={"Authorization": f"Bearer {self._key}"},
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except httpx.RequestError as fault:
            raise GatewayFault(f"{call}: {type(fault).__name__}") from fault
        await failpoint(f"processor.{call}.after")
        if answer.status_code >= 500 or answer.status_code in _OUTCOME_UNKNOWN:
            raise GatewayFault(f"{call}: status {answer.status_code}")
        return answer


def _path(attempt: str) -> str:
    return f"/v1/charges/{quote(attempt, safe='')}"


def _set_up_path(attempt: str) -> str:
    return f"/v1/set-ups/{quote(attempt, safe='')}"


def _check_accepted(answer: httpx.Response) -> None:
    """Raises what stands in the answer instead of what was asked for."""
    if answer.is_success:
        return
    refusal = _refusal(answer)
    if refusal.code in _CP_CODES:
        raise ProcessorRefusal(cp_code=_CP_CODES[refusal.code])
    raise ProcessorMisuse(f"{refusal.code}: {refusal.detail}")


def _set_up(answer: httpx.Response, attempt: str) -> SetUp:
    """The set-up in an answer. Raises what stands there instead of one."""
    _check_accepted(answer)
    try:
        found = _SetUpAnswer.model_validate_json(answer.content).set_up()
    except ValidationError as garbled:
        raise GatewayFault("the answer is not a set-up") from garbled
    if found.attempt != attempt:
        raise GatewayFault(f"asked about {attempt}, answered about {found.attempt}")
    return found


def _charge(answer: httpx.Response, attempt: str) -> Charge:
    """The charge in an answer. Raises what stands there instead of one."""
    _check_accepted(answer)
    try:
        charge = _ChargeAnswer.model_validate_json(answer.content).charge()
    except (ValidationError, UnknownCurrency) as garbled:
        raise GatewayFault("the answer is not a charge") from garbled
    if charge.attempt != attempt:
        raise GatewayFault(f"asked about {attempt}, answered about {charge.attempt}")
    return charge


def _refusal(answer: httpx.Response) -> _RefusalAnswer:
    """A refusal in the processor's own form; anything else came from somewhere in between."""
    try:
        return _RefusalAnswer.model_validate_json(answer.content)
    except ValidationError as garbled:
        raise GatewayFault(f"status {answer.status_code} without a reason") from garbled
