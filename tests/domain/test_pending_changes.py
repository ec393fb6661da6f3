"""A change that waits is replaced, withdrawn, dropped or done, and never holds anything up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addons import AddonWithoutPrice
from domain.coupons import AppliedCoupon, CouponNotUsable
from domain.lifecycle import UnlawfulTransition
from domain.pending_changes import (
    CHANGE_LIFECYCLE,
    ChangeEvent,
    ChangeStatus,
    ChangeUnderWay,
    NoPendingChange,
    PendingChange,
    check_no_change_under_way,
    dropped,
    offer_when_due,
    replaced,
    withdrawn,
)
from domain.wishes import Catalogue, PlanWithoutPrice, Wish, WishedAddon, offer, wish_of
from tests.domain.examples import eur, plan, utc
from tests.domain.sold import PRO, addon, chosen, contents, coupon, extra

SOLD = Catalogue(
    currency="EUR",
    plans={"basic": plan(), "pro": PRO},
    addons={"backup": addon(), "training": extra().addon},
    coupons={"WELCOME": AppliedCoupon(coupon())},
)
FINAL = sorted(status for status in ChangeStatus if CHANGE_LIFECYCLE.is_final(status))


def pending(plan_code: str = "pro", status: ChangeStatus = ChangeStatus.SCHEDULED) -> PendingChange:
    return PendingChange(Wish(plan_code, 1), status, utc("2026-04-10 12:00"))


def test_a_wish_is_looked_up_in_the_catalogue() -> None:
    wished = Wish("pro", 2, (WishedAddon("backup", 3), WishedAddon("training")), "WELCOME")

    found = offer(wished, SOLD)

    assert found.contents == contents(PRO, 2, chosen(quantity=3), off=coupon())
    assert found.extras == (extra(),)


def test_what_a_subscription_has_is_a_wish_that_changes_nothing() -> None:
    has = contents(PRO, 2, chosen(quantity=3), off=coupon())

    assert offer(wish_of(has), SOLD).contents == has
    assert offer(wish_of(contents()), SOLD).contents == contents()


def test_what_is_not_sold_is_refused() -> None:
    with pytest.raises(PlanWithoutPrice, match="“gold” is not sold in EUR"):
        offer(Wish("gold", 1), SOLD)
    with pytest.raises(AddonWithoutPrice, match="“gold” has no price in EUR"):
        offer(Wish("pro", 1, (WishedAddon("gold"),)), SOLD)
    with pytest.raises(CouponNotUsable):
        offer(Wish("pro", 1, coupon="GUESS"), SOLD)


def test_a_newer_change_replaces_the_older() -> None:
    assert replaced(pending()) is ChangeStatus.REPLACED
    assert replaced(None) is None


@pytest.mark.parametrize("status", FINAL)
def test_what_is_over_is_neither_replaced_nor_withdrawn(status: ChangeStatus) -> None:
    assert replaced(pending(status=status)) is None
    assert dropped(pending(status=status)) is None
    with pytest.raises(NoPendingChange):
        withdrawn(pending(status=status))


def test_a_change_can_be_withdrawn_while_it_waits() -> None:
    assert withdrawn(pending()) is ChangeStatus.WITHDRAWN
    with pytest.raises(NoPendingChange):
        withdrawn(None)


def test_tv_50_a_pause_drops_the_change_that_waits() -> None:
    assert dropped(pending()) is ChangeStatus.DROPPED
    assert dropped(None) is None


def test_nothing_else_begins_while_a_change_is_being_paid_for() -> None:
    paying = pending(status=ChangeStatus.PAYING)

    for asked in (check_no_change_under_way, replaced, dropped, withdrawn):
        with pytest.raises(ChangeUnderWay):
            asked(paying)
    check_no_change_under_way(pending())


def test_only_its_payment_ends_a_change_that_is_being_paid_for() -> None:
    for event in (ChangeEvent.REPLACE, ChangeEvent.WITHDRAW, ChangeEvent.DROP):
        with pytest.raises(UnlawfulTransition):
            CHANGE_LIFECYCLE.advance(ChangeStatus.PAYING, event)
    declined = CHANGE_LIFECYCLE.advance(ChangeStatus.PAYING, ChangeEvent.DECLINE)

    assert declined is ChangeStatus.DECLINED


def test_a_change_is_done_at_the_prices_of_its_day() -> None:
    dearer = replace(SOLD, plans={"pro": replace(PRO, price=eur("70.00"))})

    due = offer_when_due(pending(), dearer)

    assert due is not None
    assert due.contents.plan.price == eur("70.00")


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param(Wish("gold", 1), id="its plan has no price any more"),
        pytest.param(Wish("pro", 1, (WishedAddon("gold"),)), id="nor has its addon"),
        pytest.param(Wish("pro", 1, coupon="GONE"), id="its coupon is gone"),
        pytest.param(Wish("pro", 0), id="nobody can sell that"),
    ],
)
def test_a_change_that_cannot_be_done_any_more_is_dropped_and_not_stuck(wish: Wish) -> None:
    assert offer_when_due(replace(pending(), wish=wish), SOLD) is None


@given(st.lists(st.sampled_from(["ask", "withdraw", "drop", "apply"]), max_size=30))
def test_never_more_than_one_change_waits(steps: list[str]) -> None:
    changes: list[PendingChange] = []
    for step in steps:
        newest = changes[-1] if changes else None
        if step == "ask":
            status = replaced(newest)
            if newest and status:
                changes[-1] = replace(newest, status=status)
            changes.append(pending())
        elif newest and newest.is_open:
            event = ChangeEvent(step)
            changes[-1] = replace(newest, status=CHANGE_LIFECYCLE.advance(newest.status, event))
        assert sum(change.is_open for change in changes) <= 1
