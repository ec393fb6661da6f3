"""Addons go with the plans they were made for, at the price of the plan's term."""

from dataclasses import replace

import pytest

from domain.addons import (
    AddonDoesNotFitTerm,
    AddonNotForPlan,
    ChosenAddon,
    FlatAddonHasNoQuantity,
    check_fits,
    priced_addon,
    times_in_term,
)
from domain.articles import Article, ArticleKind
from domain.periods import Interval, IntervalUnit
from tests.domain.examples import MONTHLY, eur, plan
from tests.domain.sold import DAILY, QUARTERLY, WEEKLY, YEARLY, addon, chosen, extra, flat

EACH_FORTNIGHT = Interval(IntervalUnit.WEEK, 2)


def test_an_addon_by_the_unit_has_a_quantity_and_a_flat_one_has_not() -> None:
    assert priced_addon(chosen(quantity=3), plan()).quantity == 3
    assert priced_addon(ChosenAddon(flat()), plan()).quantity == 1
    with pytest.raises(FlatAddonHasNoQuantity, match="not 2"):
        ChosenAddon(flat(), 2)


def test_an_addon_is_for_every_plan_or_for_those_it_names() -> None:
    for_pro = replace(addon(), plans=frozenset({"pro"}))

    check_fits(addon(), plan())
    with pytest.raises(AddonNotForPlan, match="“backup” cannot be added to plan “basic”"):
        check_fits(for_pro, plan())


@pytest.mark.parametrize(
    ("interval", "term", "times"),
    [
        (None, YEARLY, 1),
        (MONTHLY, MONTHLY, 1),
        (MONTHLY, YEARLY, 12),
        (QUARTERLY, YEARLY, 4),
        (YEARLY, MONTHLY, 0),
        (QUARTERLY, Interval(IntervalUnit.MONTH, 4), 0),
        (WEEKLY, EACH_FORTNIGHT, 2),
        (DAILY, WEEKLY, 7),
        (WEEKLY, MONTHLY, 0),
        (MONTHLY, WEEKLY, 0),
    ],
)
def test_an_addon_is_billed_as_often_as_it_fits_into_the_term(
    interval: Interval | None, term: Interval, times: int
) -> None:
    assert times_in_term(interval, term) == times


def test_a_monthly_addon_costs_twelve_times_as_much_beside_a_yearly_plan() -> None:
    monthly = ChosenAddon(replace(addon("5.00"), interval=MONTHLY))

    assert priced_addon(monthly, replace(plan(), interval=YEARLY)).unit_price == eur("60.00")


def test_an_addon_that_does_not_fit_the_term_is_refused() -> None:
    with pytest.raises(AddonDoesNotFitTerm):
        check_fits(replace(addon(), interval=YEARLY), plan())


def test_what_is_bought_once_fits_every_term_and_is_an_extra() -> None:
    check_fits(replace(extra().addon, interval=YEARLY), plan())

    assert extra().article == Article(ArticleKind.EXTRA, "training")
    assert chosen().article == Article(ArticleKind.ADDON, "backup")
    assert priced_addon(extra("15.00", quantity=2), plan()).unit_price == eur("15.00")
