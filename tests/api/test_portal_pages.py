"""The portal's pages say what the books say."""

from datetime import timedelta

from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.payments import PaymentStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person


async def test_home_says_what_is_owed_in_each_currency(
    portal: Browser, people: People, ada: Person
) -> None:
    await people.invoice(ada.customer, Money(12000, "EUR"))
    await people.invoice(ada.customer, Money(3000, "EUR"))
    await people.invoice(ada.customer, Money(5000, "JPY"))

    await portal.get("/")

    assert "€150.00" in portal.words
    assert "2 invoices" in portal.words
    assert "JP¥5,000" in portal.words
    assert "Pay €150.00" in portal.words


async def test_home_of_somebody_who_owes_nothing_says_so(portal: Browser) -> None:
    await portal.get("/")

    assert "There is nothing to pay." in portal.words
    assert "Nothing has been paid yet." in portal.words


async def test_a_draft_is_never_seen(portal: Browser, people: People, ada: Person) -> None:
    id = await people.invoice(ada.customer, Money(77700, "EUR"), InvoiceStatus.DRAFT)

    await portal.get("/invoices")
    assert "777" not in portal.words
    assert (await portal.get(f"/invoices/{id}")).status_code == 404
    assert (await portal.get("/")).status_code == 200
    assert "777" not in portal.words


async def test_the_first_look_at_an_invoice_is_remembered_and_no_later_one(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)
    first = house.clock.now()

    await portal.get(f"/invoices/{number}")
    house.clock.move(minutes=5)
    await portal.get(f"/invoices/{number}")

    async with house.books() as books:
        row = await books.invoices.with_number(number)
    assert row is not None
    assert row.viewed_at == first


async def test_an_invoice_past_its_day_is_overdue(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    await people.invoice(ada.customer, due=house.clock.now().date() - timedelta(days=1))

    await portal.get("/invoices?show=outstanding")

    assert "Overdue" in portal.words


async def test_filters_let_through_what_they_say(
    portal: Browser, people: People, ada: Person
) -> None:
    paid = await people.invoice(ada.customer, status=InvoiceStatus.PAID)
    open_one = await people.invoice(ada.customer)

    await portal.get("/invoices?show=paid")

    assert paid in portal.words
    assert open_one not in portal.words


async def test_a_request_by_htmx_gets_the_list_alone(
    portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)

    answer = await portal.get("/invoices", **{"hx-request": "true"})

    assert number in answer.text
    assert "<html" not in answer.text
    assert 'id="list"' in answer.text
    assert "HX-Request" in answer.headers["vary"]


async def test_a_trial_can_be_activated_only_where_the_organisation_allows_it(
    portal: Browser, people: People, ada: Person
) -> None:
    number = await people.subscription(
        ada.customer, SubscriptionStatus.TRIAL, trial=TrialStatus.RUNNING
    )

    await portal.get(f"/subscriptions/{number}")
    assert "Activate" not in portal.words
    assert (await portal.get(f"/subscriptions/{number}/activate")).status_code == 403

    await people.preference("trial.activate", True)
    await portal.get(f"/subscriptions/{number}")
    assert "Activate now" in portal.words
    await portal.get(f"/subscriptions/{number}/activate")
    assert "Activate for €12.00" in portal.words


async def test_an_expired_trial_offers_its_extension_on_home(
    portal: Browser, people: People, ada: Person
) -> None:
    await people.preference("trial.extend", True)
    await people.subscription(
        ada.customer, SubscriptionStatus.TRIAL_EXPIRED, trial=TrialStatus.LAPSED
    )

    await portal.get("/")

    assert "The trial is over." in portal.words
    assert "Extend the trial" in portal.words


async def test_subscriptions_that_are_switched_off_are_not_there(
    portal: Browser, people: People
) -> None:
    await people.preference("view.subscriptions", False)

    await portal.get("/")

    assert "/subscriptions" not in portal.page.partition("<main")[0]
    assert (await portal.get("/subscriptions")).status_code == 403


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
    portal: Browser, people: People, ada: Person
) -> None:
    for minor_units in (100, 300, 200):
        amount = Money(minor_units, "EUR")
        invoice = await people.invoice(ada.customer, amount, InvoiceStatus.PAID)
        await people.payment(ada.customer, invoice, amount=amount)

    first = (await portal.send("GET", "/v1/payments?sort=amount&limit=2")).json()
    second = (await portal.send("GET", first["next"])).json()

    amounts = [each["amount"]["amount_minor_units"] for each in first["items"] + second["items"]]
    assert amounts == [300, 200, 100]
    assert second["next"] is None


async def test_the_page_speaks_the_customers_language_and_then_the_chosen_one(
    portal: Browser,
) -> None:
    await portal.get("/")
    assert 'lang="en"' in portal.page

    answer = await portal.post("/language", {"language": "de"})
    await portal.follow(answer)

    assert '<html lang="de"' in portal.page


async def test_what_people_typed_stays_text(portal: Browser, house: House, ada: Person) -> None:
    name = "<script>alert(1)</script>"
    async with house.books() as books:
        contact = await books.customers.lock_contact(ada.contact)
        contact.name = name

    await portal.get("/account")

    assert name not in portal.page
    assert "&lt;script&gt;" in portal.page
