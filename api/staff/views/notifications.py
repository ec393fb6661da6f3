"""What notifications say to staff."""

from domain.notifications import NEWS

__all__ = ["NEWS"]
