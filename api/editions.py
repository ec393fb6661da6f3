"""Editions: an answer says by its ETag what was seen; what changes it says that in If-Match.

A page says it by a hidden field of its forms.
"""

from fastapi import Request, Response

from api.inputs import FormBody, Line
from api.problems import EditionMissing, EditionMoved

_MOST_DIGITS = 18


class SeenForm(FormBody):
    """A form about what was seen on its page; `edition` says in which one."""

    edition: Line = ""

    @property
    def seen(self) -> int:
        """0, which nothing ever is, where the form does not say it."""
        typed = self.edition
        return int(typed) if typed.isascii() and typed.isdigit() else 0


def tag(*parts: object) -> str:
    """The strong ETag of what is made of these."""
    return '"' + "-".join(str(part) for part in parts) + '"'


def tagged(response: Response, edition: str) -> None:
    response.headers["ETag"] = edition


def seen_edition(request: Request) -> str:
    """What the caller has seen. Raises `EditionMissing`."""
    seen = request.headers.get("if-match", "").strip()
    if not seen:
        raise EditionMissing
    return seen


def seen_number(request: Request, *about: object) -> int | None:
    """The number at the end of a tag that is about this; None for any (`*`).

    Raises `EditionMissing`, and `EditionMoved` for a tag of something else.
    """
    seen = seen_edition(request)
    if seen == "*":
        return None
    start, _, number = seen.removeprefix('"').removesuffix('"').rpartition("-")
    is_number = number.isdecimal() and len(number) <= _MOST_DIGITS
    if start != "-".join(str(each) for each in about) or not is_number:
        raise EditionMoved
    return int(number)


def check_edition(request: Request, edition: str) -> None:
    """Raises `EditionMissing`, and `EditionMoved` if it is not this one any more."""
    seen = seen_edition(request)
    if seen not in ("*", edition):
        raise EditionMoved
