"""Previews: what a command would cost or save, read from the books, before anybody says yes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from activities.cancelled import preview_cancellation, read_cancel_wish
from activities.changes import plan_change
from activities.conversions import preview_conversion
from activities.pause_schedules import planned_schedule, read_pause_wish
from activities.reactivations import plan_reactivation
from activities.rests import preview_pause, preview_resumption
from activities.wishes import asked_in
from domain.cancellations import CancelMode, CreditUnused, check_cancellable
from domain.customer_rules import cancel_rules, edit_rules, pause_rules
from domain.previews import Preview, PreviewKind

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class Question:
    """What a command would say, who would give it, and when (UTC)."""

    payload: Mapping[str, Any]
    by_customer: bool
    at: datetime


async def preview(
    books: "Books", subscription: "SubscriptionRow", kind: PreviewKind, question: Question
) -> Preview:
    """What the command would come to, decided as it would be decided now. Writes nothing.

    Raises whatever would refuse the command. There is none for a renewal: it asks nobody.
    """
    return await _PREVIEWS[kind](books, subscription, question)


async def _activate(books: "Books", subscription: "SubscriptionRow", question: Question) -> Preview:
    return await preview_conversion(books, subscription, question.at)


async def _change(books: "Books", subscription: "SubscriptionRow", question: Question) -> Preview:
    preferences = await books.organisations.preferences()
    rules = edit_rules(preferences, by_customer=question.by_customer)
    asked = await asked_in(books, subscription, PreviewKind.CHANGE, question.payload, question.at)
    return (await plan_change(books, subscription, asked, rules)).preview


async def _reactivate(
    books: "Books", subscription: "SubscriptionRow", question: Question
) -> Preview:
    preferences = await books.organisations.preferences()
    may_edit = preferences.edit_enabled or not question.by_customer
    asked = await asked_in(
        books, subscription, PreviewKind.REACTIVATE, question.payload, question.at
    )
    planned = await plan_reactivation(books, subscription, asked, may_edit=may_edit)
    return planned.preview


async def _cancel(books: "Books", subscription: "SubscriptionRow", question: Question) -> Preview:
    preferences = await books.organisations.preferences()
    by_customer = question.by_customer
    wish = read_cancel_wish(question.payload, preferences, by_customer=by_customer)
    rules = cancel_rules(preferences, by_customer=by_customer)
    check_cancellable(subscription.status, wish.mode, rules)
    at_once = wish.mode is CancelMode.IMMEDIATELY
    credit = wish.credit if at_once else CreditUnused.NONE  # What was paid for is served.
    return await preview_cancellation(books, subscription, credit, question.at)


async def _pause(books: "Books", subscription: "SubscriptionRow", question: Question) -> Preview:
    preferences = await books.organisations.preferences()
    rules = pause_rules(preferences, by_customer=question.by_customer)
    wish = read_pause_wish(question.payload)
    schedule = await planned_schedule(books, subscription, wish, rules, question.at)
    return await preview_pause(books, subscription, schedule, question.at)


async def _resume(books: "Books", subscription: "SubscriptionRow", question: Question) -> Preview:
    return await preview_resumption(books, subscription, question.at)


_Read = Callable[["Books", "SubscriptionRow", Question], Awaitable[Preview]]
_PREVIEWS: Mapping[PreviewKind, _Read] = {
    PreviewKind.ACTIVATE: _activate,
    PreviewKind.CHANGE: _change,
    PreviewKind.CANCEL: _cancel,
    PreviewKind.PAUSE: _pause,
    PreviewKind.RESUME: _resume,
    PreviewKind.REACTIVATE: _reactivate,
}
