"""Signing in tells a stranger nothing, and lets its owner in."""

import pytest
from argon2 import PasswordHasher

from activities.invitations import disable_portal
from api.security.passwords import Passwords
from api.security.targets import local_target
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, People, Person


async def test_letter_case_of_the_address_does_not_count(
    house: House, people: People, browser: Browser
) -> None:
    await people.person(email="First.Last@Example.com")

    answer = await browser.sign_in("  first.last@EXAMPLE.com ", PASSWORD)

    assert answer.status_code == 303


async def test_whoever_has_no_account_hears_the_same_as_whoever_mistypes(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    """Unknown, invited, disabled, and a wrong password: the same status, page and headers."""
    invited = await people.contact()
    await people.invited(invited)
    disabled = await people.person()
    async with house.books() as books:
        await disable_portal(books, disabled.contact, house.clock.now())
    answers = []
    for email in ("nobody@example.com", invited.email, disabled.email, ada.email):
        answer = await browser.sign_in(email, "wrong password")
        body = answer.text.replace(email, "…")
        headers = {name: answer.headers[name] for name in answer.headers if name != "x-request-id"}
        headers.pop("content-length")
        answers.append((answer.status_code, browser.words, len(body), tuple(headers.items())))

    assert len(set(answers)) == 1
    assert answers[0][0] == 422
    assert "The e-mail address or the password is not right." in answers[0][1]


class CountingPasswords(Passwords):
    """Counts the checks, which are what takes the time."""

    def __init__(self) -> None:
        super().__init__(memory_kib=64)
        self.checks = 0

    async def is_right(self, stored: str | None, password: str) -> bool:
        self.checks += 1
        return await super().is_right(stored, password)


async def test_it_takes_as_long_for_an_address_that_nobody_has(
    house: House, people: People, ada: Person
) -> None:
    """One slow check of a password each; nothing else takes as long by far."""
    invited = await people.contact()
    await people.invited(invited)
    for email in (ada.email, invited.email, "nobody@example.com"):
        passwords = CountingPasswords()
        async with house.rebuilt(passwords=passwords).browser() as browser:
            await browser.sign_in(email, "wrong password")
        assert passwords.checks == 1, email


async def test_one_address_of_two_customers_chooses_after_the_password(
    house: House, browser: Browser, people: People
) -> None:
    email = "both@example.com"
    first = await people.customer("First Customer")
    second = await people.customer("Second Customer")
    await people.person(first, email)
    chosen = await people.person(second, email)

    answer = await browser.sign_in(email, PASSWORD)
    assert answer.status_code == 200
    assert "First Customer" in browser.words
    assert "portal" not in browser.http.cookies

    proof = browser.hidden("proof")
    answer = await browser.post(
        "/login/customer", {"choice": chosen.contact, "proof": proof, "next": ""}
    )
    assert answer.status_code == 303
    await browser.get("/")
    assert "Second Customer" in browser.words
    assert "First Customer" not in browser.words


async def test_a_proof_is_good_for_its_own_people_browser_and_minutes(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    email = "both@example.com"
    person = await people.person(email=email)
    await people.person(email=email)
    await browser.sign_in(email, PASSWORD)
    proof = browser.hidden("proof")

    async def choose(who: Browser, contact: str, proof: str) -> str:
        form = {"choice": contact, "proof": proof, "next": ""}
        return (await who.post("/login/customer", form)).headers["location"]

    assert await choose(browser, ada.contact, proof) == "/login"
    assert await choose(browser, person.contact, proof[:-2]) == "/login"
    async with house.browser() as other:
        await other.get("/login")
        assert await choose(other, person.contact, proof) == "/login"
    house.clock.move(minutes=6)
    assert await choose(browser, person.contact, proof) == "/login"


async def test_different_passwords_need_no_choice(browser: Browser, people: People) -> None:
    email = "both@example.com"
    await people.person(email=email, password="the first password")
    await people.person(email=email, password="the second password")

    assert (await browser.sign_in(email, "the second password")).headers["location"] == "/"


async def test_one_goes_on_where_one_wanted_to_read(browser: Browser, ada: Person) -> None:
    answer = await browser.get("/invoices?show=paid")
    await browser.follow(answer)
    target = browser.hidden("next")
    answer = await browser.post(
        "/login", {"email": ada.email, "password": PASSWORD, "next": target}
    )

    assert answer.headers["location"] == "/invoices?show=paid"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x",
        "evil",
        "",
    ],
)
async def test_nobody_is_sent_to_another_site(browser: Browser, ada: Person, target: str) -> None:
    await browser.get("/login")
    answer = await browser.post(
        "/login", {"email": ada.email, "password": PASSWORD, "next": target}
    )

    location = answer.headers["location"] if answer.status_code == 303 else "/"
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert "\n" not in location


def test_a_local_target_is_kept() -> None:
    assert local_target("/invoices/INV-000001?a=b&c=d%20e") == "/invoices/INV-000001?a=b&c=d%20e"
    assert local_target("/" + "x" * 600) == ""


async def test_a_password_that_was_hashed_weakly_is_hashed_anew(
    house: House, browser: Browser, people: People
) -> None:
    person = await people.person()
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with house.books() as books:
        (await books.customers.lock_contact(person.contact)).password_hash = weak

    await browser.sign_in(person.email, PASSWORD)

    async with house.books() as books:
        contact = await books.customers.contact(person.contact)
    assert contact is not None
    assert contact.password_hash != weak
    assert (await browser.sign_in(person.email, PASSWORD)).status_code == 303


async def test_an_empty_form_is_answered_like_a_wrong_one(browser: Browser) -> None:
    await browser.get("/login")

    assert (await browser.post("/login")).status_code == 422
    assert "There is a problem" in browser.words
