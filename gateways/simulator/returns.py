"""Money on its way back: refunds by the merchant, disputes and returned debits by the customer."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.money import Money
from domain.processor import ChargeStatus, DisputeStatus, RefundRequest, RefundStatus
from gateways.simulator import charges, keys, methods, outcomes, refunds
from gateways.simulator.behaviours import Behaviour, BehaviourKind
from gateways.simulator.charges import ChargeRecord
from gateways.simulator.ledger import Ledger
from gateways.simulator.refunds import RefundRecord
from gateways.simulator.refusals import not_refundable, refund_exceeds_charge, refund_reused
from gateways.simulator.settling import settle_due

_LATE: Final = (BehaviourKind.REFUND_PENDING, BehaviourKind.REFUND_FAILS)
_FAILS_WITH: Final = "expired_or_canceled_card"


@dataclass(frozen=True)
class Refunded:
    """A refund, and whether its answer is to be lost."""

    refund: RefundRecord
    answer_is_lost: bool


class ReturnDesk:
    """What merchants, customers and banks do after a charge, each deed in one transaction."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock

    def refund(self, request: RefundRequest) -> Refunded:
        """Give back, once; asked again, say how it went. Raises `Refused`."""
        settle_due(self._ledger, self._clock())
        with self._ledger.transaction() as books:
            known = refunds.find(books, request.refund)
            if known and keys.is_forgotten(known.created_at, self._clock()):
                keys.set_aside(books, "refund", request.refund)
            elif known:
                _check_same(known, request)
                return Refunded(known, answer_is_lost=False)
            charged = charges.get(books, request.attempt)
            _check_refundable(books, charged, request.amount)
            behaviour = _behaviour(books, charged)
            record = self._new(request, behaviour)
            refunds.insert(books, record)
            return Refunded(record, behaviour.kind is BehaviourKind.REFUND_THEN_DROP)

    def find(self, refund: str) -> RefundRecord:
        """Raises `Refused` for a refund that was never made."""
        settle_due(self._ledger, self._clock())
        return refunds.get(self._ledger.books, refund)

    def settle(self, refund: str, failure_code: str | None) -> RefundRecord:
        """The customer's bank takes the refund now, or sends it back."""
        with self._ledger.transaction() as books:
            return refunds.settle(books, refunds.get(books, refund), failure_code, self._clock())

    def take_back(self, attempt: str, code: str) -> ChargeRecord:
        """The customer's bank takes the money back, whatever it has said before."""
        with self._ledger.transaction() as books:
            record = charges.get(books, attempt)
            if record.status is not ChargeStatus.SUCCEEDED:
                return record
            return outcomes.take_back(books, record, code, self._clock())

    def dispute(self, attempt: str, minor_units: int | None = None) -> ChargeRecord:
        """The customer says that the charge was not rightful; it stays open until decided.

        `minor_units` is how much of it; without, what was not given back.
        """
        with self._ledger.transaction() as books:
            record = charges.get(books, attempt)
            if record.status is not ChargeStatus.SUCCEEDED or record.dispute:
                return record
            asked = replace(record, disputed_minor_units=minor_units)
            return outcomes.dispute(books, asked, None, None, self._clock())

    def decide(self, attempt: str, verdict: DisputeStatus) -> ChargeRecord:
        """The customer's bank decides; nothing happens where nothing is open."""
        with self._ledger.transaction() as books:
            record = charges.get(books, attempt)
            if record.dispute is not DisputeStatus.OPEN:
                return record
            return outcomes.decide_dispute(books, record, verdict, self._clock())

    def _new(self, request: RefundRequest, behaviour: Behaviour) -> RefundRecord:
        late = behaviour.kind in _LATE
        fails = behaviour.kind is BehaviourKind.REFUND_FAILS
        return RefundRecord(
            refund=request.refund,
            processor_id=f"re_{secrets.token_hex(12)}",
            attempt=request.attempt,
            status=RefundStatus.PENDING if late else RefundStatus.SUCCEEDED,
            amount=request.amount,
            created_at=self._clock(),
            settles_at=self._clock() + behaviour.wait if late else None,
            settles_with=_FAILS_WITH if fails else None,
        )


def _behaviour(books: sqlite3.Connection, charged: ChargeRecord) -> Behaviour:
    """What the method does that was charged; where none was saved, it approves."""
    method = methods.find(books, charged.method) if charged.method else None
    return method.behaviour if method else Behaviour(BehaviourKind.APPROVE)


def _check_same(known: RefundRecord, request: RefundRequest) -> None:
    """The refund's number is the key of idempotency, and belongs to one refund."""
    if (known.attempt, known.amount) != (request.attempt, request.amount):
        raise refund_reused(request.refund)


def _check_refundable(books: sqlite3.Connection, charged: ChargeRecord, amount: Money) -> None:
    """Raises `Refused` where nothing was taken, where it is disputed, and for too much."""
    if charged.status is not ChargeStatus.SUCCEEDED:
        raise not_refundable(charged.attempt, f"it is {charged.status}")
    if charged.dispute in (DisputeStatus.OPEN, DisputeStatus.LOST):
        raise not_refundable(charged.attempt, f"its dispute is {charged.dispute}")
    given = refunds.given_back(books, charged.attempt)
    left = Money(charged.amount.minor_units - given, charged.amount.currency)
    if amount.currency != left.currency or not 0 < amount.minor_units <= left.minor_units:
        raise refund_exceeds_charge(str(amount), str(left))
