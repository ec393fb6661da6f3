"""Lifecycles: tables that say which event leads from which status to which.

A status changes only by looking the event up in the row of the present status. Every status has a
row; a final one has an empty row, so that nothing is forgotten by leaving it out. An event that a
row does not have is refused by name, and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.errors import Conflict
from domain.words import N_

Status = TypeVar("Status", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class UnlawfulTransition(Conflict):
    message = N_("This is not possible any more: “{event}” does not apply in the state “{status}”.")


@dataclass(frozen=True)
class Lifecycle(Generic[Status, Event]):
    """Which event leads from which status to which.

    `starts` are the statuses in which something can begin; without it, the first of the table.
    Raises `ValueError` for a table that leaves out a status of its enumeration.
    """

    moves: Mapping[Status, Mapping[Event, Status]]
    starts: tuple[Status, ...] = ()

    def __post_init__(self) -> None:
        known = {status for first in self.moves for status in type(first)}
        missing = sorted(known - self.moves.keys())
        if missing or not known:
            raise ValueError(f"a lifecycle needs a row for each status; missing: {missing}")

    def advance(self, status: Status, event: Event) -> Status:
        """The status that follows. Raises `UnlawfulTransition`."""
        try:
            return self.moves[status][event]
        except KeyError:
            raise UnlawfulTransition(status=status, event=event) from None

    def allows(self, status: Status, event: Event) -> bool:
        return event in self.moves[status]

    def is_final(self, status: Status) -> bool:
        return not self.moves[status]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram; the same table always gives the same text."""
        starts = self.starts or tuple(self.moves)[:1]
        finals = [status for status in self.moves if self.is_final(status)]
        return "\n".join(
            [
                "stateDiagram-v2",
                *(f"    [*] --> {start}" for start in starts),
                *(arrow for status in self.moves for arrow in self._arrows(status)),
                *(f"    {final} --> [*]" for final in finals),
            ]
        )

    def _arrows(self, status: Status) -> list[str]:
        """One arrow for each status that can follow, labelled with all events that lead there."""
        labels: dict[Status, list[str]] = {}
        for event, following in self.moves[status].items():
            labels.setdefault(following, []).append(event)
        return [f"    {status} --> {to} : {', '.join(events)}" for to, events in labels.items()]
