"""Signatures as commands carry them."""

from typing import TYPE_CHECKING

from domain.signatures import Signature

if TYPE_CHECKING:
    from storage.commands import CommandRow


def signature_in(command: "CommandRow") -> Signature:
    """What whoever gave it has signed with, as it was sent."""
    said = command.payload
    return Signature(str(said.get("name") or ""), str(said.get("drawing") or ""))
