"""How a statement is asked for: for which days, in which currency, what of it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from api.days import DaysQuery
from domain.statements import Statement

MOST_PAGES = 1000


class Part(StrEnum):
    """All movements, or only what is still open."""

    ALL = "all"
    OPEN = "open"


class StatementQuery(DaysQuery):
    """Any currency if none is named."""

    currency: Annotated[str, StringConstraints(pattern="^([A-Z]{3})?$")] = ""
    show: Part = Part.ALL
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1

    def wanted(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Those in the currency that was asked for."""
        return [each for each in statements if self.currency in ("", each.currency)]
