"""What tests of projects begin with: a project with tasks, people who log time, and its sheets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from activities.approval_sheets import submit_now, write_approval
from activities.projects import ProjectWords, TaskWords, write_project, write_task
from activities.time_entries import Logged, log_time
from activities.time_invoices import TimeToInvoice, invoice_time
from domain.approvals import EntryStatus
from domain.commands import Actor, ActorKind
from domain.policy import Role
from domain.time_billing import Grouping
from storage.approvals import ApprovalRow
from storage.books import OpenBooks
from storage.projects import ProjectRow

WANDA = "STAFF-000001"
STAFF = Actor(ActorKind.STAFF, WANDA)
DAY = date(2055, 1, 10)


class Setter(Protocol):
    """Who sets preferences."""

    async def preference(self, key: str, value: object) -> None: ...


class Studio:
    """A customer with a project: a billable task, one that is not, and somebody who works."""

    def __init__(self, books: OpenBooks, a: Setter) -> None:
        self.books = books
        self.a = a
        self.at = datetime.fromisoformat("2055-01-10T10:00:00+00:00")
        self.customer = self.project = self.design = self.meetings = ""

    async def open(self, customer: str, *, inner: str = "Meetings") -> None:
        """Customers see projects; time is approved before it is invoiced."""
        await self.a.preference("view.projects", True)
        await self.a.preference("timesheets.customer_approval.enabled", True)
        self.customer = customer
        async with self.books() as books:
            if await books.staff.find(WANDA) is None:
                books.staff.new(
                    number=WANDA, name="Wanda", email="wanda@office.example", role=Role.ADMIN
                )
                await books.flush()
            words = ProjectWords("Website", 6_000)
            self.project = (await write_project(books, self.customer, words, self.at)).number
            self.design = (
                await write_task(books, self.project, TaskWords("Design"), self.at)
            ).number
            hidden = TaskWords(inner, is_billable=False)
            self.meetings = (await write_task(books, self.project, hidden, self.at)).number

    async def worked(self, minutes: int, task: str = "", **more: object) -> str:
        """Time of that day; the entry's number."""
        logged = Logged(task or self.design, WANDA, DAY, minutes, **more)  # type: ignore[arg-type]  # as its fields are
        async with self.books() as books:
            return (await log_time(books, self.project, logged, WANDA, self.at)).number

    async def sheet(self, *entries: str) -> str:
        """A draft with these entries."""
        async with self.books() as books:
            row = await write_approval(books, self.project, entries, WANDA, self.at)
        return row.number

    async def submitted(self, *entries: str) -> str:
        """An approval that waits for the customer."""
        async with self.books() as books:
            row = await write_approval(books, self.project, entries, WANDA, self.at)
            await submit_now(books, row.number, STAFF, self.at)
        return row.number

    async def invoiced(self, *entries: str, grouping: Grouping = Grouping.TASK) -> str:
        """A draft of an invoice; its number."""
        wanted = TimeToInvoice(self.project, entries, grouping)
        async with self.books() as books:
            return (await invoice_time(books, wanted, WANDA, self.at)).number

    async def approval(self, number: str) -> ApprovalRow:
        async with self.books() as books:
            return await books.approvals.get(number)

    async def row(self) -> ProjectRow:
        async with self.books() as books:
            return await books.projects.get(self.project)

    async def statuses(self, entries: Sequence[str]) -> list[EntryStatus]:
        async with self.books() as books:
            return [(await books.time_entries.get(each)).status for each in entries]

    async def hours(self, *, issued: bool = False) -> tuple[int, int, int]:
        """(logged, invoiced, approved) minutes of the project."""
        async with self.books() as books:
            found = await books.time_entries.hours([self.project], issued=issued)
        hours = found[self.project]
        return hours.logged, hours.invoiced, hours.approved
