"""Mails about acceptances: to who has accepted and who speaks for them, once, with the sheet."""

import pytest

from activities.contracts import StepDue
from activities.deliveries import SEND, DeliveryActivities, Means
from activities.documents import Archive
from activities.quote_answers import Answerer, accept_quote
from domain.commands import ActorKind
from domain.documents import DocumentKind
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.money import Money
from domain.printing import DocumentKey
from domain.quote_answers import Answer
from domain.quotes import QuoteStatus
from gateways.mail_carrier import MailCarrier
from runtime.links import Links
from storage.messages import MessageRow
from tests.support.office import Office
from tests.support.press import StubPress
from tests.support.quote_office import (
    BUILD,
    DESIGN,
    SUPPORT,
    accepted,
    eur,
    in_order,
    revised,
    row_of,
    sent,
)
from tests.support.world import Postbag

BEN = "CON-000901"


class Counter:
    """A customer with a primary contact who is let in, and Ben, who is not and reads German."""

    def __init__(self, office: Office) -> None:
        self.office, self.postbag = office, Postbag()
        links = Links("https://portal.example", "secret")
        self.archive = Archive(office.books, StubPress(), lambda: office.clock.at)
        carrier = MailCarrier(self.postbag, links, "billing@portal.example")
        means = Means(links, self.archive)
        self.deliveries = DeliveryActivities(office.books, office.post, carrier, means)

    async def open(self) -> "Counter":
        at = self.office.clock.at
        self.customer = await self.office.a.customer()
        self.ada = await self.office.a.contact_of(self.customer)
        async with self.office.books() as books:
            books.customers.new_contact(
                number=BEN,
                customer=self.customer,
                name="Ben",
                email="ben@a.example",
                language="de",
            )
            books.invitations.new(
                contact=self.ada,
                status=InvitationStatus.ACCEPTED,
                version=1,
                sent_at=at,
                expires_at=at,
            )
        self.quote = await sent(self.office, self.customer)
        return self

    async def accepts(self, contact: str, *, by_link: bool = False) -> None:
        by = Answerer(contact, self.office.clock.at, by_link=by_link)
        async with self.office.books() as books:
            await accept_quote(books, self.quote, Answer(1, eur(109_900)), [4], by)

    async def mails(self) -> list[MessageRow]:
        async with self.office.books() as books:
            found = await books.messages.of_customer(self.customer)
        return sorted(
            (each for each in found if each.kind is MailKind.QUOTE_ACCEPTED),
            key=lambda each: each.number,
        )

    async def told(self) -> list[tuple[str | None, str | None]]:
        return [(each.contact, each.enclosed) for each in await self.mails()]


@pytest.fixture
async def counter(office: Office) -> Counter:
    return await Counter(office).open()


async def test_who_accepts_is_told_once_of_each_acceptance(counter: Counter) -> None:
    office, number = counter.office, counter.quote
    refused = await accepted(office, number, 1)
    assert (refused.code, await counter.told()) == ("OfferMoved", [])
    decide = await office.command(
        "quote",
        number,
        "accept",
        by=ActorKind.CONTACT,
        version=1,
        minor_units=109_900,
        currency="EUR",
        options=[4],
    )
    for _ in range(2):
        await office.decide("quote", decide)
    assert (await accepted(office, number)).code == "QuoteAccepted"

    [mail] = await counter.mails()
    assert (mail.contact, mail.document) == (counter.ada, number)
    assert mail.encloses == DocumentKey(DocumentKind.ACCEPTANCE, f"{number}-A1")
    async with office.books() as books:
        facts = books.messages.read(mail.facts)
        assert not await books.documents.file(DocumentKind.ACCEPTANCE, f"{number}-A1")
    assert facts == {
        "quote": number,
        "title": "A new website",
        "version": 1,
        "amount": Money(109_900, "EUR"),
        "options": "Support",
        "more": 0,
        "person": None,
        "becomes": None,
        "retainer": None,
        "advance": None,
        "portal": "yes",
    }

    await office.asked("quote", number, "undo")
    assert (await accepted(office, number)).code is None
    assert await counter.told() == [
        (counter.ada, f"{number}-A1"),
        (counter.ada, f"{number}-A2"),
    ]
    await in_order(office)


async def test_each_reads_it_in_their_language_with_the_sheet_of_the_archive(
    counter: Counter,
) -> None:
    office, number = counter.office, counter.quote
    await office.a.preference("quotes.retainer_on_accept", True)
    await counter.accepts(BEN, by_link=True)
    for mail in [*await counter.mails()] * 2:
        await counter.deliveries.send_mail(StepDue(mail.number, SEND, office.clock.at))

    assert await counter.told() == [(BEN, f"{number}-A1"), (counter.ada, f"{number}-A1")]
    to_ben, to_ada = counter.postbag.mails
    assert to_ben.subject == f"Sie haben {number} angenommen"
    assert "329,70" in to_ben.text
    assert "RET-000001" in to_ben.text
    assert "/quotes/" not in to_ben.text + to_ben.html
    assert to_ada.subject == f"Ben has accepted {number}"
    assert f"https://portal.example/quotes/{number}" in to_ada.text
    stored = await counter.archive.file(DocumentKind.ACCEPTANCE, f"{number}-A1")
    for each in counter.postbag.mails:
        assert [file.content for file in each.attachments] == [stored.pdf]
        assert f"{number}-A1" in each.attachments[0].name
    async with office.books() as books:
        told = await books.commands.page(limit=100)
    assert not [each for each in told if "Ben" in f"{each.says} {each.payload}"]


async def test_nobody_is_told_where_the_organisation_does_not_want_it(counter: Counter) -> None:
    await counter.office.a.preference("quotes.mail_acceptance", False)
    await counter.accepts(BEN)
    assert await counter.told() == []


async def test_what_is_carried_to_the_next_version_was_told_of_before(counter: Counter) -> None:
    await counter.office.a.preference("quotes.edit_accepted", True)
    await counter.accepts(counter.ada)
    await revised(counter.office, counter.quote, DESIGN, BUILD, SUPPORT)
    assert (await row_of(counter.office.books, counter.quote)).status is QuoteStatus.ACCEPTED
    assert await counter.told() == [(counter.ada, f"{counter.quote}-A1")]
