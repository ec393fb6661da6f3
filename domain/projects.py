"""Projects: what is worked on for a customer, in tasks, and what an hour of it costs.

The rate of an hour is the nearest one that was agreed: of this person for this task, of the task,
of the person in the project, of the project. Every project has one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import Conflict, Invalid, NotFound
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.plans import NegativePrice
from domain.words import N_

MOST_NAME = 200
_NUMBER = re.compile(r"PRJ-[0-9]{6,}")


class ProjectStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class ProjectEvent(StrEnum):
    ARCHIVE = "archive"
    REOPEN = "reopen"


PROJECT_LIFECYCLE = Lifecycle[ProjectStatus, ProjectEvent](
    {
        ProjectStatus.ACTIVE: {ProjectEvent.ARCHIVE: ProjectStatus.ARCHIVED},
        ProjectStatus.ARCHIVED: {ProjectEvent.REOPEN: ProjectStatus.ACTIVE},
    }
)


class NoSuchProject(NotFound):
    message = N_("There is no project {project}.")


class NoSuchTask(NotFound):
    message = N_("There is no task {task} in this project.")


class NobodyOfThatNumber(Invalid):
    message = N_("Nobody of the staff has the number {person}.")


class ProjectNameMissing(Invalid):
    message = N_("Give it a name of at most {most} characters.")


class ProjectArchived(Conflict):
    message = N_("Project {project} is archived: open it again first.")


class TaskArchived(Conflict):
    message = N_("Task {task} is archived: no time is logged for it any more.")


class TaskHasLockedTime(Conflict):
    message = N_("Task {task} has time that waits, was approved or invoiced: it stays billable.")


class TaskNameTaken(Conflict):
    message = N_("There is a task “{name}” in this project already.")


class ProjectOfAnother(Invalid):
    message = N_("Project {project} belongs to another customer.")


@dataclass(frozen=True)
class Rates:
    """What an hour costs, in minor units: `both` is of a person for one task."""

    currency: str
    project: int
    tasks: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    both: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def hourly(self, task: str, person: str) -> Money:
        """The nearest rate: of both, of the task, of the person, of the project."""
        agreed = (self.both.get((task, person)), self.tasks.get(task), self.people.get(person))
        nearest = next((rate for rate in agreed if rate is not None), self.project)
        return Money(nearest, self.currency)


def check_project_name(name: str) -> None:
    """Of a project or a task. Raises `ProjectNameMissing`."""
    if not 1 <= len(name.strip()) <= MOST_NAME:
        raise ProjectNameMissing(most=MOST_NAME)


def check_rate(rate: Money) -> None:
    """Raises `NegativePrice`."""
    if rate < Money.zero(rate.currency):
        raise NegativePrice(amount=str(rate))


def check_is_active(project: str, status: ProjectStatus) -> None:
    """Raises `ProjectArchived`."""
    if status is not ProjectStatus.ACTIVE:
        raise ProjectArchived(project=project)


def is_project_number(text: str) -> bool:
    """Whether it names a project of ours; anything else is what somebody calls theirs."""
    return _NUMBER.fullmatch(text.strip()) is not None
