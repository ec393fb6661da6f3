"""Sessions begin anew, end when they should, and are refused at the next request."""

from activities.invitations import disable_portal
from storage.sessions import PortalSessionRow
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, People, Person


async def is_signed_in(browser: Browser) -> bool:
    return (await browser.get("/account")).status_code == 200


async def sessions_of(house: House, person: Person) -> list[PortalSessionRow]:
    async with house.books() as books:
        return list(await books.sessions.open_of_contact(person.contact))


async def test_a_session_is_new_at_each_sign_in_and_the_one_before_ends(
    house: House, portal: Browser, ada: Person
) -> None:
    before = portal.http.cookies["portal"]
    await portal.sign_in(ada.email, PASSWORD)
    after = portal.http.cookies["portal"]

    assert after != before
    portal.http.cookies.clear()
    portal.http.cookies.set("portal", before)
    assert not await is_signed_in(portal)
    assert len(await sessions_of(house, ada)) == 1


async def test_a_cookie_that_somebody_planted_is_not_taken_over(house: House, ada: Person) -> None:
    async with house.browser() as browser:
        browser.http.cookies.set("portal", "ps_planted")
        answer = await browser.sign_in(ada.email, PASSWORD)
        assert "ps_planted" not in answer.headers["set-cookie"]


async def test_only_a_digest_is_kept(house: House, portal: Browser, ada: Person) -> None:
    token = portal.http.cookies["portal"]
    (session,) = await sessions_of(house, ada)

    assert token not in session.digest
    assert session.digest == house.parts.links.digest(token)


async def test_left_alone_for_half_an_hour_it_is_over(house: House, portal: Browser) -> None:
    for _ in range(3):
        house.clock.move(minutes=29)
        assert await is_signed_in(portal)
    house.clock.move(minutes=31)

    assert not await is_signed_in(portal)


async def test_after_twelve_hours_it_is_over_however_busy(house: House, portal: Browser) -> None:
    for _ in range(28):
        house.clock.move(minutes=25)
        assert await is_signed_in(portal)
    house.clock.move(minutes=25)

    assert not await is_signed_in(portal)


async def test_the_organisation_can_make_it_shorter(
    house: House, browser: Browser, people: People, ada: Person
) -> None:
    await people.preference("login.session_hours", 1)
    await browser.sign_in(ada.email, PASSWORD)
    house.clock.move(minutes=25)
    assert await is_signed_in(browser)
    house.clock.move(minutes=25)
    assert await is_signed_in(browser)
    house.clock.move(minutes=25)

    assert not await is_signed_in(browser)


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(
    house: House, portal: Browser
) -> None:
    stolen = portal.http.cookies["portal"]
    await portal.get("/")
    answer = await portal.post("/logout")

    assert answer.headers["location"] == "/login"
    assert "cache" in answer.headers["clear-site-data"]
    async with house.browser() as thief:
        thief.http.cookies.set("portal", stolen)
        assert not await is_signed_in(thief)


async def test_access_that_is_taken_away_ends_at_the_next_request(
    house: House, portal: Browser, ada: Person
) -> None:
    assert await is_signed_in(portal)
    async with house.books() as books:
        await disable_portal(books, ada.contact, house.clock.now())

    assert not await is_signed_in(portal)
    answer = await portal.sign_in(ada.email, PASSWORD)
    assert answer.status_code == 422


async def test_changing_the_password_signs_everybody_else_out(
    house: House, portal: Browser, ada: Person
) -> None:
    async with house.browser() as elsewhere:
        await elsewhere.sign_in(ada.email, PASSWORD)
        await portal.get("/account/password")
        answer = await portal.post(
            "/account/password", {"password": PASSWORD, "new_password": "another long one"}
        )
        assert answer.status_code == 303
        assert await is_signed_in(portal)
        assert not await is_signed_in(elsewhere)
        assert (await elsewhere.sign_in(ada.email, PASSWORD)).status_code == 422
        assert (await elsewhere.sign_in(ada.email, "another long one")).status_code == 303


async def test_the_present_password_is_asked_for(portal: Browser) -> None:
    await portal.get("/account/password")
    answer = await portal.post(
        "/account/password", {"password": "wrong", "new_password": "another long one"}
    )

    assert answer.status_code == 422
    assert "This is not your present password." in portal.words
    assert portal.page.count("<title>Error:") == 1


async def test_a_password_that_everybody_guesses_is_refused(
    portal: Browser, people: People
) -> None:
    await portal.get("/account/password")
    for guess in ("short", "password123", "Northwind Studio", "ada example 2024"):
        answer = await portal.post(
            "/account/password", {"password": PASSWORD, "new_password": guess}
        )
        assert answer.status_code == 422, guess


async def test_one_ends_another_session_of_ones_own_and_nobody_elses(
    house: House, portal: Browser, people: People, ada: Person
) -> None:
    stranger = await people.person()
    async with house.browser() as elsewhere, house.browser() as theirs:
        await elsewhere.sign_in(ada.email, PASSWORD)
        await theirs.sign_in(stranger.email, PASSWORD)
        (foreign,) = await sessions_of(house, stranger)
        token = elsewhere.http.cookies["portal"]
        mine = next(
            each
            for each in await sessions_of(house, ada)
            if each.digest == house.parts.links.digest(token)
        )

        await portal.get("/account")
        assert (await portal.post(f"/account/sessions/{mine.id}/end")).status_code == 303
        assert not await is_signed_in(elsewhere)

        await portal.get("/account")
        assert (await portal.post(f"/account/sessions/{foreign.id}/end")).status_code == 404
        assert await is_signed_in(theirs)


async def test_the_device_is_named_so_that_its_owner_knows_it(house: House, ada: Person) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    async with house.browser(**{"user-agent": agent}) as browser:
        await browser.sign_in(ada.email, PASSWORD)
        await browser.get("/account")

    assert "Firefox, Linux" in browser.words
    assert "This device" in browser.words
