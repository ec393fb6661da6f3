"""Customer rules: what the preferences come to for customers and their invoices.

Staff are bound by the defaults of the same rules: `EditRules()`, `PauseRules()`, `CancelRules()`.
"""

from fractions import Fraction

from domain.allocations import AmountRules
from domain.cancellations import CancelRules, CreditUnused
from domain.edit_rules import EditRules
from domain.pause_schedules import PauseRules
from domain.preferences import Preferences
from domain.previews import PauseTerms
from domain.proration import Proration
from domain.reminders import Ladder, LateFee


def amount_rules(preferences: Preferences) -> AmountRules:
    """How much of what they owe customers may pay."""
    return AmountRules(
        partial=preferences.payments_partial,
        over=preferences.payments_overpay,
        least=preferences.payments_partial_min,
    )


def edit_rules(preferences: Preferences, *, by_customer: bool = True) -> EditRules:
    """What of a subscription customers may change, and when it takes effect."""
    if not by_customer:
        return EditRules()
    return EditRules(
        plan=preferences.edit_plan,
        allowed_plans=preferences.edit_allowed_plans,
        interval_change=preferences.edit_interval_change,
        quantity_min=preferences.edit_quantity_min,
        quantity_max=preferences.edit_quantity_max,
        addons_add=preferences.edit_addons_add,
        addons_remove=preferences.edit_addons_remove,
        coupons=preferences.edit_coupons,
        when=preferences.edit_when,
        downgrade_when=preferences.edit_downgrade_when,
        trial=preferences.edit_trial_behaviour,
    )


def pause_rules(preferences: Preferences, *, by_customer: bool = True) -> PauseRules:
    """Which pauses customers may schedule."""
    if not by_customer:
        return PauseRules()
    return PauseRules(
        when=frozenset(preferences.pause_when),
        max_days=preferences.pause_max_days,
        resume=preferences.resume_enabled,
    )


def pause_terms(preferences: Preferences) -> PauseTerms:
    """What a pause gives back, and how billing goes on after it."""
    credit = CreditUnused.PRORATE if preferences.pause_credit_note else CreditUnused.NONE
    return PauseTerms(credit, preferences.pause_resume_policy)


def cancel_rules(preferences: Preferences, *, by_customer: bool = True) -> CancelRules:
    """How customers may cancel."""
    if not by_customer:
        return CancelRules()
    return CancelRules(
        modes=frozenset(preferences.cancel_modes),
        reasons=frozenset(preferences.cancel_reasons),
        reason_required=preferences.cancel_reason_required,
    )


def proration(preferences: Preferences, zone: str) -> Proration:
    """How parts of a term are counted in a billing zone."""
    return Proration(preferences.proration_method, zone)


def ladder(preferences: Preferences) -> Ladder:
    """The reminders of an invoice that nobody charges automatically.

    Each preference was set by itself: days after the final reminder are left out, and the final
    action comes after everything else.
    """
    final_day = preferences.reminders_final_day
    days = [day for day in preferences.reminders_after_days if not final_day or day < final_day]
    last = max([0, *days, final_day])
    return Ladder(
        before_days=preferences.reminders_before_days,
        on_due_day=preferences.reminders_on_due_day,
        after_days=tuple(days),
        final_day=final_day,
        late_fee_day=preferences.late_fee_after_days,
        final_action=preferences.reminders_final_action,
        final_action_day=max(preferences.reminders_final_action_day, last + 1),
    )


def late_fee(preferences: Preferences) -> LateFee:
    """What paying late costs."""
    share = Fraction(preferences.late_fee_basis_points, 10_000)
    return LateFee(share, preferences.late_fee_amounts)
