"""What a subscription costs, as its customer reads it."""

from api.callers import SignedInContact
from api.outlooks import Outlook
from domain.contents import term_price
from domain.money import Money
from storage.portal.subscriptions import SubscriptionSeen


def term_total(seen: SubscriptionSeen, outlook: Outlook) -> Money | None:
    """What a whole term of it costs as it is now, addons and coupon and tax included."""
    if outlook.contents is None or seen.row.term is None:
        return outlook.next_total
    return term_price(outlook.contents, seen.row.term)


def amount_text(contact: SignedInContact, amount: Money | None) -> str:
    """A dash for what has no price any more."""
    return contact.formats.money_text(amount) if amount else "–"
