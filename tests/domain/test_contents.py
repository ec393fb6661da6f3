"""What a subscription consists of is what its invoices say."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addons import (
    Addon,
    AddonDoesNotFitTerm,
    AddonGivenTwice,
    AddonNotForPlan,
    ChosenAddon,
)
from domain.articles import MOST_MINOR_UNITS, AmountTooLarge, ArticleKind, amounts_of
from domain.contents import (
    MOST_UNITS,
    UnitsOutOfRange,
    check_contents,
    extra_items,
    list_price,
    rest_items,
    setup_items,
    term_items,
    term_price,
)
from domain.coupons import AppliedCoupon
from domain.invoices import LineKind, NothingToInvoice
from domain.money import CurrencyMismatch, Money
from domain.periods import Period
from tests.domain.examples import day, eur, plan
from tests.domain.sold import (
    APRIL,
    VAT,
    VAT_INSIDE,
    YEARLY,
    addon,
    chosen,
    contents,
    coupon,
    extra,
    moment,
    priced,
)


def test_a_term_has_a_line_for_the_plan_and_each_addon() -> None:
    items = term_items(contents(plan(), 3, chosen("5.00", quantity=2)), APRIL)

    assert [(item.article.kind, item.article.code, item.amount) for item in items] == [
        (ArticleKind.PLAN, "basic", eur("93.00")),
        (ArticleKind.ADDON, "backup", eur("10.00")),
    ]
    assert {item.period for item in items} == {APRIL}
    assert {item.kind for item in items} == {LineKind.TERM}


def test_each_line_has_the_tax_of_its_own_article() -> None:
    taxed_addon = ChosenAddon(replace(addon("12.00"), tax=VAT_INSIDE))

    amounts = amounts_of(term_items(contents(priced("30.00", tax=VAT), 1, taxed_addon), APRIL))

    assert [line.taxed.tax for line in amounts.lines] == [eur("6.00"), eur("2.00")]
    assert (amounts.subtotal, amounts.tax, amounts.total) == (
        eur("40.00"),
        eur("8.00"),
        eur("48.00"),
    )


def test_what_is_charged_once_has_no_period() -> None:
    (fee,) = setup_items(plan(setup_fee="49.00"))
    (training,) = extra_items([extra("15.00", quantity=2)], plan())

    assert (fee.amount, fee.period, fee.kind) == (eur("49.00"), None, LineKind.SETUP)
    assert (training.amount, training.period) == (eur("30.00"), None)
    assert setup_items(plan()) == ()


def test_a_term_costs_its_lines_and_what_is_bought_with_it() -> None:
    consists_of = contents(priced("30.00", tax=VAT), 1, chosen("5.00"), off=coupon(20))

    assert term_price(consists_of, APRIL) == eur("32.80")
    assert term_price(consists_of, APRIL, extra_items([extra("15.00")], consists_of.plan)) == eur(
        "47.80"
    )
    assert list_price(consists_of) == eur("35.00")


def test_the_rest_of_a_term_is_charged_by_its_days() -> None:
    items = term_items(contents(priced("30.00"), 2, chosen("15.00")), APRIL)

    rest = rest_items(items, moment("2026-04-21"))

    assert [item.amount for item in rest] == [eur("20.00"), eur("5.00")]
    assert {item.period for item in rest} == {Period(day("2026-04-21"), day("2026-05-01"))}


def test_the_rest_of_what_is_over_or_free_is_no_line() -> None:
    assert rest_items(term_items(contents(), APRIL), moment("2026-05-01")) == ()
    assert rest_items(term_items(contents(priced("0.00")), APRIL), moment("2026-04-02")) == ()


def test_what_is_charged_once_has_no_rest() -> None:
    assert rest_items(setup_items(plan(setup_fee="49.00")), moment("2026-04-02")) == ()


def test_a_discounted_line_is_rounded_once() -> None:
    items = term_items(contents(priced("0.99"), off=coupon(50)), APRIL)

    (rest,) = rest_items(items, moment("2026-04-16"))

    assert items[0].amount == eur("0.49")
    assert rest.amount == Money(49, "EUR").times(Fraction(1, 2))


def test_once_a_term_was_charged_the_time_of_its_coupon_runs() -> None:
    after = contents(off=coupon(months=3)).after(APRIL)

    assert after.coupon == AppliedCoupon(coupon(months=3), first_on=APRIL.start)
    assert contents().after(APRIL) == contents()


def test_an_invoice_of_nothing_is_refused() -> None:
    with pytest.raises(NothingToInvoice):
        amounts_of([])


def test_what_fits_together_can_be_sold() -> None:
    check_contents(contents(plan(), MOST_UNITS, chosen(quantity=MOST_UNITS)), [extra()])


@pytest.mark.parametrize("quantity", [0, -1, MOST_UNITS + 1, 10**9])
def test_m19_a_quantity_is_from_one_to_a_million(quantity: int) -> None:
    with pytest.raises(UnitsOutOfRange, match="1 to 1000000"):
        check_contents(contents(plan(), quantity))
    with pytest.raises(UnitsOutOfRange):
        check_contents(contents(plan(), 1, chosen(quantity=quantity)))
    with pytest.raises(UnitsOutOfRange):
        check_contents(contents(), [extra(quantity=quantity)])


def test_m20_a_line_has_an_end() -> None:
    dear = replace(plan(), price=Money(MOST_MINOR_UNITS, "EUR"))

    assert term_items(contents(dear), APRIL)
    with pytest.raises(AmountTooLarge):
        term_items(contents(dear, 2), APRIL)


def test_an_addon_is_there_once() -> None:
    with pytest.raises(AddonGivenTwice, match="backup"):
        check_contents(contents(plan(), 1, chosen(), chosen(quantity=2)))


@pytest.mark.parametrize(
    ("unfit", "refusal"),
    [
        (replace(addon(), plans=frozenset({"pro"})), AddonNotForPlan),
        (replace(addon(), interval=YEARLY), AddonDoesNotFitTerm),
        (replace(addon(), price=Money(500, "JPY")), CurrencyMismatch),
    ],
)
def test_an_addon_that_does_not_fit_is_refused(unfit: Addon, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_contents(contents(plan(), 1, replace(chosen(), addon=unfit)))


def test_what_is_charged_once_stands_beside_the_term() -> None:
    sold = contents(plan(setup_fee="49.00"), 3)

    assert term_price(sold, APRIL) == eur("93.00")
    assert term_price(sold, APRIL, setup_items(sold.plan)) == eur("142.00")


@given(st.integers(0, 10**7), st.integers(1, 50), st.integers(1, 100), st.integers(0, 29))
def test_a_rest_never_costs_more_than_the_whole(
    price: int, quantity: int, percent: int, days: int
) -> None:
    sold = replace(plan(), price=Money(price, "EUR"))
    items = term_items(contents(sold, quantity, off=coupon(percent)), APRIL)
    here = moment((APRIL.start + timedelta(days=days)).isoformat())

    for whole, rest in zip(items, rest_items(items, here), strict=False):
        assert eur("0") < rest.amount <= whole.amount <= whole.full_amount
