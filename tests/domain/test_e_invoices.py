"""E-invoices: the amounts of EN 16931 add up, and what cannot be one says what is to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import NOWHERE
from domain.articles import ArticleKind
from domain.business_terms import business_terms
from domain.documents import DocumentFacts, DocumentItem, Standing
from domain.e_invoices import faults_of
from domain.money import Money
from domain.taxes import TaxBehaviour, TaxCategory, TaxRate
from tests.support.papers import (
    BUYER,
    SELLER,
    VAT10,
    VAT20,
    VAT20_INSIDE,
    credit_note,
    invoice,
    item,
    receipt,
)

ODD = TaxRate("odd", "VAT 8.1 %", Fraction(81, 1000), TaxBehaviour.EXCLUSIVE)
ZERO = TaxRate("zero", "VAT 0 %", Fraction(0), TaxBehaviour.EXCLUSIVE)
RATES = st.sampled_from([VAT20, VAT10, VAT20_INSIDE, ODD, ZERO, None])
LINES = st.lists(
    st.builds(
        lambda net, count, tax: item(net, count, tax=tax),
        st.integers(1, 500_000),
        st.integers(1, 40),
        RATES,
    ),
    min_size=1,
    max_size=30,
)


def say(text: str) -> str:
    return text


def terms_of(facts: DocumentFacts, standing: Standing | None = None) -> Mapping[str, Any]:
    return business_terms(facts, standing, say)


def codes(facts: DocumentFacts) -> list[str]:
    return [fault.code for fault in faults_of(facts)]


def total(parts: Sequence[Mapping[str, Any]], term: str) -> Decimal:
    return sum((Decimal(part[term]) for part in parts), Decimal(0))


@given(LINES, st.integers(0, 10_000))
def test_the_amounts_add_up_as_the_standard_demands(lines: list[Any], paid: int) -> None:
    facts = invoice(*lines)
    paid = min(paid, facts.total.minor_units)
    terms = terms_of(facts, Standing(Money(paid, "EUR"), Money(0, "EUR")))
    money = {name: Decimal(cast(str, terms[name])) for name in terms if name.startswith("BT-1")
             and name in {"BT-106", "BT-109", "BT-110", "BT-112", "BT-113", "BT-115"}}  # fmt: skip

    assert total(terms["BG-25"], "BT-131") == money["BT-106"]  # BR-CO-10
    assert money["BT-106"] == money["BT-109"]  # BR-CO-13
    assert total(terms["BG-23"], "BT-117") == money["BT-110"]  # BR-CO-14
    assert money["BT-109"] + money["BT-110"] == money["BT-112"]  # BR-CO-15
    assert money["BT-112"] - money["BT-113"] == money["BT-115"]  # BR-CO-16
    assert total(terms["BG-23"], "BT-116") == money["BT-109"]  # BR-S-08 and its kin
    for line in terms["BG-25"]:
        exact = Decimal(line["BT-146"]) * Decimal(line["BT-129"])
        assert exact.quantize(Decimal("0.01")) == Decimal(line["BT-131"])


@given(LINES)
def test_tax_that_was_rounded_line_by_line_stays_near_its_rate(lines: list[Any]) -> None:
    assert "TaxFarFromRate" not in codes(invoice(*lines))


def test_what_is_not_taxed_at_all_is_outside_of_vat_and_names_no_vat_number() -> None:
    terms = terms_of(invoice(item(tax=None)))
    (breakdown,) = terms["BG-23"]
    assert (breakdown["BT-118"], "BT-119" in breakdown) == ("O", False)
    assert breakdown["BT-120"] == "Not subject to VAT"
    assert "vat_identifier" not in terms["BG-4"]
    assert "vat_identifier" not in terms["BG-7"]
    assert terms["BG-4"]["identifiers"] == {"": SELLER.tax_id}


def test_what_is_not_taxed_beside_what_is_counts_as_exempt() -> None:
    terms = terms_of(invoice(item(), item(500, tax=None)))
    assert [part["BT-118"] for part in terms["BG-23"]] == ["S", "E"]


def test_why_no_tax_is_charged_is_what_a_tax_of_that_category_says() -> None:
    taxed = replace(VAT20, note="Margin scheme does not apply")
    exempt = replace(VAT20, rate=Fraction(0), category=TaxCategory.EXEMPT, note="Section 6 (1) 27")

    def said(*items: DocumentItem) -> list[object]:
        return [part.get("BT-120") for part in terms_of(invoice(*items))["BG-23"]]

    assert said(item(tax=taxed), item(500, tax=exempt)) == [None, "Section 6 (1) 27"]
    assert said(item(tax=taxed), item(500, tax=None)) == [None, "No tax is charged on this"]


def test_only_words_of_ours_are_put_into_the_language_of_the_document() -> None:
    fee = replace(item(description="Set-up fee"), kind=ArticleKind.SETUP)
    lines = business_terms(invoice(fee, item(description="Project")), None, str.upper)["BG-25"]
    assert isinstance(lines, list)
    assert [line["BT-153"] for line in lines] == ["SET-UP FEE", "Project"]


def test_a_credit_note_names_what_it_corrects() -> None:
    terms = terms_of(credit_note())
    assert terms["BT-3"] == "381"
    assert terms["BG-3"] == [{"BT-25": "INV-000041", "BT-26": "2026-03-01"}]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (invoice(), []),
        (credit_note(), []),
        (receipt(), ["NotMeant"]),
        (invoice(seller=replace(SELLER, address=NOWHERE)), ["SellerCountryMissing"]),
        (invoice(buyer=replace(BUYER, address=NOWHERE)), ["BuyerCountryMissing"]),
        (invoice(seller=replace(SELLER, tax_id="")), ["SellerTaxIdMissing"]),
        (invoice(seller=replace(SELLER, tax_id="12/345")), ["SellerTaxIdMissing"]),
        (
            invoice(item(tax=None), seller=replace(SELLER, tax_id="", registration="")),
            ["SellerIdMissing"],
        ),
        (invoice(item(tax=None), seller=replace(SELLER, tax_id="")), []),
        (invoice(item(1000, tax=None, currency="KWD")), ["CurrencyTooFine"]),
        (invoice(item(1000, tax=None, currency="JPY")), []),
        (invoice(replace(item(), tax=None)), ["RateUnknown"]),
    ],
)
def test_what_keeps_a_document_from_being_one(facts: DocumentFacts, expected: list[str]) -> None:
    assert codes(facts) == expected


@given(st.text(max_size=40))
def test_no_character_that_xml_forbids_is_left(text: str) -> None:
    terms = terms_of(invoice(item(description=text), buyer=replace(BUYER, name=text)))
    name = cast(str, terms["BG-7"]["name"])
    assert all(letter in "\t\n\r" or letter >= " " for letter in name)
    assert not any("\ud800" <= letter <= "\udfff" or letter in "￾￿" for letter in name)
