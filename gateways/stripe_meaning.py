"""What Stripe's objects mean in our words: charges, set-ups, refunds, disputes and declines."""

from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, TypeVar

from domain.processor import (
    Charge,
    ChargeStatus,
    DisputeStatus,
    Refund,
    RefundRequest,
    RefundStatus,
)
from domain.set_ups import SetUp
from gateways.stripe_amounts import from_stripe
from gateways.stripe_answers import (
    DisputeAnswer,
    IntentAnswer,
    RefundAnswer,
    SessionAnswer,
    sound,
)

_Word = TypeVar("_Word")

_STATUSES: Final = MappingProxyType(
    {
        "requires_confirmation": ChargeStatus.CREATED,
        "requires_payment_method": ChargeStatus.CREATED,
        "requires_action": ChargeStatus.REQUIRES_ACTION,
        "processing": ChargeStatus.PROCESSING,
        "requires_capture": ChargeStatus.PROCESSING,
        "succeeded": ChargeStatus.SUCCEEDED,
        "canceled": ChargeStatus.CANCELLED,
    }
)
_DECLINES: Final = MappingProxyType(
    {
        "payment_intent_authentication_failure": "authentication_failed",
        "setup_intent_authentication_failure": "authentication_failed",
        "payment_method_currency_mismatch": "currency_not_supported",
        "approve_with_id": "call_issuer",
        "no_action_taken": "do_not_honor",
        "not_permitted": "transaction_not_allowed",
        "service_not_allowed": "transaction_not_allowed",
        "security_violation": "do_not_try_again",
        "merchant_blacklist": "CP3003",
        "incorrect_zip": "CP3004",
        "incorrect_address": "CP3004",
        "duplicate_transaction": "CP3005",
    }
)
_REFUNDS: Final = MappingProxyType(
    {
        "pending": RefundStatus.PENDING,
        "requires_action": RefundStatus.PENDING,
        "succeeded": RefundStatus.SUCCEEDED,
        "failed": RefundStatus.FAILED,
        "canceled": RefundStatus.FAILED,
    }
)
_DISPUTES: Final = MappingProxyType({"won": DisputeStatus.WON, "lost": DisputeStatus.LOST})


def charge_of_intent(
    attempt: str, intent: IntentAnswer, dispute: DisputeAnswer | None = None
) -> Charge:
    """The charge that an intent is. Raises `GatewayFault` for one that makes no sense."""
    status = sound(lambda: _status(intent))
    failed = status is ChargeStatus.FAILED
    return Charge(
        attempt=attempt,
        processor_id=intent.id,
        status=status,
        amount=sound(lambda: from_stripe(_amount(intent, status), intent.currency)),
        decline_code=decline_code(intent) if failed else None,
        method=intent.payment_method.facts() if intent.payment_method else None,
        hosted_url=None,
        expires_at=None,
        dispute=_DISPUTES.get(dispute.status, DisputeStatus.OPEN) if dispute else None,
        disputed=sound(lambda: from_stripe(dispute.amount, dispute.currency)) if dispute else None,
    )


def charge_of_page(attempt: str, page: SessionAnswer) -> Charge:
    """The charge of a page on which nothing was paid (yet)."""
    return Charge(
        attempt=attempt,
        processor_id=page.id,
        status=ChargeStatus.REQUIRES_ACTION if page.is_open else ChargeStatus.CANCELLED,
        amount=sound(lambda: from_stripe(page.amount_total or 0, page.currency or "")),
        decline_code=None,
        method=None,
        hosted_url=page.url if page.is_open else None,
        expires_at=_moment(page.expires_at) if page.is_open else None,
    )


def set_up_of(attempt: str, page: SessionAnswer) -> SetUp:
    """What was given on a page, if anything was."""
    given = page.setup_intent.payment_method if page.setup_intent else None
    status = ChargeStatus.REQUIRES_ACTION if page.is_open else ChargeStatus.CANCELLED
    if page.status == "complete":
        status = ChargeStatus.SUCCEEDED if given else ChargeStatus.PROCESSING
    return SetUp(
        attempt=attempt,
        processor_id=page.id,
        status=status,
        decline_code=None,
        method=given.facts() if given and status is ChargeStatus.SUCCEEDED else None,
        hosted_url=page.url if page.is_open else None,
        expires_at=_moment(page.expires_at) if page.is_open else None,
    )


def refund_of(refund: str, attempt: str, answer: RefundAnswer) -> Refund:
    status = sound(lambda: _known(_REFUNDS, answer.status))
    failed = status is RefundStatus.FAILED
    return Refund(
        refund=refund,
        attempt=attempt,
        processor_id=answer.id,
        status=status,
        amount=sound(lambda: from_stripe(answer.amount, answer.currency)),
        failure_code=(answer.failure_reason or answer.status) if failed else None,
    )


def is_same(known: Refund, request: RefundRequest) -> bool:
    return (known.attempt, known.amount) == (request.attempt, request.amount)


def dispute_of(answers: list[DisputeAnswer]) -> DisputeAnswer | None:
    """The newest dispute decides; an inquiry withholds nothing."""
    return next((each for each in answers if not each.status.startswith("warning")), None)


def decline_code(intent: IntentAnswer) -> str:
    """Why the last try failed, in the words of our table."""
    outcome = intent.latest_charge.outcome if intent.latest_charge else None
    if outcome and outcome.type == "blocked":
        return "CP3003"
    error = intent.last_payment_error
    code = (error.decline_code or error.code or "") if error else ""
    return _DECLINES.get(code, code or "generic_decline")


def _status(intent: IntentAnswer) -> ChargeStatus:
    """An intent whose last try failed waits for another method, which we never give it."""
    if intent.status == "requires_payment_method" and intent.last_payment_error:
        return ChargeStatus.FAILED
    return _known(_STATUSES, intent.status)


def _amount(intent: IntentAnswer, status: ChargeStatus) -> int:
    """What was asked for, until it was taken: then what was taken."""
    if status is ChargeStatus.SUCCEEDED and intent.amount_received is not None:
        return intent.amount_received
    return intent.amount


def _known(table: MappingProxyType[str, _Word], word: str) -> _Word:
    if word not in table:
        raise ValueError(f"{word!r} is not a status that we know")
    return table[word]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
