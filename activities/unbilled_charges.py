"""Unbilled charges: added to the next invoice of a subscription, removed, billed once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.articles import PricedItem
from domain.invoice_drafts import WrittenLine
from domain.money import CurrencyMismatch
from domain.numbers import Series
from domain.plans import NoSuchTaxRate
from domain.subscriptions import ENDED, NoSuchSubscription, SubscriptionStatus, cycles_used_up
from domain.tax_treatments import borne
from domain.unbilled_charges import (
    ChargeBeingPaid,
    ChargeBilled,
    ChargeRemoved,
    NoSuchCharge,
    NoTermFollows,
    charge_item,
    check_room,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.subscriptions import SubscriptionRow
    from storage.unbilled_charges import UnbilledChargeRow


async def add_charge(
    books: "Books", number: str, line: WrittenLine, by: str, at: datetime
) -> "UnbilledChargeRow":
    """It stands on the next invoice of a whole term, and in every preview of it.

    Raises `NoSuchSubscription`, `NoTermFollows`, `TooManyCharges`, `CurrencyMismatch`,
    `NoSuchTaxRate` and what is wrong with the line.
    """
    found = await books.subscriptions.find(number)
    if found is None:
        raise NoSuchSubscription(subscription=number)
    await books.customers.lock(found.customer)
    subscription = await books.subscriptions.lock(number)
    await _check_follows(books, subscription)
    if line.unit_price.currency != subscription.currency:
        raise CurrencyMismatch(left=str(line.unit_price), right=subscription.currency)
    check_room(len((await books.unbilled_charges.waiting([number])).get(number, ())))
    if line.tax and await books.plans.find_tax_rate(line.tax) is None:
        raise NoSuchTaxRate(tax_rate=line.tax)
    item = charge_item("", line, None)
    return books.unbilled_charges.new(
        number=await books.numbers.take(Series.CHARGE),
        subscription=number,
        description=item.description,
        quantity=line.quantity,
        currency=subscription.currency,
        unit_minor_units=line.unit_price.minor_units,
        discount_minor_units=line.discount.minor_units,
        tax_rate=line.tax,
        added_by=by,
        added_at=at,
    )


async def remove_charge(books: "Books", number: str, by: str, at: datetime) -> "UnbilledChargeRow":
    """It is never billed. Raises `NoSuchCharge`, `ChargeBilled` and `ChargeBeingPaid`."""
    found = await books.unbilled_charges.find(number)
    if found is None:
        raise NoSuchCharge(charge=number)
    await books.customers.lock((await books.subscriptions.get(found.subscription)).customer)
    charge = await books.unbilled_charges.lock(number)
    if charge.invoice:
        raise ChargeBilled(charge=number)
    if charge.removed_at:
        raise ChargeRemoved(charge=number)
    if await books.unbilled_charges.is_being_paid(number):
        raise ChargeBeingPaid(charge=number)
    charge.removed_by, charge.removed_at = by, at
    return charge


async def waiting_items(
    books: "Books", subscriptions: "Sequence[SubscriptionRow]"
) -> Mapping[str, tuple[PricedItem, ...]]:
    """What waits for the next invoices, by subscription. Where none waits there is no key.

    Where the customer's tax is waived, the written price is charged as it is.
    """
    customers = {each.number: each.customer for each in subscriptions}
    found = await books.unbilled_charges.waiting(list(customers))
    return {
        number: tuple([await _item(books, customers[number], row) for row in rows])
        for number, rows in found.items()
    }


async def _item(books: "Books", customer: str, row: "UnbilledChargeRow") -> PricedItem:
    tax = None
    rate = await books.plans.find_tax_rate(row.tax_rate) if row.tax_rate else None
    if rate:
        waived = await books.tax_treatments.waived(customer)
        tax = borne(replace(rate.to_domain(), waived=waived))
    return charge_item(row.number, row.line, tax)


async def _check_follows(books: "Books", subscription: "SubscriptionRow") -> None:
    plan = await books.plans.in_currency(subscription.plan, subscription.currency)
    cycles = subscription.cycles or plan.billing_cycles
    ends = subscription.status in ENDED or subscription.status is SubscriptionStatus.NON_RENEWING
    if ends or cycles_used_up(cycles, subscription.cycles_billed):
        raise NoTermFollows(subscription=subscription.number)
