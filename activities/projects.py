"""Projects and their tasks: written, changed, archived, and what an hour of them costs."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from domain.approvals import ApprovalUnit
from domain.customers import NoSuchCustomer
from domain.money import Money
from domain.numbers import Series
from domain.plans import NoSuchTaxRate
from domain.projects import (
    PROJECT_LIFECYCLE,
    NobodyOfThatNumber,
    NoSuchProject,
    NoSuchTask,
    ProjectEvent,
    ProjectOfAnother,
    ProjectStatus,
    TaskHasLockedTime,
    TaskNameTaken,
    check_is_active,
    check_project_name,
    check_rate,
    is_project_number,
)

if TYPE_CHECKING:
    from domain.preferences import Preferences
    from storage.books import Books
    from storage.projects import ProjectRow, TaskRow


@dataclass(frozen=True)
class ProjectWords:
    """What of a project can be changed. The rate is in minor units of the customer's currency.

    Without `asks_approval` and `unit` of its own a project does as the preferences say.
    """

    name: str
    rate: int = 0
    asks_approval: bool | None = None
    unit: ApprovalUnit | None = None
    tax: str | None = None


@dataclass(frozen=True)
class TaskWords:
    name: str
    is_billable: bool = True
    rate: int | None = None


async def write_project(
    books: "Books", customer: str, words: ProjectWords, at: datetime
) -> "ProjectRow":
    """Raises `NoSuchCustomer`, `ProjectNameMissing`, `NegativePrice` and `NoSuchTaxRate`."""
    for_whom = await books.customers.find(customer)
    if for_whom is None:
        raise NoSuchCustomer(customer=customer)
    row = books.projects.new(
        number=await books.numbers.take(Series.PROJECT),
        customer=customer,
        currency=for_whom.currency,
        status=ProjectStatus.ACTIVE,
        created_at=at,
    )
    await _take(books, row, words)
    await books.flush()
    return row


async def change_project(books: "Books", number: str, words: ProjectWords) -> "ProjectRow":
    """What was submitted or invoiced keeps the rate that it had. Raises as `write_project`."""
    row = await open_project(books, number)
    await _take(books, row, words)
    await books.flush()
    return row


async def archive_project(books: "Books", number: str, at: datetime) -> "ProjectRow":
    """Nothing is logged for it any more; what was logged is still decided and invoiced."""
    row = await lock_project(books, number)
    row.status = PROJECT_LIFECYCLE.advance(row.status, ProjectEvent.ARCHIVE)
    row.archived_at = at
    return row


async def reopen_project(books: "Books", number: str) -> "ProjectRow":
    row = await lock_project(books, number)
    row.status = PROJECT_LIFECYCLE.advance(row.status, ProjectEvent.REOPEN)
    row.archived_at = None
    return row


async def write_task(books: "Books", project: str, words: TaskWords, at: datetime) -> "TaskRow":
    """Raises `NoSuchProject`, `ProjectArchived`, `TaskNameTaken`, and what is wrong with it."""
    row = await open_project(books, project)
    await _check_task(books, row, words, None)
    task = books.projects.new_task(
        number=await books.numbers.take(Series.TASK),
        project=project,
        name=words.name.strip(),
        is_billable=words.is_billable,
        rate_minor_units=words.rate,
        created_at=at,
    )
    await books.flush()
    return task


async def change_task(books: "Books", project: str, number: str, words: TaskWords) -> "TaskRow":
    """One that becomes unbillable takes its time with it. Raises `TaskHasLockedTime` as well."""
    row = await open_project(books, project)
    task = await find_task(books, project, number)
    await _check_task(books, row, words, number)
    if task.is_billable and not words.is_billable:
        if await books.time_entries.locked_of_task(number):
            raise TaskHasLockedTime(task=task.name)
        gone = await books.time_entries.make_unbillable(number)
        await books.approvals.take_off(gone)
    task.name, task.is_billable = words.name.strip(), words.is_billable
    task.rate_minor_units = words.rate
    await books.flush()
    return task


async def archive_task(books: "Books", project: str, number: str, at: datetime | None) -> "TaskRow":
    """No time is logged for it from then on; None opens it again."""
    await open_project(books, project)
    task = await find_task(books, project, number)
    task.archived_at = at
    return task


@dataclass(frozen=True)
class AgreedRate:
    """What an hour of somebody costs, for one task or for all; None: nothing of its own."""

    person: str
    task: str | None
    rate: int | None


async def agree_rate(books: "Books", project: str, agreed: AgreedRate) -> "ProjectRow":
    """Raises `NoSuchProject`, `ProjectArchived`, `NoSuchTask`, `NobodyOfThatNumber`."""
    row = await open_project(books, project)
    if agreed.task:
        await find_task(books, project, agreed.task)
    await check_person(books, agreed.person)
    check_rate(row.money(agreed.rate or 0))
    await books.projects.set_rate(project, agreed.person, agreed.task, agreed.rate)
    return row


async def find_project(books: "Books", number: str) -> "ProjectRow":
    """Raises `NoSuchProject`."""
    row = await books.projects.find(number)
    if row is None:
        raise NoSuchProject(project=number)
    return row


async def lock_project(books: "Books", number: str) -> "ProjectRow":
    """The project, held, after its customer. Raises `NoSuchProject`."""
    found = await find_project(books, number)
    await books.customers.lock(found.customer)
    return await books.projects.lock(number)


async def open_project(books: "Books", number: str) -> "ProjectRow":
    """One that is worked on, held. Raises `NoSuchProject` and `ProjectArchived`."""
    row = await lock_project(books, number)
    check_is_active(number, row.status)
    return row


async def find_task(books: "Books", project: str, number: str) -> "TaskRow":
    """Raises `NoSuchTask`."""
    task = await books.projects.find_task(number)
    if task is None or task.project != project:
        raise NoSuchTask(task=number)
    return task


async def check_person(books: "Books", number: str) -> None:
    """Raises `NobodyOfThatNumber`."""
    if await books.staff.find(number) is None:
        raise NobodyOfThatNumber(person=number)


async def project_words(books: "Books", named: str | None) -> str:
    """As a document calls it: a project of ours by its name and its number."""
    if named is None or not is_project_number(named):
        return named or ""
    row = await books.projects.find(named)
    return f"{row.name} ({named})" if row else named


async def check_project_of(books: "Books", customer: str, named: str) -> None:
    """Whether a document of this customer can name it: what is no number of ours is their own.

    Raises `NoSuchProject` and `ProjectOfAnother`.
    """
    if not is_project_number(named):
        return
    if (await find_project(books, named.strip())).customer != customer:
        raise ProjectOfAnother(project=named)


def asks_approval(project: "ProjectRow", preferences: "Preferences") -> bool:
    """Whether its customer approves its time before it is invoiced."""
    if project.asks_approval is None:
        return preferences.timesheets_customer_approval_enabled
    return project.asks_approval


def unit_of(project: "ProjectRow", preferences: "Preferences") -> ApprovalUnit:
    return project.unit or preferences.timesheets_unit


async def _take(books: "Books", row: "ProjectRow", words: ProjectWords) -> None:
    check_project_name(words.name)
    check_rate(Money(words.rate, row.currency))
    if words.tax and await books.plans.find_tax_rate(words.tax) is None:
        raise NoSuchTaxRate(tax_rate=words.tax)
    row.name, row.rate_minor_units = words.name.strip(), words.rate
    row.asks_approval, row.unit = words.asks_approval, words.unit
    row.tax_rate = words.tax or None


async def _check_task(
    books: "Books", project: "ProjectRow", words: TaskWords, number: str | None
) -> None:
    check_project_name(words.name)
    check_rate(project.money(words.rate or 0))
    same = await books.projects.task_named(project.number, words.name.strip())
    if same and same.number != number:
        raise TaskNameTaken(name=same.name)
