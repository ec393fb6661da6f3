"""What staff do with money by hand: received, given back, credited, used; and who may not."""

import httpx
import pytest

from domain.policy import Role
from storage.invoices import InvoiceRow
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_v1 import JSON


async def owing(house: House) -> InvoiceRow:
    """An open invoice over 31.00 EUR that nobody charges."""
    number = await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        [invoice] = await books.invoices.page(subscription=number)
    return invoice


async def fresh(house: House, invoice: InvoiceRow) -> InvoiceRow:
    async with house.books() as books:
        return await books.invoices.get(invoice.id)


async def received(house: House, staff: Browser, invoice: InvoiceRow, amount: str) -> str:
    """Staff write down a bank transfer; the payment's number."""
    page = f"/console/customers/{invoice.customer}/payments"
    typed = {"amount": amount, "reference": "TX-4711", "received_on": "2026-11-10"}
    answer = await staff.send(page, seen_on=f"{page}/new", **typed)
    assert "The payment is written down." in await staff.said(answer)
    async with house.books() as books:
        return (await books.payments.for_invoice(invoice.id))[0].number


async def test_money_by_bank_transfer_is_written_down_and_can_come_back(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.BILLING_AGENT)

    payment = await received(house, staff, invoice, "31.00")

    assert (await fresh(house, invoice)).status == "paid"
    page = f"/console/payments/{payment}"
    said = text_of((await staff.page(page)).text)
    assert "Bank transfer" in said
    assert "TX-4711" in said
    customer = invoice.customer
    guest = await house.guest(await house.a.contact_of(customer))
    assert "Tue 10 Nov 2026" in text_of((await guest.page(f"/payments/{payment}")).text)
    assert "2026-11-10" in (await guest.page("/payments.csv")).text
    assert "What it paid is owed again." in await staff.said(
        await staff.send(f"{page}/return", seen_on=page)
    )
    assert (await fresh(house, invoice)).status == "open"


async def test_the_same_money_is_recorded_once_unless_it_is_meant(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.BILLING_AGENT)
    payment = await received(house, staff, invoice, "10.00")
    page = f"/console/customers/{invoice.customer}/payments"
    seen = {"seen_on": f"{page}/new", "amount": "10.00", "reference": "tx-4711 "}
    body = {"amount": {"amount": 1000, "currency": "EUR"}, "reference": "TX-4711"}
    body |= {"means": "bank_transfer", "received_on": "2024-01-10"}

    async def ask(key: str, **more: object) -> httpx.Response:
        headers = {**JSON, "idempotency-key": key}
        address = f"/v1/staff/customers/{invoice.customer}/payments"
        return await staff.client.post(address, json=body | more, headers=headers)

    assert "record it all the same" not in (await staff.page(f"{page}/new")).text
    refused = text_of((await staff.send(page, **seen)).text)
    assert f"{payment} has this reference already" in refused
    assert "It is other money: record it all the same" in refused
    assert "this reference already" not in text_of(
        (await staff.send(page, **seen, means="cash")).text
    )
    answer = await ask("again-000001")
    assert (answer.status_code, answer.json()["code"]) == (409, "RecordedBefore")
    assert (await ask("again-000002", again=True)).status_code == 201
    done = await staff.said(await staff.send(page, **seen, again="on", keep_rest="on"))
    assert "The payment is written down." in done


async def test_too_much_is_refused_beside_the_amount_until_it_is_meant(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff()
    page = f"/console/customers/{invoice.customer}/payments"

    refused = await staff.send(page, seen_on=f"{page}/new", amount="40.00")
    assert "9.00 EUR more than is owed" in text_of(refused.text)
    wrong = await staff.send(page, seen_on=f"{page}/new", amount="much", currency="EUR")
    assert "is not an amount in EUR" in text_of(wrong.text)
    kept = await staff.send(page, seen_on=f"{page}/new", amount="40.00", keep_rest="on")

    assert "The payment is written down." in await staff.said(kept)
    async with house.books() as books:
        [credit] = await books.journal.credits(invoice.customer)
    assert credit.minor_units == 900


async def test_a_part_is_given_back_and_the_payment_says_so(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.FINANCE_MANAGER)
    payment = await received(house, staff, invoice, "31.00")
    page = f"/console/payments/{payment}/refund"

    too_much = await staff.send(page, seen_on=page, amount="31.01", source="invoices")
    assert "31.00 EUR of this payment is left" in text_of(too_much.text)
    said = await staff.said(
        await staff.send(page, seen_on=page, amount="10.00", source="invoices", cause="goodwill")
    )

    assert "It is given back." in said
    assert "Goodwill" in said
    assert (await fresh(house, invoice)).outstanding_minor_units == 1000

    await staff.send(f"/console/payments/{payment}/return", seen_on=f"/console/payments/{payment}")
    gone = text_of((await staff.page(f"/console/payments/{payment}")).text)
    assert "The bank took €10.00 that had been given back already." in gone
    assert (await fresh(house, invoice)).outstanding_minor_units == 3100


async def test_a_billing_agent_gives_back_up_to_the_limit(house: House) -> None:
    invoice = await owing(house)
    agent = await house.staff(Role.BILLING_AGENT)
    payment = await received(house, agent, invoice, "31.00")

    async def refund(minor_units: int, key: str) -> dict[str, object]:
        answer = await agent.client.post(
            f"/v1/staff/payments/{payment}/refunds",
            json={"amount": {"amount": minor_units, "currency": "EUR"}, "source": "invoices"},
            headers={**JSON, "idempotency-key": key},
        )
        body: dict[str, object] = answer.json()
        return body

    assert (await refund(100, "key-00000001"))["code"] == "AboveYourLimit"
    await house.a.preference("refunds.agent_limits", ["5.00 EUR"])
    assert (await refund(501, "key-00000002"))["code"] == "AboveYourLimit"
    assert (await refund(500, "key-00000003"))["status"] == "applied"
    assert (await fresh(house, invoice)).outstanding_minor_units == 500
    page = "/console/refunds/RF-000001"
    back = await agent.said(await agent.send(f"{page}/return", seen_on=page))
    assert "It is taken back" in back
    assert "It came back" not in text_of((await agent.page(page)).text)
    assert (await fresh(house, invoice)).outstanding_minor_units == 0
    assert (await refund(500, "key-00000003"))["status"] == "applied"
    listed = (await agent.client.get(f"/v1/staff/payments/{payment}/refunds", headers=JSON)).json()
    assert [each["amount"]["amount"] for each in listed] == [500]


async def test_a_credit_note_is_given_by_the_line_used_and_declared_void(house: House) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.FINANCE_MANAGER)
    page = f"/console/invoices/{invoice.number}"

    nothing = await staff.send(f"{page}/credit", seen_on=f"{page}/credit")
    assert "Say what is given back" in text_of(nothing.text)
    too_much = await staff.send(f"{page}/credit", seen_on=f"{page}/credit", amounts="31.01")
    assert "Say what is given back" in text_of(too_much.text)
    said = await staff.said(
        await staff.send(f"{page}/credit", seen_on=f"{page}/credit", amounts="11.00")
    )

    assert "The credit note is issued" in said
    assert (await fresh(house, invoice)).outstanding_minor_units == 2000
    headers = {**JSON, "idempotency-key": "key-00000004"}
    kept = await staff.client.post(
        f"/v1/staff/invoices/{invoice.number}/credit-notes",
        json={"lines": [{"position": 1, "amount": 500}], "apply": False},
        headers=headers,
    )
    assert kept.status_code == 201
    use = await staff.said(await staff.send(f"{page}/use-credit", seen_on=page))
    assert "credit is used for it" in use
    assert (await fresh(house, invoice)).outstanding_minor_units == 1500
    note = kept.json()["number"]
    void = await staff.client.post(
        f"/v1/staff/credit-notes/{note}/void",
        headers={**JSON, "idempotency-key": "key-00000005"},
    )
    assert void.json()["code"] == "CreditNoteUsed"


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_only_looks_moves_no_money(house: House, role: Role) -> None:
    invoice = await owing(house)
    staff = await house.staff(role)

    for path in (
        f"/console/customers/{invoice.customer}/payments/new",
        f"/console/invoices/{invoice.number}/credit",
    ):
        assert (await staff.page(path)).status_code == 403
    shown = (await staff.page(f"/console/invoices/{invoice.number}")).text
    assert "Give credit" not in shown


async def in_the_list(staff: Browser) -> list[str]:
    """The status, the total and what is open of the newest credit note, as it is downloaded."""
    text = (await staff.page("/console/credit-notes.csv")).content.decode("utf-8-sig")
    newest = text.splitlines()[1].split(",")
    return [newest[3], *newest[-2:]]


async def test_a_credit_note_says_what_is_left_and_is_void_while_it_is_unused(
    house: House,
) -> None:
    invoice = await owing(house)
    staff = await house.staff(Role.FINANCE_MANAGER)
    given = await staff.client.post(
        f"/v1/staff/invoices/{invoice.number}/credit-notes",
        json={"lines": [{"position": 1, "amount": 500}], "apply": False},
        headers={**JSON, "idempotency-key": "key-00000006"},
    )
    twice = await staff.client.post(
        f"/v1/staff/invoices/{invoice.number}/credit-notes",
        json={"lines": [{"position": 1, "amount": 500}, {"position": 1, "amount": 100}]},
        headers={**JSON, "idempotency-key": "key-00000007"},
    )
    assert (twice.status_code, twice.json()["code"]) == (422, "GivenTwice")
    page = f"/console/credit-notes/{given.json()['number']}"

    assert "Left to use €5.00" in text_of((await staff.page(page)).text)
    assert await in_the_list(staff) == ["Open", "5.00", "5.00"]
    said = await staff.said(await staff.send(f"{page}/void", seen_on=page))
    assert await in_the_list(staff) == ["Void", "5.00", ""]

    assert "The credit note is void." in said
    assert "Declare it void" not in said
    async with house.books() as books:
        assert await books.journal.credits(invoice.customer) == []
