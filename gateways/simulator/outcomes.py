"""What becomes of a charge: taken, declined, thought about, disputed, taken back.

Each function works inside the transaction of whoever calls it, and notes what the merchant hears.
"""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.processor import ChargeStatus, DisputeStatus
from gateways.simulator import charges, events, methods, refunds
from gateways.simulator.behaviours import Behaviour, BehaviourKind
from gateways.simulator.charges import CHARGE_LIFECYCLE, ChargeEvent, ChargeRecord
from gateways.simulator.events import News
from runtime.identity import new_token

CONFIRMATION_LIFETIME: Final = timedelta(days=3)
_DISPUTES: Final = {
    BehaviourKind.DISPUTE_WON: DisputeStatus.WON,
    BehaviourKind.DISPUTE_LOST: DisputeStatus.LOST,
}


def charge(
    books: sqlite3.Connection, record: ChargeRecord, behaviour: Behaviour, at: datetime
) -> ChargeRecord:
    """Do to the charge what its method is told to do."""
    match behaviour.kind:
        case BehaviourKind.DECLINE:
            return fail(books, record, behaviour.decline_code or "", at)
        case BehaviourKind.REQUIRES_ACTION:
            return _ask_customer(books, record, at)
        case BehaviourKind.PROCESSING | BehaviourKind.PROCESSING_THEN_DECLINE:
            return _process(books, record, behaviour, at)
        case BehaviourKind.REFUSE_REPEATS:
            repeated = charges.was_taken_since(books, record, at - behaviour.wait)
            return (
                fail(books, record, "duplicate_transaction", at)
                if repeated
                else succeed(books, record, at)
            )
        case BehaviourKind.DISPUTE_WON | BehaviourKind.DISPUTE_LOST:
            taken = succeed(books, record, at)
            return dispute(books, taken, _DISPUTES[behaviour.kind], at + behaviour.wait, at)
        case _:
            return succeed(books, record, at)


def settle(books: sqlite3.Connection, record: ChargeRecord, at: datetime) -> None:
    """Decide what was processed long enough, and close a page that nobody used in time."""
    if record.waits_for_customer and record.is_hosted:
        cancel(books, record, at)
    elif record.waits_for_customer:
        fail(books, record, "authentication_required", at)
    elif record.settles_with:
        fail(books, record, record.settles_with, at)
    else:
        succeed(books, record, at)


def succeed(books: sqlite3.Connection, record: ChargeRecord, at: datetime) -> ChargeRecord:
    charges.capture(books, record, at)
    return _change(books, record, ChargeEvent.SUCCEED, at)


def fail(books: sqlite3.Connection, record: ChargeRecord, code: str, at: datetime) -> ChargeRecord:
    if record.is_hosted and record.method:
        methods.forget(books, record.method)
    return _change(books, replace(record, decline_code=code), ChargeEvent.FAIL, at)


def cancel(books: sqlite3.Connection, record: ChargeRecord, at: datetime) -> ChargeRecord:
    return _change(books, record, ChargeEvent.CANCEL, at)


def take_back(
    books: sqlite3.Connection, record: ChargeRecord, code: str, at: datetime
) -> ChargeRecord:
    """The customer's bank takes the money back, whatever it has said before."""
    charges.release(books, record.attempt)
    return _change(books, replace(record, decline_code=code), ChargeEvent.FAIL, at)


def dispute(
    books: sqlite3.Connection,
    record: ChargeRecord,
    ends_with: DisputeStatus | None,
    ends_at: datetime | None,
    at: datetime,
) -> ChargeRecord:
    """Withhold the money: the customer says that it was not rightful. Undecided until told.

    Unless the record says how much, it is what was not given back; of nothing left, all of it.
    """
    whole = record.amount.minor_units
    left = whole - refunds.given_back(books, record.attempt)
    disputed = replace(
        record,
        disputed_minor_units=record.disputed_minor_units or left or whole,
        dispute=DisputeStatus.OPEN,
        dispute_ends_at=ends_at,
        dispute_ends_with=ends_with,
    )
    charges.save(books, disputed)
    events.note(books, News("dispute.opened", record.attempt), at)
    return disputed


def decide_dispute(
    books: sqlite3.Connection, record: ChargeRecord, verdict: DisputeStatus, at: datetime
) -> ChargeRecord:
    """The customer's bank has decided."""
    decided = replace(record, dispute=verdict, dispute_ends_at=None, dispute_ends_with=None)
    charges.save(books, decided)
    events.note(books, News("dispute.closed", record.attempt), at)
    return decided


def _process(
    books: sqlite3.Connection, record: ChargeRecord, behaviour: Behaviour, at: datetime
) -> ChargeRecord:
    settling = replace(record, settles_at=at + behaviour.wait, settles_with=behaviour.decline_code)
    return _change(books, settling, ChargeEvent.PROCESS, at)


def _ask_customer(books: sqlite3.Connection, record: ChargeRecord, at: datetime) -> ChargeRecord:
    """Let the customer's bank ask the customer: on the page that is open, or on a new one."""
    if record.is_hosted:
        charges.save(books, record)
        return record
    asking = replace(record, page=new_token("page"), expires_at=at + CONFIRMATION_LIFETIME)
    return _change(books, asking, ChargeEvent.REQUIRE_ACTION, at)


def _change(
    books: sqlite3.Connection, record: ChargeRecord, event: ChargeEvent, at: datetime
) -> ChargeRecord:
    """Advance a charge, and note that the merchant has to hear of it."""
    status = CHARGE_LIFECYCLE.advance(record.status, event)
    waits = status is ChargeStatus.PROCESSING
    changed = replace(record, status=status, settles_at=record.settles_at if waits else None)
    charges.save(books, changed)
    events.note(books, News(f"charge.{changed.status}", changed.attempt), at)
    return changed
