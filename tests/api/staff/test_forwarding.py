"""Staff send any document on, and see on its page whom it went to and what became of it."""

from domain.messages import MessageStatus
from domain.policy import Role
from storage.invoices import InvoiceRow
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_money_by_hand import owing, received
from tests.api.staff.test_v1 import JSON


async def sent(staff: Browser, home: str, contact: str, **fields: str) -> str:
    page = f"{home}/forward"
    answer = await staff.send(page, seen_on=page, to=contact, **fields)
    return await staff.said(answer)


async def places_of(house: House, staff: Browser, invoice: InvoiceRow) -> list[str]:
    """The pages of an invoice, of what paid it and of a credit note for it."""
    payment = await received(house, staff, invoice, "31.00")
    made = await staff.client.post(
        f"/v1/staff/invoices/{invoice.number}/credit-notes",
        json={"lines": [{"position": 1, "amount": 1000}]},
        headers={**JSON, "idempotency-key": "a-credit-note"},
    )
    note = made.json()["number"]
    kinds = {"invoices": invoice.number, "payments": payment, "credit-notes": note}
    return [f"/console/{place}/{number}" for place, number in kinds.items()]


async def test_staff_send_each_kind_of_document_on_and_see_where_it_went(house: House) -> None:
    invoice = await owing(house)
    person = await house.a.contact_of(invoice.customer)
    staff = await house.staff(Role.FINANCE_MANAGER)

    for place in await places_of(house, staff, invoice):
        assert "It is on its way." in await sent(staff, place, person, subject="Noch einmal")
        said = text_of((await staff.page(place)).text)
        for words in ("Forwarded", "Ada Example", "Noch einmal", "by Sam finance_manager"):
            assert words in said, place


async def test_staff_see_that_a_mail_came_back(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.BILLING_AGENT)
    home = f"/console/invoices/{invoice.number}"
    await sent(staff, home, await house.a.contact_of(invoice.customer))
    async with house.books() as books:
        [mail, *_] = await books.messages.of_customer(invoice.customer)
        mail.status, mail.failure = MessageStatus.BOUNCED, "550 no such person"

    said = text_of((await staff.page(home)).text)
    assert "550 no such person" in said


async def test_somebody_new_and_refusals(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.BILLING_AGENT)
    home = f"/console/invoices/{invoice.number}"
    new = {"name": "Carl", "email": "carl@advisor.example"}

    assert "It is on its way." in await sent(staff, home, "", **new)
    said = await sent(staff, home, "CON-999999")
    assert "CON-999999 is no contact person" in said
    async with house.books() as books:
        names = [each.name for each in await books.customers.contacts_of(invoice.customer)]
    assert "Carl" in names
    assert (await staff.page("/console/invoices/INV-999999/forward")).status_code == 404
    answer = await staff.client.post(
        f"/v1/staff/invoices/{invoice.number}/forwards",
        json={"to": ["CON-000001"], "subject": "Hi"},
        headers={**JSON, "idempotency-key": "forward-this"},
    )
    assert answer.json() == {"document": invoice.number, "to": ["CON-000001"]}
