"""The pages of payments are truthful, also while nobody knows how one ends."""

from datetime import timedelta

from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.payments import PaymentStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person


async def test_a_receipt_names_what_was_paid(portal: Browser, people: People, ada: Person) -> None:
    invoice = await people.invoice(ada.customer, status=InvoiceStatus.PAID)
    payment = await people.payment(ada.customer, invoice)

    await portal.get(f"/payments/{payment}")

    assert "Thank you, it is paid" in portal.words
    assert invoice in portal.words
    assert "€120.00" in portal.words


async def test_a_payment_leads_to_the_processors_page_while_one_is_on_the_way_there(
    portal: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer)
    there = "http://127.0.0.1:8021/pay/page_1"
    payment = await people.payment(
        ada.customer, invoice, PaymentStatus.REQUIRES_ACTION, hosted_url=there
    )

    on_the_way = await portal.get(f"/payments/{payment}?go=on")
    looked_at = await portal.get(f"/payments/{payment}")

    assert on_the_way.headers["location"] == there
    assert looked_at.status_code == 200
    assert "Your payment is not finished" in portal.words


async def test_a_payment_whose_result_is_unknown_is_not_called_failed(
    portal: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer)
    payment = await people.payment(ada.customer, invoice, PaymentStatus.UNKNOWN)

    await portal.get(f"/payments/{payment}")
    assert "please do not pay again" in portal.words

    await portal.get(f"/invoices/{invoice}")
    assert "A payment of this invoice is under way." in portal.words
    assert "Pay €120.00" not in portal.words


async def test_the_wait_asks_ever_more_slowly_and_ends_by_itself(
    portal: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer)
    waiting = await people.payment(ada.customer, invoice, PaymentStatus.CREATED)
    other = await people.invoice(ada.customer)
    done = await people.payment(ada.customer, other)

    answer = await portal.get(f"/payments/{waiting}?wait=4", **{"hx-request": "true"})
    assert "wait=8" in answer.text
    answer = await portal.get(f"/payments/{done}?wait=4", **{"hx-request": "true"})
    assert answer.headers["hx-redirect"] == f"/payments/{done}"


async def test_payments_are_sorted_by_day_or_amount_page_by_page(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    """The third was begun with the others, and was there three days later."""
    now = house.clock.now()
    today = now.date()
    for minor_units, days in ((100, None), (300, 0), (500, None), (200, 40), (400, 400)):
        amount = Money(minor_units, "EUR")
        invoice = await people.invoice(ada.customer, amount, InvoiceStatus.PAID)
        number = await people.payment(ada.customer, invoice, amount=amount)
        async with house.books() as books:
            row = await books.payments.get(number)
            row.received_on = None if days is None else today - timedelta(days=days)
            row.decided_at = now + timedelta(days=3) if minor_units == 500 else row.decided_at

    assert await _amounts(portal, "amount") == [500, 400, 300, 200, 100]
    assert await _amounts(portal, "date") == [500, 300, 100, 200, 400]
    await portal.get("/")
    assert "Last payment €5.00" in portal.words


async def _amounts(portal: Browser, sort: str) -> list[int]:
    """Of all payments, page by page."""
    amounts, page = [], f"/v1/payments?sort={sort}&limit=2"
    while page:
        answer = (await portal.send("GET", page)).json()
        amounts += [each["amount"]["amount"] for each in answer["items"]]
        page = answer["next"]
    return amounts


async def test_a_payment_that_is_being_given_up_leads_nobody_to_its_page(
    portal: Browser, people: People, ada: Person
) -> None:
    invoice = await people.invoice(ada.customer)
    payment = await people.payment(
        ada.customer, invoice, PaymentStatus.REQUIRES_ACTION, hosted_url="http://127.0.0.1/pay/1"
    )
    await people.close_page(payment)

    answer = await portal.get(f"/payments/{payment}?go=on")

    assert answer.status_code == 200
    assert "We are checking your payment" in portal.words
    assert "Continue this payment" not in portal.words
