"""Above the limits one person asks, and another decides: never the same, and only once."""

import asyncio

import httpx

from domain.policy import Role
from storage.invariants import offences
from storage.invoices import InvoiceRow
from storage.sign_offs import SignOffRow
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_money_by_hand import fresh, owing, received
from tests.api.staff.test_v1 import JSON

LIMIT = ["10.00 EUR"]


async def people(house: House) -> tuple[Browser, Browser]:
    """Who asks, and who decides; above ten euros."""
    await house.a.preference("sign_offs.limits", LIMIT)
    return await house.staff(Role.FINANCE_MANAGER), await house.staff(Role.ADMIN)


async def sign_off(house: House, number: str = "SIGN-000001") -> SignOffRow:
    async with house.books() as books:
        return await books.sign_offs.get(number)


async def post(staff: Browser, path: str, key: int, **body: object) -> httpx.Response:
    headers = {**JSON, "idempotency-key": f"key-{key:08}"}
    return await staff.client.post(f"/v1/staff{path}", json=body or None, headers=headers)


async def asked_for_refund(house: House, asker: Browser) -> tuple[InvoiceRow, str]:
    """All of a payment is to go back; the invoice, and what the asker is shown."""
    invoice = await owing(house)
    payment = await received(house, asker, invoice, "31.00")
    page = f"/console/payments/{payment}/refund"
    too_much = await asker.send(page, seen_on=page, amount="31.01", source="invoices")
    assert "31.00 EUR of this payment is left" in await asker.said(too_much)
    asked = await asker.send(
        page, seen_on=page, amount="31.00", source="invoices", words="by phone"
    )
    return invoice, await asker.said(asked)


async def test_a_refund_above_the_limit_waits_for_somebody_else(house: House) -> None:
    asker, decider = await people(house)

    invoice, shown = await asked_for_refund(house, asker)

    for words in ("somebody else has to approve it first", "by phone", "You have asked for it"):
        assert words in shown
    assert (await fresh(house, invoice)).status == "paid"
    own = await post(asker, "/sign-offs/SIGN-000001/approve", 1)
    assert (own.status_code, own.json()["code"]) == (403, "OwnSignOff")
    home = text_of((await decider.page("/console")).text)
    assert "SIGN-000001 waits for a second person" in home
    assert "Give money back" in text_of((await decider.page("/console/sign-offs")).text)


async def test_a_refund_that_somebody_else_approves_is_done(house: House) -> None:
    asker, decider = await people(house)
    invoice, _ = await asked_for_refund(house, asker)
    mine = "/console/sign-offs/SIGN-000001"

    done = await decider.said(await decider.send(f"{mine}/approve", seen_on=mine))

    assert "It is approved and done." in done
    assert (await fresh(house, invoice)).outstanding_minor_units == 3100
    row = await sign_off(house)
    assert (row.status, row.outcome) == ("approved", "RF-000001")
    assert row.decided_by != row.asked_by
    refund = text_of((await decider.page("/console/refunds/RF-000001")).text)
    assert "The money has gone back." in refund


async def test_what_is_rejected_is_not_done_and_final(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    page = f"/console/invoices/{invoice.number}"

    await asker.send(f"{page}/write-off", seen_on=page, reason="gone away")
    mine = "/console/sign-offs/SIGN-000001"
    wordless = await decider.said(await decider.send(f"{mine}/reject", seen_on=mine))
    assert "Give a reason." in wordless
    said = await decider.said(
        await decider.send(f"{mine}/reject", seen_on=mine, reason="they paid")
    )

    assert "It is rejected: nothing is done." in said
    assert "they paid" in said
    assert (await fresh(house, invoice)).status == "open"
    again = await post(decider, "/sign-offs/SIGN-000001/approve", 2)
    assert (again.status_code, again.json()["code"]) == (409, "SignOffDecided")


async def test_credit_above_the_limit_waits_however_often_it_is_asked_for(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    notes = f"/invoices/{invoice.number}/credit-notes"
    line = {"lines": [{"position": 1, "amount": 1100}], "apply": False}
    small = {"lines": [{"position": 1, "amount": 1000}], "apply": False}

    assert (await post(asker, notes, 1, **small)).status_code == 201
    for _ in range(2):
        credit = await post(asker, notes, 2, **line)
        assert credit.status_code == 202
        assert credit.headers["location"] == "/v1/staff/sign-offs/SIGN-000001"

    approved = (await post(decider, "/sign-offs/SIGN-000001/approve", 3)).json()
    assert (approved["status"], approved["outcome"]) == ("approved", "CN-000002")


async def test_what_can_no_longer_be_done_is_refused_and_waits_on(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    off = f"/invoices/{invoice.number}/write-off"
    for key in (1, 2):
        assert (await post(asker, off, key, reason="gone away")).status_code == 202

    done = await post(decider, "/sign-offs/SIGN-000001/approve", 3)
    late = await post(decider, "/sign-offs/SIGN-000002/approve", 4)

    assert done.json()["outcome"] == invoice.number
    assert (await fresh(house, invoice)).status == "written_off"
    assert late.json()["code"] == "AmountMoved"
    listed = (await decider.client.get("/v1/staff/sign-offs?status=waiting", headers=JSON)).json()
    assert [each["number"] for each in listed["items"]] == ["SIGN-000002"]


async def test_what_is_approved_is_the_amount_that_was_asked_for(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    off = f"/invoices/{invoice.number}/write-off"
    assert (await post(asker, off, 1, reason="gone away")).status_code == 202
    await received(house, decider, invoice, "10.00")

    moved = await post(decider, "/sign-offs/SIGN-000001/approve", 2)

    assert moved.json()["code"] == "AmountMoved"
    assert (await fresh(house, invoice)).outstanding_minor_units == 2100
    assert (await sign_off(house)).status == "waiting"


async def test_a_credit_note_is_declared_void_by_two(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    credit = {"lines": [{"position": 1, "amount": 3100}], "apply": False}
    await post(asker, f"/invoices/{invoice.number}/credit-notes", 1, **credit)
    await post(decider, "/sign-offs/SIGN-000001/approve", 2)

    void = await post(decider, "/credit-notes/CN-000001/void", 3)

    assert void.status_code == 202
    own = await post(decider, "/sign-offs/SIGN-000002/approve", 4)
    assert own.json()["code"] == "OwnSignOff"
    done = await post(asker, "/sign-offs/SIGN-000002/approve", 5)
    assert done.json()["status"] == "approved"
    async with house.books() as books:
        assert await books.credit_notes.is_void("CN-000001")


async def test_p32_neither_the_asker_nor_two_deciders_at_once_do_it_twice(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    await post(asker, f"/invoices/{invoice.number}/void", 1, reason="twice")

    answers = await asyncio.gather(
        *(post(asker, "/sign-offs/SIGN-000001/approve", key) for key in (2, 3)),
        *(post(decider, "/sign-offs/SIGN-000001/approve", key) for key in (4, 5, 6)),
    )

    assert sorted(each.status_code for each in answers) == [200, 403, 403, 409, 409]
    assert (await fresh(house, invoice)).status == "void"


async def test_who_has_left_has_asked_for_nothing(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    await post(asker, f"/invoices/{invoice.number}/void", 1, reason="twice")
    row = await sign_off(house)
    async with house.books() as books:
        (await books.staff.get(row.asked_by)).disabled_at = house.clock.now()

    answer = await post(decider, "/sign-offs/SIGN-000001/approve", 2)

    assert answer.json()["code"] == "AskerMayNot"
    agent = await house.staff(Role.BILLING_AGENT)
    assert (await post(agent, "/sign-offs/SIGN-000001/approve", 3)).status_code == 403


async def with_credit(house: House, staff: Browser) -> str:
    """A customer who has 12.00 EUR to their credit."""
    invoice = await owing(house)
    await received(house, staff, invoice, "31.00")
    credit = {"lines": [{"position": 1, "amount": 1200}]}
    await post(staff, f"/invoices/{invoice.number}/credit-notes", 1, **credit)
    return invoice.customer


async def test_credit_is_paid_out_by_hand_and_told(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    customer = await with_credit(house, staff)
    page = f"/console/customers/{customer}"
    form = f"{page}/pay-out"

    too_much = await staff.send(form, seen_on=form, amount="12.01")
    out = await staff.send(form, seen_on=form, amount="12.00", reference="SEPA-1")

    assert "12.00 EUR is left" in text_of(too_much.text)
    said = await staff.said(out)
    assert "It is written down, and the customer is told." in said
    assert "SEPA-1" in said
    days = "range=custom&first=2026-11-01&last=2026-11-30"
    assert "Refund RF-" in text_of((await staff.page(f"{page}/statement?{days}")).text)
    async with house.books() as books:
        assert await books.journal.credits(customer) == []
        mails = await books.messages.of_customer(customer)
    assert "refunded" in [each.kind for each in mails]


async def test_what_was_paid_out_can_come_back_and_needs_a_second_person_too(
    house: House,
) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    customer = await with_credit(house, staff)
    out = {"amount": {"amount": 1200, "currency": "EUR"}, "paid_on": "2026-11-24"}
    first = await post(staff, f"/customers/{customer}/pay-outs", 2, **out)
    assert first.json() == {"number": "RF-000001"}
    page = "/console/refunds/RF-000001"
    back = await staff.said(await staff.send(f"{page}/return", seen_on=page))
    assert "It is taken back: everything is as it was before it was paid out." in back

    _, decider = await people(house)
    waits = await post(staff, f"/customers/{customer}/pay-outs", 3, **out)
    done = await post(decider, "/sign-offs/SIGN-000001/approve", 4)

    assert waits.status_code == 202
    assert done.json()["outcome"] == "RF-000002"
    async with house.books() as books:
        assert await books.journal.credits(customer) == []
        assert [each.invariant for each in await offences(books.session, house.clock.now())] == []
