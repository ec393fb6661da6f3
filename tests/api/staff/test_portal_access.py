"""Portal access: one click, many at once, again, revoked, taken away."""

import pytest

from domain.invitations import InvitationStatus
from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of

LIST = "/console/customers"


async def ask(staff: Browser, customer: str, contact: str, button: str) -> str:
    """Press a button of a contact person; the text of the page it leads to."""
    path = f"/console/contacts/{contact}/{button}"
    return await staff.said(await staff.send(path, seen_on=f"{LIST}/{customer}"))


async def status_of(house: House, contact: str) -> InvitationStatus | None:
    async with house.books() as books:
        row = await books.invitations.find(contact)
    return row.status if row else None


async def change(house: House, contact: str, **values: object) -> None:
    async with house.books() as books:
        row = await books.customers.lock_contact(contact)
        for name, value in values.items():
            setattr(row, name, value)


async def let_in(house: House, contact: str) -> None:
    async with house.books() as books:
        books.invitations.new(
            contact=contact,
            status=InvitationStatus.ACCEPTED,
            version=1,
            sent_at=house.clock.now(),
            expires_at=house.clock.now(),
            accepted_at=house.clock.now(),
        )


async def test_one_click_invites_and_says_when_the_link_dies(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)

    said = await ask(staff, customer, contact, "enable")

    assert "The invitation is on its way." in said
    assert "Invited on Tue 24 Nov 2026, 09:00, not accepted yet." in said
    assert "The link expires. Tue 1 Dec 2026, 09:00." in said
    assert await status_of(house, contact) is InvitationStatus.INVITED


async def test_a_second_invitation_is_refused_in_words(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)
    await ask(staff, customer, contact, "enable")

    said = await ask(staff, customer, contact, "enable")

    assert "invited already" in said.lower()


async def test_resend_and_revoke(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)
    await ask(staff, customer, contact, "enable")
    house.clock.move(minutes=5)

    again = await ask(staff, customer, contact, "resend")
    revoked = await ask(staff, customer, contact, "revoke")

    assert "Only the new link works." in again
    assert "Its link is dead." in revoked
    assert await status_of(house, contact) is InvitationStatus.REVOKED


async def test_while_temporal_is_away_the_invitation_is_accepted_and_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.PATIENCE_SECONDS", 0.05)
    staff = await house.staff()
    customer = await house.a.customer()
    house.post.is_away = True

    said = await ask(staff, customer, await house.a.contact_of(customer), "enable")

    assert "Accepted. It is being processed" in said
    assert await house.commands("invitation", "invite") == 1


async def test_many_are_enabled_and_each_result_is_said(house: House) -> None:
    staff = await house.staff()
    good, invited, nobody, mailless = [await house.a.customer() for _ in range(4)]
    await ask(staff, invited, await house.a.contact_of(invited), "enable")
    await change(house, await house.a.contact_of(mailless), email="")
    await change(house, await house.a.contact_of(nobody), is_primary=False)
    ticked = [good, invited, nobody, mailless, "CUST-777777", good]

    answer = await staff.send(f"{LIST}/enable", seen_on=LIST, key="bulk-key-1", customer=ticked)
    again = await staff.send(f"{LIST}/enable", seen_on=LIST, key="bulk-key-1", customer=ticked)

    for page in (answer, again):
        said = text_of(page.text)
        assert "1 invitation is on its way." in said
        assert said.count("The invitation is on its way") == 1
        assert "there is no main contact person" in said
        assert "has no e-mail address" in said
        assert "was invited already" in said
        assert "there is no such customer" in said
    assert await house.commands("invitation", "invite") == 2


async def test_nothing_ticked_is_said(house: House) -> None:
    staff = await house.staff()
    await house.a.customer()

    answer = await staff.send(f"{LIST}/enable", seen_on=LIST)

    assert "Tick at least one customer." in await staff.said(answer)


async def test_access_that_is_taken_away_ends_the_session_at_once(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)
    await let_in(house, contact)
    person = await house.contact(contact)
    before = await person.page("/")

    said = await ask(staff, customer, contact, "disable")
    after = await person.page("/")

    assert before.status_code == 200
    assert "Whoever was signed in is out." in said
    assert after.status_code == 303
    assert after.headers["location"].startswith("/login")
    assert await house.commands("contact", "disable_portal") == 1


async def test_only_an_administrator_changes_the_address_that_somebody_signs_in_with(
    house: House,
) -> None:
    customer = await house.a.customer()
    contact = await house.a.contact_of(customer)
    await let_in(house, contact)
    edit = f"/console/contacts/{contact}"
    fields = {"name": "Ada", "email": "new@acme.example", "is_primary": "on"}

    agent = await house.staff(Role.BILLING_AGENT)
    refused = await agent.send(edit, seen_on=f"{edit}/edit", **fields)
    person = await house.contact(contact)
    admin = await house.staff(Role.ADMIN)
    done = await admin.send(edit, seen_on=f"{edit}/edit", **fields)

    assert refused.status_code == 422
    assert "only an administrator can change it" in text_of(refused.text)
    assert "The contact person was changed." in await admin.said(done)
    assert (await person.page("/")).status_code == 303, "the session has ended"


async def test_there_is_one_main_contact_person(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer()
    first = await house.a.contact_of(customer)

    await staff.send(
        "/console/contacts",
        seen_on=f"/console/contacts/new?customer={customer}",
        name="Grace",
        email="grace@acme.example",
        is_primary="on",
    )

    second = await house.a.contact_of(customer)
    assert second != first
    async with house.books() as books:
        old = await books.customers.contact(first)
    assert old
    assert not old.is_primary
