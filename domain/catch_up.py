"""Catching up: which missed terms are billed after an outage, and of which people are told.

Each term that was missed is billed once, in order, dated at its boundary; or, if staff decide so,
those that are over by now are skipped and only the one that runs is billed. Months that were rested
are never billed. However many terms come at once, people hear of the newest only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.periods import Period, missed_terms
from domain.terms import Terms


class CatchUp(StrEnum):
    """BILL: every missed term. SKIP: those that are over are not billed any more."""

    BILL = "bill"
    SKIP = "skip"


@dataclass(frozen=True)
class CaughtUp:
    """A term that was missed: whether it is billed after all, and whether people are told."""

    number: int
    term: Period
    billed: bool
    told: bool


def caught_up(
    terms: Terms, first: int, *, by: date, decision: CatchUp, rested: Sequence[Period] = ()
) -> tuple[CaughtUp, ...]:
    """The terms from number `first` on that have begun by a date, and what becomes of each.

    `rested` are the days of pauses: a term that begins in one is not billed.
    """
    missed = missed_terms(terms.anchor, terms.interval, first, by, terms.anchor_day)
    billed = [_is_billed(term, by, decision, rested) for term in missed]
    newest = max((place for place, is_billed in enumerate(billed) if is_billed), default=-1)
    return tuple(
        CaughtUp(first + place, term, billed[place], told=place == newest)
        for place, term in enumerate(missed)
    )


def _is_billed(term: Period, by: date, decision: CatchUp, rested: Sequence[Period]) -> bool:
    if any(rest.start <= term.start < rest.end for rest in rested):
        return False
    return decision is CatchUp.BILL or term.end > by
