"""What may be sent: declared fields only, of exactly the declared types, within bounds."""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from domain.errors import Invalid
from domain.plain_words import legible
from domain.words import N_

_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"

_Legible = AfterValidator(legible)
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_NO_CONTROLS), _Legible
]
Words = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
    ),
    _Legible,
]
"""Several lines."""
VersionNumber = Annotated[int, Field(ge=1, le=10**9)]
"""A version of a quote, or the sheet of an acceptance: the first, the second …"""
Secret = Annotated[str, StringConstraints(max_length=1000)]
Sealed = Annotated[str, StringConstraints(max_length=20_000, pattern=_NO_CONTROLS)]

Name = TypeVar("Name", int, str)


class GivenTwice(Invalid):
    message = N_("“{name}” is there twice: give it once, with its whole amount.")


class Body(BaseModel):
    """A JSON body."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class FormBody(BaseModel):
    """A page's form. Its fields take whatever a browser can send; routes say what is missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    csrf: Annotated[str, StringConstraints(max_length=200)]
    idempotency_key: Annotated[str, StringConstraints(max_length=128)] = ""


def each_once(amounts: Iterable[tuple[Name, int]]) -> dict[Name, int]:
    """The amounts by what they are for. Raises `GivenTwice`: neither of two is simply forgotten."""
    found: dict[Name, int] = {}
    for name, amount in amounts:
        if name in found:
            raise GivenTwice(name=name)
        found[name] = amount
    return found
