"""What rests is not charged, and what was charged for it is given back by preference."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cancellations import CreditUnused
from domain.contents import Contents
from domain.pauses import ResumePolicy
from domain.periods import Interval, Period
from domain.previews import (
    PauseTerms,
    Renewal,
    cancellation_preview,
    pause_preview,
    resume_preview,
)
from domain.subscriptions import SubscriptionStatus
from tests.domain.examples import MONTHLY, day, eur, plan
from tests.domain.sold import (
    DAILY,
    QUARTERLY,
    VAT,
    WEEKLY,
    YEARLY,
    contents,
    moment,
    priced,
)
from tests.domain.standing import live, paused, schedule, waiting

S = SubscriptionStatus
PRORATE, NONE = CreditUnused.PRORATE, CreditUnused.NONE
CONTINUE, NEW_PERIOD = ResumePolicy.CONTINUE, ResumePolicy.NEW_PERIOD
CREDITED = PauseTerms(PRORATE)

# The subscription of the vectors of pauses: monthly, anchored on the 31st, 31.00.
JANUARY = live(anchor="2026-01-31")
ANNUAL = live(contents(replace(priced("365.00"), interval=YEARLY)), anchor="2012-03-02")


def test_tv_27_cancelled_after_seven_days_of_february_three_quarters_come_back() -> None:
    february = live(contents(priced("28.00")), anchor="2026-02-01")

    preview = cancellation_preview(february, PRORATE, moment("2026-02-08"))

    assert (preview.due_now, preview.credit_left) == (eur("0.00"), eur("21.00"))
    assert (preview.running, preview.renewal, preview.invoice) == (None, None, None)
    assert preview.cut_on == day("2026-02-08")


def test_cancelled_without_credit_nothing_comes_back() -> None:
    preview = cancellation_preview(JANUARY, NONE, moment("2026-02-10"))

    assert (preview.credit, preview.credit_left) == (None, eur("0.00"))
    assert preview.cut_on == day("2026-02-10")


def test_tv_69_cancelled_on_the_first_day_of_what_was_free_nothing_is_written() -> None:
    free = live(contents(priced("0.00")), anchor="2026-02-01")

    preview = cancellation_preview(free, PRORATE, moment("2026-02-01"))

    assert (preview.credit, preview.invoice) == (None, None)


def test_a_trial_is_cancelled_for_nothing() -> None:
    preview = cancellation_preview(waiting(), PRORATE, moment("2026-02-01"))

    assert (preview.credit, preview.invoice, preview.cut_on) == (None, None, None)


def test_tv_43_a_pause_gives_back_the_rest_of_the_period() -> None:
    preview = pause_preview(JANUARY, schedule("2026-02-10"), CREDITED, moment("2026-02-10"))

    assert preview.credit_left == eur("19.93")
    assert preview.cut_on == day("2026-02-10")
    assert preview.running is not None
    assert preview.running.billed_until == day("2026-02-10")
    assert preview.renewal is None


def test_a_pause_without_credit_keeps_the_days_that_were_billed() -> None:
    preview = pause_preview(JANUARY, schedule("2026-02-10"), PauseTerms(), moment("2026-02-10"))

    assert (preview.credit, preview.cut_on, preview.running) == (None, None, JANUARY.running)


def test_a_pause_at_the_end_of_the_term_gives_nothing_back() -> None:
    preview = pause_preview(JANUARY, schedule("2026-02-28"), CREDITED, moment("2026-02-10"))

    assert (preview.credit, preview.on, preview.renewal) == (None, day("2026-02-28"), None)


def test_a_pause_on_a_date_says_what_it_will_give_back_then() -> None:
    preview = pause_preview(JANUARY, schedule("2026-02-14"), CREDITED, moment("2026-02-03"))

    assert preview.credit_left == eur("15.50")
    assert preview.on == day("2026-02-14")


def test_a_pause_after_the_next_renewal_does_not_stop_it() -> None:
    preview = pause_preview(JANUARY, schedule("2026-03-10"), CREDITED, moment("2026-02-03"))

    assert preview.credit is None
    assert preview.renewal == Renewal(day("2026-02-28"), eur("31.00"))


@pytest.mark.parametrize(
    ("resume_on", "terms", "renewal"),
    [
        pytest.param("2026-03-10", CREDITED, ("2026-03-10", "21.00"), id="rest of the next term"),
        pytest.param("2026-02-20", CREDITED, ("2026-02-20", "8.86"), id="rest of this term"),
        pytest.param("2026-02-20", PauseTerms(), ("2026-02-28", "31.00"), id="paid for already"),
        pytest.param("2026-02-28", PauseTerms(), ("2026-02-28", "31.00"), id="on the boundary"),
        pytest.param(
            "2026-03-10", PauseTerms(PRORATE, NEW_PERIOD), ("2026-03-10", "31.00"), id="new period"
        ),
    ],
)
def test_a_pause_says_what_its_resume_date_brings(
    resume_on: str, terms: PauseTerms, renewal: tuple[str, str]
) -> None:
    preview = pause_preview(JANUARY, schedule("2026-02-10", resume_on), terms, moment("2026-02-10"))

    assert preview.renewal == Renewal(day(renewal[0]), eur(renewal[1]))


def test_a_pause_beyond_the_last_term_brings_nothing_more() -> None:
    last = replace(JANUARY, cycles=1)

    preview = pause_preview(
        last, schedule("2026-02-10", "2026-03-10"), CREDITED, moment("2026-02-10")
    )

    assert preview.renewal is None


def test_tv_44_resumed_with_a_new_period_the_credit_is_used() -> None:
    resting = paused(JANUARY, "2026-02-10", credited=True, balance=eur("19.93"))

    preview = resume_preview(resting, NEW_PERIOD, moment("2026-03-10"))

    assert preview.billed == Period(day("2026-03-10"), day("2026-04-10"))
    assert preview.running is not None
    assert preview.running.terms.anchor == day("2026-03-10")
    assert (preview.total, preview.balance_used) == (eur("31.00"), eur("19.93"))
    assert preview.due_now == eur("11.07")
    assert preview.terms_begun == 2


def test_resumed_on_the_old_boundaries_the_rest_to_the_next_one_is_charged() -> None:
    resting = paused(JANUARY, "2026-02-10", credited=True)

    preview = resume_preview(resting, CONTINUE, moment("2026-03-10"))

    assert preview.billed == Period(day("2026-03-10"), day("2026-03-31"))
    assert preview.due_now == eur("21.00")
    assert preview.renewal == Renewal(day("2026-03-31"), eur("31.00"))
    assert preview.terms_begun == 2


def test_resumed_while_its_days_are_paid_for_nothing_is_charged() -> None:
    resting = paused(JANUARY, "2026-02-10", credited=False)

    preview = resume_preview(resting, CONTINUE, moment("2026-02-20"))

    assert (preview.invoice, preview.billed, preview.due_now) == (None, None, eur("0.00"))
    assert preview.renewal == Renewal(day("2026-02-28"), eur("31.00"))
    assert preview.terms_begun == 1


def test_resumed_in_the_same_term_after_a_credit_its_rest_is_charged_again() -> None:
    resting = paused(JANUARY, "2026-02-10", credited=True)

    preview = resume_preview(resting, CONTINUE, moment("2026-02-20"))

    assert preview.billed == Period(day("2026-02-20"), day("2026-02-28"))
    assert (preview.due_now, preview.terms_begun) == (eur("8.86"), 1)


def test_a_new_period_gives_back_the_days_that_were_billed_already() -> None:
    resting = paused(JANUARY, "2026-02-10", credited=False)

    preview = resume_preview(resting, NEW_PERIOD, moment("2026-02-14"))

    assert (preview.total, preview.credit_used) == (eur("31.00"), eur("15.50"))
    assert preview.cut_on == day("2026-02-14")


def test_the_last_term_of_a_fixed_number_does_not_become_longer_by_a_pause() -> None:
    resting = paused(replace(JANUARY, cycles=1), "2026-02-10", credited=True)

    preview = resume_preview(resting, NEW_PERIOD, moment("2026-02-20"))

    assert preview.billed == Period(day("2026-02-20"), day("2026-02-28"))
    assert (preview.terms_begun, preview.renewal) == (1, None)


def test_tv_46_a_year_that_was_paused_is_charged_to_its_own_end_and_not_for_a_month() -> None:
    resting = paused(ANNUAL, "2012-03-11", credited=True)

    preview = resume_preview(resting, CONTINUE, moment("2012-04-12"))

    assert preview.billed == Period(day("2012-04-12"), day("2013-03-02"))
    assert preview.due_now == eur("324.00")
    assert preview.renewal == Renewal(day("2013-03-02"), eur("365.00"))


def test_tv_52_months_that_were_rested_are_never_charged() -> None:
    resting = paused(JANUARY, "2026-02-28", credited=False)

    preview = resume_preview(resting, CONTINUE, moment("2026-07-31"))

    assert preview.billed == Period(day("2026-07-31"), day("2026-08-31"))
    assert (preview.due_now, preview.terms_begun) == (eur("31.00"), 2)


def test_resuming_never_charges_the_setup_fee() -> None:
    resting = replace(paused(JANUARY, "2026-02-10", credited=True), setup_fee_due=True)
    resting = replace(resting, contents=contents(plan(setup_fee="49.00")))

    assert resume_preview(resting, NEW_PERIOD, moment("2026-03-10")).due_now == eur("31.00")


def test_a_free_plan_is_served_without_an_invoice_for_its_rest() -> None:
    free = paused(live(contents(priced("0.00")), anchor="2026-01-31"), "2026-02-10", credited=True)

    preview = resume_preview(free, CONTINUE, moment("2026-03-10"))

    assert preview.invoice is None
    assert preview.billed == Period(day("2026-03-10"), day("2026-03-31"))


intervals = st.sampled_from([DAILY, WEEKLY, MONTHLY, QUARTERLY, YEARLY])


def sold(price: str, interval: Interval) -> Contents:
    return contents(replace(priced(price, tax=VAT), interval=interval))


@given(intervals, st.integers(0, 800), st.integers(1, 800), st.booleans())
def test_a_resumed_subscription_is_billed_from_its_day_to_a_boundary(
    interval: Interval, used: int, rested: int, credited: bool
) -> None:
    running = live(sold("1000.00", interval), anchor="2024-01-31")
    term = running.term.period
    paused_on = term.start + timedelta(days=used % term.days)
    resumed_on = paused_on + timedelta(days=rested)
    resting = paused(running, paused_on.isoformat(), credited=credited)

    preview = resume_preview(resting, CONTINUE, moment(resumed_on.isoformat()))

    paid_for = not credited and resumed_on < term.end
    assert (preview.billed is None) == paid_for
    assert preview.running is not None
    assert preview.running.period.start <= resumed_on < preview.running.period.end
    if preview.billed:
        assert preview.billed == Period(resumed_on, preview.running.period.end)
        assert preview.total <= eur("1200.00")


@given(intervals, st.integers(0, 400), st.integers(0, 400))
def test_what_is_given_back_and_charged_again_is_never_more_than_the_term(
    interval: Interval, used: int, rested: int
) -> None:
    running = live(sold("1000.00", interval), anchor="2024-01-31")
    term = running.term.period
    paused_on = term.start + timedelta(days=used % term.days)
    resumed_on = min(paused_on + timedelta(days=rested), term.end - timedelta(days=1))
    given_back = pause_preview(
        running, schedule(paused_on.isoformat()), CREDITED, moment(paused_on.isoformat())
    )
    again = resume_preview(
        paused(running, paused_on.isoformat(), credited=True),
        CONTINUE,
        moment(resumed_on.isoformat()),
    )

    assert again.total <= given_back.credit_left
    assert (resumed_on > paused_on) or again.total == given_back.credit_left
