"""Limits: how often something may be asked in a stretch of time, counted before any work."""

import math
import time
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import Depends, Request
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from api.problems import TooManyRequests
from api.security.addresses import limited_address

log = structlog.get_logger()


@dataclass(frozen=True)
class Allowance:
    """What may be asked how often: `10/5 minutes; 50/day`.

    What `guards` a way in is closed when counting fails.
    """

    name: str
    rates: str
    guards: bool = True

    @property
    def items(self) -> list[RateLimitItem]:
        return parse_many(self.rates)


LOGIN_OF_ACCOUNT = Allowance("login-account", "10/5 minutes")
LOGIN_FROM_ADDRESS = Allowance("login-address", "10/5 minutes")
LOGIN_OF_ALL = Allowance("login-all", "1000/5 minutes")
KNOWN_DEVICE = Allowance("login-known-device", "10/5 minutes")
RESET_OF_ACCOUNT = Allowance("reset-account", "5/day")
RESET_FROM_ADDRESS = Allowance("reset-address", "20/hour")
LINK_FROM_ADDRESS = Allowance("link-address", "30/5 minutes")
PASSWORD_OF_ACCOUNT = Allowance("password-account", "10/hour")
PAY_OF_CUSTOMER = Allowance("pay-customer", "6/minute; 20/hour", guards=False)
COUPONS_OF_CUSTOMER = Allowance("coupons-customer", "10/hour")
DOWNLOADS_OF_PERSON = Allowance("downloads-person", "10/minute", guards=False)
DOCUMENTS_OF_PERSON = Allowance("documents-person", "30/minute; 300/hour", guards=False)
LINK_FORMS_FROM_ADDRESS = Allowance("link-forms-address", "60/5 minutes")
OF_DOCUMENT_LINK = Allowance("document-link", "120/5 minutes")
FILES_OF_LINK = Allowance("document-link-files", "10/minute")
CODES_OF_LINK = Allowance("document-link-codes", "5/hour; 20/day")
GUESSES_OF_LINK = Allowance("document-link-guesses", "6/minute; 12/hour")
NEW_LINK_OF_ACCOUNT = Allowance("document-link-again", "3/hour; 5/day")
VERIFY_FROM_ADDRESS = Allowance("verify-address", "10/5 minutes; 60/day")
COMMENTS_OF_PERSON = Allowance("comments-person", "10/minute; 60/hour; 200/day")
COMMANDS_OF_PERSON = Allowance("commands-person", "60/minute", guards=False)
REPORTS_FROM_ADDRESS = Allowance("reports-address", "60/minute")


class Limits:
    """Counts in the memory of this process, or in whatever storage it is given."""

    def __init__(self, storage: Storage | None = None) -> None:
        self._windows = MovingWindowRateLimiter(storage or MemoryStorage())

    def count(self, allowance: Allowance, *who: str) -> None:
        """Count one. Raises `TooManyRequests`, also when a way in cannot be counted."""
        for rate in allowance.items:
            if not self._has_room(rate, allowance, who):
                raise TooManyRequests(retry_after=self._seconds_left(rate, allowance, who))

    def _has_room(self, rate: RateLimitItem, allowance: Allowance, who: tuple[str, ...]) -> bool:
        try:
            return self._windows.hit(rate, allowance.name, *who)
        except Exception:  # whatever the storage's client raises when it is away
            log.exception("limit_not_counted", limit=allowance.name)
            return not allowance.guards

    def _seconds_left(self, rate: RateLimitItem, allowance: Allowance, who: tuple[str, ...]) -> int:
        try:
            window = self._windows.get_window_stats(rate, allowance.name, *who)
        except Exception:  # as above; the caller is refused either way
            return rate.get_expiry()
        return max(1, math.ceil(window.reset_time - time.time()))  # noqa: TID251 - the storage's clock


class Limited:
    """A dependency of a route: counts each request by the address that it comes from."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance

    def __call__(self, request: Request) -> None:
        request.app.state.parts.limits.count(self.allowance, limited_address(request))


def limited(allowance: Allowance) -> Any:
    """For the `dependencies` of a route."""
    return Depends(Limited(allowance))
