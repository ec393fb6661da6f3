"""Documents as pages: the words and figures of each kind, in its language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.articles import ArticleKind
from domain.credit_notes import CreditReason
from domain.documents import (
    DocumentItem,
    DocumentKind,
    PaidShare,
    TaxLine,
    tax_lines,
)
from domain.money import Money
from domain.printing import Manuscript
from domain.tax_treatments import said_tax
from domain.words import N_
from runtime.languages import Language
from runtime.sheets import Facts, Places, SheetView
from runtime.templates import Templates, render

TITLES = {
    DocumentKind.INVOICE: N_("Invoice"),
    DocumentKind.CREDIT_NOTE: N_("Credit note"),
    DocumentKind.RECEIPT: N_("Receipt"),
    DocumentKind.RETAINER: N_("Retainer invoice"),
    DocumentKind.SALES_ORDER: N_("Sales order"),
    DocumentKind.QUOTE: N_("Quote"),
    DocumentKind.ACCEPTANCE: N_("Acceptance"),
}
OPTION, OPTION_LEFT_OUT = N_("Optional"), N_("Optional, not in the total")
_REASONS = {
    CreditReason.CHANGE: N_("For days that a change has left unused."),
    CreditReason.PAUSE: N_("For days that a pause has left unused."),
    CreditReason.RESUME: N_("For days that were charged twice when billing went on."),
    CreditReason.CANCELLATION: N_("For days that a cancellation has left unused."),
}


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


class DocumentView(SheetView):
    """What the templates of documents are given."""

    def __init__(self, manuscript: Manuscript, language: Language, places: Places) -> None:
        facts = self._facts = manuscript.facts
        super().__init__(facts.seller, facts.buyer, language, places)
        self._standing = manuscript.standing
        self.number = facts.number
        self.mark = manuscript.mark
        self.title = self._say(TITLES[facts.kind])
        self.issued_at = facts.issued_at.isoformat(timespec="seconds")
        self.due_on = facts.due_on or facts.issued_on
        self.taxes = tax_lines(facts.counted)
        self.offered, self.accepted = facts.offered, facts.accepted
        self.buyer_name = facts.buyer.name
        self.notes, self.terms = facts.notes, facts.terms
        self.tax_notes = list(
            dict.fromkeys(each.tax.note for each in facts.items if each.tax and each.tax.note)
        )
        self.shares: Sequence[PaidShare] = facts.shares

    @property
    def due(self) -> Money:
        """What was left to pay when it was issued."""
        settled = self._standing.settled if self._standing else None
        return self._facts.total - settled if settled else self._facts.total

    @property
    def facts(self) -> Facts:
        """What stands beside the address."""
        facts, day = self._facts, self.day
        corrects = ", ".join(each.number for each in facts.corrects)
        offered, accepted = facts.offered, facts.accepted
        version = offered or accepted
        return self._known(
            (N_("Number"), offered.quote if offered else facts.number),
            (N_("Quote"), accepted.quote if accepted else ""),
            (N_("Version"), str(version.version) if version else ""),
            (N_("Date"), day(facts.issued_on)),
            (N_("Due"), day(facts.due_on) if facts.due_on else ""),
            (N_("Valid until"), self._valid_until),
            (N_("Corrects"), corrects),
            (N_("Paid with"), facts.method),
            (N_("Purchase order"), facts.purchase_order),
            (N_("Project"), facts.project),
            (N_("Customer number"), facts.buyer.number),
            (N_("Your VAT number"), facts.buyer.tax_id),
            (N_("Subscription"), facts.subscription),
        )

    @property
    def _valid_until(self) -> str:
        last = self._facts.offered.valid_until if self._facts.offered else None
        return self.day(last) if last else ""

    @property
    def moment(self) -> str:
        """When it was issued, by the organisation's clocks, which say how far they are from UTC."""
        at, zone = self._facts.issued_at, self._facts.time_zone
        offset = at.astimezone(ZoneInfo(zone)).isoformat()[-6:]
        return f"{self._formats.moment_text(at, zone)} ({zone}, UTC{offset})"

    @property
    def lead(self) -> str:
        if self.offered:
            return self.offered.title
        reason = self._facts.reason
        return self._say(_REASONS[reason]) if reason else ""

    @property
    def items(self) -> list[ItemView]:
        return [self._item(item, self._option(n)) for n, item in enumerate(self._facts.items)]

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

    def _option(self, place: int) -> str:
        """What an optional item of a quote is, by its place."""
        offered = self._facts.offered
        if offered is None or place not in offered.optional:
            return ""
        out = place in offered.left_out
        return self._say(OPTION_LEFT_OUT if out else OPTION)

    def _item(self, item: DocumentItem, option: str) -> ItemView:
        with_tax = self._facts.shows_prices_with_tax
        as_priced = (with_tax or not item.has_tax_inside) and not item.is_rounded
        return ItemView(
            description=self._description(item),
            details=[*filter(None, [option]), *self._details(item)],
            quantity=self._formats.number(item.quantity),
            unit_price=item.unit_price if as_priced else None,
            tax=self._formats.percent(item.tax.rate) if item.tax else "",
            amount=item.taxed.gross if with_tax else item.taxed.net,
        )

    def _description(self, item: DocumentItem) -> str:
        """Texts of ours are translated; the names that staff gave are not."""
        return self._say(item.description) if item.kind.has_our_words else item.description

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
