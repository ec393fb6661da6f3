"""Events from Stripe: their signature, and what they are hints about."""

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from pydantic import BaseModel, Field, ValidationError

from domain.processor import InvalidEvent, ProcessorEvent

TOLERANCE_SECONDS: Final = 300
_MOST_SIGNATURES: Final = 8
_STAMP = re.compile(r"[0-9]{1,12}")
_CHARGES: Final = {
    "payment_intent.succeeded": "charge.succeeded",
    "payment_intent.processing": "charge.processing",
    "payment_intent.requires_action": "charge.requires_action",
    "payment_intent.payment_failed": "charge.failed",
    "payment_intent.canceled": "charge.cancelled",
    "charge.failed": "charge.failed",
    "charge.refunded": "refund.updated",
    "charge.refund.updated": "refund.updated",
    "refund.created": "refund.updated",
    "refund.updated": "refund.updated",
    "refund.failed": "refund.updated",
    "charge.dispute.created": "dispute.opened",
    "charge.dispute.updated": "dispute.opened",
    "charge.dispute.funds_withdrawn": "dispute.opened",
    "charge.dispute.funds_reinstated": "dispute.closed",
    "charge.dispute.closed": "dispute.closed",
    "setup_intent.succeeded": "set_up.succeeded",
    "setup_intent.canceled": "set_up.cancelled",
}
_PAGES: Final = {
    "checkout.session.completed": "succeeded",
    "checkout.session.async_payment_succeeded": "succeeded",
    "checkout.session.async_payment_failed": "failed",
    "checkout.session.expired": "cancelled",
}
EVENTS: Final = (*_CHARGES, *_PAGES)
"""What Stripe has to tell us of."""


class _About(BaseModel):
    """What the event is about, as far as a hint needs it."""

    id: str
    object: str = ""
    mode: str = ""
    metadata: dict[str, str] | None = None
    payment_intent: str | None = None


class _Content(BaseModel):
    object: _About


class _Event(BaseModel):
    id: str
    type: str
    created: int = Field(ge=0, le=10**11)
    data: _Content


def event_in(body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> ProcessorEvent:
    """The event. Raises `InvalidEvent`, and nothing else, whatever came in."""
    _check_signature(body, headers, secret, at)
    try:
        event = _Event.model_validate_json(body)
        occurred_at = datetime.fromtimestamp(event.created, UTC)
    except (ValidationError, ValueError, OverflowError) as garbled:
        raise InvalidEvent from garbled
    about = event.data.object
    marks = about.metadata or {}
    return ProcessorEvent(
        id=event.id,
        kind=_kind(event),
        attempt=marks.get("attempt", ""),
        occurred_at=occurred_at,
        refund=marks.get("refund", ""),
        processor_id=about.payment_intent or about.id,
    )


def signature(body: bytes, secret: str, stamp: int) -> str:
    """What stands in the header of an event that is sent now."""
    return f"t={stamp},v1={_digest(body, secret, str(stamp))}"


def _kind(event: _Event) -> str:
    ending = _PAGES.get(event.type)
    if ending is None:
        return _CHARGES.get(event.type, event.type)
    subject = "set_up" if event.data.object.mode == "setup" else "charge"
    return f"{subject}.{ending}"


def _check_signature(body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> None:
    given = {name.lower(): value for name, value in headers.items()}.get("stripe-signature", "")
    parts = [part.partition("=") for part in given.split(",")]
    stamps = [value for name, _, value in parts if name.strip() == "t"]
    offered = [value for name, _, value in parts if name.strip() == "v1"][:_MOST_SIGNATURES]
    if len(stamps) != 1 or not _STAMP.fullmatch(stamps[0]):
        raise InvalidEvent
    if abs(at.timestamp() - int(stamps[0])) > TOLERANCE_SECONDS:
        raise InvalidEvent
    expected = _digest(body, secret, stamps[0]).encode()
    if not any(hmac.compare_digest(expected, one.encode(errors="replace")) for one in offered):
        raise InvalidEvent


def _digest(body: bytes, secret: str, stamp: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
