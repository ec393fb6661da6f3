"""Permits: every action, in every state, with its preference on and off, as a customer asks."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from itertools import product

import pytest

from activities.contracts import StepDue
from activities.subscriptions import RENEW
from activities.trials import END, REMIND
from domain.availability import STATES, is_available
from domain.commands import ActorKind, CommandStatus
from domain.policy import POLICY, Action
from domain.preferences import Preferences
from domain.processor import ChargeStatus
from domain.subscriptions import SubscriptionStatus
from tests.support.office import Office

S = SubscriptionStatus
KEYS = {each.attribute: each.key for each in tuple(Preferences.keys())}

COMMANDS: Mapping[Action, tuple[str, str, Mapping[str, object]]] = {
    Action.TRIAL_ACTIVATE: ("trial", "activate", {}),
    Action.TRIAL_EXTEND: ("trial", "extend", {}),
    Action.TRIAL_CANCEL: ("cancellation", "cancel", {"mode": "immediately"}),
    Action.SUBSCRIPTION_EDIT: ("subscription", "change", {"quantity": 2}),
    Action.SUBSCRIPTION_AUTO_CHARGE: ("subscription", "auto_charge", {"on": False}),
    Action.SUBSCRIPTION_PAUSE: ("pause", "pause", {"when": "end_of_term"}),
    Action.SUBSCRIPTION_RESUME: ("pause", "resume", {}),
    Action.SUBSCRIPTION_CANCEL: ("cancellation", "cancel", {"mode": "immediately"}),
    Action.SUBSCRIPTION_UNSCHEDULE: ("cancellation", "remove", {}),
    Action.SUBSCRIPTION_REACTIVATE: ("subscription", "reactivate", {}),
}
CANCELS = (Action.TRIAL_CANCEL, Action.SUBSCRIPTION_CANCEL)
IN_TRIAL = (S.TRIAL, S.TRIAL_EXPIRED)


async def settle(office: Office, status: ChargeStatus = ChargeStatus.SUCCEEDED) -> None:
    async with office.books() as books:
        waiting = await books.payments.undecided()
    for payment in waiting:
        await office.payments.record_answer(await office.answer(payment, status))


async def live(office: Office) -> str:
    number = await office.a.subscription()
    await office.begin(number)
    await settle(office)
    return number


async def not_begun(office: Office) -> str:
    return await office.a.subscription(starts_at=office.clock.at + timedelta(days=3))


async def in_trial(office: Office) -> str:
    number = await office.a.subscription(await office.a.plan(trial_days=14))
    await office.begin(number)
    return number


async def lapsed(office: Office) -> str:
    number = await in_trial(office)
    office.clock.at += timedelta(days=14)
    for step in (REMIND, END):
        await office.trials.take_trial_step(StepDue(number, step, office.clock.at))
    await settle(office, ChargeStatus.FAILED)
    return number


async def dunned(office: Office) -> str:
    number = await live(office)
    async with office.books() as books:
        renews_at = (await books.subscriptions.get(number)).renews_at
    assert renews_at
    office.clock.at = renews_at
    await office.subscriptions.take_subscription_step(StepDue(number, RENEW, renews_at))
    await settle(office, ChargeStatus.FAILED)
    return number


async def refused_at_first(office: Office) -> str:
    number = await office.a.subscription()
    await office.begin(number)
    await settle(office, ChargeStatus.FAILED)
    return number


def asked(process: str, signal: str, **payload: object) -> Callable[[Office], Awaitable[str]]:
    async def stand(office: Office) -> str:
        number = await live(office)
        await office.asked(process, number, signal, by=ActorKind.STAFF, **payload)
        return number

    return stand


def ended_as(status: SubscriptionStatus) -> Callable[[Office], Awaitable[str]]:
    async def stand(office: Office) -> str:
        number = await live(office)
        async with office.books() as books:
            row = await books.subscriptions.lock(number)
            row.status, row.ended_at = status, office.clock.at
        return number

    return stand


STANDS: Mapping[SubscriptionStatus, Callable[[Office], Awaitable[str]]] = {
    S.FUTURE: not_begun,
    S.TRIAL: in_trial,
    S.TRIAL_EXPIRED: lapsed,
    S.LIVE: live,
    S.DUNNING: dunned,
    S.UNPAID: ended_as(S.UNPAID),
    S.NON_RENEWING: asked("cancellation", "cancel", mode="end_of_term"),
    S.PAUSED: asked("pause", "pause", when="now"),
    S.CANCELLED: asked("cancellation", "cancel", mode="immediately"),
    S.CANCELLED_FROM_DUNNING: ended_as(S.CANCELLED_FROM_DUNNING),
    S.EXPIRED: ended_as(S.EXPIRED),
    S.CREATION_FAILED: refused_at_first,
}


def _is_this_ones(action: Action, status: SubscriptionStatus) -> bool:
    """A trial has a cancellation of its own: each is tried where it is meant."""
    return action not in CANCELS or (action is Action.TRIAL_CANCEL) == (status in IN_TRIAL)


CASES = [
    pytest.param(action, status, on, id=f"{action} of {status}, {'on' if on else 'off'}")
    for action, status, on in product(STATES, S, (True, False))
    if _is_this_ones(action, status)
]


def test_every_state_and_every_action_is_tried() -> None:
    assert set(STANDS) == set(S)
    assert set(COMMANDS) == set(STATES)


@pytest.mark.parametrize(("action", "status", "on"), CASES)
async def test_customers_may_do_what_their_organisation_and_the_state_allow(
    office: Office, action: Action, status: SubscriptionStatus, on: bool
) -> None:
    number = await STANDS[status](office)
    async with office.books() as books:
        assert (await books.subscriptions.get(number)).status is status
    await office.a.preference("cancel.modes", ["immediately", "end_of_term"])
    preference = POLICY[action].preference
    assert preference
    await office.a.preference(KEYS[preference], on)
    process, signal, payload = COMMANDS[action]

    command = await office.asked(process, number, signal, by=ActorKind.CONTACT, **payload)

    if on and is_available(action, status):
        assert command.status is CommandStatus.APPLIED, command.code
    elif on or command.code == "NothingToDecide":
        assert command.status is CommandStatus.REFUSED
    else:
        assert command.code == "SwitchedOff"
    if command.status is CommandStatus.REFUSED:
        async with office.books() as books:
            assert (await books.subscriptions.get(number)).status is status
