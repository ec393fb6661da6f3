"""A second person: what is asked for instead of done above the limits, and decided by another."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from activities.lone_deeds import Lone, done_alone, facts_of
from activities.records import Recorded
from activities.sign_offs import Ask, ask_sign_off
from activities.sign_offs import approve as approve_it
from activities.sign_offs import reject as reject_it
from api.callers import SignedInStaff
from api.once import SIGN_OFF, Asked, Outcome, Work, once
from domain.sign_offs import WhySecond, why_second
from storage.books import Books
from storage.sign_offs import SignOffRow

Weigh = Callable[[Books], Awaitable[Ask]]


def four_eyes(staff: SignedInStaff, weigh: Weigh, work: Work) -> Work:
    """The work; above the limit of the preferences, the ask for it instead.

    What the same person did alone that day counts with it. The customer is held meanwhile, so
    that two at once do not both stay below.
    """

    async def either(books: Books, at: datetime) -> Recorded:
        limits = (await books.organisations.preferences()).sign_offs_limits
        if not limits:
            return await work(books, at)
        ask = await weigh(books)
        lone = Lone(staff.actor.name, ask.deed, ask.customer)
        alone = await done_alone(books, lone, ask.amount.currency, at)
        why = why_second(ask.amount, alone, limits)
        if why is None:
            recorded = await work(books, at)
            return replace(recorded, facts={**recorded.facts, **facts_of(ask.amount)})
        if why is WhySecond.DAY:
            ask = replace(ask, alone_units=alone.minor_units)
        row = await ask_sign_off(books, ask, staff.actor.name, at)
        recorded = _recorded(staff, row, "ask", f"{ask.deed} of {ask.amount}: {ask.document}")
        return replace(recorded, facts={"why": why})

    return either


async def approve(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        row = await approve_it(books, number, staff.actor.name, at)
        return _recorded(staff, row, "approve", f"{row.deed} of {row.amount}: {row.outcome}")

    return await once(staff, Asked("console/sign-offs/approve", key, {"sign_off": number}), work)


async def reject(staff: SignedInStaff, key: str, number: str, reason: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        row = await reject_it(books, number, staff.actor.name, reason, at)
        return _recorded(staff, row, "reject", f"{row.deed} of {row.amount}")

    said = {"sign_off": number, "reason": reason}
    return await once(staff, Asked("console/sign-offs/reject", key, said), work)


def _recorded(staff: SignedInStaff, row: SignOffRow, verb: str, says: str) -> Recorded:
    return Recorded(
        staff.actor,
        row.customer,
        SIGN_OFF,
        row.number,
        verb,
        says=says,
        document=row.document,
        address=staff.address,
    )
