"""Forwarding at the doors: the main contact person, their own people, once, and in plain words."""

import pytest
from sqlalchemy import select

from api.documents import archive_of
from api.security.limits import Limits
from domain.messages import MailKind
from storage.messages import MessageRow
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, People, Person
from tests.api.words import words_of


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "count", lambda *_: None)


@pytest.fixture
async def ben(people: People, ada: Person) -> Person:
    return await people.person(ada.customer, "ben@acme.example", is_primary=False)


async def forwarded(house: House) -> list[MessageRow]:
    async with house.books() as books:
        found = select(MessageRow).where(MessageRow.kind == MailKind.FORWARDED)
        return list(await books.session.scalars(found.order_by(MessageRow.number)))


async def test_the_main_contact_sends_an_invoice_on_once(
    house: House, portal: Browser, people: People, ada: Person, ben: Person
) -> None:
    number = await people.invoice(ada.customer)
    page = f"/invoices/{number}/forward"
    await portal.get(f"/invoices/{number}")
    assert f'href="{page}"' in portal.page
    await portal.get(page)
    assert "ben@acme.example" in portal.words
    key = portal.hidden("idempotency_key")
    form = {"to": ben.contact, "subject": "Für Ben", "words": "Hallo", "idempotency_key": key}

    for _ in range(2):
        answer = await portal.post(page, {**form, "send_copy": "on"})
        assert answer.headers["location"] == f"/invoices/{number}"
        await portal.follow(answer)
        assert "It is on its way." in portal.words
        await portal.get(page)

    mails = await forwarded(house)
    assert [(mail.contact, mail.enclosed) for mail in mails] == [
        (ben.contact, number),
        (ada.contact, number),
    ]
    async with house.books() as books:
        [asked] = [each for each in await books.commands.page() if each.process == "document"]
    assert (asked.signal, asked.actor, asked.document) == ("forward", ada.contact, number)
    assert asked.says == f"{number} to {ben.contact}, {ada.contact}"


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    house: House, portal: Browser, people: People, ada: Person, ben: Person
) -> None:
    number = await people.invoice(ada.customer)
    page = f"/invoices/{number}/forward"
    await portal.get(page)
    key = portal.hidden("idempotency_key")
    stranger = await people.person()
    good = {"to": ben.contact, "subject": "Hi", "words": "<b>x</b>", "idempotency_key": key}

    for wrong, said in (
        ({"to": stranger.contact}, f"{stranger.contact} is no contact person"),
        ({"to": "CON-999999"}, "CON-999999 is no contact person"),
        ({"subject": "Hi\r\nBcc: eve@example.com"}, "The subject is one line"),
        ({"subject": " "}, "Write a subject."),
        ({"words": "a\x00b"}, "plain text"),
        ({"name": "Eve", "email": "eve@example.com"}, "contact persons already"),
        ({"name": "Eve", "email": "no address"}, "is no e-mail address"),
    ):
        answer = await portal.post(page, {**good, **wrong})
        assert answer.status_code == 422, wrong
        assert said in portal.words, wrong
        assert "<b>x</b>" not in portal.page
    assert await forwarded(house) == []
    empty = {name: value for name, value in good.items() if name != "to"}
    await portal.post(page, empty)
    assert "Choose at least one person" in portal.words
    assert "&lt;b&gt;x&lt;/b&gt;" in portal.page


async def test_who_is_not_the_main_contact_is_refused_at_every_door(
    house: House, browser: Browser, people: People, ada: Person, ben: Person
) -> None:
    number = await people.invoice(ada.customer)
    await browser.sign_in(ben.email, PASSWORD)
    await browser.get(f"/invoices/{number}")
    assert "/forward" not in browser.page
    body = {"to": [ada.contact], "subject": "Hi"}
    assert (await browser.get(f"/invoices/{number}/forward")).status_code == 403
    assert (await browser.send("POST", f"/v1/invoices/{number}/forwards", body)).status_code == 403
    await browser.get("/account")
    assert (await browser.post(f"/invoices/{number}/forward", {})).status_code == 403
    assert await forwarded(house) == []


async def test_programs_forward_too_and_hear_refusals_by_name(
    house: House, portal: Browser, people: People, ada: Person, ben: Person
) -> None:
    number = await people.invoice(ada.customer)
    doors = f"/v1/invoices/{number}/forwards"
    body = {"to": [ben.contact], "subject": "Hi", "words": "there"}
    first = await portal.send("POST", doors, body, key="the-same-key")
    again = await portal.send("POST", doors, body, key="the-same-key")
    other = await portal.send("POST", doors, {**body, "words": "!"}, key="the-same-key")

    assert first.json() == again.json() == {"document": number, "to": [ben.contact]}
    assert other.status_code == 422
    assert other.json()["code"] == "KeyUsedBefore"
    assert len(await forwarded(house)) == 1
    eve = await people.person()
    refused = await portal.send("POST", doors, {**body, "to": [eve.contact]})
    assert (refused.status_code, refused.json()["code"]) == (404, "NoSuchRecipient")
    assert eve.email not in refused.text
    foreign = await people.invoice(eve.customer)
    hidden = await portal.send("POST", f"/v1/invoices/{foreign}/forwards", body)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "NothingHere")


async def test_the_file_that_goes_out_is_the_one_that_is_downloaded(
    house: House, portal: Browser, people: People, ada: Person, ben: Person
) -> None:
    number = await people.invoice(ada.customer)
    body = {"to": [ben.contact], "subject": "Hi"}
    await portal.send("POST", f"/v1/invoices/{number}/forwards", body)
    [mail] = await forwarded(house)
    assert mail.encloses is not None

    enclosed = await archive_of(house.parts).enclosure(mail.encloses)
    assert (await portal.get(f"/invoices/{number}/pdf")).content == enclosed.pdf
    assert number in words_of(enclosed.pdf)
