"""The forms of projects, tasks, rates and time: as they are typed, and as they are meant."""

from datetime import date
from typing import Annotated

from fastapi import Form
from pydantic import Field

from activities.projects import AgreedRate, ProjectWords, TaskWords
from activities.time_entries import Logged
from api.days import Day
from api.inputs import FormBody, Line, Words
from api.projects.asking import TaskNumber
from api.staff.inputs import NotADate, Reader, price_in
from domain.approvals import MOST_ENTRIES, ApprovalUnit
from domain.money import Money
from domain.time_billing import clock_time, typed_minutes
from storage.projects import ProjectRow, TaskRow
from storage.time_entries import TimeEntryRow

ASKS = {"": None, "yes": True, "no": False}
Chosen = Annotated[list[Line], Field(default_factory=list, max_length=MOST_ENTRIES)]


class ProjectForm(FormBody):
    """`approval` and `unit` are empty where the preferences say it."""

    customer: Line = ""
    name: Line = ""
    rate: Line = ""
    approval: Line = ""
    unit: Line = ""
    tax: Line = ""

    def read(self, reader: Reader, currency: str) -> ProjectWords:
        """What is wrong is noted with its field."""
        return ProjectWords(
            self.name,
            _units(reader, "rate", self.rate, currency) or 0,
            ASKS.get(reader.one_of("approval", self.approval, ASKS)),
            reader.choice("unit", self.unit, ApprovalUnit.SHEET) if self.unit else None,
            self.tax or None,
        )

    @classmethod
    def of(cls, row: ProjectRow) -> "ProjectForm":
        asks = {None: "", True: "yes", False: "no"}[row.asks_approval]
        return cls(
            csrf="",
            customer=row.customer,
            name=row.name,
            rate=str(row.rate.decimal),
            approval=asks,
            unit=row.unit or "",
            tax=row.tax_rate or "",
        )


class TaskForm(FormBody):
    name: Line = ""
    billable: Line = ""
    rate: Line = ""

    def read(self, reader: Reader, currency: str) -> TaskWords:
        rate = _units(reader, "rate", self.rate, currency)
        return TaskWords(self.name, bool(self.billable), rate)

    @classmethod
    def of(cls, task: TaskRow, project: ProjectRow) -> "TaskForm":
        rate = task.rate_minor_units
        return cls(
            csrf="",
            name=task.name,
            billable="on" if task.is_billable else "",
            rate="" if rate is None else str(project.money(rate).decimal),
        )


class RateForm(FormBody):
    """An empty task is all of them; an empty rate takes away what was agreed."""

    person: Line = ""
    task: Line = ""
    rate: Line = ""

    def read(self, reader: Reader, currency: str) -> AgreedRate:
        rate = _units(reader, "rate", self.rate, currency)
        return AgreedRate(self.person, self.task or None, rate)


class TimeForm(FormBody):
    task: Line = ""
    person: Line = ""
    day: Line = ""
    hours: Line = ""
    billable: Line = ""
    note: Words = ""
    internal_note: Words = ""

    def read(self, reader: Reader, today: date) -> Logged:
        return Logged(
            self.task,
            self.person,
            reader.read("day", self.day, _day, today),
            reader.read("hours", self.hours, typed_minutes, 1),
            bool(self.billable),
            self.note,
            self.internal_note,
        )

    @classmethod
    def of(cls, row: TimeEntryRow) -> "TimeForm":
        return cls(
            csrf="",
            task=row.task,
            person=row.person,
            day=row.day.isoformat(),
            hours=clock_time(row.minutes),
            billable="on" if row.is_billable else "",
            note=row.note,
            internal_note=row.internal_note,
        )


class ChosenForm(FormBody):
    """Entries that were ticked, among those that were shown. `do` is what was pressed."""

    entries: Chosen
    do: Line = ""
    first: Day = ""
    last: Day = ""
    task: TaskNumber = ""


AnyProject = Annotated[ProjectForm, Form()]
AnyTask = Annotated[TaskForm, Form()]
AnyRate = Annotated[RateForm, Form()]
AnyTime = Annotated[TimeForm, Form()]
AnyChosen = Annotated[ChosenForm, Form()]


def _units(reader: Reader, field: str, typed: str, currency: str) -> int | None:
    """Minor units; None where nothing was typed."""
    if not typed:
        return None
    return reader.read(field, typed, price_in(currency), Money.zero(currency)).minor_units


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotADate(typed=text) from None
