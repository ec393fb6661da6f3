"""Stories of quotes, whose histories are kept."""

from collections.abc import Sequence
from datetime import date, timedelta

from activities.quote_writing import write_quote
from domain.commands import ActorKind
from domain.quote_conversions import OnAcceptance
from storage.commands import CommandRow
from tests.support.quote_office import OFFERED, STAFF, text
from tests.support.world import World


async def offered(world: World, *, until: date) -> str:
    """A quote that was sent; its number."""
    customer = await world.a.customer()
    at = await world.clock.read()
    async with world.books() as books:
        what = text(*OFFERED, until=until)
        number = (await write_quote(books, customer, what, STAFF, at)).number
    await world.ask("quote", number, "send", by=ActorKind.STAFF)
    await world.settle()
    return number


async def on_offer(world: World) -> str:
    """One that is valid for thirty days."""
    at = await world.clock.read()
    return await offered(world, until=at.date() + timedelta(days=30))


async def accept(
    world: World, number: str, *, version: int = 1, minor_units: int = 109_900
) -> CommandRow:
    """The customer accepts what is suggested."""
    return await world.ask(
        "quote",
        number,
        "accept",
        version=version,
        minor_units=minor_units,
        currency="EUR",
        options=[4] if version == 1 else [],
    )


async def quote_converted(world: World) -> Sequence[str]:
    """Sent, accepted, and made an invoice by itself."""
    await world.a.organisation()
    await world.a.preference("quotes.convert", OnAcceptance.SENT_INVOICE)
    number = await on_offer(world)
    await accept(world, number)
    await world.settle()
    return [f"quote/{number}"]


async def quote_ran_out(world: World) -> Sequence[str]:
    """Reminded of, and expired."""
    number = await on_offer(world)
    await world.advance_to(await world.clock.read() + timedelta(days=40))
    return [f"quote/{number}"]


async def quote_declined(world: World) -> Sequence[str]:
    """Extended, accepted, taken back, and declined."""
    number = await on_offer(world)
    later = (await world.clock.read()).date() + timedelta(days=60)
    until = later.isoformat()
    await world.ask("quote", number, "extend", by=ActorKind.STAFF, valid_until=until)
    await accept(world, number)
    await world.ask("quote", number, "undo", by=ActorKind.STAFF)
    await world.ask("quote", number, "decline", version=1, reason="Somebody else was cheaper")
    await world.settle()
    return [f"quote/{number}"]


QUOTE_STORIES = (quote_converted, quote_ran_out, quote_declined)
