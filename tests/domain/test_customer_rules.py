"""What the organisation sets is what binds its customers, and never breaks an invoice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cancellations import CancelMode, CancelReason, CancelRules, CreditUnused
from domain.customer_rules import (
    cancel_rules,
    edit_rules,
    ladder,
    late_fee,
    pause_rules,
    pause_terms,
    proration,
)
from domain.dunning_rules import DunningRule, FinalAction, HardDecline
from domain.edit_rules import DowngradeWhen, EditRules, EditWhen, PlanEditing, TrialBehaviour
from domain.pause_schedules import PauseRules, PauseWhen
from domain.pauses import ResumePolicy
from domain.preferences import Preferences
from domain.previews import PauseTerms
from domain.proration import Proration, ProrationMethod
from domain.reminders import MOST_DAYS, Ladder, LateFee, ReminderKind
from tests.domain.examples import eur

DEFAULT = Preferences()


def test_by_default_downgrades_wait_and_trials_end_with_a_change() -> None:
    assert edit_rules(DEFAULT) == EditRules(
        downgrade_when=DowngradeWhen.END_OF_TERM, trial=TrialBehaviour.END
    )


def test_every_rule_of_changes_is_a_preference() -> None:
    preferences = Preferences.from_stored(
        {
            "edit.plan": "upgrade",
            "edit.allowed_plans": ["pro"],
            "edit.interval_change": False,
            "edit.quantity_min": 2,
            "edit.quantity_max": 9,
            "edit.addons_add": False,
            "edit.addons_remove": False,
            "edit.coupons": False,
            "edit.when": "immediate",
            "edit.downgrade_when": "same",
            "edit.trial_behaviour": "continue",
        }
    )

    assert edit_rules(preferences) == EditRules(
        plan=PlanEditing.UPGRADE,
        allowed_plans=("pro",),
        interval_change=False,
        quantity_min=2,
        quantity_max=9,
        addons_add=False,
        addons_remove=False,
        coupons=False,
        when=EditWhen.IMMEDIATE,
        downgrade_when=DowngradeWhen.SAME,
        trial=TrialBehaviour.CONTINUE,
    )


def test_by_default_pauses_begin_later_give_nothing_back_and_keep_the_boundaries() -> None:
    later = frozenset({PauseWhen.END_OF_TERM, PauseWhen.DATE})

    assert pause_rules(DEFAULT) == PauseRules(when=later, max_days=0, resume=False)
    assert pause_terms(DEFAULT) == PauseTerms(CreditUnused.NONE, ResumePolicy.CONTINUE)


def test_every_rule_of_pauses_is_a_preference() -> None:
    preferences = Preferences.from_stored(
        {
            "pause.when": ["now"],
            "pause.max_days": 90,
            "pause.credit_note": True,
            "pause.resume_policy": "new_period",
            "resume.enabled": True,
        }
    )

    assert pause_rules(preferences) == PauseRules(
        when=frozenset({PauseWhen.NOW}), max_days=90, resume=True
    )
    assert pause_terms(preferences) == PauseTerms(CreditUnused.PRORATE, ResumePolicy.NEW_PERIOD)


def test_by_default_customers_leave_at_the_end_of_the_term_for_one_of_eight_reasons() -> None:
    assert cancel_rules(DEFAULT) == CancelRules(modes=frozenset({CancelMode.END_OF_TERM}))


def test_every_rule_of_cancellations_is_a_preference() -> None:
    preferences = Preferences.from_stored(
        {
            "cancel.modes": ["immediately", "end_of_term"],
            "cancel.reasons": ["other", "unused"],
            "cancel.reason_required": True,
        }
    )

    assert cancel_rules(preferences) == CancelRules(
        modes=frozenset(CancelMode),
        reasons=frozenset({CancelReason.OTHER, CancelReason.UNUSED}),
        reason_required=True,
    )


def test_every_part_of_the_dunning_rule_is_a_preference() -> None:
    preferences = Preferences.from_stored(
        {
            "dunning.retry_days": [2, 5],
            "dunning.final_action": "end_of_term",
            "dunning.hard_decline": "stop",
            "dunning.grace_days": 14,
            "dunning.mails": False,
        }
    )

    assert preferences.dunning_rule == DunningRule(
        (2, 5), FinalAction.END_OF_TERM, HardDecline.STOP, 14, mails=False
    )
    assert DEFAULT.dunning_rule == DunningRule()


def test_parts_of_a_term_are_counted_in_days_unless_seconds_were_chosen() -> None:
    seconds = Preferences.from_stored({"proration.method": "seconds"})

    assert proration(DEFAULT, "Europe/Vienna") == Proration(zone="Europe/Vienna")
    assert proration(seconds, "UTC") == Proration(ProrationMethod.SECONDS, "UTC")


def test_the_default_ladder_only_reminds() -> None:
    assert ladder(DEFAULT) == Ladder(final_action_day=45)
    assert late_fee(DEFAULT) == LateFee()


def test_days_after_the_final_reminder_are_left_out_and_the_action_comes_last() -> None:
    preferences = Preferences.from_stored(
        {
            "reminders.after_days": [7, 14, 40],
            "reminders.final_day": 20,
            "reminders.final_action": "cancel",
            "reminders.final_action_day": 5,
        }
    )

    found = ladder(preferences)

    assert (found.after_days, found.final_action_day) == ((7, 14), 21)
    assert found.rungs[-1].kind is ReminderKind.FINAL_ACTION


def test_a_late_fee_is_made_of_both_preferences() -> None:
    preferences = Preferences.from_stored(
        {"late_fee.basis_points": 150, "late_fee.amounts": ["5.00 EUR", "600 JPY"]}
    )

    assert late_fee(preferences).share == Fraction(3, 200)
    assert eur("5.00") in late_fee(preferences).amounts


@given(
    st.integers(0, MOST_DAYS),
    st.booleans(),
    st.sets(st.integers(1, MOST_DAYS - 1), max_size=8),
    st.integers(0, MOST_DAYS - 1),
    st.integers(1, MOST_DAYS),
)
def test_whatever_was_set_key_by_key_there_is_a_ladder(
    before: int, on_due_day: bool, after: set[int], final: int, action_day: int
) -> None:
    for action in FinalAction:
        preferences = Preferences.from_stored(
            {
                "reminders.before_days": before,
                "reminders.on_due_day": on_due_day,
                "reminders.after_days": sorted(after),
                "reminders.final_day": final,
                "reminders.final_action": action,
                "reminders.final_action_day": action_day,
            }
        )
        days = [rung.days for rung in ladder(preferences).rungs]
        assert days == sorted(days)


@pytest.mark.parametrize("attribute", ["edit_enabled", "pause_enabled", "cancel_enabled"])
def test_whether_customers_may_at_all_is_for_the_policy(attribute: str) -> None:
    assert getattr(DEFAULT, attribute) is False
