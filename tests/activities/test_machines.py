"""Machines: whatever people and time do in whatever order, the real books stay in order."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from activities.contracts import Clock, StepDue
from activities.previews import Question, preview
from domain.commands import ActorKind, CommandStatus
from domain.errors import BillingError, refusal_named
from domain.numbers import Series
from domain.previews import Preview, PreviewKind
from domain.processor import ChargeStatus
from tests.support.database import Databases
from tests.support.life import Life, live

WHEN = st.sampled_from(["immediate", "end_of_term"])
MOST_STEPS = 40


class SubscriptionLife(Life):
    """One subscription, its processes replaced by a clock that takes every step that is due."""

    number = ""

    @initialize(cycles=st.sampled_from([None, None, 2, 4]), trial=st.sampled_from([0, 0, 14]))
    def begin(self, cycles: int | None, trial: int) -> None:
        self.run(self._begin(cycles, trial))

    async def _begin(self, cycles: int | None, trial: int) -> None:
        plan = await self.office.a.plan(billing_cycles=cycles, trial_days=trial)
        self.number = await self.office.a.subscription(plan)
        await self.office.begin(self.number)
        await self._answer(ChargeStatus.SUCCEEDED)

    @rule(
        days=st.integers(0, 45),
        status=st.sampled_from([ChargeStatus.SUCCEEDED, ChargeStatus.FAILED]),
    )
    def time_passes(self, days: int, status: ChargeStatus) -> None:
        """Day by day, with each charge answered as the bank is in the mood for."""
        self.run(self._pass(days, status))

    async def _pass(self, days: int, status: ChargeStatus) -> None:
        for _ in range(days + 1):
            for _ in range(MOST_STEPS):
                if not await self._step():
                    break
            await self._answer(status)
            self.office.clock.at += timedelta(days=1)

    async def _step(self) -> bool:
        """Take the first step that is due; whether there was one."""
        office, now = self.office, self.office.clock.at
        async with office.books() as books:
            runs = [run.invoice for run in await books.dunning.running_for(self.number)]
        clocks: list[
            tuple[Callable[[str], Awaitable[Clock]], Callable[[StepDue], Awaitable[Clock]], str]
        ]
        clocks = [
            (
                office.cancellations.cancellation_clock,
                office.cancellations.take_cancellation_step,
                self.number,
            ),
            (office.pauses.pause_clock, office.pauses.take_pause_step, self.number),
            (office.trials.trial_clock, office.trials.take_trial_step, self.number),
            (
                office.subscriptions.subscription_clock,
                office.subscriptions.take_subscription_step,
                self.number,
            ),
            *(
                (office.dunning.dunning_clock, office.dunning.take_dunning_step, each)
                for each in runs
            ),
        ]
        for read, take, key in clocks:
            clock = await read(key)
            if clock.step and not clock.over and _is_due(clock, now):
                await take(StepDue(key, clock.step, now))
                return True
        return False

    @rule(status=st.sampled_from([ChargeStatus.SUCCEEDED, ChargeStatus.FAILED]))
    def bank_answers(self, status: ChargeStatus) -> None:
        self.run(self._answer(status))

    async def _answer(self, status: ChargeStatus) -> None:
        async with self.office.books() as books:
            waiting = await books.payments.undecided()
        for payment in waiting:
            await self.office.payments.record_answer(await self.office.answer(payment, status))

    @rule(quantity=st.integers(1, 5), when=WHEN)
    def change(self, quantity: int, when: str) -> None:
        self.agree(PreviewKind.CHANGE, "subscription", quantity=quantity, when=when)

    @rule()
    def withdraw(self) -> None:
        self.ask("subscription", "withdraw_change")

    @rule(when=st.sampled_from(["now", "end_of_term"]), days=st.none() | st.integers(1, 60))
    def pause(self, when: str, days: int | None) -> None:
        resume_on = self._day(days) if days else None
        self.agree(PreviewKind.PAUSE, "pause", when=when, resume_on=resume_on)

    @rule()
    def resume(self) -> None:
        self.agree(PreviewKind.RESUME, "pause")

    @rule()
    def delete_schedule(self) -> None:
        self.ask("pause", "delete_schedule")

    @rule(days=st.integers(1, 60))
    def change_schedule(self, days: int) -> None:
        self.ask("pause", "change_schedule", when="end_of_term", resume_on=self._day(days))

    @rule(
        mode=st.sampled_from(["immediately", "end_of_term"]),
        credit=st.sampled_from(["none", "prorate"]),
        open_invoices=st.sampled_from(["leave", "write_off"]),
    )
    def cancel(self, mode: str, credit: str, open_invoices: str) -> None:
        self.ask("cancellation", "cancel", mode=mode, credit=credit, open_invoices=open_invoices)

    @rule()
    def keep(self) -> None:
        self.ask("cancellation", "remove")

    @rule(quantity=st.integers(1, 5))
    def reactivate(self, quantity: int) -> None:
        self.agree(PreviewKind.REACTIVATE, "subscription", quantity=quantity)

    @rule(on=st.booleans())
    def auto_charge(self, on: bool) -> None:
        self.ask("subscription", "auto_charge", on=on)

    @rule()
    def pay_what_is_open(self) -> None:
        self.run(self._pay())

    async def _pay(self) -> None:
        async with self.office.books() as books:
            owed = await books.invoices.outstanding_of(self.number)
            payment = await books.numbers.take(Series.PAYMENT)
        if owed:
            wanted = [{"number": owed[0].number, "minor_units": owed[0].outstanding_minor_units}]
            await self.office.asked("payment", payment, "pay", invoices=wanted)

    def agree(self, kind: PreviewKind, process: str, **payload: object) -> None:
        """Look at what it would come to, and say yes to exactly that; then it is exactly that."""
        self.run(self._agree(kind, process, payload))

    async def _agree(self, kind: PreviewKind, process: str, payload: Mapping[str, object]) -> None:
        office, at = self.office, self.office.clock.at
        before = await self._papers()
        seen = await self._seen(kind, payload)
        if isinstance(seen, BillingError):
            row = await office.asked(process, self.number, kind, by=ActorKind.STAFF, **payload)
            assert row.code in {type(seen).__name__, "PaymentUnderWay", "ChangeUnderWay"}
            return
        agreed = {**payload, "fingerprint": seen.fingerprint, "previewed_at": at.isoformat()}
        row = await office.asked(process, self.number, kind, by=ActorKind.STAFF, **agreed)
        if row.status is CommandStatus.APPLIED and seen.on <= at.date():
            await self._answer(ChargeStatus.SUCCEEDED)
            assert await self._papers() == before + _papers_of(seen)

    async def _seen(
        self, kind: PreviewKind, payload: Mapping[str, object]
    ) -> Preview | BillingError:
        question = Question(payload, by_customer=False, at=self.office.clock.at)
        try:
            async with self.office.books() as books:
                subscription = await books.subscriptions.get(self.number)
                return await preview(books, subscription, kind, question)
        except BillingError as why:
            return why

    async def _papers(self) -> Counter[tuple[str, int]]:
        """The totals of every invoice and credit note there is."""
        async with self.office.books() as books:
            invoices = await books.invoices.page(subscription=self.number, limit=1000)
            notes = await books.credit_notes.of_subscription(self.number)
        return Counter(
            [("invoice", each.total_minor_units) for each in invoices]
            + [("credit note", each.total_minor_units) for each in notes]
        )

    def ask(self, process: str, signal: str, **payload: object) -> None:
        """Applied, or refused with a reason that has a name."""
        row = self.run(
            self.office.asked(process, self.number, signal, by=ActorKind.STAFF, **payload)
        )
        assert row.status is not CommandStatus.PENDING
        if row.status is CommandStatus.REFUSED:
            assert refusal_named(row.code or ""), row.code

    def _day(self, days: int) -> str:
        return (self.office.clock.at + timedelta(days=days)).date().isoformat()


def _papers_of(seen: Preview) -> Counter[tuple[str, int]]:
    """The invoice and the credit note that a preview shows."""
    papers = Counter[tuple[str, int]]()
    if seen.invoice:
        papers["invoice", seen.total.minor_units] += 1
    if seen.credit:
        papers["credit note", seen.credit.total.minor_units] += 1
    return papers


def _is_due(clock: Clock, now: datetime) -> bool:
    return clock.at is None or clock.at <= now


@pytest.mark.timeout(1800)
def test_whatever_happens_to_a_subscription_the_books_stay_in_order(databases: Databases) -> None:
    live(SubscriptionLife, databases, lives=10, steps=16)
