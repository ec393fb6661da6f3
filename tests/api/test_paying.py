"""Paying and activating: what was shown is what is charged, once."""

import asyncio
from uuid import UUID, uuid4

import pytest

from api import commands as door
from api.portal.views import paying
from domain.commands import ActorKind
from domain.invoices import InvoiceStatus, PaymentUnderWay
from domain.payments import PaymentStatus
from domain.previews import PreviewOutdated
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person


@pytest.fixture
async def invoice(people: People, ada: Person) -> str:
    return await people.invoice(ada.customer)


async def count(house: House) -> int:
    async with house.books() as books:
        commands = await books.commands.page(limit=100)
    return len([each for each in commands if each.actor_kind is ActorKind.CONTACT])


async def test_a_page_pays_once_however_often_the_button_is_pressed(
    house: House, portal: Browser, people: People, ada: Person, invoice: str
) -> None:
    house.post.apply()
    await people.method(ada.customer)
    await portal.get(f"/invoices/{invoice}/pay")
    form = {
        "bill": portal.hidden("bill"),
        "idempotency_key": portal.hidden("idempotency_key"),
        "method": "PM-000001",
    }

    answers = await asyncio.gather(*(portal.post("/payments", form) for _ in range(3)))

    places = {answer.headers["location"] for answer in answers}
    async with house.books() as books:
        [given] = [each for each in await books.commands.page() if each.process == "payment"]
    assert places == {f"/payments/{given.key}?go=on"}
    assert await count(house) == 1


async def test_a_page_shows_the_refusal_where_it_makes_sense(
    house: House, portal: Browser, invoice: str
) -> None:
    house.post.refuse(PaymentUnderWay())
    await portal.get(f"/invoices/{invoice}/pay")
    form = {
        "bill": portal.hidden("bill"),
        "idempotency_key": portal.hidden("idempotency_key"),
        "method": "new",
    }

    answer = await portal.post("/payments", form)

    assert answer.headers["location"] == f"/invoices/{invoice}"
    await portal.follow(answer)
    assert "A payment of this invoice is under way." in portal.words
    await portal.get(f"/invoices/{invoice}")
    assert "A payment of this invoice is under way." not in portal.words


async def test_an_amount_that_can_be_read_two_ways_is_asked_for_again(
    house: House, portal: Browser, people: People, invoice: str
) -> None:
    async with house.books() as books:
        for key, value in (("payments.partial", True), ("payments.partial_min", ["20.00 EUR"])):
            await books.organisations.set_preference(key, value, by="test", at=house.clock.now())
    await portal.get(f"/invoices/{invoice}/pay")
    form = {
        "bill": portal.hidden("bill"),
        "idempotency_key": portal.hidden("idempotency_key"),
        "method": "new",
        "amount": "1,000",
    }
    answer = await portal.post("/payments", form)
    assert answer.status_code == 422
    assert "Write it like 1234.56" in portal.words
    assert 'value="1,000"' in answer.text
    assert await count(house) == 0
    again = {**form, "bill": portal.hidden("bill"), "amount": "10,00"}
    await portal.follow(await portal.post("/payments", again))
    assert "10.00 EUR is too little: pay 20.00 EUR at least" in portal.words
    assert await count(house) == 0
    enough = {**again, "amount": "20,00"}
    await portal.post("/payments", enough)
    assert await count(house) == 1


async def test_more_than_can_be_paid_at_once_is_said(
    portal: Browser, people: People, ada: Person, invoice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people.invoice(ada.customer)
    await portal.get("/pay")
    assert "More than this is owed" not in portal.words
    monkeypatch.setattr(paying, "MOST_AT_ONCE", 1)
    await portal.get("/pay")
    assert "More than this is owed. These are the 1 oldest invoices" in portal.words
    assert invoice in portal.words


async def test_a_bill_that_we_never_showed_or_that_is_smaller_now_is_not_paid(
    house: House, portal: Browser, invoice: str
) -> None:
    await portal.get(f"/invoices/{invoice}/pay")
    shown = {"bill": portal.hidden("bill"), "idempotency_key": "12345678", "method": "new"}
    async with house.books() as books:
        await books.organisations.set_preference(
            "payments.overpay", True, by="test", at=house.clock.now()
        )
        row = await books.invoices.with_number(invoice)
        assert row
        row.status, row.paid_minor_units = InvoiceStatus.PARTIALLY_PAID, 2000
    await portal.follow(await portal.post("/payments", shown))
    assert "have changed" in portal.words
    assert await count(house) == 0

    await portal.get(f"/invoices/{invoice}/pay")
    forged = {"bill": "W1siSU5WLTAwMDAwMSIsIDFdXQ.abc", "idempotency_key": "12345678"}
    assert (await portal.post("/payments", forged)).status_code == 409


async def test_what_is_under_way_has_a_page_that_leads_on_by_itself(
    house: House, portal: Browser, invoice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE_SECONDS", 0.1)
    await portal.get(f"/invoices/{invoice}/pay")
    form = {
        "bill": portal.hidden("bill"),
        "idempotency_key": portal.hidden("idempotency_key"),
        "method": "new",
    }
    answer = await portal.post("/payments", form)
    place = answer.headers["location"]
    await portal.get(place)
    assert "Being processed" in portal.words
    assert "Look again" in portal.words

    house.post.apply()
    await house.post.deliver([UUID(place.rpartition("/")[2])])

    assert (await portal.get(place)).headers["location"] == "/payments/PAY-000001?go=on"
    fragment = await portal.get(place, **{"hx-request": "true"})
    assert fragment.headers["hx-redirect"] == place


async def test_charges_that_have_moved_are_shown_again(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    await people.preference("trial.activate", True)
    number = await people.subscription(
        ada.customer, SubscriptionStatus.TRIAL, trial=TrialStatus.RUNNING
    )
    house.post.apply()
    place = f"/v1/subscriptions/{number}/activation"
    charges = (await portal.send("GET", place)).json()
    assert charges["due_now"] == {"amount": 1200, "currency": "EUR"}
    await people.price(number, 1300)

    seen = {name: charges[name] for name in ("fingerprint", "previewed_at")}
    house.post.refuse(PreviewOutdated())
    answer = await portal.send("POST", place, seen)
    assert answer.json()["code"] == "PreviewOutdated"

    house.post.apply()
    again = (await portal.send("GET", place)).json()
    assert again["fingerprint"] != charges["fingerprint"]
    body = {name: again[name] for name in ("fingerprint", "previewed_at")}
    key, before = str(uuid4()), await count(house)
    answers = [await portal.send("POST", place, body, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await count(house) == before + 1


async def test_coming_back_from_the_payment_page_is_a_hint_and_no_truth(
    house: House, portal: Browser, people: People, ada: Person, invoice: str
) -> None:
    house.post.apply()
    payment = await people.payment(ada.customer, invoice, PaymentStatus.REQUIRES_ACTION)

    answer = await portal.get(f"/payments/{payment}/return?status=succeeded")
    await portal.get(f"/payments/{payment}/return")

    assert answer.headers["location"] == f"/payments/{payment}"
    async with house.books() as books:
        row = await books.payments.get(payment)
        signals = [each.signal for each in await books.commands.page() if each.key == payment]
    assert row.status is PaymentStatus.REQUIRES_ACTION
    assert signals == ["returned"]
