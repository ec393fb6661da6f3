"""Signing in to the console, and out; how long it lasts."""

from datetime import timedelta

import pytest

from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of

MAIL, PASSWORD = "sam@northwind.example", "correct horse battery"


async def employ(house: House, **values: object) -> None:
    async with house.books() as books:
        books.staff.new(
            **{
                "number": "STAFF-000001",
                "name": "Sam",
                "email": MAIL,
                "role": Role.ADMIN,
                "password_hash": await house.app.state.parts.passwords.hash(PASSWORD),
                **values,
            }
        )


async def sign_in(browser: Browser, mail: str = MAIL, password: str = PASSWORD) -> int:
    answer = await browser.send(
        "/console/login", seen_on="/console/login", email=mail, password=password
    )
    return answer.status_code


async def test_staff_sign_in_and_go_on_where_they_wanted(house: House) -> None:
    await employ(house)
    browser = house.browser()

    asked = await browser.page("/console/customers?q=acme")
    login = asked.headers["location"]
    form = await browser.page(login)
    if form.is_redirect:
        login = form.headers["location"]
    answer = await browser.send(
        "/console/login",
        seen_on=login,
        email=MAIL.upper(),
        password=PASSWORD,
        next="/console/customers?q=acme",
    )

    assert answer.headers["location"] == "/console/customers?q=acme"
    assert (await browser.page("/console/customers?q=acme")).status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/console", "//evil.example", "/account"])
async def test_signing_in_leads_to_the_console_only(house: House, target: str) -> None:
    await employ(house)
    browser = house.browser()

    answer = await browser.send(
        "/console/login", seen_on="/console/login", email=MAIL, password=PASSWORD, next=target
    )

    assert answer.headers["location"] == "/console"


@pytest.mark.parametrize(("mail", "password"), [(MAIL, "wrong"), ("who@x.example", PASSWORD)])
async def test_which_half_was_wrong_is_not_said(house: House, mail: str, password: str) -> None:
    await employ(house)
    browser = house.browser()

    answer = await browser.send(
        "/console/login", seen_on="/console/login", email=mail, password=password
    )

    assert answer.status_code == 422
    assert "The e-mail address or the password is not right." in text_of(answer.text)
    assert "console" not in browser.client.cookies


async def test_who_was_disabled_does_not_come_in_and_is_out_at_once(house: House) -> None:
    await employ(house)
    browser = house.browser()
    assert await sign_in(browser) == 303

    async with house.books() as books:
        staff = await books.staff.get("STAFF-000001")
        staff.disabled_at = house.clock.now()

    assert (await browser.page("/console")).status_code == 303
    assert await sign_in(house.browser()) == 422


@pytest.mark.parametrize(
    ("used_every", "until", "is_in"),
    [
        (timedelta(minutes=14), timedelta(minutes=14), True),
        (timedelta(minutes=15), timedelta(minutes=15), False),
        (timedelta(minutes=14), timedelta(hours=7, minutes=56), True),
        (timedelta(minutes=14), timedelta(hours=8, minutes=10), False),
    ],
)
async def test_a_session_ends_unused_after_a_while_and_always_after_a_day_of_work(
    house: House, used_every: timedelta, until: timedelta, is_in: bool
) -> None:
    browser = await house.staff()
    began = house.clock.now()

    while house.clock.now() < began + until:
        house.clock.at += used_every
        answer = await browser.page("/console/plans")

    assert (answer.status_code == 200) is is_in


async def test_signing_out_leaves_nothing_behind(house: House) -> None:
    browser = await house.staff()
    token = browser.client.cookies["console"]

    answer = await browser.send("/console/logout", seen_on="/console")
    browser.client.cookies.set("console", token)

    assert answer.headers["location"] == "/console/login"
    assert "cache" in answer.headers["clear-site-data"]
    assert (await browser.page("/console")).status_code == 303


async def test_too_many_tries_are_stopped(house: House) -> None:
    await employ(house)
    browser = house.browser()

    answers = [await sign_in(browser, password=f"wrong {number}") for number in range(11)]

    assert answers[:10] == [422] * 10
    assert answers[10] == 429


async def test_a_form_from_elsewhere_is_refused(quiet: House) -> None:
    browser = await quiet.staff()

    forged = await browser.client.post(
        "/console/customers", data={"name": "x"}, headers={"origin": "https://evil.example"}
    )
    tokenless = await browser.client.post(
        "/console/customers",
        data={"name": "x", "csrf": "guess"},
        headers={"sec-fetch-site": "same-origin"},
    )

    assert forged.status_code == tokenless.status_code == 403


async def test_the_short_address_leads_to_the_console(quiet: House) -> None:
    answer = await quiet.browser().page("/staff")

    assert answer.headers["location"].startswith("/console")
