"""What happens by itself once its time has come: charges, refunds and disputes are decided."""

import sqlite3
from datetime import datetime

from domain.processor import DisputeStatus
from gateways.simulator import charges, outcomes, refunds
from gateways.simulator.ledger import Ledger


def settle_due(ledger: Ledger, at: datetime) -> None:
    """Everything that is due now, in one transaction; nothing is written if nothing is."""
    if not _is_anything_due(ledger.books, at):
        return
    with ledger.transaction() as books:
        for record in charges.due(books, at):
            outcomes.settle(books, record, at)
        for refund in refunds.due(books, at):
            refunds.settle(books, refund, refund.settles_with, at)
        for record in charges.disputes_due(books, at):
            verdict = record.dispute_ends_with or DisputeStatus.LOST
            outcomes.decide_dispute(books, record, verdict, at)


def _is_anything_due(books: sqlite3.Connection, at: datetime) -> bool:
    return bool(charges.due(books, at) or refunds.due(books, at) or charges.disputes_due(books, at))
