"""What programs change as they have seen it: the ETag of an answer goes into `If-Match`."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from api.callers import SignedInStaff
from api.problems import EditionMoved
from domain.editions import DraftMoved
from domain.errors import BillingError

Row = TypeVar("Row")


@dataclass(frozen=True)
class Seen(Generic[Row]):
    """Who acts on which draft, and in which edition they have seen it; None is for any."""

    staff: SignedInStaff
    row: Row
    edition: int | None


def unmoved(refusal: BillingError | None) -> None:
    """Raises `EditionMoved` for what is refused because it was changed meanwhile."""
    if isinstance(refusal, DraftMoved):
        raise EditionMoved
