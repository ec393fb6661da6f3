"""Tokens: what a mailed link is good for, and for how long."""

from datetime import datetime, timedelta
from enum import StrEnum

PASSWORD_RESET_LIFE = timedelta(hours=1)


class TokenPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose


PREFIXES = {TokenPurpose.INVITATION: "inv", TokenPurpose.PASSWORD_RESET: "rst"}


def password_reset_until(at: datetime) -> datetime:
    """Until when a link to choose a new password is good."""
    return at + PASSWORD_RESET_LIFE
