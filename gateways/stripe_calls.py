"""Calls to Stripe: how its library is set up, and what each of its errors means to us."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

import httpx
import stripe
from stripe import HTTPClient, StripeClient, StripeObject

from domain.processor import GatewayFault, ProcessorMisuse, ProcessorRefusal
from gateways.processor_calls import between_failpoints
from gateways.stripe_http import StripeHttp

API_VERSION: Final = "2026-10-28.endive"
# Repeated with other parameters, a page was opened before: whoever asks again, finds it.
_PAGES: Final = ("open_page", "open_set_up")

_Answer = TypeVar("_Answer", bound=StripeObject)


class Declined(ProcessorMisuse):
    """A bank said no; the charge itself says why."""


class Missing(ProcessorMisuse):
    """Stripe has never heard of what was named in this parameter."""

    def __init__(self, parameter: str) -> None:
        super().__init__(f"there is no such {parameter or 'thing'}")
        self.parameter = parameter


@asynccontextmanager
async def stripe_client(key: str, address: str) -> AsyncIterator[StripeClient]:
    """The library at its pinned version; it repeats nothing by itself."""
    logging.getLogger("stripe").setLevel(logging.WARNING)
    async with httpx.AsyncClient() as http:
        yield library(key, address, StripeHttp(http))


def library(key: str, address: str, http: HTTPClient) -> StripeClient:
    """The library as we use it."""
    return StripeClient(
        key,
        http_client=http,
        stripe_version=API_VERSION,
        base_addresses={"api": address},
        max_network_retries=0,
    )


async def ask(call: str, question: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """The answer, or what its error means. What Stripe wrote is not repeated: it names keys."""

    async def asked() -> _Answer:
        try:
            return await question()
        except stripe.StripeError as error:
            raise _meaning(call, error) from None

    return await between_failpoints(call, asked)


def was_repeated(answer: StripeObject) -> bool:
    """Whether this is the answer of an earlier call with the same key: it may be out of date."""
    headers = (answer.last_response.headers if answer.last_response else None) or {}
    return headers.get("idempotent-replayed", "") == "true"


def _meaning(call: str, error: stripe.StripeError) -> Exception:
    cause = type(error.__cause__).__name__ if error.__cause__ else ""
    says = f"{call}: {type(error).__name__} {error.code or error.http_status or cause}".rstrip()
    match error:
        case stripe.CardError():
            return Declined(error.code or "")
        case stripe.AuthenticationError() | stripe.PermissionError():
            return ProcessorRefusal(cp_code="CP3002")
        case stripe.IdempotencyError():
            return GatewayFault(says) if call in _PAGES else ProcessorMisuse(says)
        case stripe.InvalidRequestError():
            return _meaning_of_invalid(says, error)
        case _:
            return GatewayFault(says)


def _meaning_of_invalid(says: str, error: stripe.InvalidRequestError) -> Exception:
    if error.code == "resource_missing" or error.http_status == 404:
        return Missing(error.param or "")
    if error.code == "amount_too_small":
        return ProcessorRefusal(cp_code="CP4001")
    if error.param == "currency":
        return ProcessorRefusal(cp_code="CP4003")
    return ProcessorMisuse(f"{says} {error.param or ''}".rstrip())
