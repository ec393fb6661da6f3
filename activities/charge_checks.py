"""What is known before anything is charged: a payment that would be refused is not begun."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from activities.attempts import Attempt
from domain.capabilities import Capabilities, check_charges_saved, check_takes
from domain.commands import ActorKind
from domain.invoices import InvoiceKind
from domain.money import Money
from domain.payment_problems import (
    check_contact,
    check_default_tax,
    check_not_repeated,
    check_subscription,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.commands import CommandRow

_MOMENTS = timedelta(minutes=5)


async def check_before_charging(
    books: "Books", command: "CommandRow", attempt: Attempt, at: datetime
) -> None:
    """Raises the refusals CP1003, CP1004, CP2001 and CP3005 of `domain/payment_problems.py`."""
    if command.actor_kind is ActorKind.CONTACT:
        check_contact(exists=await books.customers.contact(command.actor) is not None)
    for subscription in {invoice.subscription for invoice, _ in attempt.shares}:
        if subscription:
            found = await books.subscriptions.find(subscription)
            check_subscription(exists=found is not None)
    preferences = await books.organisations.preferences()
    if preferences.taxes_required and not await books.tax_treatments.waived(attempt.customer):
        owed = [each.id for each, _ in attempt.shares if each.kind is InvoiceKind.INVOICE]
        untaxed = await books.tax_treatments.is_missing(owed)
        check_default_tax(is_needed=True, exists=not untaxed)
    if attempt.method and preferences.payments_prevent_duplicates:
        amount = attempt.amount
        since = at - _MOMENTS
        repeated = await books.payments.was_charged_since(attempt.method, amount, since)
        check_not_repeated(amount, charged_moments_ago=repeated)


def check_processor_takes(capabilities: Capabilities, amount: Money, *, saved: bool) -> None:
    """Raises the refusals CP4001, CP4002 and CP4003."""
    check_takes(capabilities, amount)
    if saved:
        check_charges_saved(capabilities)
