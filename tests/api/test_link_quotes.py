"""What the holder of a link to a quote may do: look, and answer only where that is allowed."""

from activities.quote_answers import Answerer, accept_quote
from domain.documents import DocumentKind
from domain.quote_answers import Answer, DeclineReasonMissing, OfferMoved
from domain.quotes import QuoteStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import People
from tests.api.shared_links import Shared, opened
from tests.api.words import words_of

WHAT = ("version", "minor_units", "currency", "option", "idempotency_key")


async def offered(shared: Shared, people: People) -> str:
    """A quote, and a link to the version on offer."""
    number = await people.quote(shared.person.customer)
    await shared.link(f"{number}-1", kind=DocumentKind.QUOTE)
    return number


async def status(house: House, number: str) -> QuoteStatus:
    async with house.books() as books:
        return (await books.quotes.get(number)).status


async def test_a_link_shows_a_quote_and_no_more(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    house.post.apply()
    number = await offered(unchecked, people)
    await opened(browser, unchecked.path)
    assert "€1,099.00" in browser.words
    assert "Option, chosen" in browser.words
    assert "Accept for" not in browser.words
    answer = await browser.post(f"{unchecked.home}/accept", {"idempotency_key": "a-key-of-a-form"})
    assert answer.status_code == 403
    async with house.books() as books:
        assert await books.quotes.views(number) == []
    assert await status(house, number) is QuoteStatus.SENT


async def test_where_it_is_allowed_its_holder_accepts_in_the_name_of_whom_it_is_for(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    house.post.apply()
    await people.preference("quotes.accept_by_link", True)
    number = await offered(unchecked, people)
    await opened(browser, unchecked.path)
    assert (await browser.get(f"{unchecked.home}/acceptance/pdf")).status_code == 404
    await browser.get(unchecked.home)
    assert "Accept for €1,099.00" in browser.words
    form = {name: browser.hidden(name) for name in WHAT}
    await browser.follow(await browser.post(f"{unchecked.home}/accept", form))
    assert "It is being processed" in browser.words or "is accepted" in browser.words
    async with house.books() as books:
        [order] = [each for each in await books.commands.page() if each.signal == "accept"]
    assert (order.actor, order.key) == (unchecked.person.contact, number)
    assert order.payload["link"] == str(unchecked.id)
    assert (order.payload["version"], order.payload["minor_units"]) == (1, 109_900)


async def test_its_holder_chooses_options_and_loses_nothing_that_was_typed(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    await people.preference("quotes.accept_by_link", True)
    await people.preference("quotes.require_signature", "typed")
    number = await offered(unchecked, people)
    await opened(browser, unchecked.path)
    form = {name: browser.hidden(name) for name in WHAT} | {"option": "3", "name": "Ada"}
    await browser.post(f"{unchecked.home}/choose", form)
    assert "Accept for €1,150.00" in browser.words
    assert browser.hidden("minor_units") == "115000"
    assert 'value="Ada"' in browser.page
    house.post.refuse(OfferMoved(quote=number, total="1,150.00 EUR"))
    moved = await browser.post(f"{unchecked.home}/accept", form)
    assert moved.status_code == 422
    assert "not to what you saw" in browser.words
    assert "Accept for €1,150.00" in browser.words
    house.post.refuse(DeclineReasonMissing())
    why = {name: browser.hidden(name) for name in ("version", "idempotency_key")}
    assert (await browser.post(f"{unchecked.home}/decline", why)).status_code == 422
    assert "Say why you decline it." in browser.words
    await browser.post(f"{unchecked.home}/choose", form | {"option": "99"})
    assert "Accept for €1,099.00" in browser.words


async def test_a_link_to_what_was_accepted_leads_to_the_sheet_of_it(
    unchecked: Shared, browser: Browser, people: People, house: House
) -> None:
    number = await offered(unchecked, people)
    await opened(browser, unchecked.path)
    async with house.books() as books:
        quote = await books.quotes.get(number)
        answer, by = Answer(1, quote.total), Answerer(unchecked.person.contact, house.clock.now())
        await accept_quote(books, number, answer, [4], by)
    await browser.get(unchecked.home)
    assert "Acceptance (PDF)" in browser.words
    sheet = await browser.get(f"{unchecked.home}/acceptance/pdf")
    assert f"Acceptance of quote {number}" in words_of(sheet.content)
    assert sheet.headers["x-robots-tag"] == "noindex, nofollow"
