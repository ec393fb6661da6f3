"""Business terms: a document as EN 16931 names its parts; `BT-1` is the number of the invoice."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from domain.addresses import PostalAddress
from domain.documents import DocumentFacts, DocumentItem, DocumentKind, Standing
from domain.e_invoices import (
    TYPE_CODES,
    Category,
    breakdown,
    category_of,
    is_outside,
    percent,
    vat_id,
)
from domain.money import Money
from domain.words import N_

Terms = dict[str, object]
Say = Callable[[str], str]

_PIECE = "C62"
_PRICE, _CENT = Decimal("0.0001"), Decimal("0.01")
_UNLAWFUL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REASONS = {
    "O": N_("Not subject to VAT"),
    "E": N_("No tax is charged on this"),
    "AE": N_("Reverse charge"),
}


def business_terms(facts: DocumentFacts, standing: Standing | None, say: Say) -> Terms:
    """The document in the terms of the standard. `say` puts texts of ours into its language."""
    settled = standing.settled if standing else Money.zero(facts.total.currency)
    terms: Terms = {
        "BT-1": facts.number,
        "BT-2": facts.issued_on.isoformat(),
        "BT-3": TYPE_CODES[facts.kind],
        "BT-5": facts.total.currency,
        "BT-20": facts.terms or say(_terms_of_payment(facts)),
        "BT-72": _served_until(facts).isoformat(),
        "BT-83": facts.number,
        "BG-4": _seller(facts),
        "BG-7": _buyer(facts),
        "BG-25": [_line(place, facts, item, say) for place, item in enumerate(facts.items, 1)],
        "BG-23": [_tax(each, facts, say) for each in breakdown(facts.items)],
        "BT-106": _amount(facts.subtotal),
        "BT-109": _amount(facts.subtotal),
        "BT-110": _amount(facts.tax),
        "BT-112": _amount(facts.total),
        "BT-113": _amount(settled),
        "BT-115": _amount(facts.total - settled),
    }
    return _lawful({**terms, **_settlement(facts)})


def _settlement(facts: DocumentFacts) -> Terms:
    terms: Terms = {}
    if facts.purchase_order:
        terms["BT-13"] = facts.purchase_order
    if facts.notes:
        terms["BG-1"] = [{"BT-22": facts.notes}]
    if facts.due_on:
        terms["BT-9"] = facts.due_on.isoformat()
    if facts.seller.iban:
        terms["BT-81"] = "58" if facts.total.currency == "EUR" else "30"
        terms["BT-84"] = facts.seller.iban.replace(" ", "")
    if facts.corrects:
        terms["BG-3"] = [
            {"BT-25": each.number, "BT-26": each.issued_on.isoformat()} for each in facts.corrects
        ]
    return terms


def _served_until(facts: DocumentFacts) -> date:
    """The last day of what is charged; the day of issue where nobody wrote one down."""
    ends = [item.ends_on for item in facts.items if item.ends_on]
    return max(ends) - timedelta(days=1) if ends else facts.issued_on


def _terms_of_payment(facts: DocumentFacts) -> str:
    if facts.kind is DocumentKind.CREDIT_NOTE:
        return N_("The amount is kept as your credit.")
    return N_("Payable without deduction until the due date.")


def _seller(facts: DocumentFacts) -> Terms:
    seller = facts.seller
    party: Terms = {"name": seller.signs_as, **_address(facts.seller.address)}
    if seller.legal_name and seller.legal_name != seller.name:
        party["biz_name"] = seller.name
    if seller.registration:
        party["legal_identifier"] = seller.registration
    if is_outside(facts.items):  # BR-O-02: it must not name a VAT number
        party["identifiers"] = {"": seller.tax_id} if seller.tax_id else {}
    else:
        party["vat_identifier"] = vat_id(seller.tax_id)
    return {**party, **_mailbox(seller.email)}


def _buyer(facts: DocumentFacts) -> Terms:
    buyer = facts.buyer
    party: Terms = {"name": buyer.name, "identifiers": {"": buyer.number}}
    party |= _address(buyer.address)
    if not is_outside(facts.items) and vat_id(buyer.tax_id):
        party["vat_identifier"] = vat_id(buyer.tax_id)
    return {**party, **_mailbox(buyer.email)}


def _address(address: PostalAddress) -> Terms:
    said = {
        "addr_l1": address.line1,
        "addr_l2": address.line2,
        "postcode": address.postcode,
        "city": address.city,
        "country_subdivision": address.region,
        "country_code": address.country,
    }
    return {name: text for name, text in said.items() if text}


def _mailbox(email: str) -> Terms:
    return {"einvoicing_addr": email, "einvoicing_addr_schemeid": "EM"} if email else {}


def _line(place: int, facts: DocumentFacts, item: DocumentItem, say: Say) -> Terms:
    category = category_of(item, facts.items)
    quantity, price = _quantity_and_price(item)
    line: Terms = {
        "BT-126": str(place),
        "BT-129": str(quantity),
        "BT-130": _PIECE,
        "BT-146": f"{price:f}",
        "BT-131": _amount(item.taxed.net),
        "BT-151": category.code,
        "BT-153": (say(item.description) if item.kind.has_our_words else item.description) or "–",
    }
    if category.rate is not None:
        line["BT-152"] = percent(category.rate)
    if item.starts_on and item.ends_on and item.starts_on < item.ends_on:
        line["BT-134"] = item.starts_on.isoformat()
        line["BT-135"] = (item.ends_on - timedelta(days=1)).isoformat()
    return line


def _quantity_and_price(item: DocumentItem) -> tuple[int, Decimal]:
    """As it was sold, if that multiplies exactly; as one piece otherwise."""
    net = item.taxed.net.decimal
    price = (net / item.quantity).quantize(_PRICE, ROUND_HALF_UP)
    if (price * item.quantity).quantize(_CENT, ROUND_HALF_UP) == net.quantize(_CENT):
        return item.quantity, price
    return 1, net


def _tax(part: tuple[Category, Money, Money], facts: DocumentFacts, say: Say) -> Terms:
    category, net, tax = part
    terms: Terms = {"BT-116": _amount(net), "BT-117": _amount(tax), "BT-118": category.code}
    if category.rate is not None:
        terms["BT-119"] = percent(category.rate)
    if category.code in _REASONS:  # BR-O-10, BR-E-10, BR-AE-10
        terms["BT-120"] = _note_of(category, facts.items) or say(_REASONS[category.code])
    return terms


def _note_of(category: Category, items: Sequence[DocumentItem]) -> str:
    """What the taxes of this category have to say; nothing where none of them says anything."""
    notes = [
        each.tax.note
        for each in items
        if each.tax and each.tax.note and category_of(each, items) == category
    ]
    return notes[0] if notes else ""


def _amount(amount: Money) -> str:
    return f"{amount.decimal:f}"


def _lawful(value: Terms) -> Terms:
    """Without the characters that no XML may hold."""
    return {name: _cleaned(each) for name, each in value.items()}


def _cleaned(value: object) -> object:
    match value:
        case str():
            return _UNLAWFUL.sub("", value)
        case Mapping():
            return {name: _cleaned(each) for name, each in value.items()}
        case list():
            return [_cleaned(each) for each in value]
        case _:
            return value
