"""Refunds: money that goes back to a customer, by the way it came.

A refund is taken either from what the customer has to their credit, or from the invoices that the
payment paid, which are open again. It is requested, may take the bank days, and succeeds or fails;
one that has succeeded can still fail late. No more goes back than came in, also when two people ask
at once: what is requested counts from that moment on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.allocations import Share
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.lifecycle import Lifecycle
from domain.money import Money, split
from domain.payments import PaymentEvent, PaymentStatus
from domain.processor import RefundStatus
from domain.words import N_


class RefundStage(StrEnum):
    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class RefundEvent(StrEnum):
    PROCESS = "process"
    SUCCEED = "succeed"
    FAIL = "fail"


class RefundSource(StrEnum):
    """What a refund takes: credit of the customer, or what the payment paid of its invoices.

    RETAINER is what is left of the retainer invoice that the payment paid.
    """

    CREDIT = "credit"
    INVOICES = "invoices"
    RETAINER = "retainer"


class RefundCause(StrEnum):
    """Why it is given back. DUPLICATE is what was captured though it was paid already."""

    REQUESTED = "requested"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"
    GOODWILL = "goodwill"


REFUND_LIFECYCLE = Lifecycle[RefundStage, RefundEvent](
    {
        RefundStage.REQUESTED: {
            RefundEvent.PROCESS: RefundStage.PENDING,
            RefundEvent.SUCCEED: RefundStage.SUCCEEDED,
            RefundEvent.FAIL: RefundStage.FAILED,
        },
        RefundStage.PENDING: {
            RefundEvent.SUCCEED: RefundStage.SUCCEEDED,
            RefundEvent.FAIL: RefundStage.FAILED,
        },
        # The bank sends it back days later: the account was closed.
        RefundStage.SUCCEEDED: {RefundEvent.FAIL: RefundStage.FAILED},
        RefundStage.FAILED: {},
    }
)

OPEN_REFUND = frozenset({RefundStage.REQUESTED, RefundStage.PENDING})
COUNTS = OPEN_REFUND | {RefundStage.SUCCEEDED}
"""These take from what can still be given back."""

REFUNDABLE = frozenset({PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED})

_TOLD = {
    RefundStatus.PENDING: RefundEvent.PROCESS,
    RefundStatus.SUCCEEDED: RefundEvent.SUCCEED,
    RefundStatus.FAILED: RefundEvent.FAIL,
}
_LOOK_AFTER = timedelta(hours=6)


class NotRefundable(Conflict):
    message = N_("Payment {payment} cannot be given back: it is {status}.")


class RefundTooLarge(Conflict):
    message = N_("{asked} cannot be given back: {left} of this payment is left.")


class UnknownRefund(NotFound):
    message = N_("There is no refund {refund}.")


class NotAPayOut(Conflict):
    message = N_("{refund} went by the payment processor, which alone knows what became of it.")


class AboveYourLimit(Forbidden):
    message = N_("You may give back {limit} at a time. Ask somebody who may give back more.")


class NothingToRefund(Invalid):
    message = N_("{amount} cannot be given back: the amount must be above zero.")


@dataclass(frozen=True)
class Refundable:
    """A payment as a refund sees it: what came in, what was asked back, what it paid."""

    payment: str
    status: PaymentStatus
    amount: Money
    given_back: Money
    applied: tuple[Share, ...]

    @property
    def left(self) -> Money:
        return self.amount - self.given_back

    @property
    def paid_for_invoices(self) -> Money:
        return sum((each.amount for each in self.applied), Money.zero(self.amount.currency))


def check_refund(payment: Refundable, amount: Money) -> None:
    """Raises `NotRefundable`, `NothingToRefund` and `RefundTooLarge`."""
    if payment.status not in REFUNDABLE:
        raise NotRefundable(payment=payment.payment, status=payment.status)
    check_pay_out(amount)
    check_of_payment(amount, payment.left)


def check_of_payment(amount: Money, left: Money) -> None:
    """Raises `RefundTooLarge` for more than is left of what the payment paid."""
    if amount > left:
        raise RefundTooLarge(asked=str(amount), left=str(left))


def check_pay_out(amount: Money) -> None:
    """Raises `NothingToRefund`."""
    if amount <= Money.zero(amount.currency):
        raise NothingToRefund(amount=str(amount))


def check_limit(amount: Money, limits: Sequence[Money]) -> None:
    """Raises `AboveYourLimit` for more than the limit in this currency; without one it is zero."""
    own = [each for each in limits if each.currency == amount.currency]
    limit = own[0] if own else Money.zero(amount.currency)
    if amount > limit:
        raise AboveYourLimit(limit=str(limit))


def refund_shares(amount: Money, applied: Sequence[Share]) -> tuple[Share, ...]:
    """What of a refund is taken from each invoice: in proportion, and to the last minor unit.

    Raises `RefundTooLarge` if the invoices were paid less.
    """
    paid = sum((each.amount for each in applied), Money.zero(amount.currency))
    check_of_payment(amount, paid)
    if amount.is_zero:
        return ()
    parts = split(amount, [each.amount.minor_units for each in applied])
    shares = (Share(each.invoice, part) for each, part in zip(applied, parts, strict=True))
    return tuple(share for share in shares if not share.amount.is_zero)


def refund_event(stage: RefundStage, told: RefundStatus) -> RefundEvent | None:
    """What the processor's answer means; None if it says nothing new."""
    event = _TOLD[told]
    return event if REFUND_LIFECYCLE.allows(stage, event) else None


def refunded_event(payment: Refundable) -> PaymentEvent:
    """What a refund that succeeded, and is counted already, makes of the payment."""
    return PaymentEvent.REFUND if payment.left.is_zero else PaymentEvent.REFUND_PART


def look_again_at(at: datetime) -> datetime:
    """When a refund that takes the bank days is asked about again."""
    return at + _LOOK_AFTER
