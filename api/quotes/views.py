"""A quote as it is looked at: one version with a choice of its options, and what has happened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from activities.acceptance_sheets import Sheet, sheets_of
from activities.quote_books import decision_of, offered_plan
from api.callers import Caller
from domain.invoices import InvoiceAmounts
from domain.money import Money
from domain.quote_conversions import OfferedPlan, QuoteConversion
from domain.quote_versions import Compared, OfferedLine, chosen, compare, offer_amounts, suggested
from domain.quotes import Decision, NoSuchQuote, QuoteStatus
from domain.words import N_
from runtime.status_labels import Tone
from storage.books import Books
from storage.quote_answers import QuoteAcceptanceRow, QuoteConversionRow, QuoteDeclineRow
from storage.quote_versions import QuoteVersionRow
from storage.quotes import QuoteRow


@dataclass(frozen=True)
class Choice:
    """What a version comes to with these options. `taxes` are pairs of a name and an amount."""

    options: frozenset[int]
    amounts: InvoiceAmounts

    @property
    def total(self) -> Money:
        return self.amounts.total

    @property
    def taxes(self) -> Sequence[tuple[str, Money]]:
        found: dict[str, Money] = {}
        for line in self.amounts.lines:
            if line.tax:
                before = found.get(line.tax.name, Money.zero(self.total.currency))
                found[line.tax.name] = before + line.taxed.tax
        return list(found.items())


@dataclass(frozen=True)
class Version:
    """One version with its lines, and the plan that it sells as a subscription."""

    quote: QuoteRow
    row: QuoteVersionRow
    lines: tuple[OfferedLine, ...]
    plan: OfferedPlan | None

    @property
    def is_draft(self) -> bool:
        return self.row.sent_at is None

    @property
    def has_options(self) -> bool:
        return any(each.is_optional for each in self.lines)

    @property
    def suggested(self) -> frozenset[int]:
        return suggested(self.lines)

    def with_options(self, options: Collection[int]) -> Choice:
        """Raises `NoSuchOption` and `NothingOffered`."""
        return Choice(frozenset(options), offer_amounts(self.lines, options))

    def is_taken(self, line: OfferedLine, choice: Choice) -> bool:
        return not line.is_optional or line.place in choice.options

    def amount(self, line: OfferedLine) -> Money:
        """What the line alone comes to, before tax that is not in its price."""
        return line.item.amount

    @property
    def tax_notes(self) -> Sequence[str]:
        """What its taxes ask it to say."""
        notes = [each.item.tax.note for each in self.lines if each.item.tax and each.item.tax.note]
        return list(dict.fromkeys(notes))


@dataclass(frozen=True)
class Event:
    """Something that has happened to a quote, told to whoever looks."""

    at: datetime
    title: str
    text: str = ""
    tone: Tone = "quiet"
    is_ours: bool = False
    """Whether customers are not told of it."""


@dataclass(frozen=True)
class QuoteView:
    """A quote with the version that is looked at, and what became of it."""

    quote: QuoteRow
    shown: Version
    choice: Choice
    versions: Sequence[QuoteVersionRow]
    acceptance: QuoteAcceptanceRow | None
    declined: QuoteDeclineRow | None
    conversion: QuoteConversionRow | None
    decision: Decision | None
    events: Sequence[Event]
    sheets: Sequence[Sheet]
    was_seen: bool
    became: str | None = None
    """The number of what it became; of a draft that is issued, the invoice's."""

    @property
    def is_open(self) -> bool:
        """Whether the version that is shown waits for an answer."""
        return (
            self.quote.status is QuoteStatus.SENT and self.shown.row.version == self.quote.version
        )

    def for_customer(self) -> "QuoteView":
        """Without what is still being written, a next version or an invoice."""
        return replace(
            self,
            versions=[each for each in self.versions if each.sent_at],
            events=[each for each in self.events if not each.is_ours],
            became=None if is_draft(self.conversion, self.became) else self.became,
        )

    @property
    def is_old(self) -> bool:
        return self.shown.row.version < self.quote.version


@dataclass(frozen=True)
class Beside:
    """Two versions side by side."""

    before: Version
    after: Version
    rows: Sequence[Compared]

    @property
    def texts(self) -> Sequence[tuple[str, str, str]]:
        """What is written around the lines and was changed: its name, before and after."""
        before, after = self.before.row, self.after.row
        pairs = (
            (N_("Title"), before.title, after.title),
            (N_("Notes"), before.notes, after.notes),
            (N_("Terms and conditions"), before.terms, after.terms),
        )
        return [each for each in pairs if each[1] != each[2]]


def is_draft(conversion: QuoteConversionRow | None, became: str | None) -> bool:
    """Whether it became the draft of an invoice that is not issued."""
    if conversion is None or conversion.kind is not QuoteConversion.DRAFT_INVOICE:
        return False
    return became == conversion.document


async def _became(books: Books, conversion: QuoteConversionRow | None) -> str | None:
    if conversion is None:
        return None
    draft = await books.invoice_drafts.find(conversion.document)
    invoice = await books.invoices.get(draft.invoice) if draft else None
    return (invoice and invoice.number) or conversion.document


async def find_quote(books: Books, number: str) -> QuoteRow:
    """Raises `NoSuchQuote`."""
    row = await books.quotes.find(number)
    if row is None:
        raise NoSuchQuote(quote=number)
    return row


async def version_of(books: Books, quote: QuoteRow, version: int) -> Version:
    """Raises `NoSuchQuote` for a version that there is not."""
    row = await books.quotes.version(quote.number, version)
    if row is None:
        raise NoSuchQuote(quote=f"{quote.number}/{version}")
    lines = await books.quotes.lines(quote, version)
    return Version(quote, row, lines, await offered_plan(books, row))


async def quote_view(
    caller: Caller,
    books: Books,
    quote: QuoteRow,
    version: int | None = None,
    options: Collection[int] | None = None,
) -> QuoteView:
    """The version on offer, or the draft where none is; with what was accepted, or is suggested.

    Raises `NoSuchQuote`, `NoSuchOption` and `NothingOffered`.
    """
    shown = await version_of(books, quote, version or quote.version or quote.draft or 1)
    acceptance = await books.quotes.standing_acceptance(quote.number)
    declines = await books.quotes.declines(quote.number)
    conversion = await books.quotes.conversion(quote.number)
    versions = await books.quotes.versions(quote.number)
    became = await _became(books, conversion)
    return QuoteView(
        quote,
        shown,
        shown.with_options(_options(shown, acceptance, options)),
        versions,
        acceptance,
        declines[-1] if declines and quote.status is QuoteStatus.DECLINED else None,
        conversion,
        await decision_of(books, quote, (await books.organisations.get()).time_zone),
        await _events(caller, books, quote, conversion, became),
        await sheets_of(books, quote.number),
        quote.number in await books.quotes.seen([quote.number]),
        became,
    )


def _options(
    shown: Version, acceptance: QuoteAcceptanceRow | None, options: Collection[int] | None
) -> Collection[int]:
    if options is not None:
        return options
    if acceptance and acceptance.version == shown.row.version:
        return acceptance.options
    return shown.suggested


async def beside(books: Books, quote: QuoteRow, before: int, after: int) -> Beside:
    """Raises `NoSuchQuote`."""
    left, right = await version_of(books, quote, before), await version_of(books, quote, after)
    return Beside(left, right, compare(left.lines, right.lines))


async def _events(
    caller: Caller,
    books: Books,
    quote: QuoteRow,
    conversion: QuoteConversionRow | None,
    became: str | None,
) -> Sequence[Event]:
    """The newest first."""
    say = caller.say
    names = {row.number: row.name for row in await books.customers.contacts_of(quote.customer)}
    found = [
        Event(row.sent_at, say(N_("Version {number} was sent"), number=row.version), tone="info")
        for row in await books.quotes.versions(quote.number)
        if row.sent_at
    ]
    found += [
        Event(
            row.viewed_at,
            say(N_("Version {number} was seen"), number=row.version),
            names.get(row.contact, ""),
        )
        for row in await books.quotes.views(quote.number)
    ]
    for row in await books.quotes.acceptances(quote.number):
        found += _of_acceptance(caller, row, names)
    found += [
        Event(
            row.declined_at,
            say(
                N_("{who} declined version {number}"),
                who=names.get(row.contact, row.contact),
                number=row.version,
            ),
            row.reason,
            "bad",
        )
        for row in await books.quotes.declines(quote.number)
    ]
    if conversion:
        words = say(N_("It became {document}"), document=became)
        ours = is_draft(conversion, became)
        found.append(Event(conversion.converted_at, words, tone="good", is_ours=ours))
    return sorted(found, key=lambda each: each.at, reverse=True)


def _of_acceptance(
    caller: Caller, row: QuoteAcceptanceRow, names: Mapping[str, str]
) -> Sequence[Event]:
    if row.carried_from:
        return ()
    who = names.get(row.contact, row.contact)
    words = caller.say(N_("{who} accepted version {number}"), who=who, number=row.version)
    total = caller.formats.money_text(row.total)
    told = [Event(row.accepted_at, words, total, "good")]
    if row.undone_at:
        told.append(Event(row.undone_at, caller.say(N_("The acceptance ended")), tone="warn"))
    return told


def taken(version: Version, choice: Choice) -> tuple[OfferedLine, ...]:
    """The lines that are bought with a choice."""
    return chosen(version.lines, choice.options)
