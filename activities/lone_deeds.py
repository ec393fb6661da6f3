"""What one person of staff has done alone on a day, of what can need a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.records import Recorded, record
from domain.commands import Actor
from domain.money import Money
from domain.periods import days_between, local_date
from domain.sign_offs import COMMAND_OF, Deed, SecondPersonNeeded, why_second

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow
    from storage.invoices import InvoiceRow


@dataclass(frozen=True)
class Lone:
    """Whose deeds of which kind are counted, for which customer."""

    by: str
    deed: Deed
    customer: str


async def done_alone(books: "Books", lone: Lone, currency: str, at: datetime) -> Money:
    """Of the organisation's day, in one currency; the customer is held from here on.

    What waits for a second person, or was approved by one, is not among it. What was refused is
    not, and what was undone afterwards is.
    """
    await books.customers.lock(lone.customer)
    zone = (await books.organisations.get()).time_zone
    today = local_date(at, zone)
    units = await books.sign_offs.done_alone(
        by=lone.by,
        customer=lone.customer,
        command=COMMAND_OF[lone.deed],
        currency=currency,
        day=days_between(today, today, zone),
    )
    return Money(units, currency)


def facts_of(amount: Money) -> dict[str, object]:
    """What the record of a deed holds, so that it is counted."""
    return {"minor_units": amount.minor_units, "currency": amount.currency}


async def weigh_write_offs(
    books: "Books", command: "CommandRow", invoices: "Sequence[InvoiceRow]", at: datetime
) -> Mapping[str, Money]:
    """What is owed on each, by its number. Raises `SecondPersonNeeded` if it is too much for one.

    They count together, and with what the same person has written off that day.
    """
    limits = (await books.organisations.preferences()).sign_offs_limits
    lone = Lone(command.actor, Deed.WRITE_OFF, command.customer or "")
    owed = {each.number or "": each.balance.outstanding for each in invoices}
    for currency in sorted({each.currency for each in owed.values()} if limits else ()):
        alone = await done_alone(books, lone, currency, at)
        for amount in (each for each in owed.values() if each.currency == currency):
            if why_second(amount, alone, limits):
                raise SecondPersonNeeded(amount=str(amount + alone))
            alone += amount
    return owed


async def record_write_offs(
    books: "Books", command: "CommandRow", owed: Mapping[str, Money], at: datetime
) -> None:
    """Each of them, as if whoever has given the command had written it off by itself."""
    for number, amount in owed.items():
        done = Recorded(
            Actor(command.actor_kind, command.actor),
            command.customer,
            "invoice",
            number,
            "write_off",
            says=f"write_off {number} over {amount}, with {command.key}",
            document=number,
            address=command.address,
            facts=facts_of(amount),
        )
        await record(books, done, at)
