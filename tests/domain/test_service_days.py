"""Whatever is done to a subscription, each day of service is billed once and no other day is."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.articles import PricedItem
from domain.cancellations import CreditUnused
from domain.changes import Change, ChangeWhen
from domain.contents import Contents, term_items
from domain.money import Money
from domain.pause_schedules import PauseSchedule
from domain.pauses import (
    Pause,
    PauseEvent,
    PauseStatus,
    ResumePolicy,
    check_resumable,
    next_step,
)
from domain.periods import Interval, Period
from domain.previews import (
    PauseTerms,
    Preview,
    Reactivation,
    Renewal,
    activation_preview,
    cancellation_preview,
    change_preview,
    pause_preview,
    reactivation_preview,
    renewal_preview,
    resume_preview,
)
from domain.proration import Moment, Proration
from domain.reactivations import ReactivationKind
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent, SubscriptionStatus
from tests.domain.examples import MONTHLY, eur, utc
from tests.domain.sold import (
    DAILY,
    QUARTERLY,
    WEEKLY,
    YEARLY,
    charged,
    contents,
    priced,
)
from tests.domain.standing import waiting

S, E = SubscriptionStatus, SubscriptionEvent
intervals = st.sampled_from([MONTHLY, WEEKLY, QUARTERLY, YEARLY, DAILY])
credits = st.sampled_from(CreditUnused)
policies = st.sampled_from(ResumePolicy)


def sold(interval: Interval, units: int, cycles: int | None = None) -> Contents:
    code = f"{interval.unit}-{interval.count}"
    plan = replace(priced("30.00", code=code), interval=interval, billing_cycles=cycles)
    return contents(plan, units)


class Subscription(RuleBasedStateMachine):
    """A subscription day by day, written down only from what the previews say."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2024, 1, 31)
        self.stands = waiting()
        self.billed: list[Period] = []
        self.served: dict[date, bool] = {}
        self.kept: set[date] = set()
        self.pause: Pause | None = None
        self.pays = PauseTerms()
        self.pending: Change | None = None

    @property
    def here(self) -> Moment:
        return Moment(utc(f"{self.today} 09:00"), Proration())

    def advance(self, event: SubscriptionEvent) -> None:
        status = SUBSCRIPTION_LIFECYCLE.advance(self.stands.status, event)
        self.stands = replace(self.stands, status=status)

    def take(self, preview: Preview) -> None:
        """Write down what the preview says, as the books would."""
        assert preview.due_now >= eur("0")
        if preview.cut_on:
            self.billed = [cut for each in self.billed if (cut := until(each, preview.cut_on))]
        if preview.billed:
            self.billed.append(preview.billed)
        given_back = {line.line for line in preview.credit.lines} if preview.credit else set()
        items = [line.item for line in preview.invoice.lines] if preview.invoice else []
        self.stands = replace(
            self.stands,
            contents=preview.contents,
            running=preview.running or self.stands.running,
            terms_begun=preview.terms_begun,
            cycles=preview.cycles,
            charged=(
                *(line for line in self.stands.charged if line not in given_back),
                *(charged(item) for item in items if isinstance(item, PricedItem) and item.period),
            ),
        )

    @initialize(interval=intervals, units=st.integers(1, 3), cycles=st.none() | st.integers(1, 6))
    def begin(self, interval: Interval, units: int, cycles: int | None) -> None:
        self.stands = waiting(sold(interval, units, cycles))
        self.take(activation_preview(self.stands, self.here))
        self.advance(E.ACTIVATE)

    @rule(days=st.sampled_from([1, 1, 3, 10, 28, 40, 100]))
    def wait(self, days: int) -> None:
        for _ in range(days):
            self.served[self.today] = self.stands.status in {S.LIVE, S.NON_RENEWING}
            if self.stands.status is S.PAUSED and not self.was_credited():
                self.kept.add(self.today)
            self.today += timedelta(days=1)
            self.resume_if_due()
            self.turn_if_due()

    def was_credited(self) -> bool:
        return self.pays.credit is CreditUnused.PRORATE

    def turn_if_due(self) -> None:
        """At the boundary: the end of the cancelled, the end of the cycles, or the next term."""
        if self.today < self.stands.term.period.end:
            return
        if self.stands.status is S.NON_RENEWING:
            self.advance(E.END_TERM)
        elif self.stands.status is S.LIVE and self.stands.ends_on:
            self.advance(E.EXPIRE)
        elif self.stands.status is S.LIVE:
            self.take(renewal_preview(self.stands, self.pending))
            self.pending = None

    @precondition(lambda self: self.stands.status is S.LIVE)
    @rule(interval=intervals, units=st.integers(1, 9))
    def change_at_the_end(self, interval: Interval, units: int) -> None:
        self.pending = Change(sold(interval, units), ChangeWhen.END_OF_TERM)
        announced = change_preview(self.stands, self.pending, self.here)
        if announced.renewal:
            renewed = renewal_preview(self.stands, self.pending)
            assert announced.renewal == Renewal(renewed.on, renewed.total)

    @precondition(lambda self: self.stands.status is S.LIVE)
    @rule(credit=credits, policy=policies, days=st.none() | st.integers(1, 120))
    def rest(self, credit: CreditUnused, policy: ResumePolicy, days: int | None) -> None:
        schedule = PauseSchedule(self.today, self.today + timedelta(days=days) if days else None)
        self.pays = PauseTerms(credit, policy)
        self.take(pause_preview(self.stands, schedule, self.pays, self.here))
        self.pending = None
        self.advance(E.PAUSE)
        self.pause = Pause(PauseStatus.RUNNING, schedule)

    def resume_if_due(self) -> None:
        step = next_step(self.pause) if self.pause and self.stands.status is S.PAUSED else None
        if step and step.event is PauseEvent.RESUME and step.at <= self.here.at:
            self.go_on(self.pays.resume)

    @precondition(lambda self: self.stands.status is S.PAUSED)
    @rule(policy=policies)
    def go_on(self, policy: ResumePolicy) -> None:
        ends_on = self.stands.ends_on
        if ends_on and self.today >= ends_on:
            self.advance(E.EXPIRE)
            return
        check_resumable(self.stands.status, on=self.today, ends_on=ends_on)
        self.take(resume_preview(self.stands, policy, self.here))
        self.advance(E.RESUME)

    @precondition(lambda self: self.stands.status is S.LIVE)
    @rule(interval=intervals, units=st.integers(1, 9))
    def change(self, interval: Interval, units: int) -> None:
        wished = Change(sold(interval, units), ChangeWhen.IMMEDIATE)
        self.take(change_preview(self.stands, wished, self.here))

    @precondition(lambda self: self.stands.status is S.LIVE)
    @rule()
    def leave_at_the_end(self) -> None:
        self.advance(E.SCHEDULE_CANCELLATION)

    @precondition(lambda self: self.stands.status is S.NON_RENEWING)
    @rule()
    def stay(self) -> None:
        self.advance(E.REMOVE_CANCELLATION)

    @precondition(lambda self: self.stands.status in {S.LIVE, S.PAUSED, S.NON_RENEWING})
    @rule(credit=credits)
    def leave(self, credit: CreditUnused) -> None:
        self.take(cancellation_preview(self.stands, credit, self.here))
        self.pending = None
        self.advance(E.CANCEL)

    @precondition(lambda self: self.stands.status in {S.CANCELLED, S.EXPIRED})
    @rule(interval=intervals, cycles=st.none() | st.integers(1, 4))
    def come_back(self, interval: Interval, cycles: int | None) -> None:
        again = Reactivation(ReactivationKind.NEW_TERM, sold(interval, 1), cycles)
        self.stands = replace(self.stands, charged=())
        self.take(reactivation_preview(self.stands, again, self.here))
        self.advance(E.REACTIVATE)

    @invariant()
    def no_day_is_billed_twice(self) -> None:
        for one, following in pairwise(sorted(self.billed, key=lambda each: each.start)):
            assert one.end <= following.start

    @invariant()
    def every_day_of_service_is_billed_and_no_other(self) -> None:
        billed = {
            each.start + timedelta(days=number)
            for each in self.billed
            for number in range(each.days)
        }
        for day, was_served in self.served.items():
            assert was_served <= (day in billed), f"{day} was served and never billed"
            assert (day in billed) <= (was_served or day in self.kept), f"{day} was not served"

    @invariant()
    def what_is_live_is_billed_to_its_boundary(self) -> None:
        if self.stands.status in {S.LIVE, S.NON_RENEWING}:
            assert max(each.end for each in self.billed) == self.stands.term.period.end
            assert self.today < self.stands.term.period.end

    @invariant()
    def its_lines_never_give_back_more_than_a_term_costs(self) -> None:
        preview = cancellation_preview(self.stands, CreditUnused.PRORATE, self.here)
        if preview.credit and self.stands.status in {S.LIVE, S.NON_RENEWING}:
            term = term_items(self.stands.contents, self.stands.term.period)
            whole = sum((item.amount for item in term), Money.zero("EUR"))
            assert preview.credit.total <= whole + eur("0.01") * len(term)


def until(period: Period, day: date) -> Period | None:
    """The days of the period before a day."""
    if day <= period.start:
        return None
    return Period(period.start, min(day, period.end))


Subscription.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
test_service_days = Subscription.TestCase
