"""Preferences have safe defaults and take nothing that they do not understand."""

import json

import pytest

from domain.dunning import DunningRule, FinalAction
from domain.preferences import (
    BadPreference,
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
    "edit.customer_details": True,
    "edit.payment_methods": True,
    "payments.bulk_pay": True,
    "payments.prevent_duplicates": True,
    "trial.activate": False,
    "trial.extend": False,
    "trial.max_extensions": 1,
    "trial.cancel": False,
    "trial.end_without_method": "expire",
    "autocharge.toggle": False,
    "dunning.retry_days": [1, 3, 7],
    "dunning.final_action": "cancel",
    "renewal.notice_days": 3,
    "invoices.net_days": 14,
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

    assert choices == {
        "trial.end_without_method": ("expire", "invoice"),
        "dunning.final_action": ("cancel", "unpaid", "keep_live"),
    }
    assert all(bool(each.choices) is (each.type is PreferenceType.CHOICE) for each in EVERY_KEY)


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
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(BadPreference, match=key):
        Preferences.from_stored({key: value})
