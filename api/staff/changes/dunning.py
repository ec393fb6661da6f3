"""Dunning: what staff ask of a run, and the rules that they write down and give out."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from activities.dunning_rules import assign_rule, change_rule, create_rule, remove_rule
from activities.records import Recorded
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.changes.orders import Wish
from api.staff.views.subscriptions import find_subscription
from domain.dunning_rules import DunningRule
from storage.books import Books
from storage.dunning import DunningRow
from storage.reminders import ReminderRow


def dunning_wish(
    row: DunningRow | ReminderRow, signal: str, payload: Mapping[str, object] | None = None
) -> Wish:
    """Hold, release, stop, or make the next try the last."""
    return Wish(
        process="dunning",
        key=row.invoice,
        signal=signal,
        says=f"{signal.replace('_', ' ')}: dunning of {row.invoice}",
        customer=row.customer,
        document=row.invoice,
        payload=payload or {},
    )


async def write_rule(staff: SignedInStaff, key: str, name: str, rule: DunningRule) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        row = await create_rule(books, name, rule, at)
        return _recorded(staff, row.name, "create")

    said = {"name": name, **asdict(rule)}
    return await once(staff, Asked("console/dunning-rules", key, said), work)


async def rewrite_rule(staff: SignedInStaff, key: str, name: str, rule: DunningRule) -> Outcome:
    """Runs that have begun keep what the rule said then."""

    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await change_rule(books, name, rule)
        return _recorded(staff, name, "change")

    said = {"name": name, **asdict(rule)}
    return await once(staff, Asked("console/dunning-rule", key, said), work)


async def drop_rule(staff: SignedInStaff, key: str, name: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        await remove_rule(books, name)
        return _recorded(staff, name, "remove")

    return await once(staff, Asked("console/dunning-rule/removal", key, {"name": name}), work)


async def give_rule(staff: SignedInStaff, key: str, subscription: str, rule: str | None) -> Outcome:
    """What is dunned from now on follows this rule; None for the organisation's default."""

    async def work(books: Books, at: datetime) -> Recorded:  # noqa: ARG001 - work of `once`
        row = await find_subscription(books, subscription)
        await books.customers.lock(row.customer)
        await assign_rule(books, await books.subscriptions.lock(subscription), rule)
        return Recorded(
            staff.actor,
            row.customer,
            "subscription",
            subscription,
            "dunning_rule",
            says=f"dunning rule of {subscription}: {rule or 'default'}",
            document=subscription,
            address=staff.address,
        )

    said = {"subscription": subscription, "rule": rule}
    return await once(staff, Asked("console/subscription/dunning-rule", key, said), work)


def _recorded(staff: SignedInStaff, name: str, verb: str) -> Recorded:
    return Recorded(
        staff.actor,
        None,
        "dunning_rule",
        name,
        verb,
        says=f"{verb} dunning rule {name}",
        address=staff.address,
    )
