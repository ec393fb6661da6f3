"""Commands: what somebody asked for, until it is applied or refused. It is decided once."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import NotFound
from domain.lifecycle import Lifecycle
from domain.words import N_


class CommandStatus(StrEnum):
    PENDING = "pending"
    APPLIED = "applied"
    REFUSED = "refused"


class CommandEvent(StrEnum):
    APPLY = "apply"
    REFUSE = "refuse"


COMMAND_LIFECYCLE = Lifecycle[CommandStatus, CommandEvent](
    {
        CommandStatus.PENDING: {
            CommandEvent.APPLY: CommandStatus.APPLIED,
            CommandEvent.REFUSE: CommandStatus.REFUSED,
        },
        CommandStatus.APPLIED: {},
        CommandStatus.REFUSED: {},
    }
)


class NothingToDecide(NotFound):
    message = N_("There is no {process} of {key}.")


class ActorKind(StrEnum):
    CONTACT = "contact"
    STAFF = "staff"
    SYSTEM = "system"
    PROCESSOR = "processor"


@dataclass(frozen=True)
class Actor:
    """Who asked. `name` is a business number or a login, whatever finds the person again."""

    kind: ActorKind
    name: str


SYSTEM = Actor(ActorKind.SYSTEM, "system")
