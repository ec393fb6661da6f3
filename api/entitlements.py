"""Whether a subscription may be used now: read for pages and programs, decided by the rules."""

from datetime import date, datetime

from domain.entitlements import Entitlement, entitlement
from domain.payments import PaymentStatus
from domain.periods import local_date
from storage.books import Books
from storage.dunning import DunningRow
from storage.subscriptions import SubscriptionRow


async def access_of(books: Books, subscription: SubscriptionRow, now: datetime) -> Entitlement:
    """The access that its state gives, and the grace that is left after a failed charge."""
    customer = await books.customers.get(subscription.customer)
    runs = await books.dunning.unpaid_of(subscription.number)
    failures = [(await _first_failure(books, run), run.grace_days) for run in runs]
    failed_at, grace_days = min(failures, default=(None, 0))
    return entitlement(
        subscription.status,
        failed_on=_day(failed_at, customer.time_zone),
        grace_days=grace_days,
        on=local_date(now, customer.time_zone),
    )


async def _first_failure(books: Books, run: DunningRow) -> datetime:
    """A new method lets the tries begin anew, but not the grace."""
    failed = [
        payment.decided_at
        for payment in await books.payments.for_invoice(run.invoice_id)
        if payment.status is PaymentStatus.FAILED and payment.decided_at
    ]
    return min([run.first_failure_at, *failed])


def _day(at: datetime | None, zone: str) -> date | None:
    return local_date(at, zone) if at else None
