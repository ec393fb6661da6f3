"""What documents show: taxes by rate, marks that are typed, amounts however they are written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import is_amount, mark_of, tax_lines, typed_mark
from domain.money import Money
from domain.taxes import taxed
from tests.support.papers import (
    OWED_BY_BUYER,
    VAT10,
    VAT20,
    by_the_piece,
    credit_note,
    invoice,
    item,
    receipt,
)


def test_taxes_are_summed_by_rate_in_the_order_in_which_they_appear() -> None:
    lines = tax_lines((item(1000), item(500, tax=VAT10), item(250), item(99, tax=None)))
    assert [(line.name, line.net.minor_units, line.tax.minor_units) for line in lines] == [
        ("VAT 20 %", 1250, 250),
        ("VAT 10 %", 500, 50),
    ]


@given(st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from([VAT20, VAT10, None]))))
def test_no_tax_is_lost_between_the_lines_and_their_sums(parts: list[tuple[int, None]]) -> None:
    items = tuple(item(net, tax=tax) for net, tax in parts)
    assert sum(line.tax.minor_units for line in tax_lines(items)) == sum(
        each.taxed.tax.minor_units for each in items
    )


def test_the_mark_is_of_everything_that_the_document_says() -> None:
    facts = invoice()
    others = [
        invoice(number="INV-000043"),
        invoice(item(2401)),
        invoice(buyer=replace(facts.buyer, name="Somebody else")),
        invoice(seller=replace(facts.seller, iban="")),
        credit_note(),
        receipt(),
    ]
    marks = {mark_of(each) for each in [facts, *others]}
    assert len(marks) == len(others) + 1
    assert mark_of(invoice()) == mark_of(facts)


def test_a_price_that_lost_its_tax_is_rounded_and_no_part_of_a_term() -> None:
    whole = by_the_piece()
    assert (whole.is_rounded, whole.is_part) == (True, False)
    half = replace(whole, taxed=taxed(Money(41_250, "EUR"), whole.tax))
    assert (half.is_rounded, half.is_part) == (False, True)
    assert not item(tax=OWED_BY_BUYER).is_rounded
    cheap = replace(item(1, 1000, tax=OWED_BY_BUYER), taxed=taxed(Money(500, "EUR"), None))
    assert replace(cheap, lost_tax=False).is_part
    assert not replace(cheap, lost_tax=True).is_part
    assert replace(item(100, 3), taxed=taxed(Money(299, "EUR"), VAT20)).is_part


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_as_a_mark_without_a_fault(text: str) -> None:
    typed = typed_mark(text)
    assert typed_mark(typed) == typed


def test_a_mark_may_be_typed_carelessly() -> None:
    mark = mark_of(invoice())
    assert typed_mark(f" {mark.lower().replace('-', ' ')} ") == mark
    assert typed_mark(mark.replace("0", "O").replace("1", "l")) == mark


@pytest.mark.parametrize(
    ("text", "minor_units", "currency"),
    [
        ("1234.50", 123450, "EUR"),
        ("1.234,50 €", 123450, "EUR"),
        ("€1,234.50", 123450, "EUR"),
        ("1 234,5", 123450, "EUR"),
        ("1,234", 123400, "EUR"),
        ("1234", 123400, "EUR"),
        ("7,600", 7600, "JPY"),
        ("7600", 7600, "JPY"),
        ("1.250", 1250, "KWD"),
        ("-12.00", 1200, "EUR"),
    ],
)
def test_an_amount_is_known_however_it_is_written(
    text: str, minor_units: int, currency: str
) -> None:
    assert is_amount(text, Money(minor_units, currency))
    assert not is_amount(text, Money(minor_units + 1, currency))


@given(st.text(max_size=60))
def test_no_text_makes_the_comparison_of_amounts_fail(text: str) -> None:
    assert is_amount(text, Money(10**14, "EUR")) in {True, False}
