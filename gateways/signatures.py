"""Signatures of events as Standard Webhooks has them: one side makes them, the other checks."""

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from standardwebhooks import Webhook

TOLERANCE_SECONDS: Final = 300
_MOST_SIGNATURES: Final = 8
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class BadSignature(Exception):
    """The event is not from whom it says, or not of now."""


class Signatures:
    """Signs and checks with one secret: `whsec_…` in base64, or any other text taken as it is.

    The library signs; its checking is not used, because it answers bad input with exceptions of
    several kinds, and reads a clock of its own.
    """

    def __init__(self, secret: str) -> None:
        self._webhook = Webhook(secret if secret.startswith("whsec_") else secret.encode())

    def headers(self, event: str, body: bytes, at: datetime) -> dict[str, str]:
        """The three headers with which an event travels; a retry is signed anew."""
        return {
            "webhook-id": event,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._sign(event, body, at),
        }

    def check(self, body: bytes, headers: Mapping[str, str], at: datetime) -> str:
        """The id of the event. Raises `BadSignature`, and nothing else, whatever came in."""
        given = {name.lower(): value for name, value in headers.items()}
        event, stamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
        if not event or not _TIMESTAMP.fullmatch(stamp):
            raise BadSignature("the signature's headers are missing")
        if abs(at.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            raise BadSignature("the event was signed too long ago, or in the future")
        try:
            expected = self._sign(event, body, datetime.fromtimestamp(int(stamp), UTC)).encode()
        except UnicodeError:
            raise BadSignature("the event is not text") from None
        offered = given.get("webhook-signature", "").split(" ")[:_MOST_SIGNATURES]
        if not any(hmac.compare_digest(expected, one.encode(errors="replace")) for one in offered):
            raise BadSignature("no signature fits")
        return event

    def _sign(self, event: str, body: bytes, at: datetime) -> str:
        """The library takes every time for UTC, so it is handed nothing else."""
        return self._webhook.sign(event, at.astimezone(UTC), body.decode())
