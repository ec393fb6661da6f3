"""Invitations: mailed with a link, reminded of, accepted once, replaced, expired, revoked."""

import asyncio
import re
from datetime import timedelta

import pytest

from activities.invitations import accept_invitation, disable_portal
from domain.commands import ActorKind, CommandStatus
from domain.invitations import InvitationStatus
from domain.links import LinkUnusable
from domain.messages import MessageStatus
from gateways.smtp import MailRefused
from storage.commands import CommandRow
from storage.invitations import InvitationRow
from tests.support.world import PORTAL, World

START = "2055-01-10T10:00:00+00:00"
_LINK = re.compile(rf"{re.escape(PORTAL)}/invitation/(\S+)")


async def contact(world: World) -> str:
    await world.advance_to(START)
    return await world.a.contact_of(await world.a.customer())


async def staff(world: World, person: str, signal: str) -> CommandRow:
    command = await world.ask("invitation", person, signal, by=ActorKind.STAFF)
    await world.settle()
    return command


async def invited(world: World) -> str:
    person = await contact(world)
    command = await staff(world, person, "invite")
    assert command.status is CommandStatus.APPLIED
    return person


async def invitation(world: World, person: str) -> InvitationRow:
    async with world.books() as books:
        return await books.invitations.get(person)


def links(world: World) -> list[str]:
    """The token in each mail, in the order in which they were sent."""
    found = [_LINK.search(mail.text) for mail in world.postbag.mails]
    return [match[1] for match in found if match]


async def accept(world: World, link: str) -> str:
    """Choose a password; the contact person who did."""
    at = await world.clock.read()
    digest = world.parts.links.digest(link)
    async with world.books() as books:
        accepted = await accept_invitation(books, digest, "a-hash", at)
    await world.parts.post.deliver(books.told)
    await world.settle()
    return accepted.number


async def why_not(world: World, link: str) -> str:
    with pytest.raises(LinkUnusable) as refused:
        await accept(world, link)
    return refused.value.facts["reason"]


async def test_an_invited_person_chooses_a_password_once(world: World) -> None:
    person = await invited(world)
    [link] = links(world)

    assert await accept(world, link) == person

    assert (await invitation(world, person)).status is InvitationStatus.ACCEPTED
    async with world.books() as books:
        accepted = await books.customers.contact(person)
    assert accepted is not None
    assert accepted.password_hash == "a-hash"
    assert await why_not(world, link) == "accepted"
    ended = await world.history(f"invitation/{person}")
    assert ended.events[-1].HasField("workflow_execution_completed_event_attributes")


async def test_only_a_digest_of_the_link_is_kept(world: World) -> None:
    person = await invited(world)
    [link] = links(world)

    async with world.books() as books:
        token = await books.tokens.with_digest(world.parts.links.digest(link))
    assert token is not None
    assert token.contact == person
    assert link not in repr(vars(token))


async def test_a_person_who_does_nothing_is_reminded_once_with_the_same_link(
    world: World,
) -> None:
    person = await invited(world)
    sent = await invitation(world, person)
    assert sent.remind_at

    await world.advance_to(sent.remind_at + timedelta(minutes=1))

    first, second = links(world)
    assert first == second
    await accept(world, first)
    await world.advance_to(sent.expires_at + timedelta(days=1))
    assert len(world.postbag.mails) == 2
    assert (await invitation(world, person)).status is InvitationStatus.ACCEPTED


async def test_silence_lets_the_invitation_expire(world: World) -> None:
    person = await invited(world)
    [link] = links(world)
    sent = await invitation(world, person)

    await world.advance_to(sent.expires_at - timedelta(minutes=1))
    assert (await invitation(world, person)).status is InvitationStatus.INVITED
    await world.advance_to(sent.expires_at + timedelta(minutes=1))

    assert (await invitation(world, person)).status is InvitationStatus.EXPIRED
    assert await why_not(world, link) == "expired"


async def test_an_expired_invitation_can_be_sent_again(world: World) -> None:
    person = await invited(world)
    await world.advance_to((await invitation(world, person)).expires_at + timedelta(minutes=1))

    await staff(world, person, "resend")

    assert await accept(world, links(world)[-1]) == person


async def test_sending_it_again_kills_the_old_link(world: World) -> None:
    person = await invited(world)
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))

    await staff(world, person, "resend")

    first, second = links(world)
    assert await why_not(world, first) == "replaced"
    assert await accept(world, second) == person


async def test_a_double_click_on_send_again_sends_one_mail(world: World) -> None:
    person = await invited(world)
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))

    both = await asyncio.gather(
        world.ask("invitation", person, "resend", by=ActorKind.STAFF),
        world.ask("invitation", person, "resend", by=ActorKind.STAFF),
    )
    await world.settle()

    assert {each.status for each in both} == {CommandStatus.APPLIED}
    assert len(links(world)) == 2


async def test_inviting_twice_is_refused_and_inviting_in_two_tabs_sends_one_mail(
    world: World,
) -> None:
    person = await contact(world)

    tabs = await asyncio.gather(
        *(world.ask("invitation", person, "invite", by=ActorKind.STAFF) for _ in range(3))
    )
    await world.settle()

    assert sorted(each.status for each in tabs) == [
        CommandStatus.APPLIED,
        CommandStatus.REFUSED,
        CommandStatus.REFUSED,
    ]
    assert {each.code for each in tabs} == {None, "AlreadyInvited"}
    assert len(links(world)) == 1


async def test_a_revoked_invitation_cannot_be_accepted(world: World) -> None:
    person = await invited(world)
    [link] = links(world)

    await staff(world, person, "revoke")

    assert await why_not(world, link) == "revoked"
    assert (await invitation(world, person)).status is InvitationStatus.REVOKED
    assert (await staff(world, person, "resend")).code == "UnlawfulTransition"
    assert (await staff(world, person, "invite")).status is CommandStatus.APPLIED


async def test_who_was_never_invited_has_nothing_to_resend_or_revoke(world: World) -> None:
    person = await contact(world)

    assert (await staff(world, person, "resend")).code == "NotInvited"
    assert (await staff(world, person, "revoke")).code == "NotInvited"


async def test_sending_it_again_to_somebody_who_has_accepted_shows_the_way_in(
    world: World,
) -> None:
    person = await invited(world)
    await accept(world, links(world)[0])
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))

    await staff(world, person, "resend")

    assert (await invitation(world, person)).status is InvitationStatus.ACCEPTED
    assert len(links(world)) == 1
    assert PORTAL in world.postbag.mails[-1].text


async def test_disabling_the_portal_ends_sessions_password_and_links_at_once(
    world: World,
) -> None:
    person = await invited(world)
    await accept(world, links(world)[0])
    at = await world.clock.read()
    async with world.books() as books:
        books.sessions.new_portal(
            contact=person,
            digest="d",
            created_at=at,
            seen_at=at,
            expires_at=at + timedelta(hours=1),
        )

    async with world.books() as books:
        await disable_portal(books, person, at)
    await world.parts.post.deliver(books.told)
    await world.settle()

    async with world.books() as books:
        assert await books.sessions.portal("d") is None
        disabled = await books.customers.contact(person)
    assert disabled is not None
    assert disabled.password_hash is None
    assert (await invitation(world, person)).status is InvitationStatus.DISABLED
    assert (await staff(world, person, "invite")).status is CommandStatus.APPLIED
    assert await accept(world, links(world)[-1]) == person


async def test_an_invitation_that_cannot_be_delivered_is_shown_to_staff(world: World) -> None:
    person = await contact(world)
    world.postbag.refusals.append(MailRefused("550 no such person"))

    await staff(world, person, "invite")

    assert (await invitation(world, person)).status is InvitationStatus.BOUNCED
    async with world.books() as books:
        row = await books.customers.contact(person)
        assert row is not None
        [mail] = await books.messages.of_customer(row.customer)
    assert mail.status is MessageStatus.UNDELIVERABLE
    assert mail.failure == "550 no such person"
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))
    await staff(world, person, "resend")
    assert await accept(world, links(world)[0]) == person


async def test_an_older_mail_that_comes_back_says_nothing_about_the_newer_one(
    world: World,
) -> None:
    person = await invited(world)
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))
    await staff(world, person, "resend")
    async with world.books() as books:
        row = await books.customers.contact(person)
        assert row is not None
        _newer, older = await books.messages.of_customer(row.customer)

    await world.ask("delivery", older.number, "bounced", by=ActorKind.SYSTEM)
    await world.settle()

    assert (await invitation(world, person)).status is InvitationStatus.INVITED


async def test_a_person_without_an_address_cannot_be_invited(world: World) -> None:
    person = await contact(world)
    async with world.books() as books:
        (await books.customers.lock_contact(person)).email = ""

    assert (await staff(world, person, "invite")).code == "ContactNeedsEmail"


async def test_accepting_while_it_is_sent_again_has_one_outcome(world: World) -> None:
    person = await invited(world)
    [link] = links(world)
    await world.advance_to(await world.clock.read() + timedelta(minutes=2))

    resent, accepted = await asyncio.gather(
        world.ask("invitation", person, "resend", by=ActorKind.STAFF),
        accept(world, link),
        return_exceptions=True,
    )
    await world.settle()

    assert isinstance(resent, CommandRow)
    assert resent.status is CommandStatus.APPLIED
    status = (await invitation(world, person)).status
    if isinstance(accepted, LinkUnusable):
        assert (status, accepted.facts["reason"]) == (InvitationStatus.INVITED, "replaced")
    else:
        assert (status, accepted) == (InvitationStatus.ACCEPTED, person)
