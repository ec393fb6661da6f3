"""How a statement is asked for: for which days, in which currency, what of it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.callers import SignedInContact, SignedInStaff
from domain.date_ranges import DateRange, DaysMissing, Preset, from_to, preset
from domain.errors import BillingError
from domain.periods import local_date
from domain.statements import Statement

Day = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10)]
MOST_PAGES = 1000


class Part(StrEnum):
    """All movements, or only what is still open."""

    ALL = "all"
    OPEN = "open"


class StatementQuery(BaseModel):
    """The days are asked for where the range is `custom`; any currency if none is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    range: Preset = Preset.THIS_MONTH
    first: Day = ""
    last: Day = ""
    currency: Annotated[str, StringConstraints(pattern="^([A-Z]{3})?$")] = ""
    show: Part = Part.ALL
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1

    def days(self, today: date) -> DateRange:
        """Raises what `from_to` raises."""
        if self.range is not Preset.CUSTOM:
            return preset(self.range, today)
        return from_to(_day(self.first), _day(self.last), today)

    def days_or_refusal(self, today: date) -> tuple[DateRange, BillingError | None]:
        """For a page, which shows the form again: those of this month, and what was wrong."""
        try:
            return self.days(today), None
        except BillingError as refusal:
            return preset(Preset.THIS_MONTH, today), refusal

    def wanted(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Those in the currency that was asked for."""
        return [each for each in statements if self.currency in ("", each.currency)]


def today_of(caller: SignedInContact | SignedInStaff) -> date:
    """The day on which something would be booked now."""
    return local_date(caller.parts.clock.now(), caller.house.time_zone)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DaysMissing from None
