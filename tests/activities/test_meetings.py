"""Meetings: whatever meets whatever on one subscription, one outcome comes of it, and it is told.

Each pair of deeds of a situation is let loose at once, on connections of their own. Afterwards the
books are in order, nothing was charged twice, and whoever lost was told why. `BACKOFFICE_MEETINGS`
says how often each pair meets; `make races` lets them meet fifty times.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import combinations_with_replacement

import pytest

from activities.contracts import Clock, StepDue
from activities.subscriptions import RENEW
from activities.trials import END, REMIND
from domain.cancellations import CancellationEvent
from domain.commands import ActorKind, CommandStatus
from domain.dunning import StepKind
from domain.errors import refusal_named
from domain.numbers import Series
from domain.pauses import PauseEvent
from domain.processor import ChargeStatus
from storage.books import books_of
from storage.invariants import offences
from tests.activities.dunning_deeds import (
    abandoned_payment,
    asks_of_dunning,
    by_invoice,
    is_charged_to_another,
    is_reminded,
    loses_its_method,
)
from tests.support.database import engine_at
from tests.support.office import Office
from tests.support.race import race
from tests.support.statements import disagreements

MEETINGS = int(os.environ.get("BACKOFFICE_MEETINGS", "1"))

Deed = Callable[[Office, str], Awaitable[object]]
Situation = Callable[[Office], Awaitable[str]]


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An office with a connection for everybody."""
    async with engine_at(database_url, pool_size=4) as engine:
        yield Office(books_of(engine))


def asks(process: str, signal: str, **payload: object) -> Deed:
    async def deed(office: Office, number: str) -> object:
        return await office.asked(process, number, signal, by=ActorKind.STAFF, **payload)

    return deed


def steps(take: Callable[[Office], Callable[[StepDue], Awaitable[Clock]]], step: str) -> Deed:
    async def deed(office: Office, number: str) -> object:
        return await take(office)(StepDue(number, step, office.clock.at))

    return deed


async def retries(office: Office, number: str) -> object:
    async with office.books() as books:
        run = (await books.dunning.unpaid_of(number))[0]
    return await office.dunning.take_dunning_step(
        StepDue(run.invoice, StepKind.RETRY, office.clock.at)
    )


async def pays(office: Office, number: str) -> object:
    async with office.books() as books:
        [invoice] = await books.invoices.outstanding_of(number)
        payment = await books.numbers.take(Series.PAYMENT)
    wanted = [{"number": invoice.number, "minor_units": invoice.outstanding_minor_units}]
    return await office.asked("payment", payment, "pay", invoices=wanted)


def answers(status: ChargeStatus, **facts: object) -> Deed:
    async def deed(office: Office, number: str) -> object:
        async with office.books() as books:
            waiting = sorted(await books.payments.undecided())
        answer = await office.answer(waiting[0], status, **facts)
        return await office.payments.record_answer(answer)

    return deed


async def settle(office: Office, status: ChargeStatus = ChargeStatus.SUCCEEDED) -> None:
    """Every charge that is under way comes to its end."""
    async with office.books() as books:
        waiting = await books.payments.undecided()
    for payment in waiting:
        await office.payments.record_answer(await office.answer(payment, status))


async def live(office: Office) -> str:
    number = await office.a.subscription()
    await office.begin(number)
    await settle(office)
    return number


async def to_the_boundary(office: Office, number: str) -> None:
    async with office.books() as books:
        renews_at = (await books.subscriptions.get(number)).renews_at
    assert renews_at
    office.clock.at = renews_at


async def much_at_its_boundary(office: Office) -> str:
    number = await live(office)
    await office.asked("subscription", number, "change", quantity=2, when="end_of_term")
    await office.asked("pause", number, "pause", when="end_of_term")
    await to_the_boundary(office, number)
    return number


async def quiet_at_its_boundary(office: Office) -> str:
    number = await live(office)
    await to_the_boundary(office, number)
    return number


async def leaving(office: Office) -> str:
    number = await live(office)
    await office.asked("cancellation", number, "cancel", mode="end_of_term")
    await to_the_boundary(office, number)
    return number


async def about_to_resume(office: Office) -> str:
    number = await live(office)
    day = (office.clock.at + timedelta(days=40)).date().isoformat()
    await office.asked("pause", number, "pause", when="now", resume_on=day)
    office.clock.at += timedelta(days=40)
    return number


async def paying_for_a_change(office: Office) -> str:
    number = await live(office)
    office.clock.at += timedelta(days=3)
    await office.asked("subscription", number, "change", quantity=5)
    return number


async def in_dunning(office: Office) -> str:
    number = await quiet_at_its_boundary(office)
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, office.clock.at))
    await settle(office, ChargeStatus.FAILED)
    office.clock.at += timedelta(days=1)
    return number


async def at_the_end_of_its_trial(office: Office) -> str:
    number = await office.a.subscription(await office.a.plan(trial_days=14))
    await office.begin(number)
    office.clock.at += timedelta(days=14)
    await office.trials.take_trial_step(StepDue(number, REMIND, office.clock.at))
    return number


async def gone(office: Office) -> str:
    number = await live(office)
    await office.asked("cancellation", number, "cancel", mode="immediately")
    return number


RENEWS = steps(lambda office: office.subscriptions.take_subscription_step, RENEW)
RESTS = steps(lambda office: office.pauses.take_pause_step, PauseEvent.BEGIN)
GOES_ON = steps(lambda office: office.pauses.take_pause_step, PauseEvent.RESUME)
LEAVES = steps(lambda office: office.cancellations.take_cancellation_step, CancellationEvent.END)
TRIAL_ENDS = steps(lambda office: office.trials.take_trial_step, END)
CHANGES = asks("subscription", "change", quantity=7)
CHANGES_LATER = asks("subscription", "change", quantity=8, when="end_of_term")
CANCELS = asks("cancellation", "cancel", mode="immediately", credit="prorate")
CANCELS_LATER = asks("cancellation", "cancel", mode="end_of_term")
PAUSES = asks("pause", "pause", when="now")
OFF = asks("subscription", "auto_charge", on=False)

SITUATIONS: Mapping[Situation, Mapping[str, Deed]] = {
    much_at_its_boundary: {
        "renews": RENEWS,
        "rests": RESTS,
        "changes": CHANGES,
        "withdraws": asks("subscription", "withdraw_change"),
        "cancels": CANCELS,
        "cancels later": CANCELS_LATER,
        "deletes the pause": asks("pause", "delete_schedule"),
    },
    quiet_at_its_boundary: {
        "renews": RENEWS,
        "changes": CHANGES,
        "changes later": CHANGES_LATER,
        "pauses": PAUSES,
        "cancels": CANCELS,
        "cancels later": CANCELS_LATER,
        "switches off": OFF,
    },
    leaving: {
        "renews": RENEWS,
        "leaves": LEAVES,
        "stays": asks("cancellation", "remove"),
        "cancels": CANCELS,
    },
    about_to_resume: {
        "goes on": GOES_ON,
        "resumes": asks("pause", "resume"),
        "cancels": CANCELS,
        "deletes the schedule": asks("pause", "delete_schedule"),
    },
    paying_for_a_change: {
        "is paid": answers(ChargeStatus.SUCCEEDED),
        "is declined": answers(ChargeStatus.FAILED, code="lost_card"),
        "changes": CHANGES,
        "pauses": PAUSES,
        "cancels": CANCELS,
        "cancels later": CANCELS_LATER,
        "switches off": OFF,
    },
    in_dunning: {
        "retries": retries,
        "pays": pays,
        "cancels": CANCELS,
        "switches off": OFF,
        "is held": asks_of_dunning("hold", days=2),
        "is stopped": asks_of_dunning("stop"),
        "is tried for the last time": asks_of_dunning("last_try"),
        "is charged to another": is_charged_to_another,
        "loses its method": loses_its_method,
    },
    by_invoice: {
        "is reminded": is_reminded,
        "pays": pays,
        "is held": asks_of_dunning("hold", days=2),
        "is stopped": asks_of_dunning("stop"),
        "cancels": CANCELS,
    },
    at_the_end_of_its_trial: {
        "ends": TRIAL_ENDS,
        "activates": asks("trial", "activate"),
        "changes": CHANGES,
        "cancels": CANCELS,
        "cancels later": CANCELS_LATER,
    },
    gone: {
        "comes back": asks("subscription", "reactivate"),
        "comes back bigger": asks("subscription", "reactivate", quantity=3),
    },
}

PAIRS = [
    pytest.param(situation, one, other, id=f"{situation.__name__}: {first} and {second}")
    for situation, deeds in SITUATIONS.items()
    for (first, one), (second, other) in combinations_with_replacement(deeds.items(), 2)
]


@pytest.mark.parametrize(("situation", "one", "other"), PAIRS)
async def test_whatever_meets_one_outcome_comes_of_it(
    office: Office, situation: Situation, one: Deed, other: Deed
) -> None:
    for _ in range(MEETINGS):
        number = await situation(office)
        await meet(office, number, (one, other))
        await settle(office)
        await everybody_was_told(office)
        assert await disorder(office) == []


async def test_money_that_arrives_while_a_retry_is_in_flight_is_applied_once(
    office: Office,
) -> None:
    """TV 61: the second success is the customer's credit, never a second payment of the invoice."""
    for _ in range(MEETINGS):
        number = await in_dunning(office)
        by_hand = await abandoned_payment(office, number)
        await retries(office, number)
        async with office.books() as books:
            [retry] = await books.payments.undecided()

        await both_arrive(office, (by_hand, retry))

        async with office.books() as books:
            invoice = (await books.invoices.page(subscription=number))[0]
            paid = [await books.payments.get(each) for each in (by_hand, retry)]
        assert invoice.paid_minor_units == invoice.total_minor_units
        assert sorted(each.excess_minor_units for each in paid) == [0, invoice.total_minor_units]
        assert await disorder(office) == []


async def both_arrive(office: Office, payments: tuple[str, str]) -> None:
    answers = [await office.answer(each, ChargeStatus.SUCCEEDED) for each in payments]
    await race(2, lambda place: office.payments.record_answer(answers[place]))


async def meet(office: Office, number: str, deeds: tuple[Deed, Deed]) -> None:
    await race(2, lambda place: deeds[place](office, number))
    async with office.books() as books:
        assert len(await books.payments.undecided()) <= 1


async def disorder(office: Office) -> list[str]:
    """What offends an invariant, but for what only the post and the passing of time would do."""
    async with office.books() as books:
        found = await offences(books.session, office.clock.at)
        said = await disagreements(books, office.clock.at)
    waits = ("commands_are_carried", "what_is_due_is_done")
    kept = [each for each in found if each.invariant not in waits]
    return [*(f"{each.invariant}: {each.what}" for each in kept), *said]


async def everybody_was_told(office: Office) -> None:
    """Whoever gave a command knows what became of it, and why not if it was refused."""
    async with office.books() as books:
        given = [row for row in await books.commands.page(limit=1000) if row.actor == "somebody"]
    assert all(row.status is not CommandStatus.PENDING for row in given)
    for row in given:
        if row.status is CommandStatus.REFUSED:
            assert refusal_named(row.code or ""), row.code
            assert row.detail
