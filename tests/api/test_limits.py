"""What is limited really is limited, on the routes of included routers, too."""

import httpx
from limits.storage import MemoryStorage

from api.security.limits import LOGIN_OF_ACCOUNT, Allowance, Limits
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, People, Person


async def guess(browser: Browser, email: str) -> int:
    await browser.get("/login")
    answer = await browser.post("/login", {"email": email, "password": "wrong", "next": ""})
    return answer.status_code


def browser_at(house: House, address: str) -> Browser:
    transport = httpx.ASGITransport(app=house.app, client=(address, 4711))
    return Browser(transport, house.parts.settings.base_url, {})


async def test_an_address_may_guess_ten_times_in_five_minutes(
    house: House, browser: Browser
) -> None:
    answers = [await guess(browser, f"somebody{number}@example.com") for number in range(11)]

    assert answers == [422] * 10 + [429]
    await browser.get("/login")
    answer = await browser.post("/login", {"email": "x@example.com", "password": "x", "next": ""})
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert "asked too often" in browser.words


async def test_an_account_is_guarded_against_many_addresses(house: House, ada: Person) -> None:
    answers = []
    for number in range(12):
        async with browser_at(house, f"192.0.2.{number + 1}") as stranger:
            answers.append(await guess(stranger, ada.email))

    assert answers == [422] * 10 + [429] * 2


async def test_a_stranger_does_not_lock_the_owner_out_of_a_device_of_theirs(
    house: House, portal: Browser, ada: Person
) -> None:
    for number in range(12):
        async with browser_at(house, f"192.0.2.{number + 20}") as stranger:
            await guess(stranger, ada.email)

    await portal.get("/")
    await portal.post("/logout")
    assert (await portal.sign_in(ada.email, PASSWORD)).status_code == 303


async def test_networks_of_version_six_count_as_one_address(house: House) -> None:
    answers = []
    for number in range(11):
        async with browser_at(house, f"2001:db8:1:2::{number}") as stranger:
            answers.append(await guess(stranger, f"somebody{number}@example.com"))

    assert answers[-1] == 429


async def test_links_mails_and_payments_are_limited(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    links = [(await portal.get("/invitation/inv_x")).status_code for _ in range(31)]
    assert links == [303] * 30 + [429]

    await portal.get("/password/forgot")
    async with house.browser() as stranger:
        await stranger.get("/password/forgot")
        mails = [
            (await stranger.post("/password/forgot", {"email": ada.email})).status_code
            for _ in range(6)
        ]
    assert mails == [303] * 5 + [429]

    invoice = await people.invoice(ada.customer)
    house.post.apply()
    body = {"invoices": [{"number": invoice, "amount": {"amount": 12000, "currency": "EUR"}}]}
    paid = [(await portal.send("POST", "/v1/payments", body)).status_code for _ in range(7)]
    assert paid == [200] * 6 + [429]


def test_a_way_in_stays_shut_when_counting_fails_and_other_ways_stay_open() -> None:
    class Away(MemoryStorage):
        def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
            raise ConnectionError("the counter is away")

    limits = Limits(Away())
    refused = False
    try:
        limits.count(LOGIN_OF_ACCOUNT, "somebody")
    except Exception as refusal:
        refused = type(refusal).__name__ == "TooManyRequests"
    assert refused

    limits.count(Allowance("something else", "1/minute", guards=False), "somebody")
