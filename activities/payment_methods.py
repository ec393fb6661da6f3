"""Payment methods: kept, given to subscriptions, put in the place of others, removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from activities.dunning_runs import try_new_method
from domain.payment_methods import check_removable_method
from domain.sales import NoSuchMethod
from domain.subscriptions import ENDED, SubscriptionStatus

if TYPE_CHECKING:
    from domain.processor import MethodFacts
    from storage.books import Books
    from storage.payment_methods import PaymentMethodRow
    from storage.subscriptions import SubscriptionRow

_OVER = ENDED | {SubscriptionStatus.NON_RENEWING}


async def own_method(books: "Books", customer: str, number: str) -> "PaymentMethodRow":
    """A method of this customer that was not removed. Raises `NoSuchMethod`."""
    method = await books.payment_methods.find(number)
    if method is None or method.customer != customer or method.removed_at:
        raise NoSuchMethod(customer=customer, method=number)
    return method


async def save_method(
    books: "Books", customer: str, number: str, facts: "MethodFacts", at: datetime
) -> "PaymentMethodRow":
    """Remember it under this number, unless it is known already.

    The first one becomes the default, and that of the subscriptions that had none to charge.
    """
    known = await books.payment_methods.with_token(customer, facts.token)
    if known:
        return known
    method = books.payment_methods.new(
        number=number,
        customer=customer,
        token=facts.token,
        kind=facts.kind,
        brand=facts.brand,
        last4=facts.last4,
        expires_month=facts.expires_month,
        expires_year=facts.expires_year,
        country=facts.country,
        created_at=at,
    )
    await books.flush()
    if await books.payment_methods.default_of(customer) is None:
        await make_default(books, method, at)
    return method


async def make_default(books: "Books", method: "PaymentMethodRow", at: datetime) -> None:
    """From now on it is what is charged where no other method was chosen."""
    before = await books.payment_methods.default_of(method.customer)
    if before and before.number != method.number:
        before.is_default = False
        await books.flush()
    method.is_default = True
    await books.flush()
    without = await books.subscriptions.charged_to_nothing(method.customer)
    await use_method(books, [each.number for each in without if each.auto_charge], method, at)


async def use_method(
    books: "Books", subscriptions: Sequence[str], method: "PaymentMethodRow", at: datetime
) -> None:
    """These subscriptions are charged to it from now on; running dunning tries it at once."""
    for number in subscriptions:
        subscription = await books.subscriptions.lock(number)
        if subscription.payment_method == method.number:
            continue
        subscription.payment_method = method.number
        await books.flush()
        await try_new_method(books, subscription, at)


async def use_for_all(books: "Books", method: "PaymentMethodRow", at: datetime) -> None:
    """Every subscription of the customer that is not over is charged to it from now on."""
    every = await books.subscriptions.of_customer(method.customer, limit=10_000)
    going_on = [each.number for each in every if each.status not in ENDED]
    await use_method(books, going_on, method, at)


async def replace_method(
    books: "Books", old: "PaymentMethodRow", new: "PaymentMethodRow", at: datetime
) -> None:
    """Every subscription that used the old one uses the new one, and the old one is removed."""
    if old.number == new.number or old.removed_at:
        return
    users = await books.subscriptions.charged_to(old.number)
    await use_method(books, [each.number for each in users], new, at)
    was_default = old.is_default
    _remove(old, at)
    await books.flush()
    if was_default:
        await make_default(books, new, at)


async def remove_method(books: "Books", method: "PaymentMethodRow", at: datetime) -> None:
    """Forget it. Raises `MethodInUse` while it is charged for a subscription that goes on."""
    users = await books.subscriptions.charged_to(method.number)
    check_removable_method([each.number for each in users if _is_charged(each)])
    for user in users:
        (await books.subscriptions.lock(user.number)).payment_method = None
    _remove(method, at)


async def is_charged(books: "Books", method: "PaymentMethodRow") -> bool:
    """Whether it will be charged by itself for anything."""
    return any(_is_charged(each) for each in await books.subscriptions.charged_to(method.number))


def _is_charged(subscription: "SubscriptionRow") -> bool:
    return subscription.auto_charge and subscription.status not in _OVER


def _remove(method: "PaymentMethodRow", at: datetime) -> None:
    method.removed_at, method.is_default = at, False
