"""Quotes: sent, reminded of, run out; negotiated, accepted and converted, with nobody by."""

from datetime import date

from activities.quote_writing import revise_quote, rewrite_quote
from domain.commands import ActorKind
from domain.documents import DocumentKind
from domain.quote_conversions import OnAcceptance
from domain.quotes import QuoteStatus
from tests.support.quote_office import BUILD, DESIGN, STAFF, row_of, text
from tests.support.quote_stories import accept, offered, on_offer
from tests.support.world import World


async def status(world: World, number: str) -> QuoteStatus:
    return (await row_of(world.books, number)).status


async def test_silence_is_reminded_of_once_and_ends_at_midnight_in_vienna(world: World) -> None:
    await world.a.organisation(time_zone="Europe/Vienna")
    await world.advance_to("2055-02-01T10:00:00+00:00")
    number = await offered(world, until=date(2055, 2, 24))
    await world.advance_to("2055-02-21T04:59:00+00:00")
    assert await world.mails() == ["quote_sent"]
    await world.advance_to("2055-02-21T05:01:00+00:00")
    assert await world.mails() == ["quote_sent", "quote_reminder"]
    await world.advance_to("2055-02-24T22:59:00+00:00")
    assert await status(world, number) is QuoteStatus.SENT
    await world.advance_to("2055-02-24T23:00:01+00:00")
    assert await status(world, number) is QuoteStatus.EXPIRED
    refused = await accept(world, number)
    assert refused.code == "QuoteExpired"

    extended = await world.ask(
        "quote", number, "extend", by=ActorKind.STAFF, valid_until="2055-03-10"
    )

    assert extended.code is None
    await world.advance_to("2055-03-08")
    assert (await world.mails())[2:] == ["quote_reminder"]
    await world.advance_to("2055-03-11")
    assert await status(world, number) is QuoteStatus.EXPIRED


async def test_a_negotiation_ends_in_one_invoice(world: World) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    await world.a.organisation()
    await world.a.preference("quotes.convert", OnAcceptance.SENT_INVOICE)
    number = await offered(world, until=date(2055, 2, 24))
    declined = await world.ask("quote", number, "decline", version=1, reason="Too dear")
    assert declined.code is None
    at = await world.clock.read()
    async with world.books() as books:
        quote = await revise_quote(books, number, STAFF, at)
        await rewrite_quote(books, number, quote.edition, text(DESIGN, BUILD), at)
    await world.ask("quote", number, "send", by=ActorKind.STAFF)

    done = [await accept(world, number, version=2, minor_units=100_000) for _ in range(2)]

    assert [each.code for each in done] == [None, "QuoteAccepted"]
    await world.settle()
    assert await status(world, number) is QuoteStatus.CONVERTED
    async with world.books() as books:
        row = await books.quotes.get(number)
        [invoice] = await books.invoices.page(customer=row.customer)
    assert invoice.total_minor_units == 100_000
    await has_the_sheet_by_mail(world, number)


async def has_the_sheet_by_mail(world: World, number: str) -> None:
    """As a file, which no history has in it, nor who is told."""
    assert await world.mails() == ["quote_sent", "quote_sent", "quote_accepted", "invoice_issued"]
    said = f"You have accepted {number}"
    [mail] = [each for each in world.postbag.mails if each.subject == said]
    async with world.books() as books:
        sheet = await books.documents.file(DocumentKind.ACCEPTANCE, f"{number}-A1")
        message = await books.messages.with_dedupe_key(f"quote_accepted:{number}-A1/CON-000001")
    assert sheet
    assert [each.content for each in mail.attachments] == [sheet.pdf]
    assert message
    for process in (f"quote/{number}", f"delivery/{message.number}"):
        told = (await world.history(process)).to_json()
        assert mail.recipient not in told
        assert "Ada" not in told


async def test_an_acceptance_that_is_taken_back_waits_and_expires_again(world: World) -> None:
    await world.advance_to("2055-02-01T10:00:00+00:00")
    number = await on_offer(world)
    assert (await accept(world, number)).code is None
    await world.advance_to("2055-03-20")
    assert await status(world, number) is QuoteStatus.ACCEPTED
    await world.ask("quote", number, "undo", by=ActorKind.STAFF)
    await world.settle()
    assert await status(world, number) is QuoteStatus.EXPIRED
    withdrawn = await world.ask("quote", number, "withdraw", by=ActorKind.STAFF)
    assert withdrawn.code is None
    assert (await accept(world, number)).code == "QuoteNotOpen"
