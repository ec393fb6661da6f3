"""Projects, tasks, rates and time that staff write: each change once, and recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from activities.approval_sheets import change_sheet, drop_approval, submit_now, write_approval
from activities.projects import (
    AgreedRate,
    ProjectWords,
    TaskWords,
    agree_rate,
    archive_project,
    archive_task,
    change_project,
    change_task,
    find_project,
    reopen_project,
    write_project,
    write_task,
)
from activities.records import Recorded
from activities.time_entries import Logged, change_time, delete_time, log_time
from activities.time_invoices import TimeToInvoice, invoice_time
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.time_billing import clock_time
from storage.books import Books


@dataclass(frozen=True)
class _Done:
    """What was done to which thing of whom."""

    customer: str
    noun: str
    number: str
    says: str


Deed = Callable[[Books, datetime], Awaitable[_Done]]


async def create(staff: SignedInStaff, key: str, customer: str, words: ProjectWords) -> Outcome:
    """The record's key is the project's number."""

    async def deed(books: Books, at: datetime) -> _Done:
        row = await write_project(books, customer, words, at)
        return _Done(customer, "project", row.number, row.number)

    asked = Asked("console/projects", key, {"customer": customer, **vars(words)})
    return await _once(staff, asked, "create", deed)


async def change(staff: SignedInStaff, key: str, number: str, words: ProjectWords) -> Outcome:
    async def deed(books: Books, at: datetime) -> _Done:
        del at
        row = await change_project(books, number, words)
        return _Done(row.customer, "project", number, number)

    asked = Asked("console/projects/change", key, {"project": number, **vars(words)})
    return await _once(staff, asked, "change", deed)


async def archive(staff: SignedInStaff, key: str, number: str, *, reopen: bool = False) -> Outcome:
    """Nothing is logged for it from now on, or again."""

    async def deed(books: Books, at: datetime) -> _Done:
        if reopen:
            row = await reopen_project(books, number)
        else:
            row = await archive_project(books, number, at)
        return _Done(row.customer, "project", number, number)

    verb = "reopen" if reopen else "archive"
    asked = Asked(f"console/projects/{verb}", key, {"project": number})
    return await _once(staff, asked, verb, deed)


async def set_rate(staff: SignedInStaff, key: str, project: str, agreed: AgreedRate) -> Outcome:
    async def deed(books: Books, at: datetime) -> _Done:
        del at
        row = await agree_rate(books, project, agreed)
        return _Done(row.customer, "project", project, f"rate of {agreed.person} in {project}")

    asked = Asked("console/projects/rate", key, {"project": project, **vars(agreed)})
    return await _once(staff, asked, "rate", deed)


async def add_task(staff: SignedInStaff, key: str, project: str, words: TaskWords) -> Outcome:
    """The record's key is the task's number."""

    async def deed(books: Books, at: datetime) -> _Done:
        task = await write_task(books, project, words, at)
        return await _of_project(books, project, "task", task.number)

    asked = Asked("console/tasks", key, {"project": project, **vars(words)})
    return await _once(staff, asked, "create", deed)


async def set_task(
    staff: SignedInStaff, key: str, task: tuple[str, str], words: TaskWords
) -> Outcome:
    """Of a task, by the numbers of its project and its own."""

    async def deed(books: Books, at: datetime) -> _Done:
        del at
        await change_task(books, *task, words)
        return await _of_project(books, task[0], "task", task[1])

    asked = Asked("console/tasks/change", key, {"task": task, **vars(words)})
    return await _once(staff, asked, "change", deed)


async def shelve_task(
    staff: SignedInStaff, key: str, task: tuple[str, str], *, reopen: bool = False
) -> Outcome:
    """No time is logged for it from now on, or again."""

    async def deed(books: Books, at: datetime) -> _Done:
        await archive_task(books, *task, None if reopen else at)
        return await _of_project(books, task[0], "task", task[1])

    verb = "reopen" if reopen else "archive"
    return await _once(staff, Asked(f"console/tasks/{verb}", key, {"task": task}), verb, deed)


async def log(staff: SignedInStaff, key: str, project: str, logged: Logged) -> Outcome:
    """The record's key is the entry's number."""

    async def deed(books: Books, at: datetime) -> _Done:
        row = await log_time(books, project, logged, staff.actor.name, at)
        says = f"{clock_time(row.minutes)} of {project}"
        return await _of_project(books, project, "time", row.number, says)

    asked = Asked("console/time", key, {"project": project, **vars(logged)})
    return await _once(staff, asked, "log", deed)


async def set_time(staff: SignedInStaff, key: str, number: str, logged: Logged) -> Outcome:
    async def deed(books: Books, at: datetime) -> _Done:
        row = await change_time(books, number, logged, at)
        return await _of_project(books, row.project, "time", number)

    asked = Asked("console/time/change", key, {"entry": number, **vars(logged)})
    return await _once(staff, asked, "change", deed)


async def drop_time(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def deed(books: Books, at: datetime) -> _Done:
        del at
        row = await delete_time(books, number)
        return await _of_project(books, row.project, "time", number)

    return await _once(staff, Asked("console/time/delete", key, {"entry": number}), "delete", deed)


async def bill(staff: SignedInStaff, key: str, wanted: TimeToInvoice) -> Outcome:
    """Write the draft of an invoice; the record's key is the draft's number."""

    async def deed(books: Books, at: datetime) -> _Done:
        draft = await invoice_time(books, wanted, staff.actor.name, at)
        says = f"time of {wanted.project} on {draft.number}"
        return _Done(draft.customer, "project", draft.number, says)

    return await _once(staff, Asked("console/time/invoice", key, vars(wanted)), "invoice", deed)


async def put_together(
    staff: SignedInStaff, key: str, project: str, entries: tuple[str, ...], *, submit: bool
) -> Outcome:
    """A sheet, submitted at once or kept as a draft; the record's key is its number."""

    async def deed(books: Books, at: datetime) -> _Done:
        row = await write_approval(books, project, entries, staff.actor.name, at)
        if submit:
            await submit_now(books, row.number, staff.actor, at)
        return _Done(row.customer, "approval", row.number, f"{row.number} of {project}")

    said = {"project": project, "entries": entries, "submit": submit}
    verb = "submit" if submit else "write"
    return await _once(staff, Asked("console/approvals", key, said), verb, deed)


async def set_sheet(
    staff: SignedInStaff, key: str, number: str, entries: tuple[str, ...]
) -> Outcome:
    async def deed(books: Books, at: datetime) -> _Done:
        del at
        row = await change_sheet(books, number, entries)
        return _Done(row.customer, "approval", number, number)

    asked = Asked("console/approvals/change", key, {"approval": number, "entries": entries})
    return await _once(staff, asked, "change", deed)


async def drop_sheet(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def deed(books: Books, at: datetime) -> _Done:
        del at
        row = await drop_approval(books, number)
        return _Done(row.customer, "approval", number, number)

    asked = Asked("console/approvals/delete", key, {"approval": number})
    return await _once(staff, asked, "drop", deed)


async def _of_project(books: Books, project: str, noun: str, number: str, says: str = "") -> _Done:
    row = await find_project(books, project)
    return _Done(row.customer, noun, number, says or f"{number} of {project}")


async def _once(staff: SignedInStaff, asked: Asked, verb: str, deed: Deed) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        done = await deed(books, at)
        return Recorded(
            staff.actor,
            done.customer,
            done.noun,
            done.number,
            verb,
            says=done.says,
            document=done.number,
            address=staff.address,
        )

    return await once(staff, asked, work)
