"""What a preference allows a customer, asked when the command is decided."""

from typing import TYPE_CHECKING

from domain.commands import ActorKind
from domain.permissions import SwitchedOff

if TYPE_CHECKING:
    from storage.commands import CommandRow


def check_switched_on(command: "CommandRow", allowed: bool) -> None:
    """Raises `SwitchedOff` for a customer's command that the organisation does not allow."""
    if command.actor_kind is ActorKind.CONTACT and not allowed:
        raise SwitchedOff
