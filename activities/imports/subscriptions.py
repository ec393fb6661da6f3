"""Subscriptions: written as they stand, and the process that each of them is in is started."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from activities.imports.writing import Writing
from activities.process import Told, tell
from domain.cancellations import CancellationStatus, CancelMode
from domain.imports.inspection import FileCount, Part
from domain.imports.standings import Standing, TermStanding
from domain.imports.subscriptions import FORM, SubscriptionEntry
from domain.numbers import Series
from domain.pause_schedules import PauseWhen
from domain.pauses import PauseStatus
from domain.subscriptions import ENDED, SubscriptionStatus

if TYPE_CHECKING:
    from storage.subscriptions import SubscriptionRow


async def write_subscriptions(writing: Writing, part: Part[SubscriptionEntry]) -> FileCount:
    for batch in writing.batches(FORM.file, part.entries):
        numbers = await writing.imports.take(Series.SUBSCRIPTION, len(batch))
        for number, entry in zip(numbers, batch, strict=True):
            _new(writing, number, entry)
            writing.subscriptions[entry.reference] = number
        await writing.books.flush()
        for number, entry in zip(numbers, batch, strict=True):
            _begun(writing, number, entry.standing)
        await writing.books.flush()
    await _go_on(writing, part)
    return FileCount(FORM.file, created=len(part.entries), unchanged=part.unchanged)


def _new(writing: Writing, number: str, entry: SubscriptionEntry) -> None:
    standing, method = entry.standing, entry.payment_method
    row = writing.books.subscriptions.new(
        number=number,
        reference=entry.reference,
        customer=writing.customers[entry.customer],
        plan=entry.plan,
        currency=entry.currency,
        quantity=entry.quantity,
        status=standing.status,
        auto_charge=entry.auto_charge,
        payment_method=writing.methods[method] if method else None,
        starts_at=standing.starts_at,
        cycles_billed=standing.cycles_billed,
        setup_fee_billed=standing.status is not SubscriptionStatus.FUTURE and not standing.trial,
        cancel_at_term_end=standing.cancel_at_term_end,
        ended_at=standing.ended_at,
        created_at=writing.at,
    )
    if standing.term:
        _enter(row, standing.term)


def _enter(row: "SubscriptionRow", term: TermStanding) -> None:
    row.anchor_on, row.anchor_day = term.anchor_on, term.anchor_on.day
    row.term_number = term.number
    row.term_starts_on, row.term_ends_on = term.period.start, term.period.end
    row.billed_until = term.period.end
    row.renews_at = term.renews_at


def _begun(writing: Writing, number: str, standing: Standing) -> None:
    """Its trial, and the service days that the other tool has billed: nobody bills them again.

    What rests there rests here until somebody resumes it.
    """
    if standing.trial:
        writing.books.trials.new(subscription=number, **vars(standing.trial))
    if standing.ends_at:
        writing.books.cancellations.new(
            subscription=number,
            status=CancellationStatus.SCHEDULED,
            mode=CancelMode.END_OF_TERM,
            given_at=writing.at,
            ends_at=standing.ends_at,
        )
    if standing.status is SubscriptionStatus.PAUSED:
        writing.books.pauses.new(
            subscription=number,
            status=PauseStatus.RUNNING,
            pause_when=PauseWhen.NOW,
            pause_on=writing.at.date(),
            given_at=writing.at,
            begun_at=writing.at,
        )
    if standing.term and standing.status not in ENDED:
        writing.books.subscriptions.add_term(
            number, standing.term.period, continues=False, invoice=None
        )


async def _go_on(writing: Writing, part: Part[SubscriptionEntry]) -> None:
    for batch in writing.batches("processes", part.entries):
        for entry in batch:
            number, customer = writing.subscriptions[entry.reference], entry.customer
            for process in _processes(entry.standing):
                await tell(
                    writing.books, Told(process, number, writing.customers[customer]), writing.at
                )


def _processes(standing: Standing) -> Iterator[str]:
    """What goes on by itself, or waits for somebody."""
    if standing.goes_on:
        yield standing.goes_on
    if standing.ends_at:
        yield "cancellation"
    if standing.status is SubscriptionStatus.PAUSED:
        yield "pause"
