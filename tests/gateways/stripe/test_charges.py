"""Charges, refunds and disputes in Stripe's shapes, and what its errors mean."""

import pytest
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from domain.declines import decline
from domain.money import Money
from domain.payments import FailureClass
from domain.processor import (
    ChargeStatus,
    DisputeStatus,
    GatewayFault,
    ProcessorMisuse,
    ProcessorRefusal,
    RefundRequest,
    RefundStatus,
)
from gateways.stripe_calls import stripe_client
from gateways.stripe_processor import StripeProcessor
from runtime.ports import free_port
from tests.gateways.sandbox import charge
from tests.gateways.stripe.shapes import (
    KEY,
    SECRET,
    Shapes,
    intent,
    method,
    refund,
    refused,
)

INTENTS = "/v1/payment_intents"
WANTED = charge("cus_1/pm_1")
BACK = RefundRequest("REF-000001", "PAY-000001", Money(1000, "EUR"))
FRESH = intent("requires_confirmation", latest_charge=None)


async def test_a_charge_is_created_and_confirmed_with_keys_of_ours(stripe: Shapes) -> None:
    stripe.answers[f"POST {INTENTS}"] = FRESH
    stripe.knows(FRESH)
    stripe.answers[f"POST {INTENTS}/pi_1/confirm"] = intent()

    created = await stripe.processor.create_charge(WANTED)
    taken = await stripe.processor.confirm_charge("PAY-000001")

    create, confirm = stripe.last(f"POST {INTENTS}"), stripe.last(f"POST {INTENTS}/pi_1/confirm")
    assert (created.status, taken.status) == (ChargeStatus.CREATED, ChargeStatus.SUCCEEDED)
    assert create.headers["idempotency-key"] == "PAY-000001"
    assert confirm.headers["idempotency-key"] == "PAY-000001-confirm"
    assert create.form["customer"] == "cus_1"
    assert create.form["payment_method"] == "pm_1"
    assert create.form["automatic_payment_methods[allow_redirects]"] == "never"
    assert "confirm" not in create.form
    assert confirm.form["off_session"] == "true"


@pytest.mark.parametrize(
    ("status", "received", "told"),
    [("succeeded", 1000, 1000), ("succeeded", None, 4100), ("processing", 0, 4100)],
)
async def test_what_was_taken_is_told_not_what_was_asked_for(
    stripe: Shapes, status: str, received: int | None, told: int
) -> None:
    stripe.knows(intent(status, amount_received=received))

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert found.amount == Money(told, "EUR")


async def test_an_imported_token_is_charged_with_its_customer(stripe: Shapes) -> None:
    stripe.answers["GET /v1/payment_methods/pm_1"] = method("cus_9")
    stripe.answers[f"POST {INTENTS}"] = FRESH

    await stripe.processor.create_charge(charge("pm_1"))

    assert stripe.last(f"POST {INTENTS}").form["customer"] == "cus_9"


async def test_an_answer_of_long_ago_is_not_believed(stripe: Shapes) -> None:
    repeated = JSONResponse(FRESH, headers={"idempotent-replayed": "true"})
    stripe.answers[f"POST {INTENTS}"] = repeated
    stripe.knows(intent())

    assert (await stripe.processor.create_charge(WANTED)).status is ChargeStatus.SUCCEEDED

    stripe.in_turn(f"GET {INTENTS}/pi_1", FRESH, intent("processing"))
    stripe.answers[f"POST {INTENTS}/pi_1/confirm"] = repeated
    assert (await stripe.processor.confirm_charge("PAY-000001")).status is ChargeStatus.PROCESSING


@pytest.mark.parametrize(
    ("error", "outcome", "code", "failure"),
    [
        (
            {"code": "card_declined", "decline_code": "lost_card"},
            {},
            "lost_card",
            FailureClass.HARD,
        ),
        ({"code": "card_declined"}, {}, "card_declined", FailureClass.SOFT),
        ({"code": "expired_card"}, {}, "expired_card", FailureClass.HARD),
        (
            {"code": "authentication_required"},
            {},
            "authentication_required",
            FailureClass.ACTION_REQUIRED,
        ),
        (
            {"code": "payment_intent_authentication_failure"},
            {},
            "authentication_failed",
            FailureClass.ACTION_REQUIRED,
        ),
        ({"code": "incorrect_zip"}, {}, "CP3004", FailureClass.HARD),
        (
            {"code": "card_declined", "decline_code": "duplicate_transaction"},
            {},
            "CP3005",
            FailureClass.GATEWAY_FAULT,
        ),
        (
            {"code": "card_declined", "decline_code": "fraudulent"},
            {"type": "blocked"},
            "CP3003",
            FailureClass.SOFT,
        ),
        ({}, {}, "generic_decline", FailureClass.SOFT),
    ],
)
async def test_a_decline_is_told_in_our_words(
    stripe: Shapes,
    error: dict[str, str],
    outcome: dict[str, str],
    code: str,
    failure: FailureClass,
) -> None:
    declined = intent(
        "requires_payment_method",
        last_payment_error=error,
        latest_charge={"id": "ch_1", "outcome": outcome},
    )
    stripe.in_turn(f"GET {INTENTS}/pi_1", FRESH, declined)
    stripe.answers[f"GET {INTENTS}"] = [FRESH]
    stripe.answers[f"POST {INTENTS}/pi_1/confirm"] = refused(
        402, "card_declined", kind="card_error"
    )

    told = await stripe.processor.confirm_charge("PAY-000001")

    assert (told.status, told.decline_code) == (ChargeStatus.FAILED, code)
    assert decline(code).failure is failure


@pytest.mark.parametrize(
    ("answer", "raised", "says"),
    [
        (refused(400, "amount_too_small", "amount"), ProcessorRefusal, "CP4001"),
        (refused(400, "", "currency"), ProcessorRefusal, "CP4003"),
        (refused(401, ""), ProcessorRefusal, "CP3002"),
        (refused(403, ""), ProcessorRefusal, "CP3002"),
        (refused(400, "parameter_unknown", "colour"), ProcessorMisuse, "colour"),
        (refused(400, "", kind="idempotency_error"), ProcessorMisuse, "IdempotencyError"),
        (refused(409, "idempotency_key_in_use"), GatewayFault, "APIError"),
        (refused(429, "rate_limit"), GatewayFault, "RateLimitError"),
        (refused(500, ""), GatewayFault, "APIError"),
        (PlainTextResponse("welcome to the hotel's network"), GatewayFault, "APIError"),
        (JSONResponse({"id": "pi_1", "object": "payment_intent"}), GatewayFault, "something else"),
        (JSONResponse(FRESH | {"status": "new"}), GatewayFault, "something else"),
        (JSONResponse(FRESH | {"currency": "xxx"}), GatewayFault, "something else"),
    ],
)
async def test_an_error_is_told_in_our_words_and_once(
    stripe: Shapes, answer: Response, raised: type[Exception], says: str
) -> None:
    stripe.answers[f"POST {INTENTS}"] = answer

    with pytest.raises(raised, match=says) as told:
        await stripe.processor.create_charge(WANTED)

    assert stripe.calls().count(f"POST {INTENTS}") == 1, "nothing is repeated by itself"
    assert KEY not in f"{told.value!r} {told.value.__cause__!r}"


async def test_nobody_there_is_a_fault() -> None:
    async with stripe_client(KEY, f"http://127.0.0.1:{free_port()}") as client:
        with pytest.raises(GatewayFault, match="ConnectError"):
            await StripeProcessor(client, SECRET).find_charge("PAY-000001")


async def test_what_is_not_among_the_newest_is_searched_for(stripe: Shapes) -> None:
    others = {"object": "list", "data": [intent(id="pi_2", metadata={})], "has_more": True}
    stripe.answers[f"GET {INTENTS}"] = JSONResponse(others)
    stripe.answers[f"GET {INTENTS}/search"] = [intent()]
    stripe.answers[f"GET {INTENTS}/pi_1"] = intent()

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert found.processor_id == "pi_1"
    query = stripe.last(f"GET {INTENTS}/search").form["query"]
    assert query == "metadata['attempt']:'PAY-000001'"
    with pytest.raises(ProcessorMisuse):
        await stripe.processor.find_charge("x' OR metadata['attempt']:'y")


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (["needs_response"], DisputeStatus.OPEN),
        (["under_review"], DisputeStatus.OPEN),
        (["won"], DisputeStatus.WON),
        (["lost"], DisputeStatus.LOST),
        (["warning_needs_response"], None),
        ([], None),
    ],
)
async def test_a_dispute_is_told(
    stripe: Shapes, statuses: list[str], told: DisputeStatus | None
) -> None:
    stripe.knows(intent(latest_charge={"id": "ch_1", "disputed": True}))
    stripe.answers["GET /v1/disputes"] = [
        {"id": "du_1", "object": "dispute", "status": status, "amount": 900, "currency": "eur"}
        for status in statuses
    ]

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert (found.status, found.dispute) == (ChargeStatus.SUCCEEDED, told)
    assert found.disputed == (Money(900, "EUR") if told else None)


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (refund("succeeded"), RefundStatus.SUCCEEDED, None),
        (refund("pending"), RefundStatus.PENDING, None),
        (refund("requires_action"), RefundStatus.PENDING, None),
        (
            refund("failed", failure_reason="expired_or_canceled_card"),
            RefundStatus.FAILED,
            "expired_or_canceled_card",
        ),
        (refund("canceled"), RefundStatus.FAILED, "canceled"),
    ],
)
async def test_a_refund_is_told(
    stripe: Shapes, answer: dict[str, object], status: RefundStatus, code: str | None
) -> None:
    stripe.knows(intent())
    stripe.answers["POST /v1/refunds"] = answer

    made = await stripe.processor.create_refund(BACK)
    stripe.answers["GET /v1/refunds"] = [answer]

    assert (made.status, made.failure_code) == (status, code)
    assert made.amount == Money(1000, "EUR")
    assert stripe.last("POST /v1/refunds").headers["idempotency-key"] == "REF-000001"
    assert await stripe.processor.find_refund("REF-000001") == made
    assert await stripe.processor.find_refund("REF-000001", "PAY-000001") == made
    assert await stripe.processor.create_refund(BACK) == made
    assert stripe.calls().count("POST /v1/refunds") == 1


async def test_what_others_gave_back_counts(stripe: Shapes) -> None:
    stripe.knows(intent())
    stripe.answers["GET /v1/refunds"] = [refund("succeeded", amount=4000, metadata={})]

    with pytest.raises(ProcessorMisuse):
        await stripe.processor.create_refund(BACK)


async def test_a_disputed_charge_is_not_given_back(stripe: Shapes) -> None:
    stripe.knows(intent())
    stripe.answers["POST /v1/refunds"] = refused(400, "charge_disputed")

    with pytest.raises(ProcessorMisuse, match="charge_disputed"):
        await stripe.processor.create_refund(BACK)
