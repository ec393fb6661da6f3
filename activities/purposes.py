"""What a payment is for, in words that its customer reads at the payment processor."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from domain.words import N_

if TYPE_CHECKING:
    from storage.books import Books
    from storage.payments import PaymentRow

Say = Callable[[str, str], str]
"""A text that was marked with `N_`, in the language with this code."""

MOST_NAMED = 3


async def purpose_of(books: "Books", payment: "PaymentRow", language: str, say: Say) -> str:
    """The invoices by their numbers; a first term that has none yet, by its plan."""
    numbers, drafts = await _invoices_of(books, payment)
    if not numbers:
        terms = [await _first_term(books, each, language, say) for each in drafts]
        return ", ".join(terms) or payment.number
    if len(numbers) == 1:
        return say(N_("Invoice {number}"), language).format(number=numbers[0])
    named, more = ", ".join(numbers[:MOST_NAMED]), len(numbers) - MOST_NAMED
    if more <= 0:
        return say(N_("Invoices {numbers}"), language).format(numbers=named)
    return say(N_("Invoices {numbers} and {count} more"), language).format(
        numbers=named, count=more
    )


async def _invoices_of(books: "Books", payment: "PaymentRow") -> tuple[list[str], list[str]]:
    """The numbers of what is paid, and the subscriptions of what has no number yet."""
    shares = await books.payments.allocations(payment.number)
    invoices = [await books.invoices.get(share.invoice) for share in shares]
    numbers = sorted(each.number for each in invoices if each.number)
    return numbers, sorted(
        each.subscription for each in invoices if each.subscription and not each.number
    )


async def _first_term(books: "Books", subscription: str, language: str, say: Say) -> str:
    row = await books.subscriptions.get(subscription)
    plan = await books.plans.get(row.plan)
    words = say(N_("{plan}, first term ({subscription})"), language)
    return words.format(plan=plan.name, subscription=subscription)
