"""A change that staff make: one transaction, recorded in it, done once."""

from api.once import Asked, Outcome, once

__all__ = ["Asked", "Outcome", "once"]
