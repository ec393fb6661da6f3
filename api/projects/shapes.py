"""The shapes of projects, time and approvals in /v1, for customers and staff alike."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.amounts import Amount
from api.projects.views import ApprovalView, ProjectView, SheetLine, StepView, TaskView
from domain.approvals import ApprovalEvent, ApprovalStatus, ApprovalUnit, EntryStatus, Hours
from domain.commands import ActorKind
from domain.projects import ProjectStatus
from domain.time_billing import BillingStatus
from storage.approvals import ApprovalRow
from storage.projects import ProjectRow
from storage.time_entries import SeenEntry


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class HoursShape(Shape):
    """Billable minutes: all, on invoices, not on any, and what of these is approved."""

    logged: int
    billed: int
    unbilled: int
    approved: int

    @classmethod
    def of(cls, hours: Hours) -> "HoursShape":
        return cls(
            logged=hours.logged,
            billed=hours.invoiced,
            unbilled=hours.unbilled,
            approved=hours.approved,
        )


class ProjectShape(Shape):
    number: str
    customer: str
    name: str
    currency: str
    status: ProjectStatus
    hours: HoursShape

    @classmethod
    def of(cls, row: ProjectRow, hours: Hours) -> "ProjectShape":
        return cls(
            number=row.number,
            customer=row.customer,
            name=row.name,
            currency=row.currency,
            status=row.status,
            hours=HoursShape.of(hours),
        )


class TaskShape(Shape):
    number: str
    name: str
    hours: HoursShape

    @classmethod
    def of(cls, task: TaskView) -> "TaskShape":
        hours = HoursShape.of(task.hours)
        return cls(number=task.row.number, name=task.row.name, hours=hours)


class ProjectDetail(ProjectShape):
    tasks: list[TaskShape]

    @classmethod
    def seen(cls, view: ProjectView) -> "ProjectDetail":
        tasks = [TaskShape.of(task) for task in view.tasks]
        return cls(**vars(ProjectShape.of(view.row, view.hours)), tasks=tasks)


class TimeShape(Shape):
    """`task` and `person` are names; `invoice` the one that it stands on once that was issued."""

    number: str
    task: str
    person: str
    day: date
    minutes: int
    note: str
    status: BillingStatus
    invoice: str | None

    @classmethod
    def of(cls, each: SeenEntry) -> "TimeShape":
        return cls(
            number=each.row.number,
            task=each.task,
            person=each.person,
            day=each.row.day,
            minutes=each.row.minutes,
            note=each.row.note,
            status=each.billing,
            invoice=each.invoice,
        )


class ApprovalShape(Shape):
    """`round` counts submissions: whoever decides says which one they have seen."""

    number: str
    project: str
    customer: str
    status: ApprovalStatus
    round: int
    decided_about: ApprovalUnit | None
    minutes: int | None
    total: Amount | None
    submitted_at: datetime | None
    decided_at: datetime | None

    @classmethod
    def of(cls, row: ApprovalRow) -> "ApprovalShape":
        return cls(
            number=row.number,
            project=row.project,
            customer=row.customer,
            status=row.status,
            round=row.round,
            decided_about=row.unit,
            minutes=row.minutes,
            total=Amount.of(row.total) if row.total else None,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
        )


class SheetShape(Shape):
    """An entry as it was submitted; `reason` is why it was rejected."""

    entry: str
    task: str
    person: str
    day: date
    note: str
    minutes: int
    amount: Amount
    status: EntryStatus
    reason: str

    @classmethod
    def of(cls, line: SheetLine) -> "SheetShape":
        return cls(
            entry=line.number,
            task=line.task,
            person=line.person,
            day=line.day,
            note=line.note,
            minutes=line.minutes,
            amount=Amount.of(line.amount),
            status=line.sheet.state,
            reason=line.sheet.reason,
        )


class StepShape(Shape):
    """Something that happened, by whom, and why; what hours that were approved are signed with."""

    event: ApprovalEvent
    round: int
    at: datetime
    by: ActorKind
    who: str
    reason: str
    name: str
    drawing: str

    @classmethod
    def of(cls, step: StepView) -> "StepShape":
        row = step.row
        return cls(
            event=row.event,
            round=row.round,
            at=row.at,
            by=row.actor_kind,
            who=step.who,
            reason=row.reason,
            name=row.name,
            drawing=row.drawing,
        )


class ApprovalDetail(ApprovalShape):
    entries: list[SheetShape]
    history: list[StepShape]

    @classmethod
    def seen(cls, view: ApprovalView) -> "ApprovalDetail":
        return cls(
            **vars(ApprovalShape.of(view.row)),
            entries=[SheetShape.of(line) for line in view.lines],
            history=[StepShape.of(step) for step in view.steps],
        )


class ProjectList(Shape):
    """`next` is the address of the following page, none at the end."""

    items: list[ProjectShape]
    next: str | None


class TimeList(Shape):
    items: list[TimeShape]
    next: str | None


class ApprovalList(Shape):
    items: list[ApprovalShape]
    next: str | None
