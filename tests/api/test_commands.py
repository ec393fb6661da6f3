"""The contract of commands: decided, refused, accepted; once for each key."""

import asyncio
from uuid import UUID, uuid4

import pytest

from api import commands as door
from domain.commands import ActorKind, CommandStatus
from domain.invoices import InvoiceAlreadyPaid, InvoiceStatus, PaymentUnderWay
from domain.money import Money
from domain.permissions import SwitchedOff
from domain.subscriptions import SubscriptionStatus
from domain.trials import NoExtensionsLeft, TrialStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, People, Person


@pytest.fixture
async def invoice(people: People, ada: Person) -> str:
    return await people.invoice(ada.customer)


def paying(invoice: str, minor_units: int = 12000, **more: object) -> dict[str, object]:
    return {"invoices": [share(invoice, minor_units)], **more}


def share(invoice: str, minor_units: int = 100, currency: str = "EUR") -> dict[str, object]:
    return {"number": invoice, "amount": {"amount": minor_units, "currency": currency}}


async def count(house: House) -> int:
    async with house.books() as books:
        commands = await books.commands.page(limit=100)
    return len([each for each in commands if each.actor_kind is ActorKind.CONTACT])


async def test_applied_is_200_with_what_it_was_about(
    house: House, portal: Browser, invoice: str
) -> None:
    house.post.apply()

    answer = await portal.send("POST", "/v1/payments", paying(invoice))

    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "applied"
    assert body["about"] == "/v1/payments/PAY-000001"
    assert (await portal.send("GET", f"/v1/commands/{body['id']}")).json() == body


async def test_undecided_is_202_with_a_place_to_look(
    house: House, portal: Browser, invoice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE_SECONDS", 0.1)

    answer = await portal.send("POST", "/v1/payments", paying(invoice))

    assert answer.status_code == 202
    place = answer.headers["location"]
    assert answer.headers["retry-after"] == "1"
    assert (await portal.send("GET", place)).json()["status"] == "pending"
    house.post.apply()
    await house.post.deliver([UUID(answer.json()["id"])])
    assert (await portal.send("GET", place)).json()["status"] == "applied"


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(InvoiceAlreadyPaid(), 409), (PaymentUnderWay(), 409), (SwitchedOff(), 403)],
)
async def test_refused_is_the_status_of_its_family_with_its_name(
    house: House, portal: Browser, invoice: str, refusal: Exception, status: int
) -> None:
    house.post.refuse(refusal)  # type: ignore[arg-type]  # all of them are refusals

    answer = await portal.send("POST", "/v1/payments", paying(invoice))

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["code"] == type(refusal).__name__
    assert body["detail"] == str(refusal)
    assert body["trace_id"] == answer.headers["x-request-id"]


async def test_a_refusal_keeps_its_facts_and_speaks_the_readers_language(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    await people.preference("trial.extend", True)
    number = await people.subscription(
        ada.customer, SubscriptionStatus.TRIAL_EXPIRED, trial=TrialStatus.LAPSED
    )
    house.post.refuse(NoExtensionsLeft(maximum=3))

    answer = await portal.send("POST", f"/v1/subscriptions/{number}/extension")
    assert answer.json()["detail"] == str(NoExtensionsLeft(maximum=3))

    await portal.get("/")
    await portal.post("/language", {"language": "de"})
    answer = await portal.send("POST", f"/v1/subscriptions/{number}/extension")
    assert answer.headers["content-language"] == "de"
    assert "3" in answer.json()["detail"]
    assert answer.json()["detail"] != str(NoExtensionsLeft(maximum=3))


async def test_the_same_key_is_the_same_command(
    house: House, portal: Browser, invoice: str
) -> None:
    house.post.apply()
    key = str(uuid4())

    first = await portal.send("POST", "/v1/payments", paying(invoice), key=key)
    again = await portal.send("POST", "/v1/payments", paying(invoice), key=key)

    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert await count(house) == 1


async def test_six_at_once_are_one(house: House, portal: Browser, invoice: str) -> None:
    house.post.apply()
    key = str(uuid4())

    answers = await asyncio.gather(
        *(portal.send("POST", "/v1/payments", paying(invoice), key=key) for _ in range(6))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["about"] for answer in answers}) == 1
    assert await count(house) == 1


async def test_the_same_key_for_something_else_is_422(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    house.post.apply()
    first, second = [await people.invoice(ada.customer) for _ in range(2)]
    key = str(uuid4())

    await portal.send("POST", "/v1/payments", paying(first), key=key)
    answer = await portal.send("POST", "/v1/payments", paying(second), key=key)

    assert answer.status_code == 422
    assert answer.json()["code"] == "KeyUsedBefore"
    assert await count(house) == 1


async def test_a_repeat_hears_the_first_answer_also_when_it_could_not_be_asked_for_any_more(
    house: House, portal: Browser, people: People, ada: Person, invoice: str
) -> None:
    house.post.apply()
    key = str(uuid4())
    first = await portal.send("POST", "/v1/payments", paying(invoice), key=key)
    async with house.books() as books:
        row = await books.invoices.with_number(invoice)
        assert row is not None
        row.paid_minor_units, row.status = row.total_minor_units, InvoiceStatus.PAID

    again = await portal.send("POST", "/v1/payments", paying(invoice), key=key)
    other = await portal.send("POST", "/v1/payments", paying(invoice))

    assert again.json() == first.json()
    assert other.status_code == 409
    assert other.json()["code"] == "InvoiceAlreadyPaid"


async def test_another_persons_key_is_another_command(
    house: House, portal: Browser, people: People, ada: Person, invoice: str
) -> None:
    house.post.apply()
    colleague = await people.person(ada.customer, is_primary=False)
    key = str(uuid4())
    mine = await portal.send("POST", "/v1/payments", paying(invoice), key=key)
    async with house.browser() as theirs:
        await theirs.sign_in(colleague.email, PASSWORD)
        answer = await theirs.send("POST", "/v1/payments", paying(invoice), key=key)
        looked_at = await theirs.send("GET", f"/v1/commands/{mine.json()['id']}")

    assert answer.json()["id"] != mine.json()["id"]
    assert looked_at.status_code == 404


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "with space", "ümlaut-key"])
async def test_without_a_usable_key_nothing_is_accepted(
    house: House, portal: Browser, invoice: str, key: str
) -> None:
    headers = {"accept": "application/json"}
    if key.isascii() and key:
        headers["idempotency-key"] = key
    answer = await portal.http.post("/v1/payments", json=paying(invoice), headers=headers)

    assert answer.status_code == 400
    assert answer.json()["code"] == "IdempotencyKeyMissing"
    assert await count(house) == 0


async def test_an_amount_that_is_more_than_owed_is_asked_again(
    portal: Browser, invoice: str
) -> None:
    answer = await portal.send("POST", "/v1/payments", paying(invoice, 12001))

    assert answer.status_code == 409
    assert answer.json()["code"] == "AmountsChanged"


async def test_an_amount_names_the_currency_of_its_invoice(portal: Browser, invoice: str) -> None:
    dollars = {"invoices": [share(invoice, currency="USD")]}

    answer = await portal.send("POST", "/v1/payments", dollars)

    assert answer.status_code == 422
    assert answer.json()["code"] == "CurrencyMismatch"


async def test_currencies_are_paid_one_at_a_time(
    portal: Browser, people: People, ada: Person, invoice: str
) -> None:
    other = await people.invoice(ada.customer, Money(500, "JPY"))
    both = [
        share(invoice),
        share(other, currency="JPY"),
    ]

    answer = await portal.send("POST", "/v1/payments", {"invoices": both})

    assert answer.status_code == 422
    assert answer.json()["code"] == "SeveralCurrencies"


async def test_paying_everything_at_once_can_be_switched_off(
    portal: Browser, people: People, ada: Person, invoice: str
) -> None:
    await people.preference("payments.bulk_pay", False)
    other = await people.invoice(ada.customer)
    both = [share(each) for each in (invoice, other)]

    assert (await portal.send("POST", "/v1/payments", {"invoices": both})).status_code == 403


async def test_who_asked_and_from_where_is_written_down(
    house: House, portal: Browser, ada: Person, invoice: str
) -> None:
    house.post.apply()
    await portal.send("POST", "/v1/payments", paying(invoice))

    async with house.books() as books:
        command = next(each for each in await books.commands.page() if each.process == "payment")
    assert (command.actor_kind, command.actor) == (ActorKind.CONTACT, ada.contact)
    assert command.customer == ada.customer
    assert command.document == invoice
    assert command.address == "192.0.2.7"
    assert command.says == f"pay {invoice}"
    assert command.payload == {
        "invoices": [{"number": invoice, "minor_units": 12000}],
        "method": None,
        "save_method": False,
    }
    assert command.status is CommandStatus.APPLIED
