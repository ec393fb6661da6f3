"""What a subscription will cost, worked out by the rules and written nowhere."""

from collections.abc import Sequence
from datetime import date

from api.callers import SignedInContact
from api.outlooks import Outlook
from domain.contents import term_price
from domain.invoices import InvoiceAmounts, LineItem, invoice_amounts
from domain.money import Money
from domain.periods import Period
from domain.subscriptions import first_items, renewal_items
from storage.portal.subscriptions import SubscriptionSeen


def next_total(seen: SubscriptionSeen) -> Money:
    """What the next term comes to, tax included."""
    return _amounts(seen, _next_items(seen, None)).total


def renewal_total(seen: SubscriptionSeen) -> Money:
    """What a term after the first comes to, tax included."""
    return _amounts(seen, renewal_items(seen.plan, seen.row.quantity, _ANY)).total


def term_total(seen: SubscriptionSeen, outlook: Outlook) -> Money:
    """What a whole term of it costs as it is now, addons and coupon and tax included."""
    if outlook.contents is None or not seen.row.setup_fee_billed:
        return next_total(seen)
    return term_price(outlook.contents, seen.row.term or _ANY)


_ANY = Period(date(2000, 1, 1), date(2000, 2, 1))


def _next_items(seen: SubscriptionSeen, period: Period | None) -> Sequence[LineItem]:
    items = renewal_items if seen.row.setup_fee_billed else first_items
    return items(seen.plan, seen.row.quantity, period or _ANY)


def _amounts(seen: SubscriptionSeen, items: Sequence[LineItem]) -> InvoiceAmounts:
    return invoice_amounts(items, seen.plan.tax)


def span(contact: SignedInContact, start: date, end: date) -> str:
    """A half-open period as people say it: its first and its last day."""
    last = date.fromordinal(end.toordinal() - 1)
    if start == last:
        return contact.formats.day_text(start)
    return f"{contact.formats.day_text(start)} – {contact.formats.day_text(last)}"
