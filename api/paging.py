"""Lists go on by a key: an opaque, signed cursor, good for one list of one owner."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request

from api.problems import BadRequest
from api.security.cookies import Jar

Row = TypeVar("Row")
PAGE_SIZE = 50
LARGEST_PAGE = 100
_CURSOR = "cursor"


@dataclass(frozen=True)
class PageOf(Generic[Row]):
    """Some rows of a list; `next` and `first` are addresses, None where there is nothing there."""

    rows: Sequence[Row]
    next: str | None
    first: str | None


@dataclass(frozen=True)
class Cursors:
    """Makes and reads the cursors of one list. A cursor of another list or owner is refused."""

    jar: Jar
    scope: str

    def write(self, *key: str) -> str:
        return self.jar.sign(f"{_CURSOR}:{self.scope}", json.dumps(key))

    def read(self, cursor: str) -> tuple[str, ...] | None:
        """The key after which the list goes on. Raises `BadRequest`."""
        if not cursor:
            return None
        text = self.jar.unsign(f"{_CURSOR}:{self.scope}", cursor)
        if text is None:
            raise BadRequest
        return tuple(json.loads(text))


def page_of(request: Request, rows: Sequence[Row], limit: int, cursor: str | None) -> PageOf[Row]:
    """A page of rows that were read, one more than fit; `cursor` is of the last that fits."""
    has_more = len(rows) > limit
    here = request.url.include_query_params(after=cursor or "")
    first = request.url.remove_query_params("after")
    return PageOf(
        rows[:limit],
        next=_local(here) if has_more and cursor else None,
        first=_local(first) if request.query_params.get("after") else None,
    )


def _local(url: object) -> str:
    path = str(url).split("://", 1)[-1]
    return "/" + path.partition("/")[2]
