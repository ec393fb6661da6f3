"""What waits for the next invoice of a subscription, and what that invoice will be."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.outlooks import Outlook, outlook_of
from api.staff.views.subscriptions import find_subscription
from storage.books import Books
from storage.customers import CustomerRow
from storage.plans import TaxRateRow
from storage.subscriptions import SubscriptionRow
from storage.unbilled_charges import UnbilledChargeRow


@dataclass(frozen=True)
class ChargesView:
    subscription: SubscriptionRow
    customer: CustomerRow
    charges: Sequence[UnbilledChargeRow]
    outlook: Outlook
    rates: Sequence[TaxRateRow]


async def charges_view(books: Books, number: str) -> ChargesView:
    """Raises `NoSuchSubscription`."""
    row = await find_subscription(books, number)
    waiting = await books.unbilled_charges.waiting([number])
    return ChargesView(
        row,
        await books.customers.get(row.customer),
        waiting.get(number, ()),
        await outlook_of(books, row),
        await books.plans.tax_rates(),
    )
