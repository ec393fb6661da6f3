"""Stripe's pages: one for each attempt, closed in time, and never the end before they are over."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.money import Money
from domain.processor import ChargeStatus, GatewayFault, MethodKind, ProcessorMisuse
from domain.set_ups import SetUpRequest
from tests.gateways import sandbox
from tests.gateways.stripe.shapes import Shape, Shapes, intent, method, page, refused

SESSIONS = "/v1/checkout/sessions"
HOSTED = sandbox.page()
SET_UP = SetUpRequest("PM-000001", "CUST-000007", sandbox.RETURN_URL, "de", "Nordwind", True)
OPEN_UNTIL = datetime(2026, 1, 31, 10, 0, tzinfo=UTC)
MARKS = {"attempt": "PAY-000001", "page": "hosted"}


def knows_customer(stripe: Shapes) -> None:
    stripe.answers["GET /v1/customers/search"] = [{"id": "cus_1", "object": "customer"}]


async def test_a_page_is_asked_for_with_everything_a_customer_reads(stripe: Shapes) -> None:
    knows_customer(stripe)
    stripe.answers[f"POST {SESSIONS}"] = page()

    charge = await stripe.processor.open_hosted_page(HOSTED)

    asked = stripe.last(f"POST {SESSIONS}")
    assert asked.headers["idempotency-key"] == "PAY-000001"
    assert asked.headers["stripe-version"] == "2026-10-28.endive"
    wanted = {
        "mode": "payment",
        "customer": "cus_1",
        "metadata[attempt]": "PAY-000001",
        "payment_intent_data[metadata][attempt]": "PAY-000001",
        "payment_intent_data[setup_future_usage]": "off_session",
        "line_items[0][price_data][unit_amount]": "4100",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][product_data][name]": "Invoice INV-000042",
        "success_url": sandbox.RETURN_URL,
        "locale": "de",
        "expires_at": str(int(OPEN_UNTIL.timestamp())),
    }
    assert wanted.items() <= asked.form.items()
    assert "allowed_payment_method_types[0]" not in asked.form
    assert (charge.status, charge.hosted_url) == (ChargeStatus.REQUIRES_ACTION, page()["url"])
    assert charge.expires_at == OPEN_UNTIL
    assert charge.amount == Money(4100, "EUR")


async def test_a_page_for_cards_alone_that_keeps_nothing(stripe: Shapes) -> None:
    knows_customer(stripe)
    stripe.answers[f"POST {SESSIONS}"] = page()

    await stripe.processor.open_hosted_page(
        replace(HOSTED, save_method=False, bank_account=False, locale="gsw")
    )

    form = stripe.last(f"POST {SESSIONS}").form
    assert form["allowed_payment_method_types[0]"] == "card"
    assert form["locale"] == "auto"
    assert "payment_intent_data[setup_future_usage]" not in form


async def test_a_customer_is_made_known_once(stripe: Shapes) -> None:
    stripe.answers["POST /v1/customers"] = {"id": "cus_2", "object": "customer"}
    stripe.answers[f"POST {SESSIONS}"] = page()

    await stripe.processor.open_hosted_page(HOSTED)

    assert stripe.last("POST /v1/customers").headers["idempotency-key"] == "customer-CUST-000007"
    assert stripe.last(f"POST {SESSIONS}").form["customer"] == "cus_2"


async def test_a_page_that_was_opened_before_is_found_not_misunderstood(stripe: Shapes) -> None:
    knows_customer(stripe)
    stripe.answers[f"POST {SESSIONS}"] = refused(400, "", kind="idempotency_error")
    with pytest.raises(GatewayFault):
        await stripe.processor.open_hosted_page(HOSTED)
    stripe.knows(page())

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert found.status is ChargeStatus.REQUIRES_ACTION


async def test_what_was_paid_on_the_page_is_the_charge(stripe: Shapes) -> None:
    paid = intent(metadata=MARKS)
    stripe.knows(page("complete", payment_intent=paid))

    found = await stripe.processor.find_charge("PAY-000001", "cs_1")

    assert found is not None
    assert (found.status, found.processor_id) == (ChargeStatus.SUCCEEDED, "pi_1")
    assert found.method is not None
    assert (found.method.token, found.method.kind) == ("cus_1/pm_1", MethodKind.CARD)
    assert found.hosted_url is None


async def test_a_method_that_was_not_kept_has_no_token(stripe: Shapes) -> None:
    stripe.knows(intent(metadata=MARKS, payment_method=method(customer=None)))

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert found.method is not None
    assert found.method.token == ""


@pytest.mark.parametrize("status", ["requires_payment_method", "requires_action"])
async def test_a_card_that_was_declined_on_an_open_page_is_not_the_end(
    stripe: Shapes, status: str
) -> None:
    declined = intent(status, metadata=MARKS, last_payment_error={"code": "card_declined"})
    stripe.knows(page())
    stripe.knows(declined)

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert (found.status, found.hosted_url) == (ChargeStatus.REQUIRES_ACTION, page()["url"])


async def test_a_debit_that_fails_after_its_page_is_a_failure(stripe: Shapes) -> None:
    failed = intent(
        "requires_payment_method",
        metadata=MARKS,
        last_payment_error={"code": "payment_intent_payment_attempt_failed"},
    )
    stripe.knows(page("complete"))
    stripe.knows(failed)

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert found.status is ChargeStatus.FAILED


async def test_an_expired_page_has_taken_nothing(stripe: Shapes) -> None:
    stripe.knows(page("expired"))

    found = await stripe.processor.find_charge("PAY-000001")

    assert found is not None
    assert (found.status, found.hosted_url) == (ChargeStatus.CANCELLED, None)


async def test_a_page_is_closed(stripe: Shapes) -> None:
    stripe.knows(page())
    stripe.answers[f"POST {SESSIONS}/cs_1/expire"] = page("expired")

    closed = await stripe.processor.cancel_charge("PAY-000001")

    assert closed.status is ChargeStatus.CANCELLED


async def test_what_was_paid_while_the_page_was_closed_is_told(stripe: Shapes) -> None:
    stripe.answers[f"GET {SESSIONS}"] = [page()]
    paid = page("complete", payment_intent=intent(metadata=MARKS))
    stripe.in_turn(f"GET {SESSIONS}/cs_1", page(), paid)
    stripe.answers[f"POST {SESSIONS}/cs_1/expire"] = refused(400, "", "session")

    told = await stripe.processor.cancel_charge("PAY-000001")

    assert told.status is ChargeStatus.SUCCEEDED


async def test_a_page_that_cannot_be_closed_is_our_mistake(stripe: Shapes) -> None:
    stripe.knows(page())
    stripe.answers[f"POST {SESSIONS}/cs_1/expire"] = refused(400, "", "session")

    with pytest.raises(ProcessorMisuse):
        await stripe.processor.cancel_charge("PAY-000001")


def set_up_page(status: str = "open", given: Shape | None = None) -> Shape:
    return page(
        status,
        mode="setup",
        amount_total=None,
        currency=None,
        metadata={"attempt": "PM-000001"},
        setup_intent={"id": "seti_1", "object": "setup_intent", "payment_method": given},
    )


async def test_a_method_is_given_on_a_page(stripe: Shapes) -> None:
    knows_customer(stripe)
    stripe.answers[f"POST {SESSIONS}"] = set_up_page()

    waiting = await stripe.processor.open_set_up(SET_UP)
    stripe.knows(set_up_page())
    again = await stripe.processor.open_set_up(SET_UP)
    stripe.knows(set_up_page("complete", method()))
    given = await stripe.processor.find_set_up("PM-000001")

    form = stripe.last(f"POST {SESSIONS}").form
    assert (form["mode"], form["allowed_payment_method_types[1]"]) == ("setup", "sepa_debit")
    assert stripe.calls().count(f"POST {SESSIONS}") == 1
    assert again == waiting
    assert (waiting.status, waiting.method) == (ChargeStatus.REQUIRES_ACTION, None)
    assert given is not None
    assert given.status is ChargeStatus.SUCCEEDED
    assert given.method is not None
    assert given.method.token == "cus_1/pm_1"


async def test_a_page_for_a_method_is_closed(stripe: Shapes) -> None:
    stripe.knows(set_up_page())
    stripe.answers[f"POST {SESSIONS}/cs_1/expire"] = set_up_page("expired")

    assert (await stripe.processor.cancel_set_up("PM-000001")).status is ChargeStatus.CANCELLED
    assert await stripe.processor.find_set_up("PM-000009") is None
    with pytest.raises(ProcessorMisuse):
        await stripe.processor.cancel_set_up("PM-000009")
