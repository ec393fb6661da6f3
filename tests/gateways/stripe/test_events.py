"""Events from Stripe: hints about what is ours, and nothing but hints; forged ones are refused."""

import json
from datetime import timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.processor import InvalidEvent, ProcessorEvent
from gateways.stripe_calls import library
from gateways.stripe_events import signature
from gateways.stripe_http import StripeHttp
from gateways.stripe_processor import StripeProcessor
from tests.gateways.sandbox import HandClock
from tests.gateways.stripe.shapes import KEY, SECRET, Shape, intent, page, refund

NOW = int(HandClock().now().timestamp())


def reader() -> StripeProcessor:
    http = StripeHttp(
        httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    )
    return StripeProcessor(library(KEY, "http://stripe.test", http), SECRET, HandClock())


def event(kind: str, about: Shape) -> bytes:
    return json.dumps(
        {"id": "evt_1", "object": "event", "type": kind, "created": NOW, "data": {"object": about}}
    ).encode()


def signed(body: bytes, secret: str = SECRET, stamp: int = NOW) -> dict[str, str]:
    return {"stripe-signature": signature(body, secret, stamp)}


def heard(kind: str, about: Shape) -> ProcessorEvent:
    body = event(kind, about)
    return reader().read_event(body, signed(body))


DISPUTE: Shape = {"id": "du_1", "object": "dispute", "payment_intent": "pi_1", "metadata": {}}
SET_UP = page(mode="setup", metadata={"attempt": "PM-000001"})


@pytest.mark.parametrize(
    ("kind", "about", "told"),
    [
        ("payment_intent.succeeded", intent(), ("charge.succeeded", "PAY-000001", "", "pi_1")),
        ("payment_intent.payment_failed", intent(), ("charge.failed", "PAY-000001", "", "pi_1")),
        ("checkout.session.completed", page(), ("charge.succeeded", "PAY-000001", "", "cs_1")),
        ("checkout.session.expired", SET_UP, ("set_up.cancelled", "PM-000001", "", "cs_1")),
        ("checkout.session.completed", SET_UP, ("set_up.succeeded", "PM-000001", "", "cs_1")),
        (
            "refund.failed",
            refund("failed", payment_intent="pi_1"),
            ("refund.updated", "PAY-000001", "REF-000001", "pi_1"),
        ),
        ("charge.dispute.created", DISPUTE, ("dispute.opened", "", "", "pi_1")),
        ("charge.dispute.closed", DISPUTE, ("dispute.closed", "", "", "pi_1")),
        ("price.created", {"id": "price_1"}, ("price.created", "", "", "price_1")),
    ],
)
def test_an_event_is_a_hint_in_our_words(
    kind: str, about: Shape, told: tuple[str, str, str, str]
) -> None:
    event = heard(kind, about)

    assert (event.kind, event.attempt, event.refund, event.processor_id) == told
    assert event.occurred_at == HandClock().now()


BODY = event("payment_intent.succeeded", intent())
LATE = int(timedelta(minutes=6).total_seconds())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY.replace(b"PAY-000001", b"PAY-000002"), signed(BODY)),
        (BODY, signed(BODY, "whsec_another")),
        (BODY, signed(BODY, stamp=NOW - LATE)),
        (BODY, signed(BODY, stamp=NOW + LATE)),
        (BODY, {}),
        (BODY, {"stripe-signature": ""}),
        (BODY, {"stripe-signature": f"t={NOW}"}),
        (BODY, {"stripe-signature": f"t={NOW},v0=abc"}),
        (BODY, {"stripe-signature": f"t={NOW},t={NOW},v1=abc"}),
        (BODY, {"stripe-signature": "t=" + "9" * 400 + ",v1=abc"}),
        (BODY, {"stripe-signature": f"t={NOW},v1=ünïcode"}),
        (b"\xff", signed(b"\xff")),
        (b"not json", signed(b"not json")),
        (b'{"id": "evt_1"}', signed(b'{"id": "evt_1"}')),
        (b"[" * 100_000, signed(b"[" * 100_000)),
    ],
)
def test_what_is_forged_old_or_garbage_is_refused(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidEvent):
        reader().read_event(body, headers)


def test_one_good_signature_among_several_is_enough() -> None:
    headers = {"Stripe-Signature": signed(BODY)["stripe-signature"] + ",v1=of-the-old-secret"}

    assert reader().read_event(BODY, headers).id == "evt_1"


@settings(max_examples=200)
@given(
    body=st.binary(),
    header=st.text() | st.from_regex(r"t=[0-9]+,v1=[0-9a-f]*", fullmatch=True),
)
def test_no_input_raises_anything_else(body: bytes, header: str) -> None:
    with pytest.raises(InvalidEvent):
        reader().read_event(body, {"stripe-signature": header})
