"""Signatures: what may be kept of a name that is drawn, and nothing else."""

import re

from domain.errors import Invalid
from domain.words import N_

WIDTH, HEIGHT = 600, 200
MOST_CHARACTERS = 12_000
LEAST_POINTS = 4
_POINT = r"\d{1,3} \d{1,3}"
_DRAWING = re.compile(rf"M{_POINT}(?:[ML]{_POINT})*")
_POINTS = re.compile(r"[ML](\d+) (\d+)")


class NotASignature(Invalid):
    message = N_("This is not a drawn signature. Please draw it again.")


def checked_drawing(drawing: str) -> str:
    """The outline of a drawn signature: moves and lines on a sheet of 600 by 200, or nothing.

    It is written into pages and documents as the path of a picture, so that nothing but digits and
    two letters is let in. Raises `NotASignature`.
    """
    if not drawing:
        return ""
    if len(drawing) > MOST_CHARACTERS or not _DRAWING.fullmatch(drawing):
        raise NotASignature
    points = [(int(x), int(y)) for x, y in _POINTS.findall(drawing)]
    if len(points) < LEAST_POINTS or any(x > WIDTH or y > HEIGHT for x, y in points):
        raise NotASignature
    return drawing
