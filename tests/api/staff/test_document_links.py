"""Staff make links to documents and for payment methods, see their use, and take them back."""

import re

from domain.messages import MailKind
from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_money_by_hand import owing
from tests.api.staff.test_v1 import JSON


async def made(staff: Browser, home: str, **fields: str) -> str:
    return await staff.said(await staff.send(f"{home}/links", seen_on=home, **fields))


async def address_on(staff: Browser, home: str) -> str:
    """The path of the link that the page shows."""
    found = re.search(r"https?://[^/\s\"<]+(/link/doc_[\w-]+)", (await staff.page(home)).text)
    assert found, "the page shows no link"
    return found[1]


async def test_a_link_is_made_copied_used_and_taken_back(house: House) -> None:
    invoice = await owing(house)
    await house.a.preference("public_links.identity_check", False)
    staff, home = await house.staff(Role.BILLING_AGENT), f"/console/invoices/{invoice.number}"

    assert "The link is made. Copy it from the list." in await made(staff, home)
    assert "not used yet" in text_of((await staff.page(home)).text)
    holder, path = house.browser(), await address_on(staff, home)
    opened = await holder.page((await holder.page(path)).headers["location"])
    assert str(invoice.number) in opened.text
    assert "last used" in text_of((await staff.page(home)).text)

    revoke = re.search(r'action="(/console/links/[^"]+/revoke)"', (await staff.page(home)).text)
    assert revoke
    assert "opens nothing any more" in await staff.said(await staff.send(revoke[1], seen_on=home))
    assert (await holder.page(path)).status_code == 404
    assert "There is none at the moment." in text_of((await staff.page(home)).text)
    assert await house.commands("link", "make") == await house.commands("link", "revoke") == 1


async def test_a_link_for_a_payment_method_is_mailed_without_its_token(house: House) -> None:
    invoice = await owing(house)
    staff, home = await house.staff(Role.ADMIN), f"/console/customers/{invoice.customer}"

    assert "on its way" in await made(staff, home, mails="on")

    async with house.books() as books:
        [mail, *_] = await books.messages.of_customer(invoice.customer)
    assert mail.kind is MailKind.DOCUMENT_LINK
    assert "doc_" not in str(mail.facts)
    support = await house.staff(Role.SUPPORT)
    assert "/link/doc_" not in (await support.page(home)).text


async def test_programs_make_list_and_take_back_links(house: House) -> None:
    invoice = await owing(house)
    other = await house.a.contact_of(await house.a.customer())
    staff = await house.staff()
    doors = f"/v1/staff/invoices/{invoice.number}/links"
    head = {**JSON, "idempotency-key": "make-a-link-1"}
    first = await staff.client.post(doors, json={}, headers=head)
    again = await staff.client.post(doors, json={}, headers=head)
    assert first.status_code == 201
    assert first.json() == again.json()
    [listed] = (await staff.client.get(doors, headers=JSON)).json()
    assert listed == first.json()
    foreign = await staff.client.post(
        doors, json={"contact": other}, headers={**JSON, "idempotency-key": "make-a-link-2"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (404, "NoSuchRecipient")

    gone = await staff.client.delete(
        f"/v1/staff/links/{listed['id']}", headers={**JSON, "idempotency-key": "take-it-back"}
    )
    assert gone.status_code == 204
    assert (await staff.client.get(doors, headers=JSON)).json() == []
    await house.a.preference("public_links.enabled", False)
    off = await staff.client.post(
        doors, json={}, headers={**JSON, "idempotency-key": "make-a-link-3"}
    )
    assert (off.status_code, off.json()["code"]) == (409, "LinksSwitchedOff")
