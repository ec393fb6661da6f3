"""Refunds at Stripe: found by our number before anything is given back."""

from typing import Final

from stripe import StripeClient
from stripe.params import RefundListParams

from domain.processor import (
    ChargeStatus,
    ProcessorMisuse,
    Refund,
    RefundRequest,
    RefundStatus,
)
from gateways.stripe_amounts import to_stripe
from gateways.stripe_answers import IntentAnswer, RefundAnswer, read
from gateways.stripe_calls import Missing, ask
from gateways.stripe_finding import Finder
from gateways.stripe_meaning import charge_of_intent, is_same, refund_of

_AT_ONCE: Final = 100
_PAGES_LOOKED_THROUGH: Final = 20


class Refunds:
    def __init__(self, client: StripeClient, finder: Finder) -> None:
        self._v1 = client.v1
        self._finder = finder

    async def create(self, request: RefundRequest) -> Refund:
        """Give back, once. Raises `ProcessorMisuse` for more than what is left."""
        intent = await self._finder.charge(request.attempt)
        if not isinstance(intent, IntentAnswer):
            raise ProcessorMisuse(f"nothing was taken for {request.attempt}")
        given = await self._of_intent(intent, request.attempt)
        known = given.get(request.refund)
        if known:
            return _same(known, request)
        _check_left(intent, list(given.values()), request)
        return await self._give(intent, request)

    async def find(self, refund: str, attempt: str) -> Refund | None:
        """Among those of the attempt; without one, among the newest of all."""
        if not attempt:
            return await self._among_newest(refund)
        intent = await self._finder.charge(attempt)
        if not isinstance(intent, IntentAnswer):
            return None
        return (await self._of_intent(intent, attempt)).get(refund)

    async def _give(self, intent: IntentAnswer, request: RefundRequest) -> Refund:
        try:
            answer = await ask(
                "refund",
                lambda: self._v1.refunds.create_async(
                    {
                        "payment_intent": intent.id,
                        "amount": to_stripe(request.amount),
                        "metadata": {"refund": request.refund, "attempt": request.attempt},
                    },
                    {"idempotency_key": request.refund},
                ),
            )
        except Missing as missing:
            raise ProcessorMisuse(f"{request.attempt} is not there any more") from missing
        return refund_of(request.refund, request.attempt, read(RefundAnswer, answer))

    async def _of_intent(self, intent: IntentAnswer, attempt: str) -> dict[str, Refund]:
        """All refunds of an intent by our number; one that is not ours goes by Stripe's name."""
        if not intent.latest_charge:
            return {}
        found = await ask(
            "find_refund",
            lambda: self._v1.refunds.list_async({"payment_intent": intent.id, "limit": _AT_ONCE}),
        )
        answers = [read(RefundAnswer, each) for each in found.data]
        named = ((each.metadata.get("refund", each.id), each) for each in answers)
        return {number: refund_of(number, attempt, each) for number, each in named}

    async def _among_newest(self, refund: str) -> Refund | None:
        last = ""
        for _ in range(_PAGES_LOOKED_THROUGH):
            answers = await self._older_than(last)
            for answer in answers:
                if answer.metadata.get("refund") == refund:
                    return refund_of(refund, answer.metadata.get("attempt", ""), answer)
            if len(answers) < _AT_ONCE:
                return None
            last = answers[-1].id
        return None

    async def _older_than(self, last: str) -> list[RefundAnswer]:
        params: RefundListParams = {"limit": _AT_ONCE}
        if last:
            params["starting_after"] = last
        found = await ask("find_refund", lambda: self._v1.refunds.list_async(params))
        return [read(RefundAnswer, each) for each in found.data]


def _same(known: Refund, request: RefundRequest) -> Refund:
    if not is_same(known, request):
        raise ProcessorMisuse(f"{request.refund} gave back something else before")
    return known


def _check_left(intent: IntentAnswer, given: list[Refund], request: RefundRequest) -> None:
    """Raises `ProcessorMisuse` where nothing was taken, and for more than what is left of it."""
    charge = charge_of_intent(request.attempt, intent)
    if charge.status is not ChargeStatus.SUCCEEDED:
        raise ProcessorMisuse(f"nothing was taken for {request.attempt}")
    back = sum(each.amount.minor_units for each in given if each.status is not RefundStatus.FAILED)
    left = charge.amount.minor_units - back
    same_currency = request.amount.currency == charge.amount.currency
    if not same_currency or not 0 < request.amount.minor_units <= left:
        raise ProcessorMisuse(f"{request.amount} is more than what is left of {charge.amount}")
