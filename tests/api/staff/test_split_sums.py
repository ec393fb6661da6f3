"""A sum that is split into several deeds of a day waits for a second person like all of it."""

import asyncio
from datetime import timedelta

from activities.lone_deeds import Lone, done_alone
from domain.money import Money
from domain.sign_offs import Deed
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_money_by_hand import owing, received
from tests.api.staff.test_sign_offs import people, post, sign_off


def credit_of(units: int) -> dict[str, object]:
    return {"lines": [{"position": 1, "amount": units}], "apply": False}


def refund_of(units: int) -> dict[str, object]:
    return {"amount": {"amount": units, "currency": "EUR"}, "source": "invoices"}


async def decided_by(house: House) -> str:
    return str((await sign_off(house)).decided_by)


async def reads(staff: Browser, path: str) -> str:
    return text_of((await staff.page(path)).text)


async def test_what_lifts_the_days_sum_above_the_limit_waits_and_says_why(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    notes = f"/invoices/{invoice.number}/credit-notes"
    for key, units in ((1, 600), (2, 400)):
        assert (await post(asker, notes, key, **credit_of(units))).status_code == 201

    for _ in range(2):
        assert (await post(asker, notes, 3, **credit_of(100))).status_code == 202

    row = await sign_off(house)
    assert (row.amount_minor_units, row.alone_minor_units) == (100, 1000)
    seen = await reads(decider, "/console/sign-offs/SIGN-000001")
    assert "has done €10.00 of the same kind for this customer" in seen
    assert "Together it is €11.00, above the limit." in seen
    by_program = (await decider.client.get("/v1/staff/sign-offs/SIGN-000001")).json()
    assert by_program["alone"]["amount"] == 1000

    # Somebody else has done nothing yet, and what two decide about is nobody's alone.
    assert (await post(decider, notes, 4, **credit_of(700))).status_code == 201
    await post(decider, "/sign-offs/SIGN-000001/approve", 5)
    lone, other = Lone(row.asked_by, Deed.CREDIT, invoice.customer), await decided_by(house)
    at = house.clock.now()
    async with house.books() as books:
        for each, currency, when, units in (
            (lone, "EUR", at, 1000),
            (lone, "USD", at, 0),
            (lone, "EUR", at + timedelta(days=1), 0),
            (Lone(lone.by, Deed.VOID_CREDIT_NOTE, lone.customer), "EUR", at, 0),
            (Lone(other, Deed.CREDIT, lone.customer), "EUR", at, 700),
        ):
            assert await done_alone(books, each, currency, when) == Money(units, currency)


async def test_refunds_count_together_as_they_are_asked_for_and_each_once(house: House) -> None:
    invoice = await owing(house)
    asker, decider = await people(house)
    payment = await received(house, asker, invoice, "31.00")
    refunds = f"/payments/{payment}/refunds"

    at_once = await asyncio.gather(*(post(asker, refunds, key, **refund_of(600)) for key in (1, 2)))

    assert sorted(each.status_code for each in at_once) == [200, 202]
    again = [await post(asker, refunds, key, **refund_of(600)) for key in (1, 2)]
    assert [each.status_code for each in again] == [each.status_code for each in at_once]
    page = f"/console/payments/{payment}/refund"
    asked = await asker.send(page, seen_on=page, amount="5.00", source="invoices")
    said = await asker.said(asked)
    assert "With what you have done of this kind for this customer today it is above" in said
    assert (await post(asker, refunds, 3, **refund_of(400))).status_code == 200
    given = await decider.client.get(f"/v1/staff/payments/{payment}/refunds")
    assert sorted(each["amount"]["amount"] for each in given.json()) == [400, 600]
    assert (await post(decider, "/sign-offs/SIGN-000001/approve", 4)).json()["alone"] is not None


async def test_voids_count_with_voids_and_not_with_write_offs(house: House) -> None:
    first = await owing(house)
    number = await house.a.subscription(customer=first.customer, token=None, auto_charge=False)
    async with house.books() as books:
        [second] = await books.invoices.page(subscription=number)
    asker, _ = await people(house)
    await house.a.preference("sign_offs.limits", ["40.00 EUR"])

    for key, (invoice, end, status) in enumerate(
        ((first, "void", 200), (second, "void", 202), (second, "write-off", 200)), start=1
    ):
        done = await post(asker, f"/invoices/{invoice.number}/{end}", key, reason="by mistake")
        assert done.status_code == status, (end, done.text)
