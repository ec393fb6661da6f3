"""Payments: their lifecycle, and what an answer means to them.

An attempt is created, may wait for the customer, may be processed for days, and succeeds, fails or
is cancelled. When the processor's answer is lost the outcome is unknown: only asking resolves it,
never charging again. Money that did arrive is never refused, whatever was believed before: a failed
or cancelled attempt that turns out to have succeeded has succeeded. What succeeded can be given
back, in parts or whole, can be disputed, and can fail late.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import Conflict, Invalid, NotFound
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.processor import ChargeStatus, DisputeStatus
from domain.words import N_


class PaymentStatus(StrEnum):
    CREATED = "created"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    LATE_FAILED = "late_failed"
    DISPUTED = "disputed"
    CHARGED_BACK = "charged_back"


class PaymentEvent(StrEnum):
    AWAIT_CUSTOMER = "await_customer"
    PROCESS = "process"
    LOSE = "lose"
    SUCCEED = "succeed"
    FAIL = "fail"
    CANCEL = "cancel"
    REFUND_PART = "refund_part"
    REFUND = "refund"
    REFUND_CAME_BACK = "refund_came_back"
    FAIL_LATE = "fail_late"
    DISPUTE = "dispute"
    WIN_DISPUTE = "win_dispute"
    LOSE_DISPUTE = "lose_dispute"


_S = PaymentStatus
_E = PaymentEvent

PAYMENT_LIFECYCLE = Lifecycle[PaymentStatus, PaymentEvent](
    {
        _S.CREATED: {
            _E.AWAIT_CUSTOMER: _S.REQUIRES_ACTION,
            _E.PROCESS: _S.PROCESSING,
            _E.LOSE: _S.UNKNOWN,
            _E.SUCCEED: _S.SUCCEEDED,
            _E.FAIL: _S.FAILED,
            _E.CANCEL: _S.CANCELLED,
        },
        _S.REQUIRES_ACTION: {
            _E.PROCESS: _S.PROCESSING,
            _E.LOSE: _S.UNKNOWN,
            _E.SUCCEED: _S.SUCCEEDED,
            _E.FAIL: _S.FAILED,
            _E.CANCEL: _S.CANCELLED,
        },
        # A question that is not answered takes nothing away from what was known before.
        _S.PROCESSING: {
            _E.LOSE: _S.PROCESSING,
            _E.SUCCEED: _S.SUCCEEDED,
            _E.FAIL: _S.FAILED,
            _E.CANCEL: _S.CANCELLED,
        },
        _S.UNKNOWN: {
            _E.AWAIT_CUSTOMER: _S.REQUIRES_ACTION,
            _E.PROCESS: _S.PROCESSING,
            _E.LOSE: _S.UNKNOWN,
            _E.SUCCEED: _S.SUCCEEDED,
            _E.FAIL: _S.FAILED,
            _E.CANCEL: _S.CANCELLED,
        },
        _S.SUCCEEDED: {
            _E.REFUND_PART: _S.PARTIALLY_REFUNDED,
            _E.REFUND: _S.REFUNDED,
            _E.FAIL_LATE: _S.LATE_FAILED,
            _E.DISPUTE: _S.DISPUTED,
        },
        # The customer paid in the second in which the page expired, or with a second card.
        _S.FAILED: {_E.SUCCEED: _S.SUCCEEDED},
        _S.CANCELLED: {_E.SUCCEED: _S.SUCCEEDED},
        _S.PARTIALLY_REFUNDED: {
            _E.REFUND_PART: _S.PARTIALLY_REFUNDED,
            _E.REFUND: _S.REFUNDED,
            _E.REFUND_CAME_BACK: _S.SUCCEEDED,
            _E.FAIL_LATE: _S.LATE_FAILED,
            _E.DISPUTE: _S.DISPUTED,
        },
        # A bank can send a refund back days later: then the payment is a payment again.
        # Or take a debit back without asking whether it was given back.
        _S.REFUNDED: {
            _E.REFUND_CAME_BACK: _S.SUCCEEDED,
            _E.FAIL_LATE: _S.LATE_FAILED,
            _E.DISPUTE: _S.DISPUTED,
        },
        _S.LATE_FAILED: {},
        _S.DISPUTED: {_E.WIN_DISPUTE: _S.SUCCEEDED, _E.LOSE_DISPUTE: _S.CHARGED_BACK},
        _S.CHARGED_BACK: {},
    }
)

OPEN_ATTEMPT = frozenset({_S.CREATED, _S.REQUIRES_ACTION, _S.PROCESSING, _S.UNKNOWN})

TAKEN_BACK = frozenset({_S.LATE_FAILED, _S.CHARGED_BACK})
"""What these paid is owed again; they pay nothing any more."""

# What the processor says about any other is old news.
MAY_STILL_SUCCEED = OPEN_ATTEMPT | {_S.FAILED, _S.CANCELLED}


MISUSE = "misuse"
"""In place of a decline code: the processor did not understand us, so somebody has to look."""


class PaymentChannel(StrEnum):
    HOSTED = "hosted"
    SAVED_METHOD = "saved_method"
    AUTO_CHARGE = "auto_charge"
    DUNNING = "dunning"
    OFFLINE = "offline"


BY_CUSTOMER = frozenset({PaymentChannel.HOSTED, PaymentChannel.SAVED_METHOD})
"""What customers pay themselves."""


class OfflineMeans(StrEnum):
    """How money came in that no processor took."""

    BANK_TRANSFER = "bank_transfer"
    CASH = "cash"
    CHEQUE = "cheque"
    OTHER = "other"


class FailureClass(StrEnum):
    """What a failed attempt says about the next one.

    SOFT: it may work on another day. HARD: never with this method. ACTION_REQUIRED: only with the
    customer present. GATEWAY_FAULT: nobody decided anything, it may work in minutes.
    """

    SOFT = "soft"
    HARD = "hard"
    ACTION_REQUIRED = "action_required"
    GATEWAY_FAULT = "gateway_fault"


class UnknownPayment(NotFound):
    message = N_("There is no payment {payment}.")


class ReceivedTooLate(Invalid):
    message = N_("{day} is still to come: money is written down when it is there.")


class ReceivedTooEarly(Invalid):
    message = N_("{day} is more than five years ago: please look at the year again.")


class RecordedBefore(Conflict):
    message = N_(
        "{payment} has this reference already: record it all the same if it is other money."
    )


class NotOffline(Conflict):
    message = N_("{payment} came by the payment processor, which alone knows what became of it.")


def is_being_asked(status: PaymentStatus, channel: PaymentChannel) -> bool:
    """Whether our own question is on its way: its answer says more than any hint."""
    return status is PaymentStatus.CREATED and channel is not PaymentChannel.HOSTED


def event_told(status: PaymentStatus, charge: ChargeStatus) -> PaymentEvent | None:
    """What the processor's answer means for the attempt; None if it says nothing new."""
    if charge is ChargeStatus.FAILED and PAYMENT_LIFECYCLE.allows(status, _E.FAIL_LATE):
        return _E.FAIL_LATE
    event = {
        ChargeStatus.REQUIRES_ACTION: _E.AWAIT_CUSTOMER,
        ChargeStatus.PROCESSING: _E.PROCESS,
        ChargeStatus.SUCCEEDED: _E.SUCCEED,
        ChargeStatus.FAILED: _E.FAIL,
        ChargeStatus.CANCELLED: _E.CANCEL,
    }.get(charge)
    return event if event and PAYMENT_LIFECYCLE.allows(status, event) else None


def can_be_booked(asked: Money, taken: Money) -> bool:
    """Whether what was taken can be money of this attempt: another amount can, as it is."""
    return taken.currency == asked.currency and taken > Money.zero(asked.currency)


def dispute_events(status: PaymentStatus, dispute: DisputeStatus) -> tuple[PaymentEvent, ...]:
    """What the bank's word on a dispute means: one that is over was open before."""
    decided = {DisputeStatus.WON: _E.WIN_DISPUTE, DisputeStatus.LOST: _E.LOSE_DISPUTE}
    opens = (_E.DISPUTE,) if PAYMENT_LIFECYCLE.allows(status, _E.DISPUTE) else ()
    if dispute is DisputeStatus.OPEN:
        return opens
    if dispute is DisputeStatus.WON and opens:
        return ()  # It was open and is over, and nobody here has noticed.
    return (*opens, decided[dispute]) if opens or status is _S.DISPUTED else ()


_OLDEST = timedelta(days=5 * 366)


def check_received(day: date, *, today: date) -> None:
    """Raises `ReceivedTooLate` for a day to come, and `ReceivedTooEarly` for a mistyped year."""
    if day > today:
        raise ReceivedTooLate(day=day.isoformat())
    if today - day > _OLDEST:
        raise ReceivedTooEarly(day=day.isoformat())


_ASK_AFTER_SECONDS = (2, 5, 15, 60, 300, 900, 1800, 3600)


def ask_again_at(asked: int, at: datetime) -> datetime:
    """When to ask about an unknown result after having asked this often: from seconds to hourly."""
    last = len(_ASK_AFTER_SECONDS) - 1
    return at + timedelta(seconds=_ASK_AFTER_SECONDS[min(asked, last)])
