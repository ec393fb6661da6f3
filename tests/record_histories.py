"""Records the histories that every later version must replay: `python -m tests.record_histories`.

A history that lies there already is never recorded again: it stands for processes that began then.
A new path of a process gets a story of its own here.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import select

from domain.commands import ActorKind
from domain.numbers import Series
from storage.commands import CommandRow
from tests.support.database import migrated_databases
from tests.support.world import World, open_world

HISTORIES = Path(__file__).parent / "histories"
Story = Callable[[World], Awaitable[None]]


async def trial_converted(world: World) -> None:
    """A trial is reminded of, charged, and goes on as a subscription for two terms."""
    await world.a.subscription(await world.a.plan(trial_days=14))
    await world.advance_to("2027-04-20")


async def trial_extended(world: World) -> None:
    """A trial lapses, is extended, activated by hand, and the extension is the last one."""
    await world.a.preference("trial.extend", True)
    await world.a.preference("trial.activate", True)
    plan = await world.a.plan(trial_days=14)
    number = await world.a.subscription(plan, token="pm_card_insufficient_funds")
    await world.advance_to("2027-02-20")
    await world.ask("trial", number, "extend")
    await world.ask("trial", number, "extend")
    await world.behave("pm_card_insufficient_funds", "approve")
    await world.ask("trial", number, "activate")
    await world.settle()


async def dunning_exhausted(world: World) -> None:
    """Every retry fails, and the subscription is cancelled."""
    await world.a.subscription(token="pm_card_visa")
    await world.advance_to("2027-02-10")
    await world.behave("pm_card_visa", "decline:insufficient_funds")
    await world.advance_to("2027-04-01")


async def dunning_recovered(world: World) -> None:
    """A retry succeeds."""
    await world.a.subscription(token="pm_card_visa")
    await world.advance_to("2027-02-10")
    await world.behave("pm_card_visa", "decline:insufficient_funds")
    await world.advance_to("2027-03-01T20:00:00+00:00")
    await world.behave("pm_card_visa", "approve")
    await world.advance_to("2027-03-20")


async def auto_charge_off(world: World) -> None:
    """Automatic charging is switched off in the middle of dunning."""
    await world.a.preference("autocharge.toggle", True)
    number = await world.a.subscription(token="pm_card_visa")
    await world.advance_to("2027-02-10")
    await world.behave("pm_card_visa", "decline:insufficient_funds")
    await world.advance_to("2027-03-02T20:00:00+00:00")
    await world.ask("subscription", number, "auto_charge", on=False)
    await world.settle()


async def payment_unknown(world: World) -> None:
    """The processor charges and breaks; the outcome is asked for."""
    await world.a.subscription(token="pm_card_charge_then_drop")
    await world.advance_to("2027-02-01T12:00:00+00:00")


async def page_expired(world: World) -> None:
    """A customer opens the processor's page and never comes back."""
    number = await world.a.subscription(token=None, auto_charge=False)
    await world.settle()
    invoice = (await world.invoices(number))[0]
    async with world.books() as books:
        payment = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice.number, "minor_units": invoice.outstanding_minor_units}]
    await world.ask("payment", payment, "pay", invoices=wanted, method=None, save_method=True)
    await world.settle()
    await world.ask("payment", payment, "returned")
    await world.advance_to("2027-02-03")


async def invitation_resent_and_expired(world: World) -> None:
    """An invitation is sent, sent again, reminded of, and expires."""
    contact = await world.a.contact_of(await world.a.customer())
    await world.ask("invitation", contact, "invite", by=ActorKind.STAFF)
    await world.advance_to("2027-02-02T12:00:00+00:00")
    await world.ask("invitation", contact, "resend", by=ActorKind.STAFF)
    await world.advance_to("2027-02-20")


async def invitation_revoked(world: World) -> None:
    """An invitation is taken back."""
    contact = await world.a.contact_of(await world.a.customer())
    await world.ask("invitation", contact, "invite", by=ActorKind.STAFF)
    await world.settle()
    await world.ask("invitation", contact, "revoke", by=ActorKind.STAFF)
    await world.settle()


STORIES: tuple[Story, ...] = (
    trial_converted,
    trial_extended,
    dunning_exhausted,
    dunning_recovered,
    auto_charge_off,
    payment_unknown,
    page_expired,
    invitation_resent_and_expired,
    invitation_revoked,
)


async def record(story: Story, url: str, folder: Path) -> int:
    """Live through the story and keep one history of each process in it; how many were kept."""
    name = story.__name__.replace("_", "-")
    kept = 0
    async with open_world(url, folder) as world:
        await world.advance_to("2027-02-01T10:00:00+00:00")
        await story(world)
        await world.settle()
        async with world.books() as books:
            rows = (await books.session.scalars(select(CommandRow))).all()
        lived = {row.process: row.workflow_id for row in reversed(rows)}
        for process, workflow_id in lived.items():
            path = HISTORIES / process / f"{name}.json"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text((await world.history(workflow_id)).to_json() + "\n")
                kept += 1
    return kept


def main() -> None:
    """Record every story that lacks a history."""
    with (
        tempfile.TemporaryDirectory(prefix="histories-") as folder,
        migrated_databases(Path(folder) / "postgres") as databases,
    ):
        for number, story in enumerate(STORIES):
            work = Path(folder) / str(number)
            work.mkdir()
            with databases.fresh() as url:
                kept = asyncio.run(record(story, url, work))
            sys.stdout.write(f"{story.__name__}: {kept} kept\n")
    sys.stdout.flush()
    os._exit(0)  # the client's threads may otherwise abort the interpreter at its exit


if __name__ == "__main__":
    main()
