"""The portal's pages say what the books say."""

from datetime import timedelta

import pytest

from domain.invoices import InvoiceStatus
from domain.money import Money
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


async def test_home_shows_whose_it_is_and_what_is_charged(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    number = await people.method(ada.customer)
    async with house.books() as books:
        (await books.payment_methods.get(number)).is_default = True
        customer = await books.customers.get(ada.customer)
        customer.billing_address = {"line1": "Ring 1", "city": "Wien", "country": "AT"}

    await portal.get("/")

    assert "Ring 1, Wien, Austria" in portal.words
    await portal.get("/account")
    assert "Billing address Ring 1 Wien Austria" in portal.words
    await portal.get("/")
    assert "Visa •••• 4242" in portal.words


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
    assert "Check and confirm" in portal.words
    assert "Due now €12.00" in portal.words


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


async def test_the_page_speaks_the_customers_language_and_then_the_chosen_one(
    portal: Browser,
) -> None:
    await portal.get("/")
    assert 'lang="en"' in portal.page

    answer = await portal.post("/language", {"language": "de"})
    await portal.follow(answer)

    assert '<html lang="de"' in portal.page


async def test_who_chooses_a_language_stays_on_the_page(portal: Browser) -> None:
    await portal.get("/invoices?show=all")

    answer = await portal.post("/language", {"language": "de", "here": portal.hidden("here")})

    assert answer.headers["location"] == "/invoices?show=all"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example"]
)
async def test_a_choice_of_language_leads_to_no_other_site(portal: Browser, elsewhere: str) -> None:
    await portal.get("/")

    answer = await portal.post("/language", {"language": "de", "here": elsewhere})

    assert answer.headers["location"] == "/"


async def test_what_people_typed_stays_text(portal: Browser, house: House, ada: Person) -> None:
    name = "<script>alert(1)</script>"
    async with house.books() as books:
        contact = await books.customers.lock_contact(ada.contact)
        contact.name = name

    await portal.get("/account")

    assert name not in portal.page
    assert "&lt;script&gt;" in portal.page


async def test_a_run_that_would_end_it_hides_the_term_that_would_follow(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    method = await people.method(ada.customer)
    number = await people.subscription(ada.customer, SubscriptionStatus.DUNNING, method=method)
    invoice = await people.invoice(ada.customer)
    await people.dunning(number, invoice)

    await portal.get(f"/subscriptions/{number}")
    assert f"We try again to charge {invoice}." in portal.words
    assert "the subscription is cancelled" in portal.words
    assert "The next term begins" not in portal.words
    assert f"Pay {invoice}" in portal.words

    await portal.get("/")
    assert "The last charge did not succeed." in portal.words
    assert f"/invoices/{invoice}/pay" in portal.page


async def test_automatic_charging_is_offered_where_there_is_something_to_charge(
    portal: Browser, people: People, ada: Person
) -> None:
    await people.preference("autocharge.toggle", True)
    without = await people.subscription(ada.customer)
    method = await people.method(ada.customer)
    with_method = await people.subscription(ada.customer, method=method)

    await portal.get(f"/subscriptions/{without}")
    assert "it needs a payment method first" in portal.words
    await portal.get(f"/subscriptions/{with_method}")
    assert "Switch off" in portal.words
