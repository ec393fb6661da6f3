"""A customer's payment methods, as staff see them: never more than the customer does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import NotFound
from domain.payment_methods import expires_on
from domain.subscriptions import ENDED
from domain.words import N_
from storage.books import Books
from storage.payment_methods import PaymentMethodRow
from storage.subscriptions import SubscriptionRow


class NoSuchSavedMethod(NotFound):
    message = N_("There is no payment method {method}.")


@dataclass(frozen=True)
class MethodView:
    """A saved method; `used_by` are the subscriptions that are charged to it."""

    row: PaymentMethodRow
    used_by: Sequence[SubscriptionRow]

    @property
    def expires_on(self) -> date | None:
        return expires_on(self.row.facts)

    @property
    def is_needed(self) -> bool:
        """Whether something is charged to it by itself."""
        return any(each.auto_charge for each in self.used_by)


async def method_views(books: Books, customer: str) -> Sequence[MethodView]:
    """The saved methods of a customer, the newest first."""
    return [
        MethodView(
            row,
            [
                each
                for each in await books.subscriptions.charged_to(row.number)
                if each.status not in ENDED
            ],
        )
        for row in await books.payment_methods.of_customer(customer)
    ]


async def find_method(books: Books, number: str) -> PaymentMethodRow:
    """Raises `NoSuchSavedMethod`."""
    row = await books.payment_methods.find(number)
    if row is None or row.removed_at:
        raise NoSuchSavedMethod(method=number)
    return row
