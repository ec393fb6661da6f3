"""What lies before a subscription: its renewal as it will be, a change, a pause, an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from activities.pause_schedules import pause_of
from activities.pending_changes import change_when_due
from activities.subscribed import subscribed_of
from api.callers import Caller
from api.next_totals import next_totals
from domain.contents import Contents
from domain.errors import BillingError
from domain.money import Money
from domain.pauses import PauseStep, next_step
from domain.pending_changes import ChangeStatus
from domain.previews import Preview, renewal_preview
from domain.subscribed import Subscribed
from domain.subscriptions import ENDED, SubscriptionStatus
from domain.wishes import Wish
from domain.words import N_
from storage.books import Books
from storage.cancellations import CancellationRow
from storage.changes import ChangeRow
from storage.pauses import PauseRow
from storage.subscriptions import SubscriptionRow

_RENEWS = (SubscriptionStatus.LIVE, SubscriptionStatus.DUNNING)


@dataclass(frozen=True)
class Outlook:
    """`contents` is what it consists of now; `renewal` the next term with the change that is due.

    `is_last` tells that no term follows the running one, `next_total` what the next one comes to.

    `change_stays` is False for a change that could not be done at its boundary as things are now.
    """

    contents: Contents | None = None
    is_last: bool = False
    next_total: Money | None = None
    renewal: Preview | None = None
    change: ChangeRow | None = None
    change_stays: bool = True
    pause: PauseRow | None = None
    pause_step: PauseStep | None = None
    cancellation: CancellationRow | None = None
    names: Mapping[str, str] | None = None

    @property
    def is_paying(self) -> bool:
        """Whether a change waits for its payment."""
        return self.change is not None and self.change.status is ChangeStatus.PAYING

    @property
    def scheduled(self) -> ChangeRow | None:
        """The change that waits for the end of the term."""
        return None if self.is_paying else self.change


async def outlook_of(books: Books, row: SubscriptionRow) -> Outlook:
    """What is planned, and what it will cost. What cannot be priced any more is left out."""
    change = await books.changes.open_of(row.number)
    if row.status in ENDED:  # A reactivation can wait for its payment.
        return Outlook(
            next_total=(await next_totals(books, [row])).get(row.number),
            change=change,
            cancellation=await books.cancellations.find(row.number),
            names=await _names(books) if change else None,
        )
    subscribed = await _subscribed(books, row)
    due = await change_when_due(books, row, change)
    renews = subscribed is not None and row.status in _RENEWS and subscribed.running is not None
    renewal = None
    if subscribed and renews and not subscribed.ends_on:
        renewal = renewal_preview(subscribed, due)
    pause = await books.pauses.open_of(row.number)
    return Outlook(
        contents=subscribed.contents if subscribed else None,
        is_last=subscribed is not None and subscribed.ends_on is not None,
        next_total=renewal.total if renewal else (await next_totals(books, [row])).get(row.number),
        renewal=renewal,
        change=change,
        change_stays=due is not None or change is None or change.status is ChangeStatus.PAYING,
        pause=pause,
        pause_step=next_step(await pause_of(books, row, pause)) if pause else None,
        cancellation=await books.cancellations.find(row.number),
        names=await _names(books) if change else None,
    )


async def _subscribed(books: Books, row: SubscriptionRow) -> Subscribed | None:
    try:
        return await subscribed_of(books, row)
    except BillingError:
        return None


async def _names(books: Books) -> Mapping[str, str]:
    """What plans and addons are called, by kind and code."""
    plans = {f"plan/{each.code}": each.name for each in await books.plans.all()}
    return {**plans, **{f"addon/{each.code}": each.name for each in await books.addons.all()}}


def contents_words(caller: Caller, contents: Contents) -> Sequence[str]:
    """What a subscription consists of beside its plan."""
    words = [_times(caller, each.quantity, each.addon.name) for each in contents.addons]
    if contents.coupon:
        words.append(caller.say(N_("coupon {code}"), code=contents.coupon.coupon.code))
    return words


def wish_words(caller: Caller, wish: Wish, names: Mapping[str, str]) -> str:
    """What it is to become, in one line."""
    plan = names.get(f"plan/{wish.plan}", wish.plan)
    words = [plan if wish.quantity == 1 else f"{caller.formats.number(wish.quantity)} × {plan}"]
    for each in wish.addons:
        name = names.get(f"addon/{each.code}", each.code)
        words.append(
            f"{caller.formats.number(each.quantity)} × {name}" if each.quantity > 1 else name
        )
    if wish.coupon:
        words.append(caller.say(N_("coupon {code}"), code=wish.coupon))
    return ", ".join(words)


def _times(caller: Caller, count: int, name: str) -> str:
    return f"{caller.formats.number(count)} × {name}" if count > 1 else name
