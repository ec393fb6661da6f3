"""What programs send about projects and time, and what of them only staff are shown."""

from datetime import date
from typing import Annotated

from pydantic import Field

from activities.projects import AgreedRate, ProjectWords, TaskWords
from activities.time_entries import Logged
from activities.time_invoices import TimeToInvoice
from api.amounts import LARGEST
from api.inputs import Body, Line, Words
from api.projects.shapes import ProjectDetail, TimeShape
from api.projects.views import ProjectView
from domain.approvals import MOST_ENTRIES, MOST_MINUTES, ApprovalUnit, EntryStatus
from domain.date_ranges import SomeDays
from domain.time_billing import Grouping, TimeSought
from storage.projects import RateRow
from storage.time_entries import SeenEntry

Units = Annotated[int, Field(ge=0, le=LARGEST)]
Entries = Annotated[list[Line], Field(max_length=MOST_ENTRIES)]


class ProjectBody(Body):
    """The rate is that of an hour, in minor units. Without a value the preferences say it."""

    name: Line
    rate: Units = 0
    customer_approval: bool | None = None
    decided_about: Annotated[ApprovalUnit | None, Field(strict=False)] = None
    tax: Line = ""

    def words(self) -> ProjectWords:
        return ProjectWords(
            self.name, self.rate, self.customer_approval, self.decided_about, self.tax or None
        )


class NewProjectBody(ProjectBody):
    customer: Line


class TaskBody(Body):
    name: Line
    billable: bool = True
    rate: Units | None = None

    def words(self) -> TaskWords:
        return TaskWords(self.name, self.billable, self.rate)


class RateBody(Body):
    """Of somebody for a task, or for all; without a rate nothing of its own."""

    person: Line
    task: Line = ""
    rate: Units | None = None

    def agreed(self) -> AgreedRate:
        return AgreedRate(self.person, self.task or None, self.rate)


class TimeBody(Body):
    """`person` is a number of staff; without one, whoever asks has worked."""

    task: Line
    person: Line = ""
    day: Annotated[date, Field(strict=False)]
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    billable: bool = True
    note: Words = ""
    internal_note: Words = ""

    def logged(self, by: str) -> Logged:
        return Logged(
            self.task,
            self.person or by,
            self.day,
            self.minutes,
            self.billable,
            self.note,
            self.internal_note,
        )


class SheetBody(Body):
    entries: Annotated[Entries, Field(min_length=1)]


class NewSheetBody(SheetBody):
    """Submitted at once, unless it is to be kept as a draft."""

    submit: bool = True


class TimeInvoiceBody(Body):
    """Without entries everything that can be invoiced is, of the days and the task if named."""

    entries: Entries = Field(default_factory=list)
    first: Annotated[date | None, Field(strict=False)] = None
    last: Annotated[date | None, Field(strict=False)] = None
    task: Line | None = None
    lines: Annotated[Grouping, Field(strict=False)] = Grouping.TASK

    def wanted(self, project: str) -> TimeToInvoice:
        sought = TimeSought(SomeDays(self.first, self.last), self.task)
        return TimeToInvoice(project, tuple(self.entries), self.lines, sought)


class MarkBody(Body):
    """`round` is the one that was looked at; `reason` says how the customer has approved it."""

    round: int
    reason: Words


class RateShape(Body):
    person: str
    task: str | None
    rate: int

    @classmethod
    def of(cls, row: RateRow) -> "RateShape":
        return cls(person=row.person, task=row.task, rate=row.rate_minor_units)


class TaskTerms(Body):
    """What of a task only staff are shown."""

    number: str
    billable: bool
    rate: int | None
    archived: bool


class StaffProjectDetail(ProjectDetail):
    rate: int
    tax: str | None
    customer_approval: bool | None
    decided_about: ApprovalUnit | None
    terms: list[TaskTerms]
    rates: list[RateShape]

    @classmethod
    def whole(cls, view: ProjectView, rates: list[RateShape]) -> "StaffProjectDetail":
        row = view.row
        terms = [
            TaskTerms(
                number=each.row.number,
                billable=each.row.is_billable,
                rate=each.row.rate_minor_units,
                archived=each.row.archived_at is not None,
            )
            for each in view.tasks
        ]
        return cls(
            **vars(ProjectDetail.seen(view)),
            rate=row.rate_minor_units,
            tax=row.tax_rate,
            customer_approval=row.asks_approval,
            decided_about=row.unit,
            terms=terms,
            rates=rates,
        )


class StaffTimeShape(TimeShape):
    """`entry_status` also knows drafts of invoices."""

    task_number: str
    person_number: str
    project: str
    billable: bool
    internal_note: str
    entry_status: EntryStatus

    @classmethod
    def of(cls, each: SeenEntry) -> "StaffTimeShape":
        return cls(
            **vars(TimeShape.of(each)),
            task_number=each.row.task,
            person_number=each.row.person,
            project=each.row.project,
            billable=each.row.is_billable,
            internal_note=each.row.internal_note,
            entry_status=each.row.status,
        )


class StaffTimeList(Body):
    items: list[StaffTimeShape]
    next: str | None
