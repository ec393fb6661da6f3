"""E-invoices: what keeps a document from being one by EN 16931, and the taxes as it sees them.

The rules are named as the standard names them (`BR-CO-15`). What only a person can mend is a
refusal with words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.documents import DocumentFacts, DocumentItem, DocumentKind
from domain.errors import BillingError, Conflict
from domain.money import Money, exponent
from domain.tax_treatments import TaxTreatment
from domain.taxes import TaxCategory
from domain.words import N_

TYPE_CODES = {DocumentKind.INVOICE: "380", DocumentKind.CREDIT_NOTE: "381"}
_CODES = {
    TaxCategory.STANDARD: "Z",
    TaxCategory.REDUCED: "Z",
    TaxCategory.ZERO: "Z",
    TaxCategory.EXEMPT: "E",
    TaxCategory.REVERSE_CHARGE: "AE",
}
"""What a rate of nothing means; every other rate is `S`."""
_VAT_ID = re.compile(r"[A-Z]{2}[0-9A-Z+*.]{2,14}")


class SellerCountryMissing(Conflict):
    message = N_("The organisation has no country: add it to its details.")


class SellerTaxIdMissing(Conflict):
    message = N_("The organisation has no VAT number with its country's letters: add it.")


class SellerIdMissing(Conflict):
    message = N_("The organisation has neither a VAT number nor a registration number: add one.")


class BuyerCountryMissing(Conflict):
    message = N_("The customer has no country: add it to its details.")


class BuyerTaxIdMissing(Conflict):
    message = N_("Where customers owe the tax, give their VAT number, with its country's letters.")


class CurrencyTooFine(Conflict):
    message = N_("Amounts in {currency} have more than two decimals: the standard cannot say them.")


class RateUnknown(Conflict):
    message = N_("“{item}” is taxed at a rate that nobody wrote down.")


class TaxFarFromRate(Conflict):
    message = N_("The tax of {tax} is too far from what {rate} % would be.")


class NoEInvoice(Conflict):
    message = N_("{number} holds no e-invoice.")


class SchemaRefuses(Conflict):
    message = N_("The schema of the standard refuses it: {says}")


class NotMeant(Conflict):
    message = N_("There is no e-invoice for documents of this kind.")


@dataclass(frozen=True)
class Category:
    """A VAT category with its rate.

    `S` standard, `Z` zero, `E` exempt, `AE` owed by the buyer, `O` outside of VAT.
    """

    code: str
    rate: Fraction | None


def faults_of(facts: DocumentFacts) -> tuple[BillingError, ...]:
    """What keeps this document from being an e-invoice as well; nothing for a good one."""
    if facts.kind not in TYPE_CODES:
        return (NotMeant(),)
    return (*_party_faults(facts), *_amount_faults(facts))


def _party_faults(facts: DocumentFacts) -> Iterator[BillingError]:
    seller = facts.seller
    if not seller.address.country:  # BR-09
        yield SellerCountryMissing()
    if not facts.buyer.address.country:  # BR-11
        yield BuyerCountryMissing()
    outside = is_outside(facts.items)
    if not outside and not vat_id(seller.tax_id):  # BR-S-02, BR-E-02, BR-Z-02, BR-CO-09
        yield SellerTaxIdMissing()
    owes_tax = any(category.code == "AE" for category, _, _ in breakdown(facts.items))
    if owes_tax and not vat_id(facts.buyer.tax_id):  # BR-AE-02
        yield BuyerTaxIdMissing()
    if outside and not (seller.registration or seller.tax_id):  # BR-CO-26
        yield SellerIdMissing()


def _amount_faults(facts: DocumentFacts) -> Iterator[BillingError]:
    if exponent(facts.total.currency) > 2:  # BR-DEC-*
        yield CurrencyTooFine(currency=facts.total.currency)
    unknown = [each for each in facts.items if each.tax is None and not each.taxed.tax.is_zero]
    if unknown:  # BR-CO-04
        yield RateUnknown(item=unknown[0].description[:80])
        return
    for category, net, tax in breakdown(facts.items):  # BR-CO-17
        due = Fraction(net.decimal) * (category.rate or 0)
        if abs(Fraction(tax.decimal) - due) >= 1:
            yield TaxFarFromRate(tax=str(tax), rate=percent(category.rate or Fraction(0)))


def vat_id(text: str) -> str:
    """A VAT number as the standard wants it, or nothing: it begins with its country's letters."""
    plain = re.sub(r"[\s.\-/]", "", text).upper()
    return plain if _VAT_ID.fullmatch(plain) else ""


def check_tax_id(settled: TaxTreatment, tax_id: str) -> None:
    """Who owes the tax of whatever they buy has a VAT number. Raises `BuyerTaxIdMissing`."""
    if settled is TaxTreatment.REVERSE_CHARGE and not vat_id(tax_id):
        raise BuyerTaxIdMissing


def breakdown(items: Sequence[DocumentItem]) -> list[tuple[Category, Money, Money]]:
    """(category, net, tax) of each category and rate."""
    groups: dict[Category, tuple[Money, Money]] = {}
    for item in items:
        category = category_of(item, items)
        zero = Money.zero(item.taxed.net.currency)
        net, tax = groups.get(category, (zero, zero))
        groups[category] = (net + item.taxed.net, tax + item.taxed.tax)
    return [(category, net, tax) for category, (net, tax) in groups.items()]


def category_of(item: DocumentItem, items: Sequence[DocumentItem]) -> Category:
    if item.tax is None:
        return Category("O", None) if is_outside(items) else Category("E", Fraction(0))
    return Category(_CODES[item.tax.category] if not item.tax.rate else "S", item.tax.rate)


def is_outside(items: Sequence[DocumentItem]) -> bool:
    """Whether nothing of it is taxed; that cannot stand beside anything else (BR-O-11)."""
    return all(item.tax is None for item in items)


def percent(rate: Fraction) -> str:
    """A rate as the standard writes it: `20`, `8.1`."""
    exact = Decimal(rate.numerator * 100) / rate.denominator
    return f"{exact.quantize(Decimal('0.0001')).normalize():f}"
