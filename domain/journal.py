"""What is booked: one business event, named once and for all."""

from dataclasses import dataclass
from datetime import date, datetime

VOID = "void"
"""What happened to a document that is declared void: its postings are undone."""


@dataclass(frozen=True)
class BookedEvent:
    """What happened, to whom, in which document.

    `cause` is unique in the journal, so that nothing is booked twice; `on` is the day in the
    customer's time zone, `at` the instant (UTC). `belongs_to` is an earlier day, where that
    was locked.
    """

    cause: str
    customer: str
    document: str
    on: date
    at: datetime
    belongs_to: date | None = None
