"""Charges for the next invoice of a subscription: added and removed by staff; recorded."""

from dataclasses import asdict
from datetime import datetime

from activities.records import Recorded
from activities.unbilled_charges import add_charge, remove_charge
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from domain.invoice_drafts import WrittenLine
from storage.books import Books
from storage.unbilled_charges import UnbilledChargeRow


async def add(staff: SignedInStaff, key: str, subscription: str, line: WrittenLine) -> Outcome:
    """The record's document is the number of the charge."""

    async def work(books: Books, at: datetime) -> Recorded:
        charge = await add_charge(books, subscription, line, staff.actor.name, at)
        return await _recorded(staff, books, charge, "add_charge")

    said = {"subscription": subscription, **asdict(line)}
    return await once(staff, Asked("console/unbilled-charges", key, said), work)


async def remove(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        charge = await remove_charge(books, number, staff.actor.name, at)
        return await _recorded(staff, books, charge, "remove_charge")

    return await once(staff, Asked("console/unbilled-charges/remove", key, {"n": number}), work)


async def _recorded(
    staff: SignedInStaff, books: Books, charge: UnbilledChargeRow, verb: str
) -> Recorded:
    subscription = await books.subscriptions.get(charge.subscription)
    line = charge.line
    says = f"{charge.number}: {line.quantity} × {line.unit_price}"
    return Recorded(
        staff.actor,
        subscription.customer,
        "subscription",
        subscription.number,
        verb,
        says=says,
        document=charge.number,
        address=staff.address,
    )
