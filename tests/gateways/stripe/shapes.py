"""A server that answers in the shapes of Stripe, and notes what it was asked.

What it answers is what a test put there: shapes of the pinned version, cut down to what is read.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from gateways.processor import PaymentProcessor
from gateways.serving import serve_pages
from gateways.stripe_calls import stripe_client
from gateways.stripe_processor import StripeProcessor
from runtime.ports import free_port
from tests.gateways.sandbox import HandClock
from tests.gateways.servers import running

KEY = "sk_test_51HvTheKeyThatNobodyMaySee"
SECRET = "whsec_shapes"
Shape = dict[str, Any]


@dataclass
class Asked:
    """One request as it arrived."""

    call: str
    form: dict[str, str]
    headers: Mapping[str, str]


@dataclass
class Shapes:
    """`answers` by `POST /v1/…`; what is not there is missing, as Stripe says it."""

    address: str
    processor: PaymentProcessor
    clock: HandClock
    answers: dict[str, Response | Shape | list[Shape]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _turns: dict[str, list[Shape]] = field(default_factory=dict)

    def calls(self) -> list[str]:
        return [each.call for each in self.asked]

    def last(self, call: str) -> Asked:
        return [each for each in self.asked if each.call == call][-1]

    def knows(self, thing: Shape) -> None:
        """Let it be found by its name, in the list of its kind, and by search."""
        kind = {
            "checkout.session": "checkout/sessions",
            "payment_intent": "payment_intents",
            "refund": "refunds",
        }[thing["object"]]
        self.answers[f"GET /v1/{kind}/{thing['id']}"] = thing
        self.answers[f"GET /v1/{kind}"] = [thing]

    async def answer(self, request: Request) -> Response:
        body = (await request.body()).decode()
        call = f"{request.method} {request.url.path}"
        form = dict(parse_qsl(body)) | dict(request.query_params)
        self.asked.append(Asked(call, form, dict(request.headers)))
        return _as_response(self._found(call))

    def in_turn(self, call: str, *answers: Shape) -> None:
        """Another answer each time; the last one stays."""
        self._turns[call] = list(answers)

    def _found(self, call: str) -> Response | Shape | list[Shape]:
        turns = self._turns.get(call)
        if turns:
            return turns.pop(0) if len(turns) > 1 else turns[0]
        is_list = call.endswith(("/search", "intents", "sessions", "refunds", "disputes"))
        nothing: Response | list[Shape] = [] if is_list else refused(404, "resource_missing", "id")
        return self.answers.get(call, nothing)


def _as_response(found: Response | Shape | list[Shape]) -> Response:
    if isinstance(found, Response):
        return found
    if isinstance(found, list):
        return JSONResponse({"object": "list", "data": found, "has_more": False, "url": "/"})
    return JSONResponse(found)


def refused(
    status: int, code: str, param: str = "", kind: str = "invalid_request_error"
) -> Response:
    error = {"type": kind, "code": code, "param": param, "message": f"about {KEY}"}
    return JSONResponse({"error": error}, status_code=status)


def method(customer: str | None = "cus_1") -> Shape:
    return {
        "id": "pm_1",
        "object": "payment_method",
        "type": "card",
        "customer": customer,
        "card": {
            "brand": "visa",
            "last4": "4242",
            "exp_month": 12,
            "exp_year": 2030,
            "country": "DE",
        },
    }


def intent(status: str = "succeeded", **more: object) -> Shape:
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "status": status,
        "amount": 4100,
        "currency": "eur",
        "metadata": {"attempt": "PAY-000001"},
        "payment_method": method(),
        "latest_charge": {"id": "ch_1", "object": "charge", "disputed": False},
        "last_payment_error": None,
        **more,
    }


def page(status: str = "open", **more: object) -> Shape:
    return {
        "id": "cs_1",
        "object": "checkout.session",
        "mode": "payment",
        "status": status,
        "url": "https://checkout.stripe.com/c/pay/cs_1" if status == "open" else None,
        "expires_at": 1_769_853_600,
        "amount_total": 4100,
        "currency": "eur",
        "metadata": {"attempt": "PAY-000001", "page": "hosted"},
        "payment_intent": None,
        "setup_intent": None,
        **more,
    }


def refund(status: str, **more: object) -> Shape:
    return {
        "id": "re_1",
        "object": "refund",
        "status": status,
        "amount": 1000,
        "currency": "eur",
        "metadata": {"refund": "REF-000001", "attempt": "PAY-000001"},
        **more,
    }


@asynccontextmanager
async def shapes() -> AsyncIterator[Shapes]:
    """The server on a real socket, and the adapter that asks it."""
    app, port = FastAPI(openapi_url=None), free_port()
    async with (
        running(serve_pages(app, "127.0.0.1", port), port) as address,
        stripe_client(KEY, address) as client,
    ):
        clock = HandClock()
        served = Shapes(address, StripeProcessor(client, SECRET, clock), clock)
        app.add_api_route("/{path:path}", served.answer, methods=["GET", "POST"])
        yield served
