"""The statement as a page shows it: what each line says, and the ways to other days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from urllib.parse import urlencode

from api.callers import SignedInContact, SignedInStaff
from api.days import RANGES
from api.statements.asking import Part, StatementQuery
from domain.date_ranges import DateRange
from domain.errors import BillingError
from domain.money import Money
from domain.policy import Action
from domain.statements import Age, Movement, MovementKind, OpenItem, Statement, StatementLine
from domain.words import N_

Reader = SignedInContact | SignedInStaff
LINES_AT_ONCE = 200
_NAMED = 3

KINDS: Mapping[MovementKind, str] = {
    MovementKind.INVOICE: N_("Invoice"),
    MovementKind.CREDIT_NOTE: N_("Credit note"),
    MovementKind.PAYMENT: N_("Payment"),
    MovementKind.REFUND: N_("Refund"),
    MovementKind.REFUND_FAILED: N_("Refund that did not go through"),
    MovementKind.RETURNED: N_("Payment returned"),
    MovementKind.WRITE_OFF: N_("Written off"),
    MovementKind.RESTORED: N_("Write-off taken back"),
    MovementKind.OTHER: N_("Adjustment"),
}
AGES: Mapping[Age, str] = {
    Age.CURRENT: N_("Not due yet"),
    Age.UP_TO_30: N_("1–30 days overdue"),
    Age.UP_TO_60: N_("31–60 days overdue"),
    Age.UP_TO_90: N_("61–90 days overdue"),
    Age.OLDER: N_("Over 90 days overdue"),
}


@dataclass(frozen=True)
class Told:
    """A line in words."""

    line: StatementLine
    kind: str
    details: str
    href: str | None


@dataclass(frozen=True)
class StatementSeen:
    """A statement, or a page of it, in words."""

    statement: Statement
    lines: Sequence[Told]
    items: Sequence[OpenItem]
    ages: Sequence[tuple[str, Money]]
    page: int
    pages: int

    @property
    def is_first(self) -> bool:
        return self.page == 1

    @property
    def is_last(self) -> bool:
        return self.page >= self.pages


@dataclass(frozen=True)
class Choice:
    """A range, a currency or a part that can be chosen."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True)
class StatementPage:
    """Everything that the page shows. `root` is its address, `query` what was asked for."""

    root: str
    query: StatementQuery
    days: DateRange
    refusal: BillingError | None
    statements: Sequence[StatementSeen]
    ranges: Sequence[Choice]
    currencies: Sequence[Choice]
    parts: Sequence[Choice]

    def address(self, end: str = "", **other: object) -> str:
        """The same statement at another address, or of another page."""
        return _address(self.root + end, self.query, **other)


def page_of_statements(
    reader: Reader,
    root: str,
    query: StatementQuery,
    found: tuple[DateRange, BillingError | None],
    statements: Sequence[Statement],
) -> StatementPage:
    """The page of these statements, which are those of the days that were found."""
    return StatementPage(
        root=root,
        query=query,
        days=found[0],
        refusal=found[1],
        statements=[_seen(reader, query, each) for each in query.wanted(statements)],
        ranges=[
            Choice(
                reader.say(words),
                _address(root, query, range=name, first="", last="", page=1),
                current=query.range is name,
            )
            for name, words in RANGES.items()
        ],
        currencies=_currencies(reader, root, query, statements),
        parts=[
            Choice(reader.say(words), _address(root, query, show=part, page=1), query.show is part)
            for part, words in (
                (Part.ALL, N_("All movements")),
                (Part.OPEN, N_("Only what is open")),
            )
        ],
    )


def _currencies(
    reader: Reader, root: str, query: StatementQuery, statements: Sequence[Statement]
) -> Sequence[Choice]:
    """Nothing to choose where there is one currency."""
    if len(statements) < 2:
        return ()
    names = [("", reader.say(N_("All currencies")))]
    names += [(each.currency, each.currency) for each in statements]
    return [
        Choice(words, _address(root, query, currency=name, page=1), query.currency == name)
        for name, words in names
    ]


def _seen(reader: Reader, query: StatementQuery, statement: Statement) -> StatementSeen:
    listed: Sequence[object] = statement.lines if query.show is Part.ALL else statement.items
    pages = max(ceil(len(listed) / LINES_AT_ONCE), 1)
    page = min(query.page, pages)
    shown = slice((page - 1) * LINES_AT_ONCE, page * LINES_AT_ONCE)
    return StatementSeen(
        statement,
        lines=[told(reader, line) for line in statement.lines[shown]],
        items=statement.items[shown],
        ages=_ages(reader, statement),
        page=page,
        pages=pages,
    )


def seen_whole(reader: Reader, statement: Statement) -> StatementSeen:
    """All of it on one page."""
    return StatementSeen(
        statement,
        lines=[told(reader, line) for line in statement.lines],
        items=statement.items,
        ages=_ages(reader, statement),
        page=1,
        pages=1,
    )


def _ages(reader: Reader, statement: Statement) -> Sequence[tuple[str, Money]]:
    return [(reader.say(AGES[name]), amount) for name, amount in statement.ageing.items()]


def told(reader: Reader, line: StatementLine) -> Told:
    """The line in the reader's language."""
    movement = line.movement
    kind = reader.say(KINDS[movement.kind])
    return Told(line, kind, details(reader, movement), _href(reader, movement))


def details(reader: Reader, movement: Movement) -> str:
    """What else there is to say of a movement."""
    said = [_about(reader, movement)]
    if movement.due_on and movement.kind is MovementKind.INVOICE:
        said.append(reader.say(N_("due on {day}"), day=_day(reader, movement.due_on)))
    if movement.belongs_to:
        said.append(reader.say(N_("belongs to {day}"), day=_day(reader, movement.belongs_to)))
    return ", ".join(words for words in said if words)


def _about(reader: Reader, movement: Movement) -> str:
    if not movement.about:
        return ""
    if len(movement.about) <= _NAMED:
        return reader.say(N_("for {invoices}"), invoices=", ".join(movement.about))
    return reader.ngettext("for {count} invoice", "for {count} invoices", len(movement.about))


def _day(reader: Reader, day: date) -> str:
    return reader.formats.day_text(day)


_PLACES = {"INV": "invoices", "RET": "retainers", "PAY": "payments", "CN": "credit-notes"}


def _href(reader: Reader, movement: Movement) -> str | None:
    place = _PLACES.get(movement.document.partition("-")[0])
    if place == "credit-notes" and not reader.may(Action.CREDIT_NOTE_VIEW):
        return None
    start = "/console" if isinstance(reader, SignedInStaff) else ""
    return f"{start}/{place}/{movement.document}" if place else None


def _address(root: str, query: StatementQuery, **other: object) -> str:
    """Only what differs from what is meant without saying."""
    asked = {name: str(value) for name, value in {**dict(query), **other}.items()}
    usual = {name: str(value) for name, value in dict(StatementQuery()).items()}
    said = {name: value for name, value in asked.items() if value != usual[name]}
    return f"{root}?{urlencode(said)}" if said else root
