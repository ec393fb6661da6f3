"""Comments at the doors: of both sides, once, with what is internal for staff alone."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from activities.quote_offers import Deed, send_quote
from activities.quote_writing import write_quote
from api.security.limits import Limits
from domain.policy import Role
from tests.api.staff.house import Browser, House, text_of
from tests.api.staff.test_retainers import asks, reads
from tests.support.quote_office import text as quoted

HOME = "/invoices/INV-000001"
SECRET = "Between ourselves"
POLYGLOT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}&lt;"


@dataclass
class Both:
    """Somebody on each side of an invoice, at their browsers."""

    house: House
    staff: Browser
    ada: Browser

    async def writes(
        self, by: Browser, words: str, *, shown: bool = False, key: str | None = None
    ) -> httpx.Response:
        page = f"/console{HOME}" if by is self.staff else HOME
        ticked = {"shown": "on"} if shown else {}
        return await by.send(f"{page}/comments", seen_on=page, key=key, words=words, **ticked)


@pytest.fixture
async def both(house: House) -> Both:
    await house.a.subscription(token=None, auto_charge=False)
    return Both(house, await house.staff(), await house.guest("CON-000001"))


async def test_what_is_for_both_is_read_by_both_and_what_is_not_is_not(both: Both) -> None:
    assert "Nobody has written anything yet" in await reads(both.ada, HOME)
    said = await both.staff.said(await both.writes(both.staff, SECRET))
    assert "The comment was added." in said
    await both.writes(both.staff, "Is it right so?", shown=True)
    answer = await both.writes(both.ada, POLYGLOT)
    assert "Your comment was sent." in await both.ada.said(answer)

    theirs, ours = (await both.ada.page(HOME)).text, (await both.staff.page(f"/console{HOME}")).text
    for page in (theirs, ours):
        assert "Is it right so?" in page
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page
    assert SECRET in ours
    assert SECRET not in theirs
    assert "Internal" not in text_of(theirs)
    news = "The customer has written a comment on INV-000001."
    assert news in await reads(both.staff, "/console")
    listed = (await asks(both.ada, "GET", f"/v1{HOME}/comments")).json()["items"]
    assert [each["words"] for each in listed] == [POLYGLOT, "Is it right so?"]
    assert [each["by_staff"] for each in listed] == [False, True]
    inner = (await asks(both.staff, "GET", f"/v1/staff{HOME}/comments")).json()["items"]
    assert [each["shown"] for each in inner] == [True, True, False]


async def test_it_is_written_once_and_refused_words_are_not_lost(both: Both) -> None:
    for _ in range(2):
        await both.writes(both.ada, "Only once", key="the-same-form")
    assert (await reads(both.ada, HOME)).count("Only once") == 1

    hidden = "Hidden \u202e sign"
    for by, page in ((both.ada, HOME), (both.staff, f"/console{HOME}")):
        refused = await by.send(f"{page}/comments", seen_on=page, words=hidden)
        assert refused.status_code == 422
        assert "A comment is plain text" in text_of(refused.text)
        assert hidden in refused.text
    empty = await both.writes(both.ada, " ")
    assert "Write something." in text_of(empty.text)


async def test_who_writes_too_much_waits_and_keeps_the_words(both: Both) -> None:
    for number in range(10):
        await both.writes(both.ada, f"No. {number}")
    refused = await both.writes(both.ada, "The eleventh")
    assert "asked too often" in text_of(refused.text)
    assert "The eleventh" in refused.text
    assert "The eleventh" not in await reads(both.ada, HOME)


async def test_ones_own_is_taken_back_for_a_while(both: Both) -> None:
    made = await asks(both.ada, "POST", f"/v1{HOME}/comments", {"words": "A slip"}, key="k-1-2-3-4")
    again = await asks(
        both.ada, "POST", f"/v1{HOME}/comments", {"words": "A slip"}, key="k-1-2-3-4"
    )
    assert made.status_code == 201
    assert again.json() == made.json()
    path = f"{HOME}/comments/{made.json()['id']}"
    nobodys = await asks(both.staff, "DELETE", f"/v1/staff{path}")
    assert nobodys.json()["code"] == "NoSuchComment"

    done = await both.ada.send(f"{path}/take-back", seen_on=HOME)
    assert "Your comment was taken back." in await both.ada.said(done)
    for by, page in ((both.ada, HOME), (both.staff, f"/console{HOME}")):
        told = await reads(by, page)
        assert "This comment was taken back." in told
        assert "A slip" not in told

    await both.writes(both.ada, "It stays")
    both.house.clock.move(minutes=16)
    assert "/take-back" not in (await both.ada.page(HOME)).text


async def test_a_long_thread_goes_on(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Callable[..., None] = lambda *_: None  # noqa: E731 - a stand-in
    monkeypatch.setattr(Limits, "count", nothing)
    monkeypatch.setattr("api.comments.views.PAGE_SIZE", 2)
    for number in range(3):
        await both.writes(both.ada, f"No. {number}")
    page = (await both.ada.page(HOME)).text
    assert "No. 0" not in text_of(page)
    first = (await asks(both.ada, "GET", f"/v1{HOME}/comments")).json()
    second = (await asks(both.ada, "GET", first["next"])).json()
    assert [each["words"] for each in second["items"]] == ["No. 0"]
    assert second["next"] is None
    assert "No. 0" in await reads(both.ada, first["next"].removeprefix("/v1"))


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
async def test_who_only_reads_reads_what_is_internal_too(both: Both, role: Role) -> None:
    await both.writes(both.staff, SECRET)
    reader = await both.house.staff(role)

    assert SECRET in await reads(reader, f"/console{HOME}")
    refused = await reader.send(f"/console{HOME}/comments", seen_on="/console", words="Me too")
    assert refused.status_code == 403


async def test_whom_a_comment_names_hears_of_it_and_nobody_else(both: Both) -> None:
    other = await both.house.staff(Role.BILLING_AGENT)
    await both.writes(both.staff, "@Sam billing_agent please look")

    assert "You are named in a comment on INV-000001." in await reads(other, "/console")
    assert "You are named" not in await reads(both.staff, "/console")
    mine = await both.staff.send("/console/notifications/1/read", seen_on="/console")
    assert mine.status_code == 404
    await other.send("/console/notifications/1/read", seen_on="/console")
    assert "You are named" not in await reads(other, "/console")


async def test_a_quote_is_negotiated_beside_the_offer(house: House) -> None:
    customer = await house.a.customer()
    at, staff = house.clock.now(), await house.staff()
    async with house.books() as books:
        number = (await write_quote(books, customer, quoted(), "STAFF-admin", at)).number
    ada = await house.guest("CON-000001")
    page, home = f"/console/quotes/{number}", f"/quotes/{number}"
    early = await staff.send(f"{page}/comments", seen_on=page, words="Soon", shown="on")
    assert "does not see" in text_of(early.text)
    assert (await ada.page(f"{home}/comments")).status_code == 404
    async with house.books() as books:
        await send_quote(books, number, Deed("STAFF-admin", at))

    await ada.send(f"{home}/comments", seen_on=home, words="Could it be less?")
    await staff.send(f"{page}/comments", seen_on=page, words=SECRET)
    await staff.send(f"{page}/comments", seen_on=page, words="Ten percent", shown="on")
    told = await reads(ada, home)
    assert "Could it be less?" in told
    assert "Ten percent" in told
    assert SECRET not in told
    assert SECRET in await reads(staff, page)
