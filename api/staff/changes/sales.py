"""Plans, tax rates and subscriptions: created by staff, and recorded."""

from dataclasses import asdict, replace
from datetime import datetime

from activities.plans import (
    NewPlan,
    NewTaxRate,
    change_tax_rate,
    create_plan,
    create_tax_rate,
)
from activities.records import Recorded
from activities.sales import NewSubscription, create_subscription
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.changes.orders import Wish
from domain.taxes import RateChange
from storage.books import Books
from storage.subscriptions import SubscriptionRow


async def write_plan(staff: SignedInStaff, key: str, new: NewPlan) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await create_plan(books, new)
        return _recorded(staff, "plan", new.code)

    return await once(staff, Asked("console/plans", key, asdict(new)), work)


async def write_tax_rate(staff: SignedInStaff, key: str, new: NewTaxRate) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await create_tax_rate(books, new)
        return _recorded(staff, "tax_rate", new.code)

    return await once(staff, Asked("console/tax-rates", key, asdict(new)), work)


async def change_rate(staff: SignedInStaff, key: str, code: str, change: RateChange) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await change_tax_rate(books, code, change)
        return replace(_recorded(staff, "tax_rate", code), what="change")

    said = {"code": code, **asdict(change)}
    return await once(staff, Asked("console/tax-rates/change", key, said), work)


async def write_subscription(staff: SignedInStaff, key: str, new: NewSubscription) -> Outcome:
    """The subscription, which its process begins when its start has come."""

    async def work(books: Books, at: datetime) -> Recorded:
        row = await create_subscription(books, new, at)
        return Recorded(
            staff.actor,
            row.customer,
            "subscription",
            row.number,
            "create",
            says=f"{row.quantity} × {row.plan}, from {row.starts_at:%Y-%m-%d}",
            document=row.number,
            address=staff.address,
        )

    said = {**asdict(new), "starts_at": f"{new.starts_at:%Y-%m-%d}"}
    return await once(staff, Asked("console/subscriptions", key, said), work)


def extension_wish(subscription: SubscriptionRow) -> Wish:
    """To extend a trial."""
    return Wish(
        process="trial",
        key=subscription.number,
        signal="extend",
        says=f"extend the trial of {subscription.number}",
        customer=subscription.customer,
        document=subscription.number,
    )


def auto_charge_wish(subscription: SubscriptionRow, *, on: bool) -> Wish:
    return Wish(
        process="subscription",
        key=subscription.number,
        signal="auto_charge",
        says=f"automatic charging {'on' if on else 'off'}",
        customer=subscription.customer,
        document=subscription.number,
        payload={"on": on},
    )


def _recorded(staff: SignedInStaff, noun: str, code: str) -> Recorded:
    return Recorded(
        staff.actor,
        None,
        noun,
        code,
        "create",
        says=f"create {noun} {code}",
        document=code,
        address=staff.address,
    )
