"""The payment processor's vocabulary: what is asked of it, what it answers, how it refuses.

An answer is the truth about a charge. An event is a hint to ask. No answer is neither: the outcome
is then unknown, and the only way on is to ask.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Conflict, Invalid
from domain.money import Money
from domain.words import N_


class ChargeStatus(StrEnum):
    CREATED = "created"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RefundStatus(StrEnum):
    """What became of money that was given back: a bank may take days, and may say no at last."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeStatus(StrEnum):
    """A customer told the bank that a charge was not rightful; the bank decides."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class MethodKind(StrEnum):
    CARD = "card"
    BANK_ACCOUNT = "bank_account"


def method_label(brand: str, last4: str) -> str:
    """`Visa •••• 4242`, with spaces at which no line is broken."""
    return f"{brand}\N{NO-BREAK SPACE}••••\N{NO-BREAK SPACE}{last4}"


@dataclass(frozen=True)
class MethodFacts:
    """What may be known of a payment method: a token and how to recognise it, never a number.

    The token is empty when the customer did not allow it to be charged again.

    A bank account has no expiry. `country` is an ISO 3166 code.
    """

    token: str
    kind: MethodKind
    brand: str
    last4: str
    expires_month: int | None
    expires_year: int | None
    country: str

    @property
    def label(self) -> str:
        """`Visa •••• 4242`: how its owner recognises it."""
        return method_label(self.brand, self.last4)


@dataclass(frozen=True)
class ChargeRequest:
    """A charge of a saved method. `attempt` is our payment's number: the same one charges once."""

    attempt: str
    amount: Money
    method: str
    description: str
    customer: str


@dataclass(frozen=True)
class HostedRequest:
    """A page of the processor's on which the customer pays. `attempt` as in `ChargeRequest`.

    `merchant` is who is paid, as the customer knows us; left out, as the processor's account says.
    `bank_account` whether the customer may pay from one.
    """

    attempt: str
    amount: Money
    description: str
    customer: str
    return_url: str
    save_method: bool
    locale: str
    merchant: str = ""
    bank_account: bool = True


@dataclass(frozen=True)
class Charge:
    """What the processor says about an attempt.

    `amount` is what was asked for; beside SUCCEEDED what was taken, which may be another amount.
    `decline_code` stands beside FAILED only; `method` where one was used; `hosted_url` and
    `expires_at` (UTC) while a customer can still pay there. `dispute` stands beside SUCCEEDED: the
    money is withheld while it is open, and gone for good when it is lost. `disputed` is how much;
    all of the charge where nobody says.
    """

    attempt: str
    processor_id: str
    status: ChargeStatus
    amount: Money
    decline_code: str | None
    method: MethodFacts | None
    hosted_url: str | None
    expires_at: datetime | None
    dispute: DisputeStatus | None = None
    disputed: Money | None = None


@dataclass(frozen=True)
class RefundRequest:
    """Money of a charge that is given back. `refund` is our number: the same gives back once."""

    refund: str
    attempt: str
    amount: Money


@dataclass(frozen=True)
class Refund:
    """What the processor says about a refund; `failure_code` stands beside FAILED only."""

    refund: str
    attempt: str
    processor_id: str
    status: RefundStatus
    amount: Money
    failure_code: str | None


@dataclass(frozen=True)
class ProcessorEvent:
    """Something happened to an attempt, or to a refund of it: a hint to ask, never the truth.

    `processor_id` is the charge's, where the processor names no attempt of ours.
    """

    id: str
    kind: str
    attempt: str
    occurred_at: datetime
    refund: str = ""
    processor_id: str = ""


class GatewayFault(Exception):
    """The processor was not reached, did not answer in time, or broke: the outcome is unknown.

    Not a refusal: nobody said no.
    """


class ProcessorMisuse(Exception):
    """We asked for something that makes no sense (an attempt reused for another amount, say).

    That is a mistake of our own: asking again does not help.
    """


class ProcessorRefusal(Conflict):
    """The payment cannot be made as things are set up: `cp_code`, see `payment_problems`."""

    message = N_("This payment cannot be made at the moment ({cp_code}). Please contact us.")


class InvalidEvent(Invalid):
    message = N_("This event does not come from the payment processor.")
