"""Events of the processor: believed when signed, passed on once, never the truth itself."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.commands import ActorKind, CommandStatus
from domain.payments import PaymentChannel, PaymentStatus
from gateways.signatures import Signatures
from gateways.stripe_calls import stripe_client
from gateways.stripe_events import signature
from gateways.stripe_processor import StripeProcessor
from runtime.settings import PROCESSOR_EVENTS_PATH
from tests.api.browser import Browser
from tests.api.house import EVENT_SECRET, House
from tests.api.people import People, Person


@pytest.fixture
async def payment(people: People, ada: Person) -> str:
    invoice = await people.invoice(ada.customer)
    return await people.payment(ada.customer, invoice, PaymentStatus.REQUIRES_ACTION)


async def tell(
    browser: Browser, attempt: str, *, id: str = "evt_1", secret: str = EVENT_SECRET, **more: object
) -> httpx.Response:
    at = datetime.now(UTC) - timedelta(seconds=int(str(more.get("age", 0))))
    event = {
        "id": id, "type": "charge.succeeded", "attempt": attempt, "occurred_at": at.isoformat()
    }  # fmt: skip
    body = json.dumps(event).encode()
    headers = Signatures(secret).headers(id, body, at)
    changed = body.replace(b"succeeded", b"failed") if more.get("tampered") else body
    sender = httpx.AsyncClient(transport=browser.http._transport, base_url=browser.http.base_url)
    async with sender:
        return await sender.post(PROCESSOR_EVENTS_PATH, content=changed, headers=headers)


async def test_a_signed_event_is_passed_on_once_however_often_it_comes(
    house: House, browser: Browser, payment: str
) -> None:
    answers = [await tell(browser, payment) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    async with house.books() as books:
        (command,) = [each for each in await books.commands.page() if each.key == payment]
        row = await books.payments.get(payment)
    assert (command.process, command.signal) == ("payment", "gateway_event")
    assert command.actor_kind is ActorKind.PROCESSOR
    assert row.status is PaymentStatus.REQUIRES_ACTION


async def test_a_hint_waits_for_our_own_question_and_is_settled_by_its_answer(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer)
    charged = await people.payment(ada.customer, invoice, PaymentStatus.CREATED)
    async with house.books() as books:
        (await books.payments.get(charged)).channel = PaymentChannel.AUTO_CHARGE

    await tell(browser, charged)

    assert not house.post.carried, "the relay brings it if no answer comes"
    async with house.books() as books:
        await books.commands.settle_hints(charged, house.clock.now())
    async with house.books() as books:
        (command,) = [each for each in await books.commands.page() if each.key == charged]
    assert command.status is CommandStatus.APPLIED
    assert command.delivered_at


async def test_another_event_is_another_hint(house: House, browser: Browser, payment: str) -> None:
    await tell(browser, payment, id="evt_1")
    await tell(browser, payment, id="evt_2")

    async with house.books() as books:
        assert len([each for each in await books.commands.page() if each.key == payment]) == 2


async def test_an_event_about_nothing_of_ours_is_taken_and_forgotten(
    house: House, browser: Browser, payment: str
) -> None:
    assert (await tell(browser, "PAY-999999")).status_code == 200

    async with house.books() as books:
        assert not [each for each in await books.commands.page() if each.key == "PAY-999999"]


@pytest.mark.parametrize(
    "wrong", [{"secret": "whsec_b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldA=="}, {"age": 400},
              {"age": -400}, {"tampered": True}]
)  # fmt: skip
async def test_an_event_that_is_not_the_processors_is_refused(
    house: House, browser: Browser, payment: str, wrong: dict[str, object]
) -> None:
    answer = await tell(browser, payment, **wrong)  # type: ignore[arg-type]  # as above

    assert answer.status_code == 400
    assert answer.json()["code"] == "EventRefused"
    async with house.books() as books:
        assert not [each for each in await books.commands.page() if each.key == payment]


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"[" * 5000, b'{"id": 1e400}'])
async def test_whatever_else_comes_in_is_refused_and_no_fault(
    browser: Browser, body: bytes
) -> None:
    answer = await browser.http.post(
        PROCESSOR_EVENTS_PATH,
        content=body,
        headers=[
            (b"webhook-id", b"x"),
            (b"webhook-timestamp", b"1"),
            (b"webhook-signature", "v1,é".encode()),
        ],
    )

    assert answer.status_code == 400


async def test_an_event_about_a_method_that_is_being_given_goes_to_its_process(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    await people.set_up(ada.customer, "PM-900001")

    answer = await tell(browser, "PM-900001")

    assert answer.status_code == 200
    async with house.books() as books:
        (command,) = [each for each in await books.commands.page() if each.key == "PM-900001"]
    assert (command.process, command.signal, command.customer) == (
        "method",
        "gateway_event",
        ada.customer,
    )


async def test_a_hint_that_names_only_the_processors_number_finds_its_payment(
    house: House, payment: str
) -> None:
    async with house.books() as books:
        (await books.payments.get(payment)).processor_id = "pi_1"
    at = int(house.clock.now().timestamp())
    about = {"id": "du_1", "object": "dispute", "payment_intent": "pi_1", "metadata": {}}
    told = {"id": "evt_1", "type": "charge.dispute.created", "created": at}
    body = json.dumps(told | {"data": {"object": about}}).encode()
    signed = {"Stripe-Signature": signature(body, "whsec_1", at)}
    async with stripe_client("sk_test_1", "http://stripe.test") as client:
        stripe = StripeProcessor(client, "whsec_1", house.clock)
        sender = house.rebuilt(processor=stripe).browser().http
        answer = await sender.post(PROCESSOR_EVENTS_PATH, content=body, headers=signed)
        forged = await sender.post(PROCESSOR_EVENTS_PATH, content=body, headers={})

    assert (answer.status_code, forged.status_code) == (200, 400)
    async with house.books() as books:
        (command,) = [each for each in await books.commands.page() if each.key == payment]
    assert command.payload == {"kind": "dispute.opened"}
