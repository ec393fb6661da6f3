"""Sending a document on: once, to the right people, with the file as the archive has it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from activities.contracts import StepDue
from activities.deliveries import SEND, DeliveryActivities, Means
from activities.documents import Archive
from activities.forwarding import Forwarding, Newcomer, forward
from activities.invoice_ends import void_invoice
from activities.records import record
from domain.commands import Actor, ActorKind
from domain.documents import DocumentKind, NoSuchDocument, sha256_of
from domain.errors import BillingError
from domain.forwarding import (
    ForwardedEnough,
    NewcomerIncomplete,
    NoSuchRecipient,
    NotThePrimaryContact,
    NotToBeForwarded,
    OnlyContactPersons,
)
from domain.messages import MessageStatus
from domain.permissions import SwitchedOff
from domain.printing import DocumentKey, DocumentUnavailable, Manuscript, Printed
from gateways.mail_carrier import MailCarrier
from runtime.links import Links
from storage.commands import CommandRow
from storage.messages import MessageRow
from tests.support.office import Office
from tests.support.press import StubPress
from tests.support.world import Postbag

FIRST = UUID(int=1)


class MoodyPress(StubPress):
    """Prints only while it is in order."""

    in_order = True

    async def print(self, manuscript: Manuscript) -> Printed:
        if not self.in_order:
            raise DocumentUnavailable("too slow")
        return await super().print(manuscript)


class Desk:
    """One customer with an invoice, a main contact person and a colleague of hers."""

    def __init__(self, office: Office) -> None:
        self.office, self.press = office, MoodyPress()
        self.postbag, links = Postbag(), Links("https://portal.example", "secret")
        self.archive = Archive(office.books, self.press, lambda: office.clock.at)
        carrier = MailCarrier(self.postbag, links, "billing@portal.example")
        means = Means(links, self.archive)
        self.deliveries = DeliveryActivities(office.books, office.post, carrier, means)

    async def open(self) -> "Desk":
        invoice = await self.office.offline()
        self.customer, self.invoice = invoice.customer, invoice.number or ""
        self.ada = await self.office.a.contact_of(self.customer)
        self.ben = await self.person(self.customer, "ben@acme.example")
        return self

    async def person(self, customer: str, email: str) -> str:
        async with self.office.books() as books:
            number = f"CON-{email.partition('@')[0]}"
            books.customers.new_contact(number=number, customer=customer, name="Ben", email=email)
        return number

    def asked(self, **changes: object) -> Forwarding:
        asked = Forwarding(
            document=DocumentKey(DocumentKind.INVOICE, self.invoice),
            command=FIRST,
            by=Actor(ActorKind.CONTACT, self.ada),
            address="",
            sender="Ada, Acme",
            recipients=(self.ben,),
            newcomer=None,
            subject="Our invoice",
            words="Dear Ben,\nplease pay.",
        )
        return replace(asked, **changes)  # type: ignore[arg-type]  # a test names the fields

    async def forward(self, **changes: object) -> None:
        asked, at = self.asked(**changes), self.office.clock.at
        async with self.office.books() as books:
            recorded = await forward(books, asked, at)
            await record(books, replace(recorded, id=asked.command), at)

    async def refused(self, refusal: type[BillingError], **changes: object) -> BillingError:
        with pytest.raises(refusal) as why:
            await self.forward(command=UUID(int=999), **changes)
        return why.value

    async def mails(self) -> list[MessageRow]:
        async with self.office.books() as books:
            found = select(MessageRow).where(MessageRow.command.is_not(None))
            return list(await books.session.scalars(found.order_by(MessageRow.number)))

    async def send(self, mail: MessageRow) -> MessageRow:
        await self.deliveries.send_mail(StepDue(mail.number, SEND, self.office.clock.at))
        async with self.office.books() as books:
            return await books.messages.get(mail.number)


@pytest.fixture
async def desk(office: Office) -> Desk:
    return await Desk(office).open()


async def test_the_mail_carries_the_very_file_of_the_archive(desk: Desk) -> None:
    await desk.forward(recipients=(desk.ben, desk.ada, desk.ben))
    for mail in [*await desk.mails(), *await desk.mails()]:
        assert (await desk.send(mail)).status is MessageStatus.DELIVERED

    stored = await desk.archive.file(DocumentKind.INVOICE, desk.invoice)
    assert len(desk.postbag.mails) == 2
    for sent in desk.postbag.mails:
        assert sent.subject == "Our invoice"
        assert "Dear Ben,\nplease pay." in sent.text
        [file] = sent.attachments
        assert sha256_of(file.content) == stored.sha256
        assert file.name == f"Invoice {desk.invoice} – Northwind Studio.pdf"


async def test_what_is_told_to_processes_holds_no_file_and_no_words(desk: Desk) -> None:
    await desk.forward(recipients=(desk.ben, desk.ada))
    async with desk.office.books() as books:
        told = [*await books.session.scalars(select(CommandRow))]
        assert (await books.commands.get(FIRST)).payload["to"] == [desk.ben, desk.ada]
    for each in told:
        assert "%PDF" not in str(each.payload)
        assert "Dear" not in f"{each.says} {each.payload}"


async def test_a_mail_waits_until_its_document_can_be_made(desk: Desk) -> None:
    desk.press.in_order = False
    await desk.forward()
    [mail] = await desk.mails()

    waiting = await desk.send(mail)
    assert waiting.status is MessageStatus.QUEUED
    assert "too slow" in (waiting.failure or "")

    desk.press.in_order = True
    desk.office.clock.at += timedelta(minutes=1)
    assert (await desk.send(mail)).status is MessageStatus.DELIVERED


async def test_asked_twice_it_is_sent_once_and_who_may_not_is_refused_by_name(desk: Desk) -> None:
    office = desk.office
    await desk.forward()
    with pytest.raises(IntegrityError):
        await desk.forward()
    assert len(await desk.mails()) == 1

    stranger = await desk.person(await office.a.customer(), "eve@other.example")
    silent = await desk.person(desk.customer, "")
    for contact in (stranger, silent, "CON-999999"):
        why = await desk.refused(NoSuchRecipient, recipients=(contact,))
        assert why.facts == {"contact": contact}
    await desk.refused(NotThePrimaryContact, by=Actor(ActorKind.CONTACT, desk.ben))
    foreign = Actor(ActorKind.CONTACT, stranger)
    await desk.refused(NoSuchDocument, by=foreign, recipients=(stranger,))
    await office.a.preference("forwarding.enabled", False)
    await desk.refused(SwitchedOff)
    await desk.forward(command=UUID(int=2), by=Actor(ActorKind.STAFF, "STAFF-1"))
    async with office.books() as books:
        await void_invoice(books, desk.invoice, office.clock.at)
    await desk.refused(NotToBeForwarded, by=Actor(ActorKind.STAFF, "STAFF-1"))
    assert len(await desk.mails()) == 2


async def test_somebody_new_becomes_a_contact_person_if_that_is_wanted(desk: Desk) -> None:
    office, carl = desk.office, Newcomer("Carl", "carl@advisor.example")
    await desk.refused(OnlyContactPersons, newcomer=carl)
    await office.a.preference("forwarding.recipients", "anyone_becomes_contact")
    await desk.refused(NewcomerIncomplete, newcomer=replace(carl, name=" "))

    await desk.forward(newcomer=carl)
    again = replace(carl, email="CARL@advisor.example")
    await desk.forward(command=UUID(int=2), recipients=(), newcomer=again)

    async with office.books() as books:
        [new] = [
            each
            for each in await books.customers.contacts_of(desk.customer)
            if each.email == carl.email
        ]
        assert await books.invitations.find(new.number) is None
        assert not new.is_primary
    assert [mail.contact for mail in await desk.mails()] == [desk.ben, new.number, new.number]


async def test_a_day_has_room_for_twenty_and_staff_do_not_count(desk: Desk) -> None:
    staff = Actor(ActorKind.STAFF, "STAFF-1")
    await desk.forward(command=UUID(int=50), by=staff)
    for number in range(10):
        await desk.forward(command=UUID(int=100 + number), recipients=(desk.ben, desk.ada))
    why = await desk.refused(ForwardedEnough)
    assert why.facts == {"most": "20", "left": "0"}

    await desk.forward(command=UUID(int=51), by=staff)
    desk.office.clock.at += timedelta(days=1, seconds=1)
    await desk.forward(command=UUID(int=200))
    async with desk.office.books() as books:
        sent = select(func.count()).select_from(MessageRow).where(MessageRow.command.is_not(None))
        assert await books.session.scalar(sent) == 23
