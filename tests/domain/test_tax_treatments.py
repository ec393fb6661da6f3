"""Who owes the tax, and what a price comes to for whoever is not charged it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.articles import amounts_of
from domain.contents import rest_items, term_items
from domain.money import Money
from domain.tax_treatments import (
    UNION,
    Buyer,
    TaxTreatment,
    borne,
    is_rounding,
    said_tax,
    sold_waiving,
    vat_country,
    waived_for,
)
from domain.taxes import RateChange, TaxBehaviour, TaxCategory, as_priced
from tests.domain.examples import day, eur
from tests.domain.sold import APRIL, VAT, VAT_INSIDE, addon, contents, moment, priced

REVERSE, EXEMPT = TaxCategory.REVERSE_CHARGE, TaxCategory.EXEMPT


def buyer(country: str, tax_id: str, settled: TaxTreatment = TaxTreatment.BY_RULE) -> Buyer:
    return Buyer(settled, country, tax_id)


@pytest.mark.parametrize(
    ("country", "tax_id", "waived"),
    [
        ("DE", "DE123456789", REVERSE),
        ("DE", "de 123 456 789", REVERSE),
        ("GR", "EL123456789", REVERSE),
        ("DE", "", None),
        ("DE", "FR12345678901", None),
        ("DE", "12/345/67890", None),
        ("AT", "ATU12345678", None),
        ("CH", "CHE123456789", None),
        ("GB", "GB123456789", None),
    ],
)
def test_by_rule_a_vat_number_of_another_member_state_makes_the_buyer_owe_the_tax(
    country: str, tax_id: str, waived: TaxCategory | None
) -> None:
    assert waived_for(buyer(country, tax_id), "AT", reverse_charge=True) is waived
    assert waived_for(buyer(country, tax_id), "AT", reverse_charge=False) is None


def test_a_seller_outside_of_the_union_has_no_such_rule() -> None:
    assert waived_for(buyer("DE", "DE123456789"), "CH", reverse_charge=True) is None


@pytest.mark.parametrize(
    ("settled", "waived"),
    [
        (TaxTreatment.TAXED, None),
        (TaxTreatment.REVERSE_CHARGE, REVERSE),
        (TaxTreatment.EXEMPT, EXEMPT),
    ],
)
@pytest.mark.parametrize("reverse_charge", [True, False])
def test_what_staff_have_settled_comes_before_the_rule(
    settled: TaxTreatment, waived: TaxCategory | None, reverse_charge: bool
) -> None:
    settled_buyer = buyer("DE", "DE123456789", settled)
    assert waived_for(settled_buyer, "AT", reverse_charge=reverse_charge) is waived


def test_the_union_has_27_members() -> None:
    assert len(UNION) == 27
    assert vat_country("EL123456789") in UNION


def test_tax_on_top_is_left_out() -> None:
    sold = contents(sold_waiving(priced("30.00", tax=VAT), REVERSE), 3)
    [line] = amounts_of(term_items(sold, APRIL), APRIL.start).lines
    assert (line.item.unit_price, line.taxed.net, line.taxed.tax, line.taxed.gross) == (
        eur("30.00"),
        eur("90.00"),
        eur("0.00"),
        eur("90.00"),
    )
    assert line.tax is not None
    assert (line.tax.code, line.tax.category, line.tax.rate) == (VAT.code, REVERSE, Fraction(0))


def test_tax_inside_is_taken_out_of_the_price() -> None:
    sold = contents(sold_waiving(priced("12.00", tax=VAT_INSIDE), EXEMPT), 3)
    amounts = amounts_of(term_items(sold, APRIL), APRIL.start)
    [line] = amounts.lines
    assert (line.item.unit_price, amounts.total, amounts.tax) == (
        eur("10.00"),
        eur("30.00"),
        eur("0.00"),
    )
    assert line.tax is not None
    assert line.tax.behaviour is TaxBehaviour.EXCLUSIVE


@pytest.mark.parametrize(
    ("price", "quantity", "total"),
    [("0.99", 1000, "825.00"), ("0.05", 10_000, "416.67"), ("0.01", 10_000, "83.33")],
)
def test_the_tax_is_taken_out_of_the_line_not_out_of_each_piece(
    price: str, quantity: int, total: str
) -> None:
    sold = contents(sold_waiving(priced(price, tax=VAT_INSIDE), REVERSE), quantity)
    [line] = amounts_of(term_items(sold, APRIL), APRIL.start).lines
    assert line.taxed.net == line.taxed.gross == eur(total)
    assert as_priced(line.taxed, line.tax) == eur(total)
    short = line.item.unit_price * quantity - line.taxed.net
    assert is_rounding(short, quantity, line.tax)
    assert not is_rounding(short, quantity, VAT)
    assert not is_rounding(line.taxed.net, quantity, line.tax)


def test_the_rate_of_the_day_is_taken_out() -> None:
    lower = RateChange("VAT", Fraction(1, 10), APRIL.start)
    plan = priced("11.00", tax=replace(VAT_INSIDE, changes=(lower,)))
    items = term_items(contents(sold_waiving(plan, REVERSE), 1), APRIL)
    assert amounts_of(items, APRIL.start).total == eur("10.00")
    assert amounts_of(items, day("2026-03-31")).total == eur("9.17")


def test_addons_are_treated_as_the_plan_is_and_parts_of_a_term_too() -> None:
    sold = sold_waiving(replace(addon("12.00"), tax=VAT_INSIDE), REVERSE)
    assert sold.tax is not None
    assert sold.tax.waived is REVERSE
    plan = sold_waiving(priced("36.00", tax=VAT_INSIDE), REVERSE)
    rest = rest_items(term_items(contents(plan, 1), APRIL), moment("2026-04-16"))
    assert amounts_of(rest, APRIL.start).total == eur("15.00")


def test_what_has_no_tax_stays_as_it_is() -> None:
    assert sold_waiving(priced("30.00"), REVERSE).tax is None
    assert sold_waiving(priced("30.00", tax=VAT), None) == priced("30.00", tax=VAT)
    assert borne(VAT) == VAT


@given(st.integers(1, 10**8), st.integers(1, 50), st.integers(1, 60))
def test_nobody_pays_tax_that_is_waived(minor_units: int, quantity: int, percent: int) -> None:
    rate = replace(VAT_INSIDE, rate=Fraction(percent, 100))
    price = Money(minor_units, "EUR")
    plan = sold_waiving(replace(priced("1.00", tax=rate), price=price), REVERSE)
    amounts = amounts_of(term_items(contents(plan, quantity), APRIL), APRIL.start)
    assert amounts.tax.is_zero
    assert amounts.total == amounts.subtotal
    at_home = replace(plan, tax=rate)
    assert amounts.total == amounts_of(term_items(contents(at_home, quantity), APRIL)).subtotal


def test_words_of_ours_are_translated_and_names_are_not() -> None:
    assert said_tax("Reverse charge", str.upper) == "REVERSE CHARGE"
    assert said_tax("VAT 20 %", str.upper) == "VAT 20 %"
