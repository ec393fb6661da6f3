"""Stripe's pages: what they are asked for, so that one attempt opens one page."""

from datetime import datetime, timedelta
from typing import Final, Literal, cast

from stripe import StripeClient
from stripe.params.checkout import SessionCreateParams

from domain.processor import HostedRequest
from domain.set_ups import SetUpRequest
from gateways.stripe_amounts import to_stripe
from gateways.stripe_answers import Named, SessionAnswer, read
from gateways.stripe_calls import ask
from gateways.stripe_finding import PAGE_WHOLE

PAGE_LIFETIME: Final = timedelta(hours=1)
# What may be given, as far as the account's own settings offer it.
_ANY: Final[list[Literal["card", "sepa_debit", "us_bank_account"] | str]] = [
    "card",
    "sepa_debit",
    "us_bank_account",
]
_LANGUAGES: Final = frozenset(
    {
        *("bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr"),
        *("fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl"),
        *("pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW"),
    }
)


class Pages:
    """Opens pages, and knows our customers under the names that Stripe gave them."""

    def __init__(self, client: StripeClient) -> None:
        self._v1 = client.v1

    async def to_pay(self, request: HostedRequest, at: datetime) -> SessionAnswer:
        """A page on which the customer pays."""
        customer = await self._customer("open_page", request.customer)
        marks = {"attempt": request.attempt, "page": "hosted"}
        params: SessionCreateParams = {
            "mode": "payment",
            "customer": customer,
            "client_reference_id": request.attempt,
            "metadata": marks,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.amount.currency.lower(),
                        "unit_amount": to_stripe(request.amount),
                        "product_data": {"name": request.description},
                    },
                }
            ],
            "payment_intent_data": {"metadata": marks, "description": request.description},
        }
        if request.save_method:
            params["payment_intent_data"]["setup_future_usage"] = "off_session"
        if not request.bank_account:
            params["allowed_payment_method_types"] = ["card"]
        _lead(params, request, at)
        return await self._opened("open_page", params, request.attempt)

    async def to_give(self, request: SetUpRequest, at: datetime) -> SessionAnswer:
        """A page on which the customer gives a method; nothing is taken."""
        marks = {"attempt": request.attempt}
        params: SessionCreateParams = {
            "mode": "setup",
            "customer": await self._customer("open_set_up", request.customer),
            "client_reference_id": request.attempt,
            "metadata": marks,
            "setup_intent_data": {"metadata": marks},
            "allowed_payment_method_types": _ANY if request.bank_account else ["card"],
        }
        _lead(params, request, at)
        return await self._opened("open_set_up", params, request.attempt)

    async def close(self, call: str, page: str) -> SessionAnswer:
        """Let nobody use the page any more. Raises `ProcessorMisuse` if it is over already."""
        closed = await ask(
            call, lambda: self._v1.checkout.sessions.expire_async(page, {"expand": PAGE_WHOLE})
        )
        return read(SessionAnswer, closed)

    async def _opened(self, call: str, params: SessionCreateParams, key: str) -> SessionAnswer:
        params["expand"] = PAGE_WHOLE
        opened = await ask(
            call,
            lambda: self._v1.checkout.sessions.create_async(params, {"idempotency_key": key}),
        )
        return read(SessionAnswer, opened)

    async def _customer(self, call: str, number: str) -> str:
        """Stripe's name for our customer. The key finds one whom the search does not know yet."""
        query = f"metadata['number']:'{number}'"
        found = await ask(call, lambda: self._v1.customers.search_async({"query": query}))
        if found.data:
            return read(Named, found.data[0]).id
        made = await ask(
            call,
            lambda: self._v1.customers.create_async(
                {"description": number, "metadata": {"number": number}},
                {"idempotency_key": f"customer-{number}"},
            ),
        )
        return read(Named, made).id


def _lead(params: SessionCreateParams, request: HostedRequest | SetUpRequest, at: datetime) -> None:
    """Where the page leads, in which language, and until when it is open."""
    params["success_url"] = params["cancel_url"] = request.return_url
    params["expires_at"] = int((at + PAGE_LIFETIME).timestamp())
    params["locale"] = cast('Literal["auto"]', _language(request.locale))


def _language(locale: str) -> str:
    """The language as Stripe names it; where it does not speak it, it asks the browser."""
    known = locale.replace("_", "-")
    wished = (known, known.partition("-")[0])
    return next((each for each in wished if each in _LANGUAGES), "auto")
