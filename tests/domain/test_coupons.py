"""Coupons take off what they promise, for as long as they promise, and never more than there is."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.articles import amounts_of
from domain.contents import term_items
from domain.coupons import (
    AppliedCoupon,
    Coupon,
    CouponDuration,
    CouponLimitTooLow,
    CouponNeedsMonths,
    CouponNeedsOneDiscount,
    CouponNotUsable,
    CouponProblem,
    Redemption,
    coupon_problem,
    discounted,
    redeemed,
)
from domain.money import CurrencyMismatch, Money
from domain.periods import term
from tests.domain.examples import MONTHLY, day, eur
from tests.domain.sold import APRIL, amount_off, chosen, contents, coupon, extra, priced

ONCE = replace(coupon(), duration=CouponDuration.ONCE)
HERE = Redemption(plan="basic", currency="EUR", on=day("2026-04-01"), redeemed=0)


def good_terms(applied: AppliedCoupon, count: int = 6) -> list[int]:
    """The numbers of the monthly terms from April on that something is taken off."""
    good = []
    for number in range(count):
        month = term(day("2026-04-01"), MONTHLY, number)
        if applied.is_good_for(month):
            good.append(number)
            applied = applied.used_for(month)
    return good


def test_a_share_is_taken_off_everything_that_comes_again() -> None:
    items = term_items(contents(priced("30.00"), 2, chosen("10.00"), off=coupon(20)), APRIL)

    assert [item.amount for item in items] == [eur("48.00"), eur("8.00")]


def test_an_amount_is_spread_by_the_largest_remainder() -> None:
    three = (chosen("33.33", code="one"), chosen("33.33", code="two"))

    items = term_items(contents(priced("33.34"), 1, *three, off=amount_off("10.00")), APRIL)

    assert [item.discount for item in items] == [eur("3.34"), eur("3.33"), eur("3.33")]


@pytest.mark.parametrize("off", [coupon(100), amount_off("31.00"), amount_off("500.00")])
def test_m24_nothing_below_zero_is_charged_and_no_credit_made(off: Coupon) -> None:
    items = term_items(contents(priced("31.00"), off=off), APRIL)

    assert amounts_of(items).total == eur("0")


def test_nothing_is_taken_off_what_costs_nothing() -> None:
    free = term_items(contents(priced("0.00")), APRIL)

    assert discounted(free, amount_off("5.00")) == free


def test_an_amount_is_taken_off_in_its_own_currency_only() -> None:
    with pytest.raises(CurrencyMismatch):
        discounted(
            term_items(contents(priced("31.00")), APRIL),
            replace(amount_off("1.00"), amount=Money(100, "JPY")),
        )


@pytest.mark.parametrize(
    ("given_coupon", "good"),
    [
        pytest.param(ONCE, [0], id="once"),
        pytest.param(coupon(months=1), [0], id="one month"),
        pytest.param(coupon(months=3), [0, 1, 2], id="three months"),
        pytest.param(coupon(), [0, 1, 2, 3, 4, 5], id="for ever"),
    ],
)
def test_a_coupon_is_good_for_as_long_as_it_says(given_coupon: Coupon, good: list[int]) -> None:
    assert good_terms(AppliedCoupon(given_coupon)) == good


def test_a_coupon_for_months_counts_calendar_months_also_in_a_pause() -> None:
    three_months = AppliedCoupon(coupon(months=3), first_on=day("2026-01-31"))

    assert three_months.is_good_for(term(day("2026-01-31"), MONTHLY, 2))
    assert not three_months.is_good_for(term(day("2026-01-31"), MONTHLY, 3))


def test_the_time_of_a_coupon_is_counted_from_its_first_term_for_good() -> None:
    first, second = (term(day("2026-04-01"), MONTHLY, number) for number in (0, 1))
    used = AppliedCoupon(coupon()).used_for(first)

    assert used.first_on == day("2026-04-01")
    assert used.used_for(second) == used


@pytest.mark.parametrize(
    ("given_coupon", "redemption", "problem"),
    [
        pytest.param(coupon(), HERE, None, id="nothing"),
        pytest.param(
            replace(coupon(), plans=frozenset({"pro"})), HERE, CouponProblem.OTHER_PLAN, id="plan"
        ),
        pytest.param(
            amount_off("5.00"),
            replace(HERE, currency="USD"),
            CouponProblem.OTHER_CURRENCY,
            id="currency",
        ),
        pytest.param(coupon(), replace(HERE, currency="USD"), None, id="a share has no currency"),
        pytest.param(
            replace(coupon(), last_day=day("2026-04-01")), HERE, None, id="on its last day"
        ),
        pytest.param(
            replace(coupon(), last_day=day("2026-03-31")), HERE, CouponProblem.EXPIRED, id="over"
        ),
        pytest.param(replace(coupon(), limit=3), replace(HERE, redeemed=2), None, id="the last"),
        pytest.param(
            replace(coupon(), limit=3),
            replace(HERE, redeemed=3),
            CouponProblem.USED_UP,
            id="used up",
        ),
    ],
)
def test_a_coupon_is_redeemed_where_and_while_it_may_be(
    given_coupon: Coupon, redemption: Redemption, problem: CouponProblem | None
) -> None:
    assert coupon_problem(given_coupon, redemption) is problem


def test_m23_removed_and_given_again_a_coupon_goes_on_where_it_was() -> None:
    last_one = replace(coupon(months=3), limit=1, last_day=day("2026-04-30"))
    before = AppliedCoupon(last_one, first_on=day("2026-04-01"))
    again = replace(HERE, on=day("2026-06-15"), redeemed=1, earlier=before)

    assert redeemed(last_one, again) == before
    assert good_terms(redeemed(last_one, again)) == [0, 1, 2]


def test_a_coupon_that_was_there_before_still_needs_the_right_plan() -> None:
    for_pro = replace(coupon(), plans=frozenset({"pro"}))

    with pytest.raises(CouponNotUsable):
        redeemed(for_pro, replace(HERE, earlier=AppliedCoupon(for_pro)))


def test_m25_whatever_the_problem_is_the_answer_is_the_same() -> None:
    unusable = [
        (replace(coupon(), plans=frozenset({"pro"})), HERE),
        (replace(coupon(), last_day=day("2026-03-31")), HERE),
        (replace(coupon(), limit=1), replace(HERE, redeemed=1)),
    ]
    answers = set()
    for each, redemption in unusable:
        with pytest.raises(CouponNotUsable) as refused:
            redeemed(each, redemption)
        answers.add(str(refused.value))

    assert answers == {str(CouponNotUsable(coupon="WELCOME"))}


@given(st.integers(1, 60), st.integers(0, 200))
def test_a_limit_is_never_exceeded(limit: int, attempts: int) -> None:
    limited, taken = replace(coupon(), limit=limit), 0
    for _ in range(attempts):
        if coupon_problem(limited, replace(HERE, redeemed=taken)) is None:
            taken += 1

    assert taken == min(limit, attempts)


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=6),
    st.integers(1, 100) | st.integers(1, 3 * 10**6).map(lambda cents: -cents),
)
def test_a_discount_is_spread_without_a_cent_lost(prices: list[int], off: int) -> None:
    """A positive `off` is a share in percent, a negative one an amount in cents."""
    rest = tuple(
        replace(chosen(code=f"addon-{place}").addon, price=Money(price, "EUR"))
        for place, price in enumerate(prices[1:])
    )
    whole = contents(replace(priced("0"), price=Money(prices[0], "EUR")))
    items = term_items(
        replace(whole, addons=tuple(replace(chosen(), addon=each) for each in rest)), APRIL
    )
    total = sum(prices)
    given_coupon = (
        coupon(off) if off > 0 else replace(amount_off("1.00"), amount=Money(-off, "EUR"))
    )

    taken = [item.discount.minor_units for item in discounted(items, given_coupon)]

    assert sum(taken) == (
        Money(total, "EUR").times(Fraction(off, 100)).minor_units if off > 0 else min(-off, total)
    )
    assert all(0 <= part <= price for part, price in zip(taken, prices, strict=True))


def test_what_is_charged_once_is_not_discounted() -> None:
    assert extra().article not in {
        item.article for item in term_items(contents(off=coupon()), APRIL)
    }


@pytest.mark.parametrize(
    ("share", "amount"),
    [
        (None, None),
        (Fraction(1, 5), eur("1.00")),
        (Fraction(0), None),
        (Fraction(11, 10), None),
        (None, eur("0.00")),
        (None, eur("-1.00")),
    ],
)
def test_a_coupon_takes_off_a_share_or_an_amount(
    share: Fraction | None, amount: Money | None
) -> None:
    with pytest.raises(CouponNeedsOneDiscount):
        Coupon(code="X", name="X", share=share, amount=amount)


@pytest.mark.parametrize(
    ("duration", "months"),
    [
        (CouponDuration.MONTHS, None),
        (CouponDuration.MONTHS, 0),
        (CouponDuration.ONCE, 3),
        (CouponDuration.FOREVER, 1),
    ],
)
def test_only_a_coupon_for_months_says_how_many(
    duration: CouponDuration, months: int | None
) -> None:
    with pytest.raises(CouponNeedsMonths):
        replace(coupon(), duration=duration, months=months)


def test_a_limit_lets_somebody_in() -> None:
    with pytest.raises(CouponLimitTooLow):
        replace(coupon(), limit=0)
