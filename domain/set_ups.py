"""Set-ups: a payment method is given on the processor's page, and nothing is charged.

A set-up is created, waits for its customer on the page, and saves a method, fails or is cancelled.
A method that was given in the second in which the page closed is kept all the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.lifecycle import Lifecycle
from domain.processor import ChargeStatus, MethodFacts


class SetUpStatus(StrEnum):
    CREATED = "created"
    WAITING = "waiting"
    SAVED = "saved"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SetUpEvent(StrEnum):
    AWAIT_CUSTOMER = "await_customer"
    SAVE = "save"
    FAIL = "fail"
    CANCEL = "cancel"


SET_UP_LIFECYCLE = Lifecycle[SetUpStatus, SetUpEvent](
    {
        SetUpStatus.CREATED: {
            SetUpEvent.AWAIT_CUSTOMER: SetUpStatus.WAITING,
            SetUpEvent.SAVE: SetUpStatus.SAVED,
            SetUpEvent.FAIL: SetUpStatus.FAILED,
            SetUpEvent.CANCEL: SetUpStatus.CANCELLED,
        },
        SetUpStatus.WAITING: {
            SetUpEvent.SAVE: SetUpStatus.SAVED,
            SetUpEvent.FAIL: SetUpStatus.FAILED,
            SetUpEvent.CANCEL: SetUpStatus.CANCELLED,
        },
        SetUpStatus.SAVED: {},
        SetUpStatus.FAILED: {SetUpEvent.SAVE: SetUpStatus.SAVED},
        SetUpStatus.CANCELLED: {SetUpEvent.SAVE: SetUpStatus.SAVED},
    }
)

OPEN_SET_UP = frozenset({SetUpStatus.CREATED, SetUpStatus.WAITING})

_EVENTS = {
    ChargeStatus.REQUIRES_ACTION: SetUpEvent.AWAIT_CUSTOMER,
    ChargeStatus.SUCCEEDED: SetUpEvent.SAVE,
    ChargeStatus.FAILED: SetUpEvent.FAIL,
    ChargeStatus.CANCELLED: SetUpEvent.CANCEL,
}
_LOOK_AFTER_SECONDS = (30, 60, 300, 900)


@dataclass(frozen=True)
class SetUpRequest:
    """A page of the processor's on which the customer gives a method; `attempt` is our number.

    The same attempt opens one page. `bank_account` whether such an account may be given there.
    """

    attempt: str
    customer: str
    return_url: str
    locale: str
    merchant: str
    bank_account: bool


@dataclass(frozen=True)
class SetUp:
    """What the processor says about a set-up; `method` once it was given. Never a number.

    `hosted_url` and `expires_at` (UTC) are there while the customer can still use the page.
    """

    attempt: str
    processor_id: str
    status: ChargeStatus
    decline_code: str | None
    method: MethodFacts | None
    hosted_url: str | None
    expires_at: datetime | None


def set_up_event(status: SetUpStatus, told: ChargeStatus) -> SetUpEvent | None:
    """What the processor's answer means for the set-up; None if it says nothing new."""
    event = _EVENTS.get(told)
    return event if event and SET_UP_LIFECYCLE.allows(status, event) else None


def look_again_at(asked: int, at: datetime) -> datetime:
    """When to ask next after having asked this often, should the customer not come back to us."""
    return at + timedelta(seconds=_LOOK_AFTER_SECONDS[min(asked, len(_LOOK_AFTER_SECONDS) - 1)])
