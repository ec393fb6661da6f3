"""Comments in the books: once, to whoever is to hear of them, and gone when taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from activities.comments import NewComment, take_back, write_comment
from activities.contracts import StepDue
from activities.deliveries import SEND, DeliveryActivities, Means
from activities.documents import Archive
from domain.commands import Actor, ActorKind
from domain.comments import (
    CustomersWriteOpenly,
    NoSuchComment,
    NothingToCommentOn,
    Subject,
    SubjectKind,
    TakenBackTooLate,
    Visibility,
)
from domain.errors import BillingError
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.policy import Role
from gateways.mail_carrier import MailCarrier
from runtime.links import Links
from storage.comments import SOURCES, CommentRow
from storage.messages import MessageRow
from storage.portal.comments import OwnComments
from tests.support.office import Office
from tests.support.press import StubPress
from tests.support.world import Postbag

SECRET = "Nobody outside may read this"
SAM, ZOE = Actor(ActorKind.STAFF, "STAFF-1"), Actor(ActorKind.STAFF, "STAFF-2")


class Desk:
    """Two members of staff, and a customer with an invoice."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def open(self) -> "Desk":
        invoice = await self.office.offline()
        self.customer = invoice.customer
        self.subject = Subject(SubjectKind.INVOICE, invoice.number or "")
        self.ada = Actor(ActorKind.CONTACT, await self.office.a.contact_of(self.customer))
        async with self.office.books() as books:
            for actor, name in ((SAM, "Sam Smith"), (ZOE, "Zoë")):
                books.staff.new(
                    number=actor.name, name=name, email=f"{actor.name}@n.example", role=Role.ADMIN
                )
        return self

    async def let_in(self, contact: str) -> None:
        at = self.office.clock.at
        async with self.office.books() as books:
            books.invitations.new(
                contact=contact,
                status=InvitationStatus.ACCEPTED,
                version=1,
                sent_at=at,
                expires_at=at,
                accepted_at=at,
            )

    async def write(self, by: Actor, words: str, *, internal: bool = False) -> UUID:
        visibility = Visibility.INTERNAL if internal else Visibility.SHOWN
        new = NewComment(subject=self.subject, by=by, words=words, visibility=visibility)
        async with self.office.books() as books:
            done = await write_comment(books, new, self.office.clock.at)
        assert words not in str(done)
        return UUID(str(done.facts["comment"]))

    async def take_back(self, id: UUID, by: Actor) -> None:
        async with self.office.books() as books:
            await take_back(books, id, by, "", self.office.clock.at)

    async def heard(self, by: Actor) -> list[tuple[str, str]]:
        async with self.office.books() as books:
            rows = await books.notifications.unread(by.name)
        assert all(SECRET not in str(each.facts) + each.link for each in rows)
        return [(each.kind, each.document) for each in rows]

    async def mails(self) -> list[MessageRow]:
        kinds = (MailKind.STAFF_NEWS, MailKind.COMMENT_SHOWN)
        async with self.office.books() as books:
            found = select(MessageRow).where(MessageRow.kind.in_(kinds))
            return list(await books.session.scalars(found.order_by(MessageRow.number)))

    async def read_by_customer(self) -> list[str]:
        async with self.office.books() as books:
            thread = await OwnComments(books.session, self.customer).thread(self.subject)
        return [each.row.words for each in thread]


@pytest.fixture
async def desk(office: Office) -> Desk:
    return await Desk(office).open()


async def test_what_is_internal_reaches_staff_alone(desk: Desk) -> None:
    await desk.office.a.preference("customer.on_staff_comment", True)
    await desk.office.a.preference("staff.email", ["mentioned"])
    await desk.let_in(desk.ada.name)
    number = desk.subject.number

    await desk.write(SAM, f"@Zoë {SECRET}", internal=True)

    assert await desk.heard(ZOE) == [("mentioned", number)]
    assert await desk.heard(SAM) == []
    assert await desk.read_by_customer() == []
    [mail] = await desk.mails()
    assert (mail.kind, mail.contact, mail.staff) == (MailKind.STAFF_NEWS, None, ZOE.name)
    assert SECRET not in str(mail.facts)
    async with desk.office.books() as books:
        assert len(await books.comments.thread(desk.subject)) == 1
        of_customer = await books.messages.of_customer(desk.customer)
    assert MailKind.STAFF_NEWS not in [each.kind for each in of_customer]


async def test_both_sides_hear_of_what_is_for_both(desk: Desk) -> None:
    await desk.write(SAM, "Shall we?")
    assert await desk.mails() == []  # nobody has asked for that
    await desk.office.a.preference("customer.on_staff_comment", True)
    await desk.office.a.preference("staff.email", ["comment_written"])
    await desk.write(SAM, "Shall we?")
    assert await desk.mails() == []  # she does not get in
    await desk.let_in(desk.ada.name)

    await desk.write(SAM, "Shall we?")
    await desk.write(desk.ada, "@Sam Smith yes")

    assert await desk.read_by_customer() == ["@Sam Smith yes", *["Shall we?"] * 3]
    assert await desk.heard(ZOE) == [("comment_written", desk.subject.number)]
    to_ada, to_us = await desk.mails()
    assert (to_ada.kind, to_ada.contact) == (MailKind.COMMENT_SHOWN, desk.ada.name)
    assert (to_us.kind, to_us.contact, to_us.staff) == (MailKind.STAFF_NEWS, None, None)


async def test_the_mails_go_where_they_belong_and_say_where_not_what(desk: Desk) -> None:
    for key, value in (("customer.on_staff_comment", True), ("staff.email", ["mentioned"])):
        await desk.office.a.preference(key, value)
    await desk.let_in(desk.ada.name)
    await desk.write(SAM, f"@Zoë {SECRET}")
    postbag, links = Postbag(), Links("https://portal.example", "secret")
    archive = Archive(desk.office.books, StubPress(), lambda: desk.office.clock.at)
    carrier = MailCarrier(postbag, links, "billing@portal.example")
    means = Means(links, archive)
    deliveries = DeliveryActivities(desk.office.books, desk.office.post, carrier, means)

    for mail in await desk.mails():
        await deliveries.send_mail(StepDue(mail.number, SEND, desk.office.clock.at))

    number = desk.subject.number
    pages = {
        "STAFF-2@n.example": f"https://portal.example/console/invoices/{number}#comments",
        "ada1@acme.example": f"https://portal.example/invoices/{number}#comments",
    }
    assert {sent.recipient for sent in postbag.mails} == pages.keys()
    for sent in postbag.mails:
        assert pages[sent.recipient] in sent.text
        assert SECRET not in sent.text + sent.html


async def test_what_is_taken_back_is_gone(desk: Desk) -> None:
    id = await desk.write(desk.ada, "A slip")
    with pytest.raises(NoSuchComment):
        await desk.take_back(id, SAM)
    for _ in range(2):
        await desk.take_back(id, desk.ada)
    assert await desk.read_by_customer() == [""]
    async with desk.office.books() as books:
        row = await books.comments.get(id)
        assert row.taken_back_at == desk.office.clock.at

    late = await desk.write(SAM, "It stays", internal=True)
    desk.office.clock.at += timedelta(minutes=15)
    with pytest.raises(TakenBackTooLate):
        await desk.take_back(late, SAM)


async def test_nobody_writes_where_they_have_no_business(desk: Desk) -> None:
    stranger = Actor(
        ActorKind.CONTACT, await desk.office.a.contact_of(await desk.office.a.customer())
    )
    refused: list[tuple[type[BillingError], Actor, bool]] = [
        (NothingToCommentOn, stranger, False),
        (CustomersWriteOpenly, desk.ada, True),
    ]
    for refusal, by, internal in refused:
        with pytest.raises(refusal):
            await desk.write(by, "Hello", internal=internal)
    desk.subject = Subject(SubjectKind.INVOICE, "INV-999999")
    with pytest.raises(NothingToCommentOn):
        await desk.write(SAM, "Hello")


async def test_the_books_keep_what_was_written(desk: Desk) -> None:
    await desk.write(desk.ada, "As it was")
    for statement in (
        "UPDATE comments SET words = 'Another'",
        "UPDATE comments SET visibility = 'internal'",
        "UPDATE comments SET words = ''",
        "DELETE FROM comments",
    ):
        with pytest.raises(DBAPIError):
            async with desk.office.books() as books:
                await books.session.execute(text(statement))
    async with desk.office.books() as books:
        [row] = await books.session.scalars(select(CommentRow))
    assert row.words == "As it was"


def test_it_is_known_whose_each_kind_of_document_is() -> None:
    assert set(SOURCES) == set(SubjectKind)
