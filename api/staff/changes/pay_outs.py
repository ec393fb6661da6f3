"""Credit that staff have paid out by hand, and what of it came back."""

from dataclasses import asdict
from datetime import datetime

from activities.pay_outs import PaidOut, pay_out, take_pay_out_back
from activities.records import Recorded
from activities.sign_offs import Ask
from api.callers import SignedInStaff
from api.once import Asked, Outcome, once
from api.staff.changes.money import check_agent
from api.staff.changes.sign_offs import four_eyes
from domain.sign_offs import Deed
from storage.books import Books
from storage.refunds import RefundRow


async def pay_credit_out(staff: SignedInStaff, key: str, out: PaidOut) -> Outcome:
    """The record's key is the refund's number. Raises `AboveYourLimit`."""
    check_agent(staff, out.amount)
    said = {
        "paid_on": out.paid_on.isoformat(),
        "reference": out.reference,
        "words": out.words,
    }

    async def weigh(books: Books) -> Ask:
        del books
        return Ask(Deed.PAY_OUT, out.customer, out.customer, out.amount, said, out.words)

    async def work(books: Books, at: datetime) -> Recorded:
        row = await pay_out(books, out, at)
        return _recorded(staff, row, "pay_out", f"paid out {out.amount} of credit")

    asked = Asked("console/pay-outs", key, asdict(out))
    return await once(staff, asked, four_eyes(staff, weigh, work))


async def take_back(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """It came back, or was written down by mistake."""

    async def work(books: Books, at: datetime) -> Recorded:
        row = await take_pay_out_back(books, number, at)
        return _recorded(staff, row, "take_back", f"{number} came back")

    return await once(staff, Asked("console/pay-outs/return", key, {"refund": number}), work)


def _recorded(staff: SignedInStaff, row: RefundRow, verb: str, says: str) -> Recorded:
    return Recorded(
        staff.actor,
        row.customer,
        "refund",
        row.number,
        verb,
        says=says,
        document=row.number,
        address=staff.address,
    )
