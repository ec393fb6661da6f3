"""The doors on the real processes: what is asked for over HTTP happens, and is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from api.app import build_app
from api.decided import DecidedListener
from api.parts import Parts
from domain.invitations import InvitationStatus
from domain.payments import PaymentStatus
from runtime.settings import Settings
from tests.api.browser import Browser
from tests.api.house import PASSWORDS, TEMPLATES, FakeReadiness
from tests.support.payer import Payer
from tests.support.world import World

PASSWORD = "a password of my own"


@asynccontextmanager
async def portal_of(
    world: World, database_url: str, settings: Settings, customer: str
) -> AsyncIterator[Browser]:
    """A browser in which the main contact person of this customer is signed in."""
    at = await world.clock.read()
    hashed = await PASSWORDS.hash(PASSWORD)
    async with world.books() as books:
        contact = await books.customers.primary_contact(customer)
        assert contact is not None
        contact.password_hash = hashed
        books.invitations.new(
            contact=contact.number,
            status=InvitationStatus.ACCEPTED,
            version=1,
            sent_at=at,
            expires_at=at,
            accepted_at=at,
        )
    async with DecidedListener(database_url) as decided:
        await decided.listening.wait()
        parts = Parts(
            settings=settings,
            open_books=world.books,
            post=world.parts.post,
            decided=decided,
            clock=world.clock,
            links=world.parts.links,
            processor=world.parts.processor,
            templates=TEMPLATES,
            readiness=FakeReadiness(),
            passwords=PASSWORDS,
        )
        transport = httpx.ASGITransport(app=build_app(parts))
        async with Browser(transport, settings.base_url, {}) as browser:
            await browser.sign_in(contact.email, PASSWORD)
            yield browser


@pytest.fixture
async def invoiced(world: World) -> str:
    """A subscription whose first invoice is to be paid by hand, with a card on file."""
    return await world.a.subscription(auto_charge=False)


async def test_a_payment_is_decided_at_once_and_made_once(
    world: World, invoiced: str, database_url: str, settings: Settings
) -> None:
    await world.settle()
    (invoice,) = await world.invoices(invoiced)
    async with portal_of(world, database_url, settings, invoice.customer) as browser:
        method = (await browser.send("GET", "/v1/payment-methods")).json()[0]["number"]
        share = {
            "number": invoice.number,
            "amount": {"amount": invoice.total_minor_units, "currency": invoice.currency},
        }
        body = {"invoices": [share], "method": method}
        answers = [
            await browser.send("POST", "/v1/payments", body, key="one-key-for-both")
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [200, 200]
        await world.settle()

        payment = (await browser.send("GET", answers[0].json()["about"])).json()
        home = (await browser.send("GET", "/v1/home")).json()
        late = await browser.send("POST", "/v1/payments", body)

    assert payment["status"] == PaymentStatus.SUCCEEDED
    assert home["owed"][0]["amount"]["amount"] == 0
    assert late.status_code == 409
    assert late.json()["code"] == "InvoiceAlreadyPaid"
    assert list((await world.captured()).values()) == [invoice.total_minor_units]


async def test_on_the_payment_page_one_gets_there_and_back(
    world: World, invoiced: str, database_url: str, settings: Settings
) -> None:
    await world.settle()
    (invoice,) = await world.invoices(invoiced)
    async with portal_of(world, database_url, settings, invoice.customer) as browser:
        await browser.get(f"/invoices/{invoice.number}/pay")
        form = {
            "bill": browser.hidden("bill"),
            "idempotency_key": browser.hidden("idempotency_key"),
            "method": "new",
        }
        place = (await browser.post("/payments", form)).headers["location"]
        await world.settle()
        there = (await browser.get(place)).headers["location"]
        assert there.startswith("http://127.0.0.1:8021/")

        number = place.split("/")[2].partition("?")[0]
        await browser.get(f"/payments/{number}/return")
        await world.settle()
        await browser.get(f"/payments/{number}")
    assert "Your payment is not finished" in browser.words


async def test_who_left_the_payment_page_goes_on_or_pays_another_way(
    world: World, invoiced: str, database_url: str, settings: Settings
) -> None:
    await world.settle()
    (invoice,) = await world.invoices(invoiced)
    payer = Payer(world)
    first = await payer.open(invoice)
    async with portal_of(world, database_url, settings, invoice.customer) as browser:
        for page in (f"/invoices/{invoice.number}", f"/invoices/{invoice.number}/pay"):
            await browser.get(page)
            assert "Continue this payment" in browser.words
        on = await browser.get(f"/payments/{first}?go=on")
        form = {"idempotency_key": browser.hidden("idempotency_key")}
        given_up = await browser.post(f"/payments/{first}/abandon", form)
        await browser.get(given_up.headers["location"])

    assert on.headers["location"].startswith("http://127.0.0.1:8021/")
    assert given_up.headers["location"] == f"/invoices/{invoice.number}/pay"
    assert "Nothing was charged." in browser.words
    assert "Continue this payment" not in browser.words
    assert (await payer.pay(invoice)).status is PaymentStatus.SUCCEEDED


async def test_giving_up_what_was_paid_in_the_meantime_shows_the_receipt(
    world: World, invoiced: str, database_url: str, settings: Settings
) -> None:
    await world.settle()
    (invoice,) = await world.invoices(invoiced)
    payer = Payer(world)
    number = await payer.open(invoice)
    async with portal_of(world, database_url, settings, invoice.customer) as browser:
        await browser.get(f"/payments/{number}")
        form = {"idempotency_key": browser.hidden("idempotency_key")}
        await payer.choose(number)
        given_up = await browser.post(f"/payments/{number}/abandon", form)
        await browser.get(given_up.headers["location"])

    assert given_up.headers["location"] == f"/payments/{number}"
    assert "Thank you, it is paid" in browser.words
