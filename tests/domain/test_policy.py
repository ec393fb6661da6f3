"""Who may do what: denied unless the table says otherwise, and preferences bind customers only."""

import pytest

from domain.policy import POLICY, Action, Role, actions_of, may
from domain.preferences import Preferences, PreferenceType

CUSTOMERS = {Role.CONTACT, Role.PRIMARY_CONTACT}
CLERKS = {Role.BILLING_AGENT, Role.FINANCE_MANAGER, Role.ADMIN}
STAFF = CLERKS | {Role.SUPPORT, Role.AUDITOR}
SWITCHES = {
    each.attribute: each.key
    for each in Preferences.keys()  # noqa: SIM118 (it is no mapping)
    if each.type is PreferenceType.SWITCH
}
GATED = sorted(action for action, rule in POLICY.items() if rule.preference)

everything_off = Preferences.from_stored(dict.fromkeys(SWITCHES.values(), False))
everything_on = Preferences.from_stored(dict.fromkeys(SWITCHES.values(), True))


def who_may(action: Action, preferences: Preferences = everything_on) -> set[Role]:
    return {role for role in Role if may(role, action, preferences)}


def test_every_action_has_a_row() -> None:
    assert set(POLICY) == set(Action)


def test_every_row_lets_somebody_in() -> None:
    assert all(rule.roles for rule in POLICY.values())


def test_every_gate_is_a_switch_among_the_preferences() -> None:
    assert {rule.preference for rule in POLICY.values() if rule.preference} <= SWITCHES.keys()


@pytest.mark.parametrize("action", GATED)
def test_a_preference_that_is_off_shuts_out_customers_and_nobody_else(action: Action) -> None:
    outside = CUSTOMERS | {Role.ANONYMOUS, Role.LINK_HOLDER}

    assert who_may(action, everything_off) == POLICY[action].roles - outside
    assert who_may(action, everything_on) == POLICY[action].roles


@pytest.mark.parametrize("action", GATED)
def test_only_its_own_preference_opens_an_action(action: Action) -> None:
    preference = POLICY[action].preference
    assert preference is not None
    all_off = dict.fromkeys(SWITCHES.values(), False)
    only_this = Preferences.from_stored({**all_off, SWITCHES[preference]: True})

    assert who_may(action, only_this) == POLICY[action].roles


@pytest.mark.parametrize("action", sorted(set(Action) - set(GATED)))
def test_what_has_no_gate_depends_on_no_preference(action: Action) -> None:
    assert who_may(action, everything_off) == who_may(action, everything_on)


def test_by_default_customers_touch_neither_trials_nor_subscriptions() -> None:
    for action in (
        Action.SUBSCRIPTION_EDIT,
        Action.SUBSCRIPTION_PAUSE,
        Action.SUBSCRIPTION_RESUME,
        Action.SUBSCRIPTION_CANCEL,
        Action.SUBSCRIPTION_UNSCHEDULE,
        Action.SUBSCRIPTION_REACTIVATE,
        Action.TRIAL_ACTIVATE,
        Action.TRIAL_EXTEND,
        Action.TRIAL_CANCEL,
        Action.SUBSCRIPTION_AUTO_CHARGE,
        Action.PORTAL_SIGN_UP,
    ):
        assert not who_may(action, Preferences()) & (CUSTOMERS | {Role.ANONYMOUS})


def test_somebody_unknown_may_knock_and_no_more() -> None:
    assert actions_of(Role.ANONYMOUS) == {
        Action.LOGIN,
        Action.PASSWORD_RESET,
        Action.PORTAL_SIGN_UP,
        Action.DOCUMENT_VERIFY,
        Action.HEALTH_VIEW,
        Action.PROCESSOR_EVENT_POST,
    }


def test_whoever_holds_a_link_may_use_it_and_no_more() -> None:
    assert actions_of(Role.LINK_HOLDER) - actions_of(Role.ANONYMOUS) == {
        Action.INVITATION_VIEW,
        Action.INVITATION_ACCEPT,
        Action.PASSWORD_SET,
        Action.DOCUMENT_LINK_OPEN,
        Action.DOCUMENT_LINK_PAY,
        Action.QUOTE_ANSWER_BY_LINK,
    }


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
def test_those_who_read_change_nothing_but_their_own_password_and_sessions(role: Role) -> None:
    changing = {
        action for action in actions_of(role) if action.split(".")[-1] not in {"view", "see"}
    }

    own = {Action.NOTIFICATION_READ} if role is Role.SUPPORT else set()
    assert changing - own == {
        Action.LOGIN,
        Action.PASSWORD_RESET,
        Action.PASSWORD_CHANGE_OWN,
        Action.SESSION_OWN,
        Action.DOCUMENT_VERIFY,
    }


@pytest.mark.parametrize("action", [Action.INVOICE_PAY, Action.INVOICE_PAY_ALL])
def test_staff_never_pay_for_a_customer(action: Action) -> None:
    assert not who_may(action) & STAFF


@pytest.mark.parametrize("role", sorted(CUSTOMERS))
def test_customers_never_reach_the_console(role: Role) -> None:
    inside = {
        Action.CONSOLE_VIEW,
        Action.PROCESS_VIEW,
        Action.PREFERENCES_VIEW,
        Action.PREFERENCES_EDIT,
        Action.PLAN_EDIT,
        Action.ADDON_EDIT,
        Action.COUPON_EDIT,
        Action.COUPON_VIEW,
        Action.DUNNING_MANAGE,
        Action.DUNNING_RULE_EDIT,
        Action.LATE_FEE_WAIVE,
        Action.SUBSCRIPTION_CATCH_UP,
        Action.PAYMENT_METHOD_ALLOW,
        Action.CUSTOMER_CREATE,
        Action.PORTAL_MANAGE,
        Action.INVITATION_MANAGE,
        Action.PARKED_RESOLVE,
    }

    assert not actions_of(role) & inside


def test_only_an_administrator_changes_preferences() -> None:
    assert who_may(Action.PREFERENCES_EDIT) == {Role.ADMIN}


@pytest.mark.parametrize(
    "action",
    [
        Action.PLAN_EDIT,
        Action.ADDON_EDIT,
        Action.COUPON_EDIT,
        Action.DUNNING_RULE_EDIT,
        Action.LATE_FEE_WAIVE,
        Action.SUBSCRIPTION_CATCH_UP,
    ],
)
def test_what_costs_money_is_for_finance(action: Action) -> None:
    assert who_may(action) == {Role.FINANCE_MANAGER, Role.ADMIN}


def test_pausing_and_resuming_are_allowed_apart() -> None:
    pause_only = Preferences(pause_enabled=True)

    assert who_may(Action.SUBSCRIPTION_PAUSE, pause_only) >= CUSTOMERS
    assert not CUSTOMERS & who_may(Action.SUBSCRIPTION_RESUME, pause_only)


def test_support_does_not_read_the_trail() -> None:
    assert who_may(Action.COMMAND_VIEW) == CUSTOMERS | STAFF - {Role.SUPPORT}


def test_what_a_role_may_is_what_it_may_with_every_switch_on() -> None:
    for role in Role:
        assert actions_of(role) == {each for each in Action if may(role, each, everything_on)}
