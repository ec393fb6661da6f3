"""A line gives back what was charged for its unused days, and never more than that."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.articles import PricedItem, amounts_of
from domain.contents import rest_items, term_items
from domain.credits import (
    ChargedLine,
    InvoicedLine,
    NothingToCredit,
    chosen_credits,
    unused_credit,
    unused_credits,
)
from domain.money import Money
from domain.periods import Period
from domain.taxes import TaxBehaviour, Taxed, TaxRate, taxed
from tests.domain.examples import day, eur
from tests.domain.sold import (
    APRIL,
    VAT,
    VAT_INSIDE,
    charged,
    charged_for,
    contents,
    coupon,
    line,
    moment,
    priced,
)

FEBRUARY = Period(day("2026-02-01"), day("2026-03-01"))

rates = st.none() | st.builds(
    lambda percent, behaviour: TaxRate("T", "Tax", Fraction(percent, 1000), behaviour),
    st.integers(0, 400),
    st.sampled_from(TaxBehaviour),
)


def after(one: ChargedLine, given_back: Taxed) -> ChargedLine:
    """The line once a part of it was given back, its service going on."""
    before = one.credited
    return replace(
        one,
        credited=Taxed(
            before.net + given_back.net,
            before.tax + given_back.tax,
            before.gross + given_back.gross,
        ),
    )


def credited(one: ChargedLine, on: str) -> Taxed:
    credit = unused_credit(one, moment(on))
    assert credit is not None
    return credit.taxed


def test_tv_27_after_seven_of_twenty_eight_days_three_quarters_are_given_back() -> None:
    assert credited(line("28.00", FEBRUARY), "2026-02-08").net == eur("21.00")


def test_tv_31_a_discount_is_not_given_back() -> None:
    half_price = contents(priced("100.00"), off=coupon(20))

    credits = unused_credits(charged_for(half_price, APRIL), moment("2026-04-16"))

    assert credits is not None
    assert credits.total == eur("40.00")


def test_tv_43_the_rest_of_a_short_period() -> None:
    paid = line("31.00", Period(day("2026-01-31"), day("2026-02-28")))

    assert credited(paid, "2026-02-10").net == eur("19.93")


def test_of_a_line_that_was_for_a_part_that_part_is_the_base() -> None:
    whole = term_items(contents(priced("30.00")), APRIL)
    (rest,) = rest_items(whole, moment("2026-04-11"))
    assert rest.amount == eur("20.00")

    assert credited(charged(rest), "2026-04-21").net == eur("10.00")


def test_a_credit_says_which_days_it_is_for() -> None:
    credit = unused_credit(line("30.00", APRIL), moment("2026-04-21"))

    assert credit is not None
    assert credit.period == Period(day("2026-04-21"), day("2026-05-01"))


@pytest.mark.parametrize("on", ["2026-05-01", "2026-08-01"])
def test_what_was_used_up_gives_nothing_back(on: str) -> None:
    assert unused_credit(line("30.00", APRIL), moment(on)) is None
    assert unused_credits([line("30.00", APRIL)], moment(on)) is None


def test_tv_69_what_cost_nothing_gives_nothing_back() -> None:
    assert unused_credit(line("0.00", APRIL), moment("2026-04-01")) is None


def test_days_that_were_given_back_are_not_given_back_again() -> None:
    cut_short = replace(line("30.00", APRIL), served_until=day("2026-04-11"))

    assert unused_credit(cut_short, moment("2026-04-11")) is None
    assert credited(cut_short, "2026-04-06").net == eur("5.00")


def test_what_was_given_back_in_kindness_is_not_given_back_again() -> None:
    generous = after(line("30.00", APRIL), Taxed(eur("25.00"), eur("0"), eur("25.00")))

    assert credited(generous, "2026-04-11").net == eur("5.00")


def test_the_tax_is_given_back_with_it_on_top_or_inside() -> None:
    on_top = credited(line("30.00", APRIL, tax=VAT), "2026-04-11")
    inside = credited(line("30.00", APRIL, tax=VAT_INSIDE), "2026-04-11")

    assert on_top == Taxed(eur("20.00"), eur("4.00"), eur("24.00"))
    assert inside == Taxed(eur("16.67"), eur("3.33"), eur("20.00"))


def test_tv_94_the_last_credit_takes_the_rest_of_the_tax() -> None:
    whole = line("10.00", APRIL, tax=VAT_INSIDE)
    assert whole.taxed.tax == eur("1.67")

    first = whole.credit(eur("3.33"))
    second = after(whole, first).credit(eur("3.33"))
    third = after(after(whole, first), second).credit(eur("3.34"))

    assert first.tax + second.tax + third.tax == eur("1.67")


def test_credits_add_up() -> None:
    lines = [line("30.00", APRIL, tax=VAT), line("60.00", APRIL, tax=VAT_INSIDE)]

    credits = unused_credits(lines, moment("2026-04-16"))

    assert credits is not None
    assert (credits.subtotal, credits.tax, credits.total) == (
        eur("40.00"),
        eur("8.00"),
        eur("48.00"),
    )


@given(st.integers(0, 10**7), st.integers(0, 40), st.integers(0, 40), rates)
def test_no_credit_exceeds_what_was_charged(
    price: int, cut: int, waited: int, rate: TaxRate | None
) -> None:
    whole = line("0.00", APRIL, tax=rate)
    (item,) = term_items(contents(replace(priced("0"), price=Money(price, "EUR"), tax=rate)), APRIL)
    paid = replace(charged(item), served_until=APRIL.start + timedelta(days=min(cut, 30)))

    credit = unused_credit(paid, moment((APRIL.start + timedelta(days=waited)).isoformat()))

    assert unused_credit(whole, moment("2026-04-01")) is None
    if credit:
        assert eur("0") < credit.taxed.gross <= paid.taxed.gross
        assert credit.taxed.net <= paid.taxed.net
        assert eur("0") <= credit.taxed.tax <= paid.taxed.tax
        assert credit.taxed.net + credit.taxed.tax == credit.taxed.gross


@given(
    st.integers(1, 100) | st.integers(1, 10**7),
    st.lists(st.integers(1, 9) | st.integers(1, 10**6), max_size=8),
    rates,
)
def test_whatever_is_given_back_in_parts_the_tax_adds_up(
    price: int, parts: list[int], rate: TaxRate | None
) -> None:
    (item,) = term_items(contents(replace(priced("0"), price=Money(price, "EUR"), tax=rate)), APRIL)
    paid = charged(item)
    for part in parts:
        credit = paid.credit(min(Money(part, "EUR"), paid.left))
        assert min(credit.net, credit.tax) >= eur("0")
        paid = after(paid, credit)
    last = paid.credit(paid.left)

    assert after(paid, last).credited == paid.taxed
    assert min(last.net, last.tax) >= eur("0")


def test_many_small_credits_leave_no_tax_that_is_more_than_what_is_left() -> None:
    paid = line("0.30", APRIL, tax=VAT_INSIDE)
    taxes = []
    for _ in range(15):
        credit = paid.credit(eur("0.02"))
        assert credit.net > eur("0")
        taxes.append(credit.tax.minor_units)
        paid = after(paid, credit)
    assert (taxes, paid.credited) == ([0, 0, 1] * 5, paid.taxed)


@pytest.mark.parametrize(("part", "times", "net", "tax"), [(4, 5, 1, 0), (1, 24, 0, 1)])
def test_what_earlier_credits_gave_back_by_another_rule_is_not_asked_back(
    part: int, times: int, net: int, tax: int
) -> None:
    """0.04 gave back 0.01 of tax each time, and 0.01 none, though 0.30 have 0.05."""
    paid = line("0.30", APRIL, tax=VAT_INSIDE)
    by_itself = taxed(Money(part, "EUR"), VAT_INSIDE)
    for _ in range(times):
        paid = after(paid, by_itself)

    credit = paid.credit(eur("0.01"))

    assert (credit.net.minor_units, credit.tax.minor_units) == (net, tax)


@given(st.integers(2, 10**4), st.lists(st.integers(1, 9), max_size=8), rates)
def test_no_part_of_a_credit_is_below_zero_whatever_was_given_back(
    price: int, parts: list[int], rate: TaxRate | None
) -> None:
    (item,) = term_items(contents(replace(priced("0"), price=Money(price, "EUR"), tax=rate)), APRIL)
    paid = charged(item)
    for part in parts:
        if paid.left > Money(part, "EUR"):
            paid = after(paid, taxed(Money(part, "EUR"), rate))

    credit = paid.credit(paid.left)

    assert min(credit.net, credit.tax) >= eur("0")
    assert credit.net + credit.tax == credit.gross


@given(st.integers(0, 10**7), st.integers(0, 29), rates)
def test_what_is_charged_for_a_rest_is_given_back_for_the_same_rest(
    price: int, days: int, rate: TaxRate | None
) -> None:
    items = term_items(contents(replace(priced("0"), price=Money(price, "EUR"), tax=rate)), APRIL)
    here = moment((APRIL.start + timedelta(days=days)).isoformat())
    rest: tuple[PricedItem, ...] = rest_items(items, here)

    credits = unused_credits([charged(item) for item in rest], here)

    assert (credits is None) == (not rest)
    if credits:
        assert credits.total == amounts_of(rest).total


def bare(net: str, tax: str) -> InvoicedLine:
    """A line that was invoiced elsewhere: only the amount of its tax is known."""
    total = Taxed(net=eur(net), tax=eur(tax), gross=eur(net) + eur(tax))
    nothing = Taxed(net=eur("0"), tax=eur("0"), gross=eur("0"))
    return InvoicedLine(
        invoice="INV-000001",
        position=1,
        description="Workshop",
        taxed=total,
        credited=nothing,
        tax=None,
    )


def test_tax_of_which_only_the_amount_is_known_goes_back_in_proportion() -> None:
    given_back = chosen_credits([(bare("420.00", "84.00"), eur("20.00"))])

    assert (given_back.subtotal, given_back.tax) == (eur("20.00"), eur("4.00"))


@pytest.mark.parametrize("amount", ["0", "420.01", "-1.00"])
def test_staff_give_back_something_and_no_more_than_is_left(amount: str) -> None:
    with pytest.raises(NothingToCredit):
        chosen_credits([(bare("420.00", "84.00"), eur(amount))])


def test_tv_94_the_last_credit_takes_what_is_left_of_the_tax() -> None:
    inside = TaxRate("V", "VAT", Fraction(20, 100), TaxBehaviour.INCLUSIVE)
    one = replace(bare("8.33", "1.67"), tax=inside)
    taxes = []
    for amount in ("3.33", "3.33", "3.34"):
        given_back = chosen_credits([(one, eur(amount))])
        taxes.append(given_back.tax)
        before = one.credited
        one = replace(
            one,
            credited=Taxed(
                before.net + given_back.subtotal,
                before.tax + given_back.tax,
                before.gross + given_back.total,
            ),
        )

    assert sum(taxes, eur("0")) == eur("1.67")
    assert one.left == eur("0")
