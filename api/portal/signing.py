"""What whoever signs sends, by a form or by /v1, and below which field a refusal stands."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from api.inputs import Body, FormBody, Line
from domain.errors import BillingError
from domain.signatures import (
    MOST_CHARACTERS,
    DrawingMissing,
    NotASignature,
    Signature,
    SignatureMissing,
)

Drawing = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS + 1, strip_whitespace=True)]
SIGNING_FIELDS: Mapping[type[BillingError], str] = {
    SignatureMissing: "name",
    DrawingMissing: "drawing",
    NotASignature: "drawing",
}


class SigningForm(FormBody):
    name: Line = ""
    drawing: Drawing = ""

    @property
    def signature(self) -> Signature:
        return Signature(self.name, self.drawing)

    @property
    def signed(self) -> Mapping[str, object]:
        """As a command carries it."""
        return {"name": self.name, "drawing": self.drawing}


class SigningBody(Body):
    """`name` is typed in full, `drawing` the path of a signature on a sheet of 600 by 200."""

    name: Line = ""
    drawing: Drawing = ""
