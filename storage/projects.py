"""Projects with their tasks, and what was agreed that an hour costs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.approvals import ApprovalUnit
from domain.money import Money
from domain.projects import ProjectStatus, Rates
from storage.base import Base, status_column
from storage.repository import Repository


class ProjectRow(Base):
    """Something that is worked on for a customer, in the customer's currency.

    `asks_approval` and `unit` are the project's own; without them the preferences say it.
    """

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("rate_minor_units >= 0", name="rate_not_negative"),
        Index("ix_projects_customer", "customer", "number"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(ForeignKey("customers.number"))
    name: Mapped[str]
    currency: Mapped[str]
    status: Mapped[ProjectStatus] = status_column(ProjectStatus)
    rate_minor_units: Mapped[int]
    asks_approval: Mapped[bool | None]
    unit: Mapped[ApprovalUnit | None] = status_column(ApprovalUnit, nullable=True)
    tax_rate: Mapped[str | None] = mapped_column(ForeignKey("tax_rates.code"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    @property
    def rate(self) -> Money:
        return self.money(self.rate_minor_units)

    def money(self, minor_units: int) -> Money:
        return Money(minor_units, self.currency)


class TaskRow(Base):
    """A part of a project. Time of one that is not billable is no customer's business."""

    __tablename__ = "project_tasks"
    __table_args__ = (
        CheckConstraint("rate_minor_units >= 0", name="rate_not_negative"),
        UniqueConstraint("project", "name"),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.number"))
    name: Mapped[str]
    is_billable: Mapped[bool]
    rate_minor_units: Mapped[int | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class RateRow(Base):
    """What an hour of somebody costs in a project: for one task, or for all of them."""

    __tablename__ = "project_rates"
    __table_args__ = (
        CheckConstraint("rate_minor_units >= 0", name="rate_not_negative"),
        Index(
            "uq_project_rates_task",
            "project",
            "person",
            "task",
            unique=True,
            postgresql_where=text("task IS NOT NULL"),
        ),
        Index(
            "uq_project_rates_person",
            "project",
            "person",
            unique=True,
            postgresql_where=text("task IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str] = mapped_column(ForeignKey("projects.number"))
    person: Mapped[str] = mapped_column(ForeignKey("staff.number"))
    task: Mapped[str | None] = mapped_column(ForeignKey("project_tasks.number"))
    rate_minor_units: Mapped[int]


class Projects(Repository[ProjectRow]):
    _row = ProjectRow

    async def page(
        self,
        *,
        customer: str | None = None,
        status: ProjectStatus | None = None,
        before: str = "",
        limit: int = 50,
    ) -> Sequence[ProjectRow]:
        """The newest first, from the one that follows `before`."""
        query = select(ProjectRow)
        if customer:
            query = query.where(ProjectRow.customer == customer)
        if status:
            query = query.where(ProjectRow.status == status)
        if before:
            query = query.where(ProjectRow.number < before)
        query = query.order_by(ProjectRow.number.desc()).limit(limit)
        return (await self._session.scalars(query)).all()

    async def names(self, numbers: Sequence[str]) -> dict[str, str]:
        """Name by number."""
        query = select(ProjectRow.number, ProjectRow.name).where(ProjectRow.number.in_(numbers))
        return dict((await self._session.execute(query)).all())

    def new_task(self, **values: object) -> TaskRow:
        row = TaskRow(**values)
        self._session.add(row)
        return row

    async def find_task(self, number: str) -> TaskRow | None:
        return await self._session.get(TaskRow, number)

    async def task_named(self, project: str, name: str) -> TaskRow | None:
        query = select(TaskRow).where(TaskRow.project == project, TaskRow.name == name)
        return await self._session.scalar(query)

    async def tasks(self, project: str, *, billable: bool = False) -> Sequence[TaskRow]:
        """In the order in which they were made; for customers only what is billable."""
        query = select(TaskRow).where(TaskRow.project == project).order_by(TaskRow.number)
        if billable:
            query = query.where(TaskRow.is_billable)
        return (await self._session.scalars(query)).all()

    async def rates(self, project: str) -> Sequence[RateRow]:
        """What was agreed about people, tasks apart."""
        query = select(RateRow).where(RateRow.project == project)
        return (await self._session.scalars(query.order_by(RateRow.person, RateRow.task))).all()

    async def set_rate(
        self, project: str, person: str, task: str | None, minor_units: int | None
    ) -> None:
        """In place of what was agreed before; None is nothing of its own."""
        same_task = RateRow.task == task if task else RateRow.task.is_(None)
        of_both = (RateRow.project == project, RateRow.person == person, same_task)
        await self._session.execute(delete(RateRow).where(*of_both))
        if minor_units is not None:
            values = {"project": project, "person": person, "task": task}
            self._session.add(RateRow(**values, rate_minor_units=minor_units))
        await self._session.flush()

    async def all_rates(self, project: ProjectRow) -> Rates:
        """Everything that was agreed about what an hour of it costs."""
        tasks = await self.tasks(project.number)
        people = await self.rates(project.number)
        return Rates(
            project.currency,
            project.rate_minor_units,
            {
                each.number: each.rate_minor_units
                for each in tasks
                if each.rate_minor_units is not None
            },
            {each.person: each.rate_minor_units for each in people if each.task is None},
            {(each.task, each.person): each.rate_minor_units for each in people if each.task},
        )
