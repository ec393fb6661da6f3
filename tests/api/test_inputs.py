"""Only declared fields of the declared types are taken, and nothing ends in a fault of ours."""

import json

import pytest

from api.security.bodies import LARGEST_BODY
from tests.api.browser import Browser
from tests.api.people import People, Person

EURO = '{"amount": 100, "currency": "EUR"}'
GOOD = f'{{"number": "INV-000001", "amount": {EURO}}}'


async def send(portal: Browser, content: str | bytes) -> tuple[int, dict[str, object]]:
    answer = await portal.http.post(
        "/v1/payments",
        content=content,
        headers={"content-type": "application/json", "idempotency-key": "a-key-of-a-test"},
    )
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    "amount",
    [
        "1e400", "-1e400", "NaN", "Infinity", "1e2", "100.0", "1.5", "-1", "0", "true", "null",
        '"100"', '"1e400"', "[]", "{}", "9223372036854775808", "1" + "0" * 400, '"١٠٠"',
    ],
)  # fmt: skip
async def test_an_amount_is_a_whole_number_within_bounds(portal: Browser, amount: str) -> None:
    money = f'{{"amount": {amount}, "currency": "EUR"}}'
    body = f'{{"invoices": [{{"number": "INV-000001", "amount": {money}}}]}}'

    status, problem = await send(portal, body)

    assert status == 422
    assert problem["code"] == "InvalidInput"
    pointers = [fault["pointer"] for fault in problem["errors"]]  # type: ignore[attr-defined]
    assert any(pointer.startswith("/") for pointer in pointers)


@pytest.mark.parametrize(
    "body",
    [
        f'{{"invoices": [{GOOD}], "status": "paid"}}',
        f'{{"invoices": [{GOOD}], "customer": "CUST-000001"}}',
        '{"invoices": [{"number": "INV-000001", "amount": 100}]}',
        '{"invoices": [{"number": "INV-000001", "amount": {"amount": 100}}]}',
        '{"invoices": [{"number": "INV-000001", "amount": {"amount": 1, "currency": "eur"}}]}',
        '{"invoices": [{"number": "INV-000001", "amount": {"amount": 1, "currency": "XXX"}}]}',
        f'{{"invoices": [{{"number": "INV-000001", "amount": {EURO}, "currency": "EUR"}}]}}',
        f'{{"invoices": [{GOOD}], "save_method": 1}}',
        f'{{"invoices": [{GOOD}], "save_method": "true"}}',
        f'{{"invoices": [{GOOD}], "method": "DROP TABLE"}}',
        '{"invoices": []}',
        f'{{"invoices": [{",".join([GOOD] * 101)}]}}',
        "[]",
        "null",
        '"text"',
        "{",
        "",
        "[" * 20_000,
        '{"invoices": ' * 5_000,
        b"\xff\xfe",
        f'{{"invoices": [{{"number": "INV-00\\u00001", "amount": {EURO}}}]}}',
    ],
)
async def test_nothing_else_is_taken(portal: Browser, body: str | bytes) -> None:
    status, _ = await send(portal, body)

    assert status in (400, 422)


async def test_a_list_that_names_an_invoice_twice_is_refused(
    portal: Browser, people: People, ada: Person
) -> None:
    number = await people.invoice(ada.customer)
    share = {"number": number, "amount": json.loads(EURO)}

    status, _ = await send(portal, json.dumps({"invoices": [share, share]}))

    assert status in (404, 409, 422)


async def test_what_was_sent_is_not_repeated(portal: Browser) -> None:
    _, problem = await send(portal, '{"invoices": "<script>secret</script>"}')

    assert "secret" not in json.dumps(problem)


async def test_a_body_has_a_largest_size_announced_or_not(portal: Browser) -> None:
    status, problem = await send(portal, "x" * (LARGEST_BODY + 1))
    assert status == 413
    assert problem["code"] == "BodyTooLarge"

    async def dribble() -> object:
        for _ in range(LARGEST_BODY // 1024 + 1):
            yield b"x" * 1024

    answer = await portal.http.post(
        "/v1/payments",
        content=dribble(),  # type: ignore[arg-type]  # an iterator of bytes
        headers={"content-type": "application/json", "idempotency-key": "a-key-of-a-test"},
    )
    assert answer.status_code == 413


async def test_a_form_with_fields_that_it_does_not_have_is_refused(portal: Browser) -> None:
    await portal.get("/account/password")

    answer = await portal.post("/account/password", {"password": "x", "is_primary": "on"})

    assert answer.status_code == 422
    assert "Something in what was sent cannot be used" in portal.words


@pytest.mark.parametrize(
    "path",
    [
        "/invoices/%00",
        "/invoices/INV-000001%00",
        "/invoices/..%2f..",
        "/invoices/INV-1 OR 1=1",
        "/commands/not-an-id",
        "/v1/commands/not-an-id",
        "/subscriptions/SUB-99999999999999999999",
        "/invoices/%ff%fe",
        "/payments/" + "x" * 3000,
    ],
)
async def test_an_address_that_makes_no_sense_is_just_not_there(portal: Browser, path: str) -> None:
    assert (await portal.get(path)).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=" + "x" * 600, "show=everything", "after=%00", "limit=0", "limit=101",
     "limit=1e400", "limit=true"],
)  # fmt: skip
async def test_a_query_that_makes_no_sense_is_refused(portal: Browser, query: str) -> None:
    answer = await portal.send("GET", f"/v1/invoices?{query}")

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_address_with_a_nul_in_a_form_is_refused_and_no_fault(browser: Browser) -> None:
    await browser.get("/login")

    answer = await browser.post("/login", {"email": "a\x00b@x.com", "password": "x", "next": ""})

    assert answer.status_code == 422
