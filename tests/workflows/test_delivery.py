"""Deliveries: each mail is handed over once, tried again when put off, given up in the end."""

from datetime import timedelta

from activities.process import Told, tell
from domain.commands import ActorKind, CommandStatus
from domain.messages import MessageStatus
from gateways.smtp import MailDeferred, MailRefused
from storage.messages import MessageRow
from tests.support.world import World

START = "2055-01-10T10:00:00+00:00"


async def mail(world: World) -> MessageRow:
    """The first mail that there is."""
    async with world.books() as books:
        return await books.messages.get("MSG-000001")


async def receipt(world: World) -> None:
    await world.advance_to(START)
    await world.a.subscription()
    await world.settle()


async def test_a_mail_is_handed_over_with_words_and_a_message_id_of_its_own(world: World) -> None:
    await receipt(world)

    [sent] = world.postbag.mails
    assert sent.message_id == "<msg-000001@portal.example>"
    assert sent.recipient.startswith("ada1@")
    assert sent.sender == "Northwind Studio <billing@portal.example>"
    assert "31.00" in sent.text
    assert "31.00" in sent.html
    delivered = await mail(world)
    assert (delivered.status, delivered.attempts) == (MessageStatus.DELIVERED, 1)


async def test_what_the_server_puts_off_is_tried_again_and_is_the_same_mail(world: World) -> None:
    await world.advance_to(START)
    world.postbag.refusals += [MailDeferred("451 later"), MailDeferred("connection lost")]
    await receipt(world)
    assert world.postbag.mails == []
    waiting = await mail(world)
    assert (waiting.status, waiting.failure) == (MessageStatus.QUEUED, "451 later")

    await world.advance_to(await world.clock.read() + timedelta(minutes=7))

    delivered = await mail(world)
    assert (delivered.status, delivered.attempts) == (MessageStatus.DELIVERED, 3)
    [sent] = world.postbag.mails
    assert sent.message_id == "<msg-000001@portal.example>"
    assert sent.date == delivered.created_at


async def test_what_the_server_refuses_is_given_up_at_once(world: World) -> None:
    await world.advance_to(START)
    world.postbag.refusals.append(MailRefused("550 no"))
    await receipt(world)

    given_up = await mail(world)
    assert (given_up.status, given_up.attempts) == (MessageStatus.UNDELIVERABLE, 1)


async def test_what_is_put_off_for_days_is_given_up(world: World) -> None:
    await world.advance_to(START)
    world.postbag.refusals += [MailDeferred("451 later")] * 20
    await receipt(world)

    await world.advance_to(await world.clock.read() + timedelta(days=3))

    given_up = await mail(world)
    assert (given_up.status, given_up.attempts) == (MessageStatus.UNDELIVERABLE, 8)
    assert world.postbag.mails == []


async def test_a_delivery_that_is_started_twice_sends_once(world: World) -> None:
    await receipt(world)
    at = await world.clock.read()

    async with world.books() as books:
        for _ in range(2):
            await tell(books, Told("delivery", "MSG-000001", "CUST-000001"), at)
    await world.parts.post.deliver(books.told)
    await world.settle()

    assert len(world.postbag.mails) == 1


async def test_a_delivery_that_is_started_again_keeps_its_schedule(world: World) -> None:
    await world.advance_to(START)
    world.postbag.refusals.append(MailDeferred("451 later"))
    await receipt(world)
    await world.parts.client.get_workflow_handle("delivery/MSG-000001").terminate()
    at = await world.clock.read()

    async with world.books() as books:
        await tell(books, Told("delivery", "MSG-000001", "CUST-000001"), at)
    await world.parts.post.deliver(books.told)
    await world.settle()

    assert (await mail(world)).attempts == 1
    await world.advance_to(at + timedelta(minutes=2))
    assert (await mail(world)).status is MessageStatus.DELIVERED


async def test_a_mail_that_was_taken_can_still_come_back(world: World) -> None:
    await receipt(world)

    command = await world.ask("delivery", "MSG-000001", "bounced", by=ActorKind.SYSTEM)

    assert command.status is CommandStatus.APPLIED
    assert (await mail(world)).status is MessageStatus.BOUNCED
