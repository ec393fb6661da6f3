"""Downloads of many documents at once: how many, and what is said where that is too much."""

from domain.errors import Invalid
from domain.words import N_

MOST_AT_ONCE = 200
MOST_LISTED = 10_000


class TooManyDocuments(Invalid):
    message = N_(
        "At most {most} documents can be downloaded at once. Choose fewer, or narrow the list."
    )


class TooManyListed(Invalid):
    message = N_("At most {most} lines can be exported at once. Narrow the list.")


class NothingToDownload(Invalid):
    message = N_("There is nothing to download here.")


def check_bundle(found: int) -> None:
    """Raises `NothingToDownload` and `TooManyDocuments`."""
    if found == 0:
        raise NothingToDownload
    if found > MOST_AT_ONCE:
        raise TooManyDocuments(most=MOST_AT_ONCE)


def check_listed(found: int) -> None:
    """Raises `TooManyListed`."""
    if found > MOST_LISTED:
        raise TooManyListed(most=MOST_LISTED)
