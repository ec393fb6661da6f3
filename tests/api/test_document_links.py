"""Links to one document or one purpose: what a holder sees and may do, and what nobody learns."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from activities.comments import NewComment, write_comment
from api.security.limits import Limits
from domain.commands import Actor, ActorKind
from domain.comments import Subject, SubjectKind, Visibility
from domain.document_links import MOST_GUESSES
from domain.invitations import InvitationStatus
from domain.invoices import InvoiceStatus
from domain.messages import MailKind
from runtime.identity import new_id
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People
from tests.api.shared_links import Shared, asked_for_code, opened

COMMENT = "Said to whoever is signed in"


def check_hidden(answer: httpx.Response) -> None:
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in answer.headers["cache-control"]


async def test_scanners_may_open_it_as_often_as_they_like(
    unchecked: Shared, browser: Browser
) -> None:
    path, before = await unchecked.link(), await unchecked.row()
    for _ in range(3):
        first = await browser.get(path)
        assert first.headers["location"] == unchecked.home
        check_hidden(first)
        page = await browser.follow(first)
        assert page.status_code == 200
        check_hidden(page)
        assert (await browser.http.head(path)).status_code == 405
    after = await unchecked.row()
    assert (after.ended_at, after.expires_at) == (before.ended_at, before.expires_at)
    assert after.last_used_at == unchecked.house.clock.now()


async def test_it_shows_one_document_and_nothing_else(unchecked: Shared, browser: Browser) -> None:
    path = await unchecked.link()
    async with unchecked.house.books() as books:
        for visibility in Visibility:
            subject = Subject(SubjectKind.INVOICE, unchecked.number)
            by = Actor(ActorKind.STAFF, "STAFF-1")
            new = NewComment(subject=subject, by=by, words=COMMENT, visibility=visibility)
            await write_comment(books, new, unchecked.house.clock.now())
    await opened(browser, path)
    for words in (unchecked.number, "Pay €120.00", "Team"):
        assert words in browser.words
    for hidden in (unchecked.person.email, "<nav", path, "/invoices", "/account", COMMENT):
        assert hidden not in browser.page
    pdf = await browser.get(f"{unchecked.home}/pdf")
    check_hidden(pdf)
    assert pdf.content.startswith(b"%PDF")
    async with unchecked.house.books() as books:
        invoice = await books.invoices.with_number(unchecked.number)
    assert invoice is not None
    assert invoice.viewed_at is None


async def dead_ones(shared: Shared, people: People) -> list[str]:
    """Taken back, to what is void, to what was paid long ago, and made up."""
    house, customer = shared.house, shared.person.customer
    revoked = await shared.link()
    await shared.revoke()
    numbers = [await people.invoice(customer) for _ in range(2)]
    void, paid = [await shared.link(number) for number in numbers]
    async with house.books() as books:
        rows = [await books.invoices.with_number(number) for number in numbers]
        for row, status in zip(rows, (InvoiceStatus.VOID, InvoiceStatus.PAID), strict=True):
            assert row is not None
            row.status, row.paid_at = status, house.clock.now()
    made_up = f"/link/{house.parts.links.document_token(new_id())}"
    return [revoked, void, paid, made_up, "/link/doc_nonsense"]


async def test_wrong_expired_and_taken_back_look_the_same(
    unchecked: Shared, people: People, house: House, browser: Browser
) -> None:
    dead, expired = await dead_ones(unchecked, people), await unchecked.link()
    assert (await browser.get(expired)).status_code == 303
    house.clock.move(days=90)
    pages = set()
    for path in (*dead, expired, unchecked.home):
        answer = await browser.get(path)
        assert answer.status_code == 404, path
        check_hidden(answer)
        pages.add(browser.words)
    assert len(pages) == 1


async def asked_again(browser: Browser, path: str, email: str) -> str:
    """What is said to whoever asks for a new link at this address."""
    await browser.get(path)
    form = {"email": email, "token": browser.hidden("token")}
    await browser.follow(await browser.post("/link/again", form))
    return browser.words


async def test_a_new_link_is_mailed_to_whoever_may_have_it_and_nobody_learns_who_that_is(
    shared: Shared, browser: Browser, people: People, house: House
) -> None:
    path, stranger = await shared.link(), await people.person()
    house.clock.move(days=90)
    emails = (stranger.email, "nobody@example.com", shared.person.email)
    assert len({await asked_again(browser, path, email) for email in emails}) == 1

    [mail] = await shared.mails(MailKind.DOCUMENT_LINK)
    assert mail.contact == shared.person.contact
    assert "doc_" not in str(mail.facts)
    async with house.books() as books:
        new = await books.document_links.get(UUID(str(mail.facts["link"])))
    assert new.number == shared.number


async def test_what_was_taken_back_is_not_given_again(
    shared: Shared, browser: Browser, house: House
) -> None:
    path = await shared.link()
    await shared.revoke()
    house.clock.move(days=91)
    await asked_again(browser, path, shared.person.email)
    assert await shared.mails(MailKind.DOCUMENT_LINK) == []


async def test_nothing_is_shown_before_its_holder_has_shown_who_they_are(
    shared: Shared, browser: Browser
) -> None:
    await shared.link()
    await opened(browser, shared.path)
    assert shared.number not in browser.page
    for door in ("/pdf", "/payments/PAY-000001", "/payments/PAY-000001/return"):
        assert (await browser.get(f"{shared.home}{door}")).status_code == 404
    await opened(browser, shared.path)
    assert (await browser.post(f"{shared.home}/pay", {})).status_code == 404


async def test_a_code_comes_by_mail_and_opens_it_in_this_browser_while_its_person_has_access(
    shared: Shared, browser: Browser, house: House
) -> None:
    await shared.link()
    emails = ("eve@example.com", shared.person.email.upper())
    assert len({await asked_for_code(browser, shared, email) for email in emails}) == 1
    [mail] = await shared.mails(MailKind.LINK_CODE)
    code = await shared.code()
    assert mail.contact == shared.person.contact
    assert code not in str(mail.facts)

    assert (await browser.post(f"{shared.home}/proof", {"code": "x"})).status_code == 422
    answer = await browser.post(f"{shared.home}/proof", {"code": f"{code[:3]} {code[3:]}"})
    await browser.follow(answer)
    assert "Pay €120.00" in browser.words
    async with house.browser() as other:
        await opened(other, shared.path)
        assert shared.number not in other.page
    await disabled(house, shared.person.contact)
    await browser.get(shared.home)
    assert "Who are you?" in browser.words


async def disabled(house: House, contact: str) -> None:
    """Staff take this person's access away."""
    async with house.books() as books:
        invitation = await books.invitations.find(contact) or books.invitations.new(
            contact=contact,
            version=1,
            sent_at=house.clock.now(),
            expires_at=house.clock.now(),
        )
        invitation.status = InvitationStatus.DISABLED


async def test_a_code_is_believed_for_an_hour(
    shared: Shared, browser: Browser, house: House
) -> None:
    await shared.link()
    await asked_for_code(browser, shared, shared.person.email)
    answer = await browser.post(f"{shared.home}/proof", {"code": await shared.code()})
    await browser.follow(answer)
    assert "Pay €120.00" in browser.words
    house.clock.move(hours=1)
    await browser.get(shared.home)
    assert "Who are you?" in browser.words


async def test_a_code_is_good_for_five_guesses_and_guessing_is_counted(
    shared: Shared, browser: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shared.link()
    await asked_for_code(browser, shared, shared.person.email)
    code = await shared.code()
    wrong, proof = "1" * 6 if code != "1" * 6 else "2" * 6, f"{shared.home}/proof"
    for _ in range(6):
        assert (await browser.post(proof, {"code": wrong})).status_code == 422
    token = browser.token
    assert (await browser.post(proof, {"code": code})).status_code == 429
    monkeypatch.setattr(Limits, "count", lambda *_: None)
    assert (await browser.post(proof, {"code": code}, token=token)).status_code == 422
    async with house.books() as books:
        found = await books.document_links.newest_code(shared.id)
    assert found is not None
    assert found.guesses == MOST_GUESSES


async def test_nothing_opens_while_links_are_switched_off_and_no_token_is_stored(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    path = await unchecked.link()
    token = path.rpartition("/")[2]
    async with house.books() as books:
        kept = await books.session.execute(text("SELECT t::text FROM document_links t"))
        assert all(token not in row[0] for row in kept)
    await people.preference("public_links.enabled", False)
    assert (await browser.get(path)).status_code == 403
    assert (await browser.get(f"/links/{unchecked.id}")).status_code == 403
