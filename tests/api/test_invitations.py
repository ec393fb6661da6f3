"""Invitations: looking changes nothing, accepting happens once, dead links say what to do."""

import pytest
from sqlalchemy import text

from domain.commands import CommandStatus
from domain.tokens import TokenPurpose
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People, Person

INVITATION = TokenPurpose.INVITATION
PASSWORD = "a password of my own"
TABLES = ("tokens", "invitations", "contacts", "portal_sessions", "commands", "messages")


async def snapshot(house: House) -> dict[str, list[str]]:
    """Every row of what an invitation could change."""
    async with house.books() as books:
        return {
            table: sorted(
                str(row)
                for row in await books.session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
            )
            for table in TABLES
        }


@pytest.fixture
async def invited(people: People) -> Person:
    person = await people.contact()
    await people.invited(person)
    return person


async def test_looking_at_a_link_changes_nothing_however_often(
    house: House, browser: Browser, people: People, invited: Person
) -> None:
    token = await people.link(invited, INVITATION)
    before = await snapshot(house)

    for _ in range(3):
        answer = await browser.get(f"/invitation/{token}")
        assert answer.headers["location"] == "/invitation"
        assert (await browser.follow(answer)).status_code == 200
    assert (await browser.http.head(f"/invitation/{token}")).status_code == 405

    assert await snapshot(house) == before
    assert "Northwind Studio invites you" in browser.words
    assert invited.email not in browser.page
    assert "a•••@acme.example" in browser.words


async def test_the_token_leaves_the_address_for_a_cookie_of_a_quarter_of_an_hour(
    browser: Browser, people: People, invited: Person
) -> None:
    token = await people.link(invited, INVITATION)

    answer = await browser.get(f"/invitation/{token}")

    cookie = answer.headers["set-cookie"]
    assert "Max-Age=900" in cookie
    assert "HttpOnly" in cookie
    assert token not in answer.headers["location"]


async def test_accepting_sets_the_password_and_leads_to_the_login(
    house: House, browser: Browser, people: People, invited: Person
) -> None:
    await browser.follow(await browser.get(f"/invitation/{await people.link(invited, INVITATION)}"))

    answer = await browser.post("/invitation", {"password": PASSWORD})

    assert answer.headers["location"] == "/login"
    await browser.follow(answer)
    assert "Your password is set. Please sign in with it." in browser.words
    assert "portal" not in browser.http.cookies
    assert (await browser.sign_in(invited.email, PASSWORD)).headers["location"] == "/"
    assert house.post.carried


async def test_accepting_twice_says_that_it_was_accepted(
    house: House, browser: Browser, people: People, invited: Person
) -> None:
    token = await people.link(invited, INVITATION)
    async with house.browser() as other:
        await other.follow(await other.get(f"/invitation/{token}"))
        await browser.follow(await browser.get(f"/invitation/{token}"))
        await browser.post("/invitation", {"password": PASSWORD})
        answer = await other.post("/invitation", {"password": "another password"})

    assert answer.status_code == 404
    assert "has been accepted already" in other.words
    assert invited.email not in other.page
    assert (await browser.sign_in(invited.email, PASSWORD)).status_code == 303


@pytest.mark.parametrize("password", ["", "short", "x" * 257, "password", "northwind studio"])
async def test_a_password_that_will_not_do_is_asked_for_again(
    house: House, browser: Browser, people: People, invited: Person, password: str
) -> None:
    await browser.follow(await browser.get(f"/invitation/{await people.link(invited, INVITATION)}"))
    before = await snapshot(house)

    answer = await browser.post("/invitation", {"password": password})

    assert answer.status_code == 422
    assert "There is a problem" in browser.words
    assert await snapshot(house) == before


@pytest.mark.parametrize(
    "password", ["8 spaces", "🦊🦊🐻🐻🦊🐻🦊🐺", "nul\x00nul\x00", "p" + "äß" * 100]
)
async def test_any_other_password_will_do(
    browser: Browser, people: People, invited: Person, password: str
) -> None:
    await browser.follow(await browser.get(f"/invitation/{await people.link(invited, INVITATION)}"))

    assert (await browser.post("/invitation", {"password": password})).status_code == 303
    assert (await browser.sign_in(invited.email, password)).status_code == 303


DEATHS = {
    "replaced": "A newer mail has replaced it",
    "expired": "Its time is over",
    "revoked": "used before, withdrawn or not copied",
}


@pytest.mark.parametrize("reason", DEATHS)
async def test_a_dead_link_says_what_to_do(
    house: House, browser: Browser, people: People, invited: Person, reason: str
) -> None:
    token = await people.link(invited, INVITATION)
    async with house.books() as books:
        await books.tokens.end_all(invited.contact, reason=reason, at=house.clock.now())

    answer = await browser.follow(await browser.get(f"/invitation/{token}"))

    assert answer.status_code == 404
    assert DEATHS[reason] in browser.words
    assert "Ask for a new link" in browser.words


async def test_a_link_whose_time_is_over_is_dead(
    house: House, browser: Browser, people: People, invited: Person
) -> None:
    token = await people.link(invited, INVITATION, hours=1)
    house.clock.move(hours=2)

    await browser.follow(await browser.get(f"/invitation/{token}"))

    assert "Its time is over" in browser.words


@pytest.mark.parametrize("token", ["inv_made-up", "rst_other", "x", "%00", "inv_" + "a" * 49])
async def test_a_made_up_link_looks_like_a_used_one(browser: Browser, token: str) -> None:
    answer = await browser.follow(await browser.get(f"/invitation/{token}"))

    assert answer.status_code in (400, 404)


async def test_a_link_for_a_password_is_no_invitation(
    browser: Browser, people: People, invited: Person
) -> None:
    token = await people.link(invited, TokenPurpose.PASSWORD_RESET)

    answer = await browser.follow(await browser.get(f"/invitation/{token}"))

    assert answer.status_code == 404


async def test_asking_for_a_new_link_answers_everybody_alike(
    house: House, browser: Browser, invited: Person
) -> None:
    heard = []
    for email in (invited.email, "nobody@example.com"):
        await browser.follow(await browser.get("/invitation"))
        answer = await browser.post("/invitation/again", {"email": email})
        await browser.follow(answer)
        heard.append((answer.status_code, browser.words))

    assert heard[0] == heard[1]
    async with house.books() as books:
        commands = await books.commands.page(search=invited.contact)
    assert [(each.signal, each.status) for each in commands] == [("resend", CommandStatus.PENDING)]


async def test_a_forgotten_password_is_chosen_anew_once(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    token = await people.link(ada, TokenPurpose.PASSWORD_RESET)
    await browser.follow(await browser.get(f"/password/reset/{token}"))

    answer = await browser.post("/password/reset", {"password": PASSWORD})
    assert answer.headers["location"] == "/login"
    assert "portal" not in browser.http.cookies
    assert (await browser.sign_in(ada.email, PASSWORD)).status_code == 303

    async with house.browser() as other:
        answer = await other.follow(await other.get(f"/password/reset/{token}"))
        assert answer.status_code == 404


async def test_signing_in_ends_a_link_to_a_new_password(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    token = await people.link(ada, TokenPurpose.PASSWORD_RESET)
    await browser.sign_in(ada.email, "correct horse battery")

    async with house.browser() as other:
        answer = await other.follow(await other.get(f"/password/reset/{token}"))
    assert answer.status_code == 404


async def test_who_has_forgotten_hears_the_same_as_a_stranger(
    house: House, browser: Browser, ada: Person
) -> None:
    heard = []
    for email in (ada.email, "nobody@example.com"):
        await browser.get("/password/forgot")
        answer = await browser.post("/password/forgot", {"email": email})
        await browser.follow(answer)
        heard.append((answer.status_code, browser.words))

    assert heard[0] == heard[1]
    async with house.books() as books:
        messages = await books.messages.of_customer(ada.customer)
    assert [message.kind for message in messages] == ["password_reset"]
