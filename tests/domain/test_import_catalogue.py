"""What can be wrong with addons and coupons in a file, and what is told about it."""

from dataclasses import replace

import pytest

from tests.domain.import_files import ADDONS, COUPONS, KNOWN, NOTHING, checked, only_fault, place

ADDON = "code,name,kind,pricing,interval_unit,interval_count,tax_rate,plans,currency,price\n"
COUPON = "code,name,percent,amount,currency,duration,months,last_day,redemption_limit,plans\n"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("x,X,hourly,,,,,,EUR,1", "kind", "recurring"),
        ("x,X,recurring,each,,,,,EUR,1", "pricing", "per_unit"),
        ("x,X,one_time,,month,1,,,EUR,1", "interval_unit", "Leave this cell empty."),
        ("x,X,recurring,,,3,,,EUR,1", "interval_count", "Fill in interval_unit."),
        ("x,X,recurring,,,,none,,EUR,1", "tax_rate", "add a row to tax_rates.csv"),
        ("x,X,recurring,,,,,basic none,EUR,1", "plans", "add a row to plans.csv"),
        ("x,X,recurring,,month,2,,basic,EUR,1", "plans", "an addon of its own"),
        ("x,X,recurring,,,,,,Euro,1", "currency", "ISO 4217"),
        ("x,X,recurring,,,,,,EUR,1.001", "price", "EUR has 2 decimals"),
        ("storage,More storage,recurring,,,,,,EUR,1", "currency", "Keep one of these rows."),
        ("storage,Storage,recurring,,,,,,USD,1", "name", "Make the rows agree"),
        ("storage,More storage,one_time,,,,,,USD,1", "kind", "Make the rows agree"),
    ],
)
def test_what_is_wrong_with_an_addon(row: str, column: str, words: str) -> None:
    above = "storage,More storage,recurring,,,,,,EUR,5.00\n"

    fault = only_fault(KNOWN, **{**NOTHING, "addons": f"{ADDON}{above}{row}\n"})

    assert place(fault) == ("addons.csv", 3, column)
    assert words in fault.what_to_do


def test_a_tax_that_is_charged_to_nobody_is_nothing() -> None:
    rate = "code,name,percent,behaviour,category\nodd,Odd,20,exclusive,exempt\n"

    fault = only_fault(KNOWN, **{**NOTHING, "tax_rates": rate})

    assert place(fault) == ("tax_rates.csv", 2, "percent")
    assert "Write 0" in fault.what_to_do


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("X,X,,,,once,,,,", "percent", "either percent, or amount and currency"),
        ("X,X,0,,,once,,,,", "percent", "either percent, or amount and currency"),
        ("X,X,20,5,EUR,once,,,,", "percent", "either percent, or amount and currency"),
        ("X,X,120,,,once,,,,", "percent", "Write it like 20"),
        ("X,X,,5,,once,,,,", "currency", "in which currency"),
        ("X,X,,5.001,EUR,once,,,,", "amount", "EUR has 2 decimals"),
        ("X,X,20,,,sometimes,,,,", "duration", "once"),
        ("X,X,20,,,months,,,,", "months", "if the duration is months"),
        ("X,X,20,,,once,3,,,", "months", "if the duration is months"),
        ("X,X,20,,,once,,31.12.2026,,", "last_day", "Write 2026-12-31"),
        ("X,X,20,,,once,,,0,", "redemption_limit", "digits"),
        ("X,X,20,,,once,,,,none", "plans", "add a row to plans.csv"),
        ("TEN,X,20,,,once,,,,", "code", "Keep one of these rows."),
    ],
)
def test_what_is_wrong_with_a_coupon(row: str, column: str, words: str) -> None:
    above = "TEN,Ten off,,10.00,EUR,once,,,,\n"

    fault = only_fault(KNOWN, **{**NOTHING, "coupons": f"{COUPON}{above}{row}\n"})

    assert place(fault) == ("coupons.csv", 3, column)
    assert words in fault.what_to_do


def test_an_addon_has_all_its_prices_and_the_words_of_other_tools() -> None:
    rows = "x,X,Once,fixed,,,,basic,EUR,1\nx,X,one-time,flat,,,,basic,JPY,150\n"

    found = checked(KNOWN, **{**NOTHING, "addons": ADDON + rows})

    assert found.faults == ()
    (addon,) = found.bundle.addons.entries
    assert [str(price) for price in addon.prices] == ["1.00 EUR", "150 JPY"]
    assert (addon.plans, addon.billing.pricing) == (("basic",), "flat")


def test_what_the_books_have_is_left_alone() -> None:
    known = replace(KNOWN, addons=frozenset({"storage"}), coupons=frozenset({"TEN"}))

    bundle = checked(known, **{**NOTHING, "addons": ADDONS, "coupons": COUPONS}).bundle

    assert [each.code for each in bundle.addons.entries] == ["training"]
    assert [each.code for each in bundle.coupons.entries] == ["SPRING20"]
    assert (bundle.addons.unchanged, bundle.coupons.unchanged) == (2, 1)
