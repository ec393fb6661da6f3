"""Deliveries: a mail on its way, and what the mail server said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.messages import MailKind
from domain.money import Money
from domain.printing import DocumentKey

Fact = str | int | Money | date | datetime | None


@dataclass(frozen=True)
class Outgoing:
    """A mail, ready to be written and handed over.

    `number` makes its Message-ID, so it is the same mail however often it is tried. `token` is the
    link in it, if it has one. `zone` is the reader's, `queued_at` UTC. `encloses` is a document
    that goes with it.
    """

    number: str
    kind: MailKind
    language: str
    recipient: str
    address: str
    organisation: str
    organisation_mail: str
    organisation_phone: str
    zone: str
    facts: Mapping[str, Fact]
    token: UUID | None
    queued_at: datetime
    encloses: DocumentKey | None = None


class Verdict(StrEnum):
    TAKEN = "taken"
    DEFERRED = "deferred"
    REFUSED = "refused"


@dataclass(frozen=True)
class Delivery:
    """What the mail server said: taken, not now, or never."""

    verdict: Verdict
    reason: str = ""
