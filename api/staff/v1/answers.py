"""How the console's JSON is answered: pages of lists, new things, decided commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api.commands import Decided
from api.paging import LARGEST_PAGE, PAGE_SIZE, page_of
from api.staff.v1.shapes import DecidedShape, Shape

Row = TypeVar("Row")
Item = TypeVar("Item", bound=Shape)


class Paging(BaseModel):
    """Which part of a list is asked for; `after` is the cursor in the address of the next page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE
    after: Annotated[str, Field(max_length=500)] = ""


class Listed(BaseModel, Generic[Item]):
    """Some items; `next` is the address of the following ones."""

    items: Sequence[Item]
    next: str | None


@dataclass(frozen=True)
class Pageful(Generic[Row]):
    """What was read, one more than fits, and how the cursor of its last row is made."""

    rows: Sequence[Row]
    limit: int
    cursor: Callable[[Row], str]

    @property
    def last_cursor(self) -> str | None:
        """Where the list goes on; None if this is its end."""
        return self.cursor(self.rows[self.limit - 1]) if len(self.rows) > self.limit else None


def listed(
    request: Request, response: Response, found: Pageful[Row], shape: Callable[[Row], Item]
) -> Listed[Item]:
    """The page, with where it goes on in its body and in the `Link` header."""
    page = page_of(request, found.rows, found.limit, found.last_cursor)
    if page.next:
        response.headers["Link"] = f'<{page.next}>; rel="next"'
    return Listed(items=[shape(row) for row in page.rows], next=page.next)


def created(shape: BaseModel, location: str) -> Response:
    """201 with the new thing and where it is."""
    return JSONResponse(shape.model_dump(mode="json"), 201, {"Location": location})


def waiting(sign_off: str) -> Response:
    """202: somebody else has to approve it first, there."""
    location = f"/v1/staff/sign-offs/{sign_off}"
    return JSONResponse({"sign_off": sign_off}, 202, {"Location": location})


def answered(decided: Decided) -> Response:
    """200, or 202 with a place to look. Raises the refusal."""
    if decided.refusal:
        raise decided.refusal
    body = DecidedShape.of(decided).model_dump(mode="json")
    if decided.is_pending:
        return JSONResponse(body, 202, {"Location": f"/v1/staff/commands/{decided.id}"})
    return JSONResponse(body, 200)
