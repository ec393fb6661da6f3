"""What a subscription will cost, worked out by the rules and written nowhere."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add

from api.callers import SignedInContact
from api.security.cookies import Jar
from domain.invoices import InvoiceAmounts, LineItem, LineKind, invoice_amounts
from domain.money import Money
from domain.periods import Period, local_date, term
from domain.subscriptions import first_items, renewal_items
from storage.portal.subscriptions import SubscriptionSeen


@dataclass(frozen=True)
class ChargeLine:
    """A line of a summary of charges."""

    description: str
    detail: str
    amount: Money


@dataclass(frozen=True)
class Charges:
    """What a step would cost. `taxes` are pairs of words and amount; `renewal` of day and amount.

    `seal` is the same for the same charges, and only we can make it.
    """

    lines: Sequence[ChargeLine]
    subtotal: Money
    taxes: Sequence[tuple[str, Money]]
    due_now: Money
    renewal: tuple[date, Money]
    seal: str


def next_total(seen: SubscriptionSeen) -> Money:
    """What the next term comes to, tax included."""
    return _amounts(seen, _next_items(seen, None)).total


def renewal_total(seen: SubscriptionSeen) -> Money:
    """What a term after the first comes to, tax included."""
    return _amounts(seen, renewal_items(seen.plan, seen.row.quantity, _ANY)).total


def first_term(contact: SignedInContact, seen: SubscriptionSeen, at: datetime) -> Charges:
    """What activating it now would cost."""
    starts = local_date(min(seen.trial.ends_at, at) if seen.trial else at, contact.zone)
    period = term(starts, seen.plan.interval, 0)
    amounts = _amounts(seen, _next_items(seen, period))
    lines = [_line(contact, line.item) for line in amounts.lines]
    fingerprint = json.dumps(
        [seen.row.number, [[str(line.amount), line.detail] for line in lines], str(amounts.total)]
    )
    return Charges(
        lines=lines,
        subtotal=amounts.subtotal,
        taxes=_taxes(seen, amounts),
        due_now=amounts.total,
        renewal=(period.end, renewal_total(seen)),
        seal=Jar.of(contact.parts.settings).seal("charges", fingerprint),
    )


_ANY = Period(date(2000, 1, 1), date(2000, 2, 1))


def _next_items(seen: SubscriptionSeen, period: Period | None) -> Sequence[LineItem]:
    items = renewal_items if seen.row.setup_fee_billed else first_items
    return items(seen.plan, seen.row.quantity, period or _ANY)


def _amounts(seen: SubscriptionSeen, items: Sequence[LineItem]) -> InvoiceAmounts:
    return invoice_amounts(items, seen.plan.tax)


def _line(contact: SignedInContact, item: LineItem) -> ChargeLine:
    formats = contact.formats
    details = []
    if item.quantity > 1:
        price = formats.money_text(item.unit_price)
        details.append(f"{formats.number(item.quantity)} × {price}")
    if item.period:
        details.append(span(contact, item.period.start, item.period.end))
    own_words = item.kind is LineKind.SETUP
    description = contact.say(item.description) if own_words else item.description
    return ChargeLine(description, ", ".join(details), item.amount)


def span(contact: SignedInContact, start: date, end: date) -> str:
    """A half-open period as people say it: its first and its last day."""
    last = date.fromordinal(end.toordinal() - 1)
    if start == last:
        return contact.formats.day_text(start)
    return f"{contact.formats.day_text(start)} – {contact.formats.day_text(last)}"


def _taxes(seen: SubscriptionSeen, amounts: InvoiceAmounts) -> Sequence[tuple[str, Money]]:
    if seen.plan.tax is None:
        return ()
    total = reduce(add, (line.taxed.tax for line in amounts.lines))
    return ((seen.plan.tax.name, total),)
