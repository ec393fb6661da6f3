"""Signatures: how one is asked for, what may be kept of a drawn one, and nothing else."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Invalid
from domain.plain_words import legible
from domain.words import N_

WIDTH, HEIGHT = 600, 200
MOST_CHARACTERS = 12_000
LEAST_POINTS = 4
_POINT = r"\d{1,3} \d{1,3}"
_DRAWING = re.compile(rf"M{_POINT}(?:[ML]{_POINT})*")
_POINTS = re.compile(r"[ML](\d+) (\d+)")


class SignatureAsked(StrEnum):
    """How somebody signs: not at all, by their typed name, or with a drawing beside it."""

    OFF = "off"
    TYPED = "typed"
    DRAWN = "drawn"


class SignatureMissing(Invalid):
    message = N_("Sign with your full name.")


class DrawingMissing(Invalid):
    message = N_("Draw your signature.")


class NotASignature(Invalid):
    message = N_("This is not a drawn signature. Please draw it again.")


@dataclass(frozen=True)
class Signature:
    """A typed name, and the outline of a signature that was drawn."""

    name: str = ""
    drawing: str = ""


UNSIGNED = Signature()


def checked_signature(signature: Signature, asked: SignatureAsked) -> Signature:
    """As it is kept; what was not asked for is kept as well.

    Raises `SignatureMissing`, `DrawingMissing` and `NotASignature`.
    """
    name = legible(signature.name)
    if asked is not SignatureAsked.OFF and not name:
        raise SignatureMissing
    if asked is SignatureAsked.DRAWN and not signature.drawing:
        raise DrawingMissing
    return Signature(name, checked_drawing(signature.drawing))


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
