"""Races: whatever is asked at once, each limit holds."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from activities.contracts import StepDue
from activities.invoices import finalise_invoice
from activities.terms import draft_first_term
from activities.trials import END, REMIND
from domain.commands import CommandStatus
from domain.numbers import Series
from domain.payments import PaymentStatus
from domain.processor import ChargeStatus
from domain.refunds import RefundCause
from domain.trials import TrialStatus
from storage.books import books_of
from tests.support.database import engine_at
from tests.support.office import Office
from tests.support.race import race

RUNNERS = 50


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An office with a connection for everybody."""
    async with engine_at(database_url, pool_size=RUNNERS) as engine:
        yield Office(books_of(engine))


async def decisions(office: Office, ids: list[str]) -> Counter[str | None]:
    """How many commands were refused with which code; applied ones count as None."""
    async with office.books() as books:
        rows = await books.commands.page(limit=1000)
    found = [row for row in rows if str(row.id) in ids]
    assert all(row.status is not CommandStatus.PENDING for row in found)
    return Counter(row.code for row in found)


async def test_of_fifty_who_pay_an_invoice_at_once_one_does(office: Office) -> None:
    invoice = await office.offline()
    wanted = [{"number": invoice.number, "minor_units": 3100}]
    commands = []
    for _ in range(RUNNERS):
        async with office.books() as books:
            number = await books.numbers.take(Series.PAYMENT)
        commands.append(await office.command("payment", number, "pay", invoices=wanted))

    await race(RUNNERS, lambda place: office.payments.decide_payment(commands[place]))

    outcome = await decisions(office, [each.command for each in commands])
    assert outcome == {None: 1, "PaymentUnderWay": RUNNERS - 1}
    async with office.books() as books:
        assert len(await books.payments.undecided()) == 1


async def test_of_twenty_who_extend_a_trial_at_once_as_many_do_as_may(office: Office) -> None:
    number = await office.a.subscription(await office.a.plan(trial_days=14), token=None)
    await office.a.preference("trial.max_extensions", 1)
    await office.begin(number)
    office.clock.at += timedelta(days=14)
    for step in (REMIND, END):
        await office.trials.take_trial_step(StepDue(number, step, office.clock.at))
    commands = [await office.command("trial", number, "extend") for _ in range(20)]

    await race(20, lambda place: office.trials.decide_trial(commands[place]))

    outcome = await decisions(office, [each.command for each in commands])
    assert outcome == {None: 1, "TrialNotExpired": 19}
    async with office.books() as books:
        trial = await books.trials.get(number)
    assert (trial.status, trial.extensions_used) == (TrialStatus.RUNNING, 1)


async def test_a_trial_that_is_activated_by_many_while_it_ends_is_charged_once(
    office: Office,
) -> None:
    number = await office.a.subscription(await office.a.plan(trial_days=14))
    await office.begin(number)
    office.clock.at += timedelta(days=14)
    await office.trials.take_trial_step(StepDue(number, REMIND, office.clock.at))
    commands = [await office.command("trial", number, "activate") for _ in range(10)]
    end = StepDue(number, END, office.clock.at)

    async def run(place: int) -> object:
        if place == 10:
            return await office.trials.take_trial_step(end)
        return await office.trials.decide_trial(commands[place])

    await race(11, run)

    async with office.books() as books:
        assert len(await books.payments.undecided()) == 1
        assert (await books.trials.get(number)).status is TrialStatus.CONVERTING
    outcome = await decisions(office, [each.command for each in commands])
    assert outcome["PaymentUnderWay"] >= 9


async def test_an_answer_that_arrives_fifty_times_at_once_is_booked_once(office: Office) -> None:
    number = await office.a.subscription()
    await office.begin(number)
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    answer = await office.answer(payment, ChargeStatus.SUCCEEDED)

    await race(RUNNERS, lambda _: office.payments.record_answer(answer))

    async with office.books() as books:
        row = await books.payments.get(payment)
        [invoice] = await books.invoices.page(subscription=number)
    assert row.status is PaymentStatus.SUCCEEDED
    assert invoice.paid_minor_units == 3100


async def test_of_fifty_who_redeem_a_coupon_at_once_as_many_do_as_may(office: Office) -> None:
    coupon, plan = await office.a.coupon(limit=10), await office.a.plan()
    numbers = [
        await office.a.subscription(plan, token=None, auto_charge=False) for _ in range(RUNNERS)
    ]
    commands = []
    for number in numbers:
        await office.begin(number)
        commands.append(
            await office.command(
                "subscription", number, "change", coupon=coupon, when="end_of_term"
            )
        )

    await race(RUNNERS, lambda place: office.subscriptions.decide_subscription(commands[place]))

    outcome = await decisions(office, [each.command for each in commands])
    assert outcome == {None: 10, "CouponNotUsable": RUNNERS - 10}
    async with office.books() as books:
        assert await books.coupons.redemptions(coupon) == 10


async def test_numbers_have_no_holes_and_no_twins_whoever_changes_their_mind(
    office: Office,
) -> None:
    subscriptions = [
        await office.a.subscription(token=None, auto_charge=False) for _ in range(RUNNERS)
    ]
    gives_up = [place * 7 % 5 < 2 for place in range(RUNNERS)]

    async def finalise(place: int) -> str | None:
        day = office.clock.at.date()
        async with office.books() as books:
            subscription = await books.subscriptions.lock(subscriptions[place])
            draft = await draft_first_term(books, subscription, day, office.clock.at)
            await finalise_invoice(books, draft, issued_on=day, net_days=14, at=office.clock.at)
            if gives_up[place]:
                await books.session.rollback()
                return None
            return draft.number

    numbers = await race(RUNNERS, finalise)

    given = sorted(number for number in numbers if number)
    assert len(given) == gives_up.count(False)
    assert given == [f"INV-{place + 1:06d}" for place in range(len(given))]


async def test_two_payments_that_arrive_at_once_are_never_both_applied(office: Office) -> None:
    invoice = await office.offline()
    numbers = []
    for _ in range(2):
        async with office.books() as books:
            number = await books.numbers.take(Series.PAYMENT)
        wanted = [{"number": invoice.number, "minor_units": 3100}]
        pay = await office.command("payment", number, "pay", invoices=wanted)
        await office.payments.decide_payment(pay)
        await office.payments.record_answer(await office.answer(number, ChargeStatus.CANCELLED))
        numbers.append(number)
    answers = [await office.answer(number, ChargeStatus.SUCCEEDED) for number in numbers]

    await race(2, lambda place: office.payments.record_answer(answers[place]))

    async with office.books() as books:
        payments = [await books.payments.get(number) for number in numbers]
        row = await books.invoices.get(invoice.id)
        [refund] = await books.refunds.page(customer=invoice.customer)
        assert not await books.journal.credits(invoice.customer)
    assert row.paid_minor_units == 3100
    assert sorted(each.excess_minor_units for each in payments) == [0, 3100]
    assert (refund.cause, refund.amount_minor_units) == (RefundCause.DUPLICATE, 3100)
    assert refund.payment == next(each.number for each in payments if each.excess_minor_units)
