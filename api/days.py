"""How days are asked for: a range that has a name, or from a day to a day."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from api.callers import SignedInContact, SignedInStaff
from domain.date_ranges import DateRange, DaysMissing, Preset, from_to, preset
from domain.errors import BillingError
from domain.periods import local_date
from domain.words import N_
from storage.customers import CustomerRow

Day = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10)]
RANGES: Mapping[Preset, str] = {
    Preset.THIS_MONTH: N_("This month"),
    Preset.LAST_MONTH: N_("Last month"),
    Preset.THIS_QUARTER: N_("This quarter"),
    Preset.THIS_YEAR: N_("This year"),
}


class DaysQuery(BaseModel):
    """The days are asked for where the range is `custom`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    range: Preset = Preset.THIS_MONTH
    first: Day = ""
    last: Day = ""

    def days(self, today: date) -> DateRange:
        """Raises what `from_to` raises."""
        if self.range is not Preset.CUSTOM:
            return preset(self.range, today)
        return from_to(typed_day(self.first), typed_day(self.last), today)

    def days_or_refusal(self, today: date) -> tuple[DateRange, BillingError | None]:
        """For a page, which shows the form again: those of this month, and what was wrong."""
        try:
            return self.days(today), None
        except BillingError as refusal:
            return preset(Preset.THIS_MONTH, today), refusal


def today_of(caller: SignedInContact | SignedInStaff) -> date:
    """The organisation's day."""
    return local_date(caller.parts.clock.now(), caller.house.time_zone)


def today_about(caller: SignedInContact | SignedInStaff, customer: CustomerRow) -> date:
    """The last day on which anything of the customer's may have been booked: theirs, or ours."""
    return max(today_of(caller), local_date(caller.parts.clock.now(), customer.time_zone))


def typed_day(text: str) -> date | None:
    """None for nothing. Raises `DaysMissing` for what is no date."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DaysMissing from None
