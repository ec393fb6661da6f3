"""Preferences have safe defaults and take nothing that they do not understand."""

import json

import pytest

from domain.cancellations import CancelMode, CancelReason
from domain.dunning import DunningRule, FinalAction
from domain.money import Money
from domain.pause_schedules import PauseWhen
from domain.preference_forms import stored_form, typed, written
from domain.preferences import (
    BadPreference,
    PreferenceKey,
    Preferences,
    PreferenceType,
    UnknownPreference,
)
from domain.trials import WithoutMethod

LONGEST_BANNER = {"portal.banner_message": "x" * 1000}
EVERY_KEY = Preferences.keys()
DEFAULTS = {
    "portal.banner_message": "",
    "portal.self_signup": False,
    "login.session_hours": 12,
    "invite.valid_days": 7,
    "view.subscriptions": True,
    "view.credit_notes": False,
    "view.statements": True,
    "view.quotes": True,
    "view.sales_orders": False,
    "sales_orders.mails": ["shipped", "delivered"],
    "view.projects": False,
    "timesheets.customer_approval.enabled": False,
    "timesheets.unit": "sheet",
    "timesheets.reminder_days": [3, 7],
    "timesheets.mails": True,
    "timesheets.require_signature": "off",
    "quotes.valid_days": 30,
    "quotes.remind_days": 3,
    "quotes.expire_inclusive": True,
    "quotes.accept_expired": False,
    "quotes.edit_accepted": False,
    "quotes.accept_by_link": False,
    "quotes.require_signature": "off",
    "quotes.terms_tick": False,
    "quotes.purchase_order": False,
    "quotes.decline_reason_required": True,
    "quotes.mail_acceptance": True,
    "quotes.convert": "manual",
    "quotes.retainer_on_accept": False,
    "quotes.retainer_percent": 30,
    "forwarding.enabled": True,
    "forwarding.recipients": "contacts_only",
    "public_links.enabled": True,
    "public_links.identity_check": True,
    "public_links.valid_days": 90,
    "edit.customer_details": True,
    "edit.payment_methods": True,
    "payments.bulk_pay": True,
    "payments.prevent_duplicates": True,
    "taxes.reverse_charge": False,
    "trial.activate": False,
    "trial.extend": False,
    "trial.max_extensions": 1,
    "trial.cancel": False,
    "trial.end_without_method": "expire",
    "edit.enabled": False,
    "edit.plan": "both",
    "edit.allowed_plans": [],
    "edit.interval_change": True,
    "edit.quantity_min": 1,
    "edit.quantity_max": 1_000_000,
    "edit.addons_add": True,
    "edit.addons_remove": True,
    "edit.coupons": True,
    "edit.when": "customer_choice",
    "edit.downgrade_when": "end_of_term",
    "edit.trial_behaviour": "end",
    "proration.method": "days",
    "autocharge.toggle": False,
    "pause.enabled": False,
    "pause.when": ["end_of_term", "date"],
    "pause.max_days": 0,
    "pause.credit_note": False,
    "pause.resume_policy": "continue",
    "resume.enabled": False,
    "cancel.enabled": False,
    "cancel.modes": ["end_of_term"],
    "cancel.reasons": [
        "too_expensive",
        "missing_features",
        "switched_service",
        "unused",
        "customer_service",
        "low_quality",
        "too_complex",
        "other",
    ],
    "cancel.reason_required": False,
    "cancel.retention_offer": "none",
    "cancel.retention_coupon": "",
    "cancel.credit_unused": "none",
    "cancel.open_invoices": "leave",
    "reactivate.enabled": False,
    "reactivate.in_term_after_dunning": True,
    "dunning.retry_days": [1, 3, 7],
    "dunning.final_action": "cancel",
    "dunning.hard_decline": "final_action_at_deadline",
    "dunning.grace_days": 7,
    "dunning.mails": True,
    "reminders.enabled": True,
    "reminders.before_days": 3,
    "reminders.on_due_day": True,
    "reminders.after_days": [7, 14],
    "reminders.final_day": 30,
    "reminders.final_action": "keep_live",
    "reminders.final_action_day": 45,
    "late_fee.after_days": 0,
    "late_fee.basis_points": 0,
    "late_fee.amounts": [],
    "methods.expiry_notice_days": 30,
    "renewal.notice_days": 3,
    "renewal.catch_up": "bill",
    "payments.partial": False,
    "payments.partial_min": [],
    "payments.overpay": False,
    "credits.use": "always",
    "refunds.agent_limits": [],
    "sign_offs.limits": [],
    "taxes.required": False,
    "staff.in_app": [
        "invoice_viewed",
        "payment_received",
        "payment_returned",
        "paid_back_twice",
        "subscription_changed",
        "subscription_cancelled",
        "sign_off_asked",
        "quote_viewed",
        "quote_accepted",
        "quote_declined",
        "quote_not_converted",
        "draft_not_issued",
        "comment_written",
        "mentioned",
        "document_viewed",
        "approval_approved",
        "approval_rejected",
    ],
    "staff.email": [],
    "customer.on_staff_comment": False,
    "invoices.net_days": 14,
    "invoices.grace_hours": 0,
}


def test_what_nobody_has_set_is_as_the_product_decided() -> None:
    as_stored = {each.key: json.loads(json.dumps(each.default)) for each in EVERY_KEY}

    assert as_stored == DEFAULTS
    assert Preferences.from_stored({}) == Preferences()


def test_the_defaults_can_be_stored_and_read_back() -> None:
    assert Preferences.from_stored(DEFAULTS) == Preferences()


def test_what_was_set_is_read_with_its_type() -> None:
    preferences = Preferences.from_stored(
        {
            "trial.extend": True,
            "trial.max_extensions": 3,
            "trial.end_without_method": "invoice",
            "dunning.retry_days": [2, 5],
            "dunning.final_action": "keep_live",
            "portal.banner_message": "Willkommen",
        }
    )

    assert preferences.trial_extend is True
    assert preferences.trial_max_extensions == 3
    assert preferences.trial_end_without_method is WithoutMethod.INVOICE
    assert preferences.dunning_rule == DunningRule((2, 5), FinalAction.KEEP_LIVE)
    assert preferences.portal_banner_message == "Willkommen"


def test_a_key_and_its_attribute_have_the_same_name() -> None:
    assert all(each.attribute == each.key.replace(".", "_") for each in EVERY_KEY)


def test_a_choice_says_what_there_is_to_choose() -> None:
    choices = {each.key: each.choices for each in EVERY_KEY if each.choices}

    assert choices["trial.end_without_method"] == ("expire", "invoice")
    assert choices["dunning.final_action"] == ("cancel", "unpaid", "keep_live", "end_of_term")
    assert choices["cancel.modes"] == ("immediately", "end_of_term")
    assert choices["edit.plan"] == ("none", "upgrade", "downgrade", "both")
    chosen = {PreferenceType.CHOICE, PreferenceType.CHOICES}
    assert all(bool(each.choices) is (each.type in chosen) for each in EVERY_KEY)


def test_several_choices_are_read_in_the_order_of_their_declaration() -> None:
    stored = {"pause.when": ["date", "now", "date"], "cancel.reasons": ["other"]}

    preferences = Preferences.from_stored(stored)

    assert preferences.pause_when == (PauseWhen.NOW, PauseWhen.DATE)
    assert preferences.cancel_reasons == (CancelReason.OTHER,)


def test_lists_are_read_with_their_types() -> None:
    preferences = Preferences.from_stored(
        {
            "edit.allowed_plans": ["basic", "pro-2026"],
            "reminders.after_days": [],
            "late_fee.amounts": ["5.00 EUR", "600 JPY"],
        }
    )

    assert preferences.edit_allowed_plans == ("basic", "pro-2026")
    assert preferences.reminders_after_days == ()
    assert preferences.late_fee_amounts == (Money(500, "EUR"), Money(600, "JPY"))


@pytest.mark.parametrize("key", ["", "trial", "trial_extend", "trial.Extend", "pause.enabled.x"])
def test_an_unknown_preference_is_refused(key: str) -> None:
    with pytest.raises(UnknownPreference):
        Preferences.from_stored({key: True})


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("login.session_hours", 1, 720),
        ("invite.valid_days", 1, 60),
        ("trial.max_extensions", 0, 100),
        ("renewal.notice_days", 0, 60),
        ("invoices.net_days", 0, 365),
        ("invoices.grace_hours", 0, 720),
    ],
)
def test_a_number_keeps_to_its_bounds(key: str, least: int, most: int) -> None:
    for within in (least, most):
        Preferences.from_stored({key: within})
    for outside in (least - 1, most + 1):
        with pytest.raises(BadPreference, match=f"from {least} to {most}"):
            Preferences.from_stored({key: outside})


def test_a_banner_has_a_thousand_characters_at_most() -> None:
    assert len(Preferences.from_stored(LONGEST_BANNER).portal_banner_message) == 1000


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("trial.extend", 1),
        ("trial.extend", "on"),
        ("trial.extend", None),
        ("trial.max_extensions", -1),
        ("trial.max_extensions", True),
        ("trial.max_extensions", 1.0),
        ("invite.valid_days", 0),
        ("portal.banner_message", 7),
        ("portal.banner_message", "x" * 1001),
        ("dunning.final_action", "delete"),
        ("dunning.final_action", None),
        ("dunning.retry_days", []),
        ("dunning.retry_days", "1,3,7"),
        ("dunning.retry_days", [3, 1]),
        ("dunning.retry_days", [1, 2.5]),
        ("dunning.retry_days", [True, 3]),
        ("pause.when", []),
        ("pause.when", "now"),
        ("pause.when", ["now", "never"]),
        ("pause.when", [7]),
        ("reminders.after_days", 7),
        ("reminders.after_days", [0]),
        ("reminders.after_days", [7, 7]),
        ("reminders.after_days", [365]),
        ("reminders.after_days", [True]),
        ("edit.allowed_plans", "basic"),
        ("edit.allowed_plans", ["not a code"]),
        ("edit.allowed_plans", [1]),
        ("late_fee.amounts", "5.00 EUR"),
        ("late_fee.amounts", ["5.00"]),
        ("late_fee.amounts", ["5.00 XXX"]),
        ("late_fee.amounts", ["5.001 EUR"]),
        ("late_fee.amounts", ["0.00 EUR"]),
        ("late_fee.amounts", ["-5.00 EUR"]),
        ("late_fee.amounts", ["5.00 EUR", "6.00 EUR"]),
        ("late_fee.amounts", [5]),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(BadPreference, match=key):
        Preferences.from_stored({key: value})


@pytest.mark.parametrize("key", EVERY_KEY, ids=lambda key: key.key)
def test_what_is_written_in_a_form_is_what_it_was(key: PreferenceKey) -> None:
    shown = written(key.default)

    assert typed(key.type, shown) == stored_form(key.default) == DEFAULTS[key.key]


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("trial.extend", "on", True),
        ("pause.max_days", " 90 ", 90),
        ("reminders.after_days", "7 14,21", (7, 14, 21)),
        ("cancel.modes", "end_of_term, immediately", tuple(CancelMode)),
        ("edit.allowed_plans", "pro,basic,", ("pro", "basic")),
        ("late_fee.amounts", "5.00 EUR, 600 JPY", (Money(500, "EUR"), Money(600, "JPY"))),
        ("cancel.retention_coupon", "STAY", "STAY"),
    ],
)
def test_what_people_type_is_understood(key: str, words: str, value: object) -> None:
    kind = next(each for each in EVERY_KEY if each.key == key)

    stored = typed(kind.type, words)

    assert getattr(Preferences.from_stored({key: stored}), kind.attribute) == value


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("pause.max_days", "ninety"),
        ("pause.max_days", "٣"),
        ("reminders.after_days", "7, soon"),
        ("cancel.modes", ""),
        ("late_fee.amounts", "5,00 EUR"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(key: str, words: str) -> None:
    kind = next(each for each in EVERY_KEY if each.key == key)

    with pytest.raises(BadPreference, match=key):
        Preferences.from_stored({key: typed(kind.type, words)})
