"""E-invoices keep every rule of the official schematron of EN 16931, whatever stands on them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.business_terms import business_terms
from domain.documents import DocumentFacts, Standing
from domain.e_invoices import faults_of
from domain.money import Money
from domain.tax_treatments import borne
from domain.taxes import TaxCategory
from gateways.rendering.e_invoice import cii_of
from tests.domain.test_e_invoices import LINES
from tests.support.papers import (
    BUYER,
    OWED_BY_BUYER,
    SELLER,
    VAT10,
    VAT20,
    by_the_piece,
    credit_note,
    invoice,
    item,
)
from tests.support.schematron import offended

EXEMPT = borne(replace(VAT20, waived=TaxCategory.EXEMPT))


def xml_of(facts: DocumentFacts, standing: Standing | None = None) -> bytes:
    assert not faults_of(facts)
    return cii_of(business_terms(facts, standing, str))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(invoice(item(tax=None, currency="USD")), id="outside of VAT"),
        pytest.param(invoice(item(tax=OWED_BY_BUYER)), id="reverse charge"),
        pytest.param(invoice(by_the_piece()), id="a price that lost its tax"),
        pytest.param(invoice(item(tax=EXEMPT), item(tax=VAT10)), id="exempt beside taxed"),
        pytest.param(invoice(purchase_order="4711", notes="Thanks", terms="Two weeks"), id="words"),
        pytest.param(invoice(seller=replace(SELLER, email="", phone="")), id="no mailbox"),
        pytest.param(invoice(buyer=replace(BUYER, tax_id="", email="")), id="a private buyer"),
        pytest.param(credit_note(), id="credit note"),
    ],
)
def test_no_rule_is_offended(facts: DocumentFacts) -> None:
    assert offended(xml_of(facts)) == []


@settings(max_examples=12, deadline=None)
@given(LINES, st.integers(0, 10_000))
def test_no_rule_is_offended_by_any_lines(lines: list[Any], paid: int) -> None:
    facts = invoice(*lines)
    paid = min(paid, facts.total.minor_units)
    standing = Standing(Money(paid, "EUR"), Money(0, "EUR"))

    assert offended(xml_of(facts, standing)) == []


def test_an_offence_is_found() -> None:
    wrong = xml_of(invoice()).replace(b"<ram:CountryID>AT", b"<ram:CountryID>XX", 1)

    assert any("FX-SCH" in each or "BR-" in each for each in offended(wrong))
