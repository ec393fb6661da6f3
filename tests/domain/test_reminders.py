"""Reminders climb their ladder, one at a time, and a final action never comes unannounced."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.articles import Article, ArticleKind, amounts_of
from domain.dunning import DUNNING_LIFECYCLE, DunningStatus
from domain.dunning_rules import FinalAction
from domain.reminders import (
    MAILED,
    Ladder,
    LateFee,
    NotALadder,
    ReminderKind,
    ReminderRun,
    ReminderStep,
    after_reminders,
    late_fee,
    late_fee_items,
    next_reminder,
    reminders_from,
)
from tests.domain.examples import day, eur, utc

K = ReminderKind
STRICT = Ladder(late_fee_day=10, final_action=FinalAction.UNPAID)
RUN = ReminderRun(day("2026-03-20"), STRICT, "Europe/Vienna")


def story(run: ReminderRun) -> list[tuple[str, ReminderKind]]:
    """Every step at its time, if nothing comes in between."""
    steps = []
    while step := next_reminder(run):
        reminded = after_reminders(run, step.at)
        steps += [(step.at.date().isoformat(), kind) for kind in reminded.taken]
        run = reminded.run
    return steps


def test_an_open_invoice_is_reminded_of_in_steps() -> None:
    assert story(RUN) == [
        ("2026-03-17", K.BEFORE_DUE),
        ("2026-03-20", K.DUE),
        ("2026-03-27", K.AFTER_DUE),
        ("2026-03-30", K.LATE_FEE),
        ("2026-04-03", K.AFTER_DUE),
        ("2026-04-19", K.FINAL),
        ("2026-05-04", K.FINAL_ACTION),
    ]


def test_the_hour_is_local_whatever_the_clocks_do() -> None:
    before, after = utc("2026-03-27 05:00"), utc("2026-04-03 04:00")

    assert [RUN.at(rung) for rung in STRICT.rungs if rung.kind is K.AFTER_DUE] == [before, after]


def test_a_ladder_may_have_few_steps() -> None:
    bare = Ladder(before_days=0, on_due_day=False, after_days=(5,), final_day=0)

    assert story(replace(RUN, ladder=bare)) == [("2026-03-25", K.AFTER_DUE)]
    silent = replace(bare, after_days=())
    assert next_reminder(replace(RUN, ladder=silent)) is None


def test_by_default_nothing_but_reminders_follows() -> None:
    assert {rung.kind for rung in Ladder().rungs} == MAILED


def test_of_an_invoice_that_is_issued_late_only_what_is_to_come_is_told() -> None:
    due_at_once = reminders_from(RUN, utc("2026-03-20 09:00"))

    step = next_reminder(due_at_once)

    assert step == ReminderStep(K.AFTER_DUE, utc("2026-03-27 05:00"))


def test_after_an_outage_one_reminder_goes_out_and_not_three() -> None:
    reminded = after_reminders(RUN, utc("2026-04-05 12:00"))

    assert reminded.taken == (K.LATE_FEE, K.AFTER_DUE)
    assert next_reminder(reminded.run) == ReminderStep(K.FINAL, utc("2026-04-19 04:00"))


def test_who_is_reminded_late_has_as_many_days_more_before_the_final_action() -> None:
    back = utc("2026-06-01 12:00")

    reminded = after_reminders(RUN, back)

    assert reminded.taken == (K.LATE_FEE, K.FINAL)
    assert next_reminder(reminded.run) == ReminderStep(K.FINAL_ACTION, utc("2026-06-16 04:00"))


def test_a_late_fee_after_the_final_action_is_not_lost() -> None:
    late = replace(RUN, ladder=replace(STRICT, late_fee_day=60))

    reminded = after_reminders(late, utc("2026-08-01 12:00"))
    again = after_reminders(reminded.run, utc("2026-09-30 12:00"))

    assert (reminded.taken, again.taken) == ((K.FINAL,), (K.FINAL_ACTION, K.LATE_FEE))


def test_the_final_action_ends_the_run() -> None:
    run = after_reminders(RUN, utc("2026-04-19 04:00")).run

    reminded = after_reminders(run, utc("2026-05-04 04:00"))

    assert reminded.taken == (K.FINAL_ACTION,)
    assert reminded.run.status is DunningStatus.EXHAUSTED
    assert reminded.run.is_over


@pytest.mark.parametrize("status", sorted(set(DunningStatus) - {DunningStatus.RUNNING}))
def test_a_run_that_is_held_or_over_reminds_of_nothing(status: DunningStatus) -> None:
    quiet = replace(RUN, status=status)

    assert next_reminder(quiet) is None
    assert after_reminders(quiet, utc("2027-01-01 00:00")).taken == ()
    assert quiet.is_over is DUNNING_LIFECYCLE.is_final(status)


def test_before_anything_is_due_nothing_is_done() -> None:
    assert after_reminders(RUN, utc("2026-03-17 04:59")).taken == ()


ladders = st.builds(
    lambda before, due, after, fee, action: Ladder(
        before_days=before,
        on_due_day=due,
        after_days=tuple(sorted(after)),
        late_fee_day=fee,
        final_action=action,
    ),
    st.integers(0, 20),
    st.booleans(),
    st.sets(st.integers(1, 29), max_size=5),
    st.integers(0, 60),
    st.sampled_from(FinalAction),
)


@given(ladders, st.lists(st.integers(0, 30 * 24), max_size=40))
def test_whenever_it_wakes_one_mail_goes_out_and_each_step_is_done_once(
    ladder: Ladder, waits: list[int]
) -> None:
    run, now = replace(RUN, ladder=ladder), utc("2026-03-01 00:00")
    told: dict[ReminderKind, datetime] = {}
    for hours in waits:
        now += timedelta(hours=hours)
        reminded = after_reminders(run, now)
        assert sum(kind in MAILED for kind in reminded.taken) <= 1
        for kind in reminded.taken:
            assert kind is K.AFTER_DUE or kind not in told
            told[kind] = now
        run = reminded.run
    if K.FINAL_ACTION in told:
        assert told[K.FINAL_ACTION] - told[K.FINAL] >= timedelta(days=14)


@pytest.mark.parametrize(
    "wrong",
    [
        {"after_days": (0,)},
        {"after_days": (7, 7)},
        {"after_days": (14, 7)},
        {"after_days": (30,)},
        {"after_days": (7, 366), "final_day": 0},
        {"final_day": 366},
        {"late_fee_day": 366},
        {"before_days": 366},
        {"final_action": FinalAction.CANCEL, "final_action_day": 30},
        {"final_action": FinalAction.CANCEL, "final_action_day": 366},
    ],
)
def test_what_is_no_ladder_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(NotALadder):
        Ladder(**wrong)  # type: ignore[arg-type]  # fields of a ladder


def test_without_a_final_action_its_day_does_not_matter() -> None:
    assert Ladder(final_action_day=1).rungs == Ladder().rungs


def test_a_late_fee_is_a_share_or_an_amount_in_the_currency_of_the_invoice() -> None:
    fee = LateFee(Fraction(1, 100), (eur("5.00"),))

    assert late_fee(fee, eur("120.00")) == eur("6.20")
    assert late_fee(LateFee(amounts=(eur("5.00"),)), eur("120.00")) == eur("5.00")
    assert late_fee(LateFee(Fraction(1, 200)), eur("33.00")) == eur("0.17")


def test_a_late_fee_has_an_invoice_of_its_own() -> None:
    (item,) = late_fee_items(LateFee(amounts=(eur("5.00"),)), eur("120.00"), "INV-000007")

    assert item.article == Article(ArticleKind.LATE_FEE, "INV-000007")
    assert amounts_of([item]).total == eur("5.00")


def test_where_nothing_is_owed_or_charged_there_is_no_late_fee() -> None:
    assert late_fee_items(LateFee(), eur("120.00"), "INV-000007") == ()
    assert late_fee_items(LateFee(amounts=(eur("5.00"),)), eur("0.00"), "INV-000007") == ()
