"""Everything that decides what becomes of a subscription, read together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.next_totals import next_totals
from domain.money import Money
from domain.plans import Plan
from domain.preferences import Preferences
from storage.books import Books
from storage.dunning import DunningRow
from storage.overviews import Overviews
from storage.subscriptions import SubscriptionRow
from storage.trials import TrialRow

NO_PRICE = "–"


@dataclass(frozen=True)
class AsOf:
    """The moment for which something is told, and what the organisation has set by then."""

    now: datetime
    preferences: Preferences


@dataclass(frozen=True)
class Subject:
    """A subscription with its plan, its trial and its open dunning runs."""

    subscription: SubscriptionRow
    plan: Plan
    trial: TrialRow | None
    runs: Sequence[DunningRow]
    zone: str
    as_of: AsOf
    next_amount: Money | str = NO_PRICE
    """What the next term will be invoiced with, taxes included."""


async def subjects_of(
    books: Books, subscriptions: Sequence[SubscriptionRow], as_of: AsOf
) -> list[Subject]:
    """What decides about each of these subscriptions, read for all of them together."""
    overviews = Overviews(books.session)
    numbers = [row.number for row in subscriptions]
    trials = await overviews.trials_of(numbers)
    runs = await overviews.runs_of(numbers)
    zones = await overviews.zones([row.customer for row in subscriptions])
    totals = await next_totals(books, subscriptions)
    offers = {(row.plan, row.currency) for row in subscriptions}
    plans = {offer: await books.plans.in_currency(*offer) for offer in sorted(offers)}
    return [
        Subject(
            row,
            plans[row.plan, row.currency],
            trials.get(row.number),
            [run for run in runs if run.subscription == row.number],
            zones[row.customer],
            as_of,
            totals.get(row.number, NO_PRICE),
        )
        for row in subscriptions
    ]


async def subject_of(books: Books, subscription: SubscriptionRow, as_of: AsOf) -> Subject:
    """What decides about this subscription."""
    return (await subjects_of(books, [subscription], as_of))[0]
