"""Rests: how a pause begins and how billing goes on after it, whoever or whatever says so."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from activities.announcements import Happened, announce, news_of
from activities.parking import collect
from activities.pending_changes import drop_pending
from activities.process import Told, tell
from activities.subscribed import moment_of, subscribed_of
from activities.terms import enact, tell_begun
from domain.customer_rules import pause_terms
from domain.pauses import PAUSE_LIFECYCLE, PauseEvent, check_resumable
from domain.pending_changes import DropReason
from domain.previews import Preview, activation_preview, pause_preview, resume_preview
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent

if TYPE_CHECKING:
    from domain.pause_schedules import PauseSchedule
    from storage.books import Books
    from storage.pauses import PauseRow
    from storage.subscriptions import SubscriptionRow


async def preview_pause(
    books: "Books", subscription: "SubscriptionRow", schedule: "PauseSchedule", at: datetime
) -> Preview:
    """What this pause gives back, and what follows it."""
    moment = await moment_of(books, subscription, at)
    preferences = await books.organisations.preferences()
    subscribed = await subscribed_of(books, subscription, moment.day)
    return pause_preview(subscribed, schedule, pause_terms(preferences), moment)


async def preview_resumption(
    books: "Books", subscription: "SubscriptionRow", at: datetime
) -> Preview:
    """What it costs to go on now. Raises `NotPaused` or `FixedTermOver`."""
    moment = await moment_of(books, subscription, at)
    preferences = await books.organisations.preferences()
    subscribed = await subscribed_of(books, subscription, moment.day)
    check_resumable(subscription.status, on=moment.day, ends_on=subscribed.ends_on)
    if subscribed.running is None:  # It was carried over without its term.
        return activation_preview(subscribed, moment)
    return resume_preview(subscribed, preferences.pause_resume_policy, moment)


async def begin_pause(
    books: "Books", subscription: "SubscriptionRow", pause: "PauseRow", at: datetime
) -> None:
    """Billing rests: nothing renews, what was to change is dropped, and its process is told."""
    preview = await preview_pause(books, subscription, pause.schedule, at)
    await drop_pending(books, subscription, DropReason.PAUSED, at)
    await enact(books, subscription, preview, at)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.PAUSE
    )
    pause.status = PAUSE_LIFECYCLE.advance(pause.status, PauseEvent.BEGIN)
    pause.begun_at = at
    await books.flush()
    for process in ("subscription", "pause"):
        signal = "reschedule" if process == "subscription" else "term_moved"
        says = "billing is paused"
        told = Told(process, subscription.number, subscription.customer, signal, says)
        await tell(books, told, at)
    news = replace(news_of(Happened.PAUSED, preview), resumes_on=pause.resume_on)
    await announce(books, subscription, news, at)


async def resume(
    books: "Books", subscription: "SubscriptionRow", pause: "PauseRow", at: datetime
) -> Preview:
    """Billing goes on, and what it costs is collected. Raises `NotPaused` or `FixedTermOver`."""
    preview = await preview_resumption(books, subscription, at)
    subscription.status = SUBSCRIPTION_LIFECYCLE.advance(
        subscription.status, SubscriptionEvent.RESUME
    )
    pause.status = PAUSE_LIFECYCLE.advance(pause.status, PauseEvent.RESUME)
    pause.ended_at = at
    invoice = await enact(books, subscription, preview, at)
    await books.flush()
    if invoice:
        await collect(books, subscription, invoice, at)
    await tell_begun(books, subscription, at)
    await announce(books, subscription, news_of(Happened.RESUMED, preview), at)
    return preview
