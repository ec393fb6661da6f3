"""How the time of a project is asked for: of which days, of which task."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.days import Day, typed_day
from api.paging import LARGEST_PAGE, PAGE_SIZE
from domain.date_ranges import SomeDays
from domain.errors import BillingError
from domain.time_billing import TimeSought

TaskNumber = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class TimeQuery(BaseModel):
    """What is left empty is not asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: Day = ""
    last: Day = ""
    task: TaskNumber = ""

    @property
    def named(self) -> Mapping[str, str]:
        """What is asked for, for the addresses of the same time."""
        asked = {"first": self.first, "last": self.last, "task": self.task}
        return {name: value for name, value in asked.items() if value}

    def sought(self) -> TimeSought:
        """Raises `DaysMissing`, `DaysTheWrongWayRound`."""
        return TimeSought(SomeDays(typed_day(self.first), typed_day(self.last)), self.task or None)

    def sought_or_refusal(self) -> tuple[TimeSought, BillingError | None]:
        """For a page, which shows the form again: any day, and what was wrong."""
        try:
            return self.sought(), None
        except BillingError as refusal:
            return TimeSought(task=self.task or None), refusal


class TimePage(TimeQuery):
    """A part of it; `after` is the cursor in the address of the next page."""

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE
    after: Annotated[str, Field(max_length=500)] = ""
