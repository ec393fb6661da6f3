"""Behaviours: what a payment method does when it is charged, written as a short text."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Self

_TEXT = re.compile(r"(?P<kind>[a-z0-9_]+)(?::(?P<detail>[a-z0-9_.]+))?")
_USUAL_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(days=30)


class UnknownBehaviour(ValueError):
    """The text names nothing a payment method can do."""


class BehaviourKind(StrEnum):
    """What can happen; the comment says what may follow a colon."""

    APPROVE = "approve"
    DECLINE = "decline"  # the decline code
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"  # seconds until it succeeds
    PROCESSING_THEN_DECLINE = "processing_then_decline"  # the decline code
    CHARGE_THEN_DROP = "charge_then_drop"
    CHARGE_THEN_500 = "charge_then_500"
    UNREACHABLE = "unreachable"
    DELAY = "delay"  # seconds until the answer
    REFUSE_REPEATS = "refuse_repeats"  # seconds in which the same amount is not taken again
    REFUND_PENDING = "refund_pending"  # seconds until the refund succeeds
    REFUND_FAILS = "refund_fails"  # seconds until it does
    REFUND_THEN_DROP = "refund_then_drop"
    DISPUTE_WON = "dispute_won"  # seconds until the bank decides for the merchant
    DISPUTE_LOST = "dispute_lost"  # seconds until the bank decides for the customer


_WITH_CODE = (BehaviourKind.DECLINE, BehaviourKind.PROCESSING_THEN_DECLINE)
_WITH_WAIT = (
    BehaviourKind.PROCESSING,
    BehaviourKind.DELAY,
    BehaviourKind.REFUSE_REPEATS,
    BehaviourKind.REFUND_PENDING,
    BehaviourKind.REFUND_FAILS,
    BehaviourKind.DISPUTE_WON,
    BehaviourKind.DISPUTE_LOST,
)


@dataclass(frozen=True)
class Behaviour:
    """One thing a payment method does, with its decline code or its wait."""

    kind: BehaviourKind
    decline_code: str | None = None
    wait: timedelta = _USUAL_WAIT

    @classmethod
    def parse(cls, text: str) -> Self:
        """`approve`, `decline:lost_card`, `processing:60` … Raises `UnknownBehaviour`."""
        match = _TEXT.fullmatch(text)
        try:
            kind = BehaviourKind(match["kind"] if match else text)
            return cls._detailed(kind, match["detail"] if match else None)
        except (ValueError, OverflowError):
            raise UnknownBehaviour(f"a payment method cannot {text!r}") from None

    @classmethod
    def _detailed(cls, kind: BehaviourKind, detail: str | None) -> Self:
        if kind in _WITH_CODE:
            return cls(kind, decline_code=detail or "do_not_honor")
        if kind in _WITH_WAIT:
            wait = timedelta(seconds=float(detail)) if detail else _USUAL_WAIT
            return cls(kind, wait=min(wait, _LONGEST_WAIT))
        if detail:
            raise UnknownBehaviour
        return cls(kind)

    def __str__(self) -> str:
        if self.kind in _WITH_CODE:
            return f"{self.kind}:{self.decline_code}"
        if self.kind in _WITH_WAIT:
            return f"{self.kind}:{self.wait.total_seconds():g}"
        return str(self.kind)
