"""Payment methods in the portal: what is saved, what is charged to it, and how another is given."""

from domain.set_ups import SetUpStatus
from storage.commands import CommandRow
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person

KEY = "a-key-of-a-form"


async def asked(house: House, signal: str) -> CommandRow:
    """The one command with this signal."""
    async with house.books() as books:
        rows = [row for row in await books.commands.page(limit=100) if row.signal == signal]
    [row] = rows
    return row


async def test_the_page_says_what_each_method_is_charged_for(
    portal: Browser, people: People, ada: Person
) -> None:
    method = await people.method(ada.customer)
    number = await people.subscription(ada.customer, method=method)

    await portal.get("/payment-methods")

    assert "Visa •••• 4242" in portal.words
    assert f"/subscriptions/{number}" in portal.page
    assert "Replace" in portal.words
    assert "It is charged automatically and there is no other" in portal.words
    [seen] = (await portal.send("GET", "/v1/payment-methods")).json()
    assert (seen["used_by"], seen["kind"], seen["is_default"]) == ([number], "card", False)


async def test_giving_a_method_leads_to_the_processors_page_and_back(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    house.post.apply()
    await portal.get("/payment-methods")
    form = {"idempotency_key": KEY, "use": "all"}
    answer = await portal.post("/payment-methods", form)
    command = await asked(house, "set_up")
    assert answer.headers["location"] == f"/payment-methods/{command.key}?go=on"
    assert command.payload == {
        "replaces": None,
        "subscription": None,
        "for_all": True,
        "make_default": True,
    }

    there = "http://127.0.0.1:8021/set-up/page_1"
    await people.set_up(ada.customer, command.key, hosted_url=there)
    on_the_way = await portal.get(f"/payment-methods/{command.key}?go=on")
    assert on_the_way.headers["location"] == there
    back = await portal.get(f"/payment-methods/{command.key}/return")
    assert back.headers["location"] == f"/payment-methods/{command.key}"
    assert (await asked(house, "returned")).key == command.key
    await portal.get(f"/payment-methods/{command.key}")
    assert "You have not given a payment method yet" in portal.words
    shape = (await portal.send("GET", f"/v1/payment-methods/{command.key}")).json()
    assert (shape["status"], shape["hosted_url"]) == ("waiting", there)


async def test_what_became_of_it_is_said_in_words(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    await people.set_up(ada.customer, "PM-900001", SetUpStatus.SAVED)
    await people.set_up(ada.customer, "PM-900002", SetUpStatus.FAILED)
    await people.set_up(ada.customer, "PM-900003", SetUpStatus.CREATED)
    async with house.books() as books:
        (await books.set_ups.get("PM-900002")).failure_code = "lost_card"

    await portal.get("/payment-methods/PM-900001")
    assert "Your payment method is saved." in portal.words
    await portal.get("/payment-methods/PM-900002")
    assert "This payment method can no longer be used." in portal.words
    answer = await portal.get("/payment-methods/PM-900003?wait=4", **{"hx-request": "true"})
    assert "wait=8" in answer.text
    answer = await portal.get("/payment-methods/PM-900001?wait=4", **{"hx-request": "true"})
    assert answer.headers["hx-redirect"] == "/payment-methods/PM-900001"


async def test_a_method_is_chosen_for_one_subscription(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    house.post.apply()
    number = await people.subscription(ada.customer)
    method = await people.method(ada.customer)
    await portal.get(f"/subscriptions/{number}")
    assert f"/payment-methods?for={number}" in portal.page

    await portal.get(f"/payment-methods?for={number}")
    assert "Charge it to this one" in portal.words
    form = {"idempotency_key": KEY, "subscription": number}
    answer = await portal.post(f"/payment-methods/{method}/assignment", form)

    assert answer.headers["location"] == f"/subscriptions/{number}"
    command = await asked(house, "assign")
    assert (command.key, command.payload) == (method, {"subscription": number})


async def test_removing_names_what_takes_its_place(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    house.post.apply()
    method, other = await people.method(ada.customer), await people.method(ada.customer, "pm_b")
    await people.subscription(ada.customer, method=method)
    await portal.get("/payment-methods")

    form = {"idempotency_key": KEY, "replacement": other}
    await portal.post(f"/payment-methods/{method}/removal", form)

    command = await asked(house, "remove")
    assert (command.key, command.payload) == (method, {"replacement": other})
    wrong = await portal.send("DELETE", f"/v1/payment-methods/{method}?replacement=PM-999999")
    assert wrong.json()["code"] == "NoSuchPaymentMethod"


async def test_where_it_is_switched_off_methods_are_only_shown(
    portal: Browser, people: People, ada: Person
) -> None:
    method = await people.method(ada.customer)
    await people.preference("edit.payment_methods", False)

    await portal.get("/payment-methods")
    assert "Visa •••• 4242" in portal.words
    assert "Give a payment method" not in portal.words
    answers = [
        await portal.send("POST", "/v1/payment-methods", {}),
        await portal.send("POST", f"/v1/payment-methods/{method}/default"),
        await portal.send("DELETE", f"/v1/payment-methods/{method}"),
    ]
    assert {answer.status_code for answer in answers} == {403}


async def test_a_card_that_expires_before_the_next_charge_is_marked(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    method = await people.method(ada.customer)
    await people.subscription(ada.customer, method=method)
    today = house.clock.now()
    async with house.books() as books:
        row = await books.payment_methods.get(method)
        row.expires_month, row.expires_year = today.month, today.year

    await portal.get("/payment-methods")

    assert "Expires before the next charge" in portal.words
