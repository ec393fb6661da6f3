"""Documents made up for tests: what a house in Vienna would send to a theatre in Linz."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from domain.addresses import PostalAddress
from domain.articles import ArticleKind
from domain.credit_notes import CreditReason
from domain.documents import (
    Buyer,
    Corrected,
    DocumentFacts,
    DocumentItem,
    DocumentKind,
    PaidShare,
    Seller,
    Standing,
    mark_of,
)
from domain.e_invoices import faults_of
from domain.money import Money
from domain.printing import Manuscript
from domain.tax_treatments import borne
from domain.taxes import TaxBehaviour, TaxCategory, TaxRate, taxed

VAT20 = TaxRate("vat20", "VAT 20 %", Fraction(1, 5), TaxBehaviour.EXCLUSIVE)
VAT10 = TaxRate("vat10", "VAT 10 %", Fraction(1, 10), TaxBehaviour.EXCLUSIVE)
VAT20_INSIDE = replace(VAT20, code="vat20-incl", behaviour=TaxBehaviour.INCLUSIVE)
OWED_BY_BUYER = borne(replace(VAT20, waived=TaxCategory.REVERSE_CHARGE))
ISSUED = datetime(2026, 3, 31, 6, 0, tzinfo=UTC)

SELLER = Seller(
    name="Kestrel & Lark",
    legal_name="Kestrel & Lark Software GmbH",
    address=PostalAddress("Lindengasse 48", "", "1070", "Wien", "", "AT"),
    tax_id="ATU00000001",
    registration="FN 123456a, HG Wien",
    email="billing@kestrel-lark.example",
    phone="+43 1 555 0100",
    iban="AT611904300234573201",
    bic="BKAUATWW",
    small_print="Managing directors: Ada Kestrel, Ben Lark",
)
BUYER = Buyer(
    number="CUST-000042",
    name="Kulturverein Lindenhof",
    address=PostalAddress("Hafnerweg 12", "", "4020", "Linz", "", "AT"),
    tax_id="ATU10000011",
)


def item(
    net: int = 2400,
    quantity: int = 1,
    *,
    tax: TaxRate | None = VAT20,
    description: str = "Team",
    discount: int = 0,
    currency: str = "EUR",
) -> DocumentItem:
    """A line of March, over `quantity` pieces of `net` minor units each."""
    price = Money(net, currency)
    return DocumentItem(
        kind=ArticleKind.PLAN,
        code="team",
        description=description,
        quantity=quantity,
        unit_price=price,
        discount=Money(discount, currency),
        taxed=taxed(price * quantity - Money(discount, currency), tax),
        tax=tax,
        tax_name=tax.name if tax else "",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 1),
    )


def by_the_piece() -> DocumentItem:
    """A thousand pieces at 0.99 with a fifth of tax inside, which the buyer owes."""
    sold = item(83, 1000, tax=OWED_BY_BUYER)
    return replace(sold, taxed=taxed(Money(82_500, "EUR"), OWED_BY_BUYER))


def invoice(*items: DocumentItem, **changes: object) -> DocumentFacts:
    lines = items or (item(),)
    zero = Money.zero(lines[0].taxed.net.currency)
    facts = DocumentFacts(
        kind=DocumentKind.INVOICE,
        number="INV-000042",
        language="en",
        time_zone="Europe/Vienna",
        issued_on=date(2026, 3, 31),
        issued_at=ISSUED,
        seller=SELLER,
        buyer=BUYER,
        items=lines,
        subtotal=sum((each.taxed.net for each in lines), zero),
        tax=sum((each.taxed.tax for each in lines), zero),
        total=sum((each.taxed.gross for each in lines), zero),
        due_on=date(2026, 4, 14),
        subscription="SUB-000007",
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # a test names the fields


def credit_note(**changes: object) -> DocumentFacts:
    line = replace(item(1200), invoice="INV-000041", starts_on=date(2026, 3, 16))
    facts = invoice(
        line,
        kind=DocumentKind.CREDIT_NOTE,
        number="CN-000003",
        due_on=None,
        reason=CreditReason.CHANGE,
        corrects=(Corrected("INV-000041", date(2026, 3, 1)),),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # as above


def receipt(**changes: object) -> DocumentFacts:
    total = Money(2880, "EUR")
    share = PaidShare(
        invoice="INV-000042",
        issued_on=date(2026, 3, 31),
        total=total,
        paid=total,
        left=Money.zero("EUR"),
    )
    facts = invoice(
        kind=DocumentKind.RECEIPT,
        number="PAY-000009",
        due_on=None,
        shares=(share,),
        method="Visa •••• 4242",
    )
    return replace(facts, items=(), subtotal=total, tax=Money.zero("EUR"), **changes)  # type: ignore[arg-type]


def manuscript(facts: DocumentFacts, standing: Standing | None = None) -> Manuscript:
    zero = Money.zero(facts.total.currency)
    if standing is None and facts.kind is DocumentKind.INVOICE:
        standing = Standing(zero, zero)
    return Manuscript(facts, standing, mark_of(facts), {}, as_e_invoice=not faults_of(facts))
