"""A sentence for staff: a message id, the facts in it, and when it comes true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.money import Money
from runtime.status_labels import Tone

Fact = str | int | Money | date | datetime


@dataclass(frozen=True)
class Saying:
    """`words` has a `%(name)s` for each fact; the page writes money and dates in its language."""

    words: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    at: date | datetime | None = None
    tone: Tone = "info"


@dataclass(frozen=True)
class Story:
    """How something stands, why, and what happens by itself from here on, in that order."""

    state: Saying
    why: Saying | None = None
    ahead: tuple[Saying, ...] = ()
