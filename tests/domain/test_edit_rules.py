"""Customers change what the organisation lets them change, and staff whatever can be sold."""

from dataclasses import replace
from itertools import product

import pytest

from domain.addons import AddonNotForPlan, ChosenAddon
from domain.changes import Change, ChangeWhen, Direction, direction
from domain.contents import Contents, UnitsOutOfRange
from domain.coupons import AppliedCoupon
from domain.edit_rules import (
    AddonsNotAddable,
    AddonsNotRemovable,
    CouponsNotChangeable,
    DowngradeWhen,
    EditRules,
    EditWhen,
    IntervalNotChangeable,
    NothingChanges,
    PlanEditing,
    PlanNotChangeable,
    check_change,
    takes_effect,
)
from domain.errors import BillingError
from domain.money import CurrencyMismatch, Money
from tests.domain.sold import YEARLY, addon, chosen, contents, coupon, extra, priced

STAFF = EditRules()
HERE = contents(priced("30.00"), 2, chosen(quantity=2))
DEARER = replace(HERE, plan=priced("60.00", code="pro"))
CHEAPER = replace(HERE, plan=priced("15.00", code="lite"))
AS_DEAR = replace(HERE, plan=priced("30.00", code="other"))
BY_THE_YEAR = replace(HERE, plan=replace(priced("300.00", code="year"), interval=YEARLY))
MORE_UNITS = replace(HERE, quantity=3)
FEWER_UNITS = replace(HERE, quantity=1)
MORE_OF_AN_ADDON = replace(HERE, addons=(chosen(quantity=3),))
LESS_OF_AN_ADDON = replace(HERE, addons=(chosen(quantity=1),))
NO_ADDON = replace(HERE, addons=())
OTHER_ADDON = replace(HERE, addons=(chosen(code="other", quantity=2),))
WITH_COUPON = replace(HERE, coupon=AppliedCoupon(coupon()))


def now(to: Contents, *extras: ChosenAddon) -> Change:
    return Change(to, ChangeWhen.IMMEDIATE, extras)


def later(to: Contents) -> Change:
    return Change(to, ChangeWhen.END_OF_TERM)


@pytest.mark.parametrize(
    "after",
    [
        DEARER, CHEAPER, AS_DEAR, BY_THE_YEAR, MORE_UNITS, FEWER_UNITS,
        MORE_OF_AN_ADDON, LESS_OF_AN_ADDON, NO_ADDON, OTHER_ADDON, WITH_COUPON,
    ],
)  # fmt: skip
def test_staff_change_everything(after: Contents) -> None:
    check_change(HERE, now(after), STAFF)
    check_change(HERE, later(after), STAFF)


@pytest.mark.parametrize(
    ("rules", "after", "refusal"),
    [
        (EditRules(plan=PlanEditing.NONE), DEARER, PlanNotChangeable),
        (EditRules(plan=PlanEditing.NONE), AS_DEAR, PlanNotChangeable),
        (EditRules(plan=PlanEditing.UPGRADE), CHEAPER, PlanNotChangeable),
        (EditRules(plan=PlanEditing.DOWNGRADE), DEARER, PlanNotChangeable),
        (EditRules(allowed_plans=("lite",)), DEARER, PlanNotChangeable),
        (EditRules(interval_change=False), BY_THE_YEAR, IntervalNotChangeable),
        (EditRules(quantity_min=2), FEWER_UNITS, UnitsOutOfRange),
        (EditRules(quantity_max=2), MORE_UNITS, UnitsOutOfRange),
        (EditRules(addons_add=False), MORE_OF_AN_ADDON, AddonsNotAddable),
        (EditRules(addons_add=False), OTHER_ADDON, AddonsNotAddable),
        (EditRules(addons_remove=False), LESS_OF_AN_ADDON, AddonsNotRemovable),
        (EditRules(addons_remove=False), NO_ADDON, AddonsNotRemovable),
        (EditRules(addons_remove=False), OTHER_ADDON, AddonsNotRemovable),
        (EditRules(coupons=False), WITH_COUPON, CouponsNotChangeable),
    ],
)
def test_a_rule_forbids_what_it_is_about(
    rules: EditRules, after: Contents, refusal: type[BillingError]
) -> None:
    with pytest.raises(refusal):
        check_change(HERE, now(after), rules)


@pytest.mark.parametrize(
    ("rules", "after"),
    [
        (EditRules(plan=PlanEditing.NONE), MORE_UNITS),
        (EditRules(plan=PlanEditing.UPGRADE), DEARER),
        (EditRules(plan=PlanEditing.UPGRADE), AS_DEAR),
        (EditRules(plan=PlanEditing.DOWNGRADE), CHEAPER),
        (EditRules(plan=PlanEditing.DOWNGRADE), AS_DEAR),
        (EditRules(plan=PlanEditing.UPGRADE), FEWER_UNITS),
        (EditRules(allowed_plans=("pro",)), DEARER),
        (EditRules(allowed_plans=("pro",)), MORE_UNITS),
        (EditRules(interval_change=False), DEARER),
        (EditRules(quantity_min=3, quantity_max=3), MORE_UNITS),
        (EditRules(addons_add=False), NO_ADDON),
        (EditRules(addons_remove=False), MORE_OF_AN_ADDON),
    ],
)
def test_a_rule_forbids_nothing_else(rules: EditRules, after: Contents) -> None:
    check_change(HERE, now(after), rules)


def test_a_quantity_that_staff_have_set_may_stay_outside_of_the_bounds() -> None:
    many = contents(priced("30.00"), 50)

    check_change(many, now(replace(many, plan=DEARER.plan)), EditRules(quantity_max=10))


def test_an_extra_is_something_that_is_added() -> None:
    check_change(HERE, now(HERE, extra()), STAFF)
    with pytest.raises(AddonsNotAddable):
        check_change(HERE, now(HERE, extra()), EditRules(addons_add=False))


def test_what_changes_nothing_is_refused() -> None:
    with pytest.raises(NothingChanges):
        check_change(HERE, now(HERE), STAFF)


def test_not_even_staff_sell_what_does_not_fit_together() -> None:
    for_pro = ChosenAddon(replace(addon(code="sso"), plans=frozenset({"pro"})))

    check_change(HERE, now(replace(DEARER, addons=(for_pro,))), STAFF)
    with pytest.raises(AddonNotForPlan):
        check_change(HERE, now(replace(HERE, addons=(for_pro,))), STAFF)


def test_a_plan_in_another_currency_is_refused() -> None:
    in_yen = replace(priced("1", code="yen"), price=Money(3000, "JPY"))

    with pytest.raises(CurrencyMismatch):
        check_change(contents(), now(contents(in_yen)), STAFF)


@pytest.mark.parametrize(
    ("when", "downgrade_when", "wished", "after"),
    list(product(EditWhen, DowngradeWhen, ChangeWhen, [DEARER, CHEAPER, AS_DEAR])),
)
def test_the_rules_decide_when_and_leave_the_rest_to_the_customer(
    when: EditWhen, downgrade_when: DowngradeWhen, wished: ChangeWhen, after: Contents
) -> None:
    rules = EditRules(when=when, downgrade_when=downgrade_when)

    decided = takes_effect(HERE, Change(after, wished), rules)

    goes_down = direction(HERE, after) is Direction.DOWNGRADE
    if goes_down and downgrade_when is DowngradeWhen.END_OF_TERM:
        assert decided.when is ChangeWhen.END_OF_TERM
    elif when is EditWhen.CUSTOMER_CHOICE:
        assert decided.when is wished
    else:
        assert decided.when == when.value
    assert decided.contents == after
