"""The desk: what merchants and customers do with charges, each deed in one transaction."""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.processor import ChargeRequest, ChargeStatus, HostedRequest
from gateways.simulator import charges, keys, methods, outcomes
from gateways.simulator.behaviours import Behaviour
from gateways.simulator.cards import TestCard
from gateways.simulator.charges import CHARGE_LIFECYCLE, ChargeEvent, ChargeRecord
from gateways.simulator.ledger import Ledger
from gateways.simulator.limits import check_chargeable
from gateways.simulator.methods import Method
from gateways.simulator.refusals import attempt_reused
from gateways.simulator.settling import settle_due
from runtime.identity import new_token

PAGE_LIFETIME: Final = timedelta(hours=1)
_UNKNOWN_METHOD: Final = Behaviour.parse("decline:invalid_account")


@dataclass(frozen=True)
class Confirmed:
    """A charge after its confirmation; `first` says whether this confirmation decided it."""

    charge: ChargeRecord
    behaviour: Behaviour
    first: bool


class Desk:
    """Charges from their creation to their end."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock

    def create(self, request: ChargeRequest) -> ChargeRecord:
        """The charge of this attempt, made now or before. Raises `Refused`."""
        record = ChargeRecord(
            attempt=request.attempt,
            processor_id=f"ch_{secrets.token_hex(12)}",
            status=ChargeStatus.CREATED,
            amount=request.amount,
            description=request.description,
            customer=request.customer,
            locale="en",
            created_at=self._clock(),
            method=request.method,
        )
        with self._ledger.transaction() as books:
            methods.find_or_begin(books, request.method, self._clock())
            return self._opened(books, record)

    def open_page(self, request: HostedRequest) -> ChargeRecord:
        """The charge of this attempt with a page to pay it on. Raises `Refused`."""
        record = ChargeRecord(
            attempt=request.attempt,
            processor_id=f"ch_{secrets.token_hex(12)}",
            status=ChargeStatus.REQUIRES_ACTION,
            amount=request.amount,
            description=request.description,
            customer=request.customer,
            locale=request.locale,
            merchant=request.merchant,
            bank_account=request.bank_account,
            created_at=self._clock(),
            page=new_token("page"),
            return_url=request.return_url,
            may_save=request.save_method,
            expires_at=self._clock() + PAGE_LIFETIME,
        )
        with self._ledger.transaction() as books:
            return self._opened(books, record)

    def find(self, attempt: str) -> ChargeRecord:
        """Raises `Refused` for an attempt that was never made."""
        self.settle_due()
        return charges.get(self._ledger.books, attempt)

    def find_page(self, page: str) -> ChargeRecord:
        """Raises `Refused` for an address that was never given out."""
        self.settle_due()
        return charges.get_by_page(self._ledger.books, page)

    def method(self, record: ChargeRecord) -> Method | None:
        """The method of payment that was, or will be, charged."""
        return methods.find(self._ledger.books, record.method) if record.method else None

    def behaviour_of(self, token: str | None) -> Behaviour:
        """What charging this method does; one that cannot be charged (again) is declined."""
        with self._ledger.transaction() as books:
            return self._behaviour(books, token)

    def change_behaviour(self, token: str, behaviour: Behaviour) -> None:
        """What charging this method does from now on. Raises `Refused` for what is no token."""
        with self._ledger.transaction() as books:
            methods.change_behaviour(books, token, behaviour, self._clock())

    def confirm(self, attempt: str) -> Confirmed:
        """Charge the saved method, or say how that went the first time. Raises `Refused`."""
        self.settle_due()
        with self._ledger.transaction() as books:
            record = charges.get(books, attempt)
            behaviour = self._behaviour(books, record.method)
            if record.status is not ChargeStatus.CREATED:
                return Confirmed(record, behaviour, first=False)
            return Confirmed(
                outcomes.charge(books, record, behaviour, self._clock()), behaviour, first=True
            )

    def pay(self, page: str, card: TestCard, *, save: bool) -> ChargeRecord:
        """Charge the card that the customer chose; a page that is over stays as it is."""
        self.settle_due()
        with self._ledger.transaction() as books:
            record = charges.get_by_page(books, page)
            if not record.waits_for_customer or record.method:
                return record
            reusable = save and record.may_save
            method = methods.remember(books, card, self._clock(), reusable=reusable)
            chosen = replace(record, method=method.token)
            return outcomes.charge(books, chosen, card.behaviour, self._clock())

    def authenticate(self, page: str, *, approved: bool) -> ChargeRecord:
        """Go on after the customer's bank asked the customer."""
        self.settle_due()
        with self._ledger.transaction() as books:
            record = charges.get_by_page(books, page)
            if not record.waits_for_customer or not record.method:
                return record
            if approved:
                return outcomes.succeed(books, record, self._clock())
            return outcomes.fail(books, record, "authentication_failed", self._clock())

    def cancel(self, attempt: str) -> ChargeRecord:
        """Make sure that nothing is charged any more; what was decided stays decided."""
        self.settle_due()
        with self._ledger.transaction() as books:
            record = charges.get(books, attempt)
            if not CHARGE_LIFECYCLE.allows(record.status, ChargeEvent.CANCEL):
                return record
            return outcomes.cancel(books, record, self._clock())

    def settle_due(self) -> None:
        """Decide what was being processed, and close pages that nobody used in time."""
        settle_due(self._ledger, self._clock())

    def _behaviour(self, books: sqlite3.Connection, token: str | None) -> Behaviour:
        method = methods.find_or_begin(books, token or "", self._clock())
        return method.behaviour if method and method.reusable else _UNKNOWN_METHOD

    def _opened(self, books: sqlite3.Connection, record: ChargeRecord) -> ChargeRecord:
        """The attempt is the key of idempotency: the same request finds what it made before."""
        known = charges.find(books, record.attempt)
        if known and keys.is_forgotten(known.created_at, record.created_at):
            keys.set_aside(books, "attempt", record.attempt)
            known = None
        if known is None:
            check_chargeable(record.amount)
            charges.insert(books, record)
            return record
        same_method = record.is_hosted or known.method == record.method
        if known.amount != record.amount or known.is_hosted != record.is_hosted or not same_method:
            raise attempt_reused(record.attempt)
        return known
