"""Pause schedules: read from what somebody asks for, and checked against who asks."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.pending_changes import check_nothing_under_way
from activities.subscribed import subscribed_of, today_of
from domain.pause_schedules import (
    PauseRules,
    PauseSchedule,
    PauseWhen,
    PauseWish,
    check_before_the_end,
    check_new_resume_date,
    check_schedule,
    wished_schedule,
    within_limit,
)
from domain.pauses import Pause, PauseStatus, check_pausable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.books import Books
    from storage.pauses import PauseRow
    from storage.subscriptions import SubscriptionRow


def read_pause_wish(payload: "Mapping[str, str | None]") -> PauseWish:
    """What a command asks for: `when`, `pause_on` and `resume_on` as ISO dates."""
    when = PauseWhen(payload.get("when") or PauseWhen.DATE)
    return PauseWish(when, _day(payload.get("pause_on")), _day(payload.get("resume_on")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def pause_of(books: "Books", subscription: "SubscriptionRow", row: "PauseRow") -> Pause:
    """The pause as the rules know it: things happen at the run hour of the billing zone."""
    organisation = await books.organisations.get()
    customer = await books.customers.get(subscription.customer)
    return Pause(row.status, row.schedule, customer.time_zone, organisation.run_hour)


async def planned_schedule(
    books: "Books",
    subscription: "SubscriptionRow",
    wish: PauseWish,
    rules: PauseRules,
    at: datetime,
) -> PauseSchedule:
    """The days of a pause that is wished for. Raises what is in its way."""
    check_pausable(subscription.status)
    await check_nothing_under_way(books, subscription.number)
    today = await today_of(books, subscription, at)
    subscribed = await subscribed_of(books, subscription)
    schedule = wished_schedule(wish, today=today, term_ends_on=subscribed.term.period.end)
    check_schedule(schedule, rules, today=today)
    check_before_the_end(schedule, subscribed.ends_on)
    return within_limit(schedule, rules)


async def changed_schedule(
    books: "Books", row: "PauseRow", wish: PauseWish, rules: PauseRules, at: datetime
) -> PauseSchedule:
    """Other days for a pause; of one that runs only the resume date can be another."""
    subscription = await books.subscriptions.get(row.subscription)
    if row.status is PauseStatus.SCHEDULED:
        return await planned_schedule(books, subscription, wish, rules, at)
    schedule = PauseSchedule(row.pause_on, wish.resume_on, row.pause_when)
    check_new_resume_date(schedule, rules, today=await today_of(books, subscription, at))
    return within_limit(schedule, rules)
