"""The simulator's answers, read: charges, set-ups, refunds and events, or why there is none."""

from collections.abc import Callable
from typing import Final, TypeVar

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from domain.money import Money, UnknownCurrency
from domain.processor import (
    Charge,
    ChargeStatus,
    DisputeStatus,
    GatewayFault,
    MethodFacts,
    ProcessorEvent,
    ProcessorMisuse,
    ProcessorRefusal,
    Refund,
    RefundRequest,
    RefundStatus,
)
from domain.set_ups import SetUp

_CP_CODES: Final = {
    "invalid_key": "CP3002",
    "amount_below_minimum": "CP4001",
    "currency_unsupported": "CP4003",
}
_CP_DECLINES: Final = {
    "reference_transactions_off": "CP3001",
    "fraud_filter": "CP3003",
    "address_mismatch": "CP3004",
    "duplicate_transaction": "CP3005",
}
_UNKNOWN: Final = ("unknown_attempt", "unknown_refund")


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
    dispute: DisputeStatus | None
    disputed_minor_units: int | None

    def charge(self) -> Charge:
        return Charge(
            attempt=self.attempt,
            processor_id=self.id,
            status=self.status,
            amount=Money(self.amount_minor_units, self.currency),
            decline_code=_CP_DECLINES.get(self.decline_code or "", self.decline_code),
            method=self.method,
            hosted_url=self.hosted_url,
            expires_at=self.expires_at,
            dispute=self.dispute,
            disputed=self._money(self.disputed_minor_units),
        )

    def _money(self, minor_units: int | None) -> Money | None:
        return None if minor_units is None else Money(minor_units, self.currency)


class _RefundAnswer(BaseModel):
    refund: str
    attempt: str
    id: str
    status: RefundStatus
    amount_minor_units: int
    currency: str
    failure_code: str | None

    def told(self) -> Refund:
        return Refund(
            refund=self.refund,
            attempt=self.attempt,
            processor_id=self.id,
            status=self.status,
            amount=Money(self.amount_minor_units, self.currency),
            failure_code=self.failure_code,
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
    refund: str = ""


_Told = TypeVar("_Told")


def charge_in(answer: httpx.Response, attempt: str) -> Charge:
    """The charge in an answer. Raises what stands there instead of one."""
    told = _read(answer, lambda body: _ChargeAnswer.model_validate_json(body).charge())
    _check_about(attempt, told.attempt)
    return told


def refund_in(answer: httpx.Response, refund: str) -> Refund:
    """The refund in an answer. Raises what stands there instead of one."""
    told = _read(answer, lambda body: _RefundAnswer.model_validate_json(body).told())
    _check_about(refund, told.refund)
    return told


def same_refund(known: Refund, request: RefundRequest) -> Refund:
    """The refund, if it is the one that is asked for. Raises `ProcessorMisuse`."""
    if (known.attempt, known.amount) != (request.attempt, request.amount):
        raise ProcessorMisuse(f"refund_reused: {request.refund} gave back something else before")
    return known


def set_up_in(answer: httpx.Response, attempt: str) -> SetUp:
    """The set-up in an answer. Raises what stands there instead of one."""
    told = _read(answer, lambda body: _SetUpAnswer.model_validate_json(body).set_up())
    _check_about(attempt, told.attempt)
    return told


def event_in(body: bytes) -> ProcessorEvent:
    """Raises `ValidationError` for a body that is no event."""
    event = _EventBody.model_validate_json(body)
    return ProcessorEvent(event.id, event.type, event.attempt, event.occurred_at, event.refund)


def is_unknown(answer: httpx.Response) -> bool:
    """Whether the processor has never heard of what was asked about."""
    return answer.status_code == 404 and _refusal(answer).code in _UNKNOWN


def _read(answer: httpx.Response, read: Callable[[bytes], _Told]) -> _Told:
    if not answer.is_success:
        refusal = _refusal(answer)
        if refusal.code in _CP_CODES:
            raise ProcessorRefusal(cp_code=_CP_CODES[refusal.code])
        raise ProcessorMisuse(f"{refusal.code}: {refusal.detail}")
    try:
        return read(answer.content)
    except (ValidationError, UnknownCurrency) as garbled:
        raise GatewayFault("the answer says something else than was asked") from garbled


def _check_about(asked: str, answered: str) -> None:
    if asked != answered:
        raise GatewayFault(f"asked about {asked}, answered about {answered}")


def _refusal(answer: httpx.Response) -> _RefusalAnswer:
    """A refusal in the processor's own form; anything else came from somewhere in between."""
    try:
        return _RefusalAnswer.model_validate_json(answer.content)
    except ValidationError as garbled:
        raise GatewayFault(f"status {answer.status_code} without a reason") from garbled
