"""Sales: a subscription is written down, and its process begins it when its start has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from activities.payment_methods import own_method
from activities.process import Told, tell
from domain.customers import NoSuchCustomer
from domain.numbers import Series
from domain.plans import NoPriceInCurrency, NoSuchPlan
from domain.sales import SubscriptionReferenceTaken, check_quantity
from domain.subscriptions import SubscriptionStatus

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow


@dataclass(frozen=True)
class NewSubscription:
    """A subscription as staff or a file describe it, in the customer's currency."""

    customer: str
    plan: str
    quantity: int
    auto_charge: bool
    payment_method: str | None
    starts_at: datetime
    reference: str | None = None


async def create_subscription(
    books: "Books", new: NewSubscription, at: datetime
) -> "SubscriptionRow":
    """Raises `NoSuchCustomer`, `NoSuchPlan`, `NoPriceInCurrency`, `NoSuchMethod` and their like."""
    check_quantity(new.quantity)
    currency = await _currency_of(books, new)
    await _check_method(books, new)
    await _check_reference(books, new.reference)
    subscription = books.subscriptions.new(
        number=await books.numbers.take(Series.SUBSCRIPTION),
        reference=new.reference or None,
        customer=new.customer,
        plan=new.plan,
        currency=currency,
        quantity=new.quantity,
        status=SubscriptionStatus.FUTURE,
        auto_charge=new.auto_charge,
        payment_method=await _method_of(books, new),
        starts_at=new.starts_at,
        created_at=at,
    )
    await books.flush()
    await tell(books, Told("subscription", subscription.number, new.customer), at)
    return subscription


async def _method_of(books: "Books", new: NewSubscription) -> str | None:
    """The one that was chosen; where none was and it is to be charged, the customer's default."""
    if new.payment_method or not new.auto_charge:
        return new.payment_method or None
    default = await books.payment_methods.default_of(new.customer)
    return default.number if default else None


async def _currency_of(books: "Books", new: NewSubscription) -> str:
    """The customer's currency, in which the plan has a price."""
    customer = await books.customers.find(new.customer)
    if customer is None:
        raise NoSuchCustomer(customer=new.customer)
    if await books.plans.find(new.plan) is None:
        raise NoSuchPlan(plan=new.plan)
    if await books.plans.find_price(new.plan, customer.currency) is None:
        raise NoPriceInCurrency(plan=new.plan, currency=customer.currency, customer=customer.number)
    return customer.currency


async def _check_method(books: "Books", new: NewSubscription) -> None:
    if new.payment_method:
        await own_method(books, new.customer, new.payment_method)


async def _check_reference(books: "Books", reference: str | None) -> None:
    holder = await books.subscriptions.with_reference(reference) if reference else None
    if holder and reference:
        raise SubscriptionReferenceTaken(subscription=holder.number, reference=reference)
