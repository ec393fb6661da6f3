"""What the holder of a link has done: an invoice is paid, a payment method is given."""

from domain.documents import DocumentKind
from domain.payments import PaymentStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People
from tests.api.shared_links import Shared, opened


async def test_paying_goes_through_the_payment_process_once(
    unchecked: Shared, browser: Browser, house: House
) -> None:
    house.post.apply()
    await opened(browser, await unchecked.link())
    form = {name: browser.hidden(name) for name in ("bill", "idempotency_key")}
    pay = f"{unchecked.home}/pay"
    places = {(await browser.post(pay, form)).headers["location"] for _ in range(2)}
    assert places == {f"{unchecked.home}/payments/PAY-000001?go=on"}
    async with house.books() as books:
        [order] = [each for each in await books.commands.page() if each.signal == "pay"]
    assert (order.actor, order.key) == (unchecked.person.contact, "PAY-000001")
    assert order.payload == {
        "invoices": [{"number": unchecked.number, "minor_units": 12000, "owed": 12000}],
        "method": None,
        "save_method": False,
        "link": str(unchecked.id),
    }
    forged = {**form, "bill": "forged.bill", "idempotency_key": "another-key"}
    await browser.follow(await browser.post(pay, forged))
    assert "The amounts have changed" in browser.words


async def test_a_retainer_invoice_is_paid_by_its_link(
    unchecked: Shared, browser: Browser, people: People
) -> None:
    unchecked.house.post.apply()
    number = await people.retainer(unchecked.person.customer)
    await opened(browser, await unchecked.link(number, kind=DocumentKind.RETAINER))
    assert "Pay €50.00" in browser.words

    form = {name: browser.hidden(name) for name in ("bill", "idempotency_key")}
    answer = await browser.post(f"{unchecked.home}/pay", form)

    assert answer.headers["location"] == f"{unchecked.home}/payments/PAY-000001?go=on"


async def test_its_payer_goes_to_the_processors_page_and_comes_back(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    house.post.apply()
    await opened(browser, await unchecked.link())
    there, customer = "http://127.0.0.1:8021/pay/1", unchecked.person.customer
    waiting = PaymentStatus.REQUIRES_ACTION
    number = await people.payment(customer, unchecked.number, waiting, hosted_url=there)
    payment = f"{unchecked.home}/payments/{number}"
    assert (await browser.get(f"{payment}?go=on")).status_code == 404, "another's payment"
    async with house.books() as books:
        (await books.payments.get(number)).link = unchecked.id

    assert (await browser.get(f"{payment}?go=on")).headers["location"] == there
    back = await browser.get(f"{payment}/return")
    assert back.headers["location"] == payment
    await browser.follow(back)
    assert "Your payment is not finished" in browser.words
    await browser.get(unchecked.home)
    assert "A payment of it is under way." in browser.words
    assert "Pay €" not in browser.words


async def test_a_payment_method_is_given_by_a_link_of_its_own(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    house.post.apply()
    await opened(browser, await unchecked.link(method=True))
    assert "payment provider's own page" in browser.words
    assert unchecked.number not in browser.page
    form = {"idempotency_key": browser.hidden("idempotency_key")}
    answer = await browser.post(f"{unchecked.home}/method", form)
    method = answer.headers["location"].partition("?")[0]
    number, there = method.rpartition("/")[2], "http://127.0.0.1:8021/set"
    await people.set_up(unchecked.person.customer, number, hosted_url=there)
    async with house.books() as books:
        (await books.set_ups.get(number)).link = unchecked.id
    assert (await browser.get(f"{method}?go=on")).headers["location"] == there
    await browser.follow(await browser.get(f"{method}/return"))
    assert "Go on to the page" in browser.words
    async with house.books() as books:
        asked = [each.signal for each in await books.commands.page() if each.process == "method"]
    assert sorted(map(str, asked)) == ["returned", "set_up"]
    assert (await browser.get(f"{unchecked.home}/pdf")).status_code == 404
