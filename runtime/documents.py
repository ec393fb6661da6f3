"""Documents as pages: the words and figures of each kind, in its language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from babel.dates import format_date
from markupsafe import Markup

from domain.articles import ArticleKind
from domain.credit_notes import CreditReason
from domain.documents import (
    DocumentItem,
    DocumentKind,
    PaidShare,
    PostalAddress,
    TaxLine,
    tax_lines,
)
from domain.money import Money
from domain.printing import LOGO, Manuscript
from domain.tax_treatments import said_tax
from domain.words import N_
from runtime.formats import Formats
from runtime.languages import Language, translated
from runtime.templates import Templates, render

TITLES = {
    DocumentKind.INVOICE: N_("Invoice"),
    DocumentKind.CREDIT_NOTE: N_("Credit note"),
    DocumentKind.RECEIPT: N_("Receipt"),
    DocumentKind.RETAINER: N_("Retainer invoice"),
}
_REASONS = {
    CreditReason.CHANGE: N_("For days that a change has left unused."),
    CreditReason.PAUSE: N_("For days that a pause has left unused."),
    CreditReason.RESUME: N_("For days that were charged twice when billing went on."),
    CreditReason.CANCELLATION: N_("For days that a cancellation has left unused."),
}
_CITY_FIRST = frozenset({"US", "CA", "AU", "GB", "IE", "NZ", "IN", "SG"})
Facts = tuple[tuple[str, str | Markup], ...]


@dataclass(frozen=True)
class Places:
    """Where a document is shown, and where what it names is found.

    `asset` is what stands before the name of a picture; `back` and `download` are for a screen.
    """

    asset: str
    verify_at: str
    pay_at: str = ""
    back: str = ""
    download: str = ""
    on_paper: bool = True


@dataclass(frozen=True)
class ItemView:
    description: str
    details: Sequence[str]
    quantity: str
    unit_price: Money | None
    tax: str
    amount: Money


@dataclass(frozen=True)
class Sum:
    """A row below the items. `kind` is how it looks: total, minor, due."""

    words: str
    amount: Money
    kind: str = ""
    note: str = ""


def document_html(
    templates: Templates, manuscript: Manuscript, language: Language, places: Places
) -> str:
    """The document as a page of its own."""
    view = DocumentView(manuscript, language, places)
    name = f"documents/{manuscript.facts.kind}.html"
    return render(templates, name, language, doc=view)


class DocumentView:
    """What the templates of documents are given."""

    def __init__(self, manuscript: Manuscript, language: Language, places: Places) -> None:
        facts = self._facts = manuscript.facts
        self._formats = Formats(language)
        self._language = language
        self._say: Callable[[str], str] = partial(translated, language=language)
        self._places = places
        self._standing = manuscript.standing
        self.number = facts.number
        self.mark = manuscript.mark
        self.seller = facts.seller
        self.title = self._say(TITLES[facts.kind])
        self.issued_at = facts.issued_at.isoformat(timespec="seconds")
        self.on_paper, self.verify_at = places.on_paper, places.verify_at
        self.pay_at, self.back, self.download = places.pay_at, places.back, places.download
        self.logo = f"{places.asset}{LOGO}{facts.seller.logo}" if facts.seller.logo else ""
        self.due_on = facts.due_on or facts.issued_on
        self.taxes = tax_lines(facts.items)
        self.notes, self.terms = facts.notes, facts.terms
        self.tax_notes = list(
            dict.fromkeys(each.tax.note for each in facts.items if each.tax and each.tax.note)
        )
        self.shares: Sequence[PaidShare] = facts.shares

    def day(self, day: date) -> str:
        """A day as business letters write it: 31 Mar 2026, 31.03.2026."""
        return format_date(day, "medium", locale=self._language.locale)

    def own(self, text: str | Markup) -> str | Markup:
        """The text with the direction that it has by itself, in words that run the other way."""
        if self._language.direction == "ltr" or not text:
            return text
        return Markup("\u2068{}\u2069").format(text)

    @property
    def due(self) -> Money:
        """What was left to pay when it was issued."""
        settled = self._standing.settled if self._standing else None
        return self._facts.total - settled if settled else self._facts.total

    @property
    def iban(self) -> str:
        """In groups of four, as people read it."""
        plain = self.seller.iban.replace(" ", "")
        groups = " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))
        return f"{groups} · BIC {self.seller.bic}" if self.seller.bic else groups

    @property
    def sender_line(self) -> str:
        return " · ".join([self.seller.signs_as, *self.seller_lines])

    @property
    def seller_lines(self) -> list[str]:
        return self._lines(self.seller.address, self._facts.buyer.address.country)

    @property
    def contact_lines(self) -> list[str]:
        return [text for text in (*self.seller_lines, self.seller.phone, self.seller.email) if text]

    @property
    def buyer_lines(self) -> list[str]:
        buyer = self._facts.buyer
        return [buyer.name, *self._lines(buyer.address, self.seller.address.country)]

    @property
    def seller_facts(self) -> Facts:
        return self._known(
            (N_("VAT number"), self.seller.tax_id),
            (N_("Registration"), self.seller.registration),
            (N_("E-mail"), self.seller.email),
        )

    @property
    def bank_facts(self) -> Facts:
        iban = self.iban.partition(" · ")[0]
        return self._known((N_("IBAN"), iban), (N_("BIC"), self.seller.bic))

    @property
    def facts(self) -> Facts:
        """What stands beside the address."""
        facts, day = self._facts, self.day
        corrects = ", ".join(each.number for each in facts.corrects)
        return self._known(
            (N_("Number"), facts.number),
            (N_("Date"), day(facts.issued_on)),
            (N_("Due"), day(facts.due_on) if facts.due_on else ""),
            (N_("Corrects"), corrects),
            (N_("Paid with"), facts.method),
            (N_("Purchase order"), facts.purchase_order),
            (N_("Project"), facts.project),
            (N_("Customer number"), facts.buyer.number),
            (N_("Your VAT number"), facts.buyer.tax_id),
            (N_("Subscription"), facts.subscription),
        )

    @property
    def lead(self) -> str:
        reason = self._facts.reason
        return self._say(_REASONS[reason]) if reason else ""

    @property
    def items(self) -> list[ItemView]:
        return [self._item(item) for item in self._facts.items]

    @property
    def sums(self) -> list[Sum]:
        facts = self._facts
        if facts.kind is DocumentKind.RECEIPT:
            return self._receipt_sums()
        with_tax = facts.shows_prices_with_tax
        before = [] if with_tax or not self.taxes else self._net_sums()
        after = [self._inside(line) for line in self.taxes] if with_tax else []
        total = Sum(self._say(N_("Total")), facts.total, "total")
        return [*before, total, *after, *self._settled_sums()]

    def _net_sums(self) -> list[Sum]:
        subtotal = Sum(self._say(N_("Net")), self._facts.subtotal)
        return [subtotal, *(self._on_top(line) for line in self.taxes)]

    def _on_top(self, line: TaxLine) -> Sum:
        on = self._say(N_("on {amount}")).format(amount=self._formats.money_text(line.net))
        return Sum(self._tax_words(line), line.tax, note=on)

    def _inside(self, line: TaxLine) -> Sum:
        words = self._say(N_("Includes {tax}")).format(tax=self._tax_words(line))
        on = self._say(N_("on {amount}")).format(amount=self._formats.money_text(line.net))
        return Sum(f"{words}, {on}", line.tax, "minor")

    def _tax_words(self, line: TaxLine) -> str:
        return said_tax(line.name, self._say) or self._say(N_("Tax"))

    def _settled_sums(self) -> list[Sum]:
        standing = self._standing
        if standing is None or standing.settled.is_zero:
            return []
        parts = (
            Sum(self._say(N_("Paid")), -standing.paid),
            Sum(self._say(N_("Credit used")), -standing.credited),
        )
        due = Sum(self._say(N_("Amount due")), self.due, "due")
        return [*(part for part in parts if not part.amount.is_zero), due]

    def _receipt_sums(self) -> list[Sum]:
        received = Sum(self._say(N_("Amount received")), self._facts.total, "total")
        excess = self._facts.excess
        kept = Sum(self._say(N_("Kept as your credit")), excess) if excess else None
        return [received, kept] if kept else [received]

    def _item(self, item: DocumentItem) -> ItemView:
        with_tax = self._facts.shows_prices_with_tax
        as_priced = with_tax or not item.has_tax_inside
        return ItemView(
            description=self._description(item),
            details=[*self._details(item)],
            quantity=self._formats.number(item.quantity),
            unit_price=item.unit_price if as_priced else None,
            tax=self._formats.percent(item.tax.rate) if item.tax else "",
            amount=item.taxed.gross if with_tax else item.taxed.net,
        )

    def _description(self, item: DocumentItem) -> str:
        """Texts of ours are translated; the names that staff gave are not."""
        ours = item.kind in {ArticleKind.SETUP, ArticleKind.LATE_FEE}
        return self._say(item.description) if ours else item.description

    def _details(self, item: DocumentItem) -> list[str]:
        details = [self._span(item.starts_on, item.ends_on)]
        if item.kind is ArticleKind.LATE_FEE:
            words = self._say(N_("For paying {invoice} late"))
            details.append(words.format(invoice=item.code))
        if not item.discount.is_zero:
            words = self._say(N_("Less {amount} discount"))
            details.append(words.format(amount=self._formats.money_text(item.discount)))
        if item.is_part:
            details.append(self._say(N_("For a part of the term")))
        if item.invoice:
            details.append(self._say(N_("From invoice {invoice}")).format(invoice=item.invoice))
        return [detail for detail in details if detail]

    def _span(self, start: date | None, end: date | None) -> str:
        """A half-open period as people say it: its first and its last day."""
        if start is None or end is None:
            return ""
        last, text = end - timedelta(days=1), self.day
        return text(start) if start == last else f"{text(start)} – {text(last)}"

    def _known(self, *pairs: tuple[str, str | Markup]) -> Facts:
        return tuple((self._say(words), value) for words, value in pairs if value)

    def _lines(self, address: PostalAddress, home: str) -> list[str]:
        """The lines below a name, as its country writes them; the country where it is another."""
        postcode, city, region = address.postcode, address.city, address.region
        if address.country in _CITY_FIRST:
            tail = " ".join(text for text in (region, postcode) if text)
            town = ", ".join(text for text in (city, tail) if text)
            lines = [address.line1, address.line2, town]
        else:
            town = " ".join(text for text in (postcode, city) if text)
            lines = [address.line1, address.line2, town, region]
        territories = self._language.locale.territories
        abroad = (
            territories.get(address.country, address.country) if address.country != home else ""
        )
        return [line for line in (*lines, abroad) if line]
