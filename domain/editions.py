"""Editions: a draft is changed, and decided about, as it was seen or not at all.

Each change of a draft is its next edition. Whoever changes it, or says what becomes of it, says
which edition they have seen; of two who have seen the same, the second one looks again.
"""

from domain.errors import Conflict
from domain.words import N_


class DraftMoved(Conflict):
    """Among its facts, `edition` is the one that stands now."""

    message = N_("Somebody else has changed this meanwhile: look at what stands now, and decide.")


def check_seen(seen: int | None, now: int) -> None:
    """None is for the draft as it stands, whatever that is. Raises `DraftMoved`."""
    if seen is not None and seen != now:
        raise DraftMoved(edition=now)
