"""Money that staff move: received by hand, given back, credited, used."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from activities.credit_notes import CreditWish, credit_invoice, void_credit_note
from activities.credits import spend_credit
from activities.offline_payments import Received, record_payment, return_payment
from activities.records import Recorded
from activities.refunds import Wanted
from activities.retainers import RetainerFor, draw_retainer, issue_retainer
from api.callers import SignedInStaff
from api.staff.changes.once import Asked, Outcome, once
from api.staff.changes.orders import Wish
from domain.numbers import Series
from domain.policy import Role
from domain.refunds import check_limit
from storage.books import Books
from storage.payments import PaymentRow

Deed = Callable[[Books, datetime], Awaitable[tuple[str, str, str, str]]]
"""Does it; (customer, noun, number, words) of what was done."""


def refund_wish(staff: SignedInStaff, payment: PaymentRow, wanted: Wanted) -> Wish:
    """Give money of a payment back. Raises `AboveYourLimit`."""
    limits = staff.preferences.refunds_agent_limits
    if staff.role is Role.BILLING_AGENT:
        check_limit(wanted.amount, limits)
    return Wish(
        process="refund",
        key=Series.REFUND,
        signal="refund",
        says=f"give back {wanted.amount} of {payment.number}",
        customer=payment.customer,
        document=payment.number,
        payload={
            "payment": payment.number,
            "minor_units": wanted.amount.minor_units,
            "currency": wanted.amount.currency,
            "source": wanted.source,
            "cause": wanted.cause,
            "words": wanted.words,
        },
    )


async def receive_payment(staff: SignedInStaff, key: str, received: Received) -> Outcome:
    """Write down money that came in another way; the record's key is the payment's number."""

    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        payment = await record_payment(books, received, at)
        return payment.customer, "payment", payment.number, f"received {received.amount}"

    said = {**vars(received), "invoices": list(received.invoices)}
    return await _once(staff, Asked("console/payment", key, said), "receive", deed)


async def take_payment_back(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """It came back, or was written down by mistake."""

    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        payment = await return_payment(books, number, "returned", at)
        return payment.customer, "payment", number, f"{number} came back"

    asked = Asked("console/payment/return", key, {"payment": number})
    return await _once(staff, asked, "return", deed)


async def give_credit(staff: SignedInStaff, key: str, wish: CreditWish) -> Outcome:
    """Give back a part of an invoice; the record's key is the credit note's number."""

    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        number = await credit_invoice(books, wish, at)
        note = await books.credit_notes.get(number)
        return note.customer, "credit_note", number, f"{note.total} of {wish.invoice}"

    said = {**vars(wish), "lines": {str(place): units for place, units in wish.lines.items()}}
    return await _once(staff, Asked("console/credit-note", key, said), "issue", deed)


async def void_note(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        note = await void_credit_note(books, number, at)
        return note.customer, "credit_note", number, f"{number} is void"

    asked = Asked("console/credit-note/void", key, {"note": number})
    return await _once(staff, asked, "void", deed)


async def use_credit_for(staff: SignedInStaff, key: str, number: str) -> Outcome:
    """Use the customer's credit for this invoice."""

    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        used, customer = await spend_credit(books, number, at)
        return customer, "invoice", number, f"{used} of credit for {number}"

    asked = Asked("console/invoice/credit", key, {"invoice": number})
    return await _once(staff, asked, "use_credit", deed)


async def draw_of_retainer(
    staff: SignedInStaff, key: str, number: str, shares: Mapping[str, int]
) -> Outcome:
    """Pay so many minor units of each of these invoices from a retainer."""

    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        retainer = await draw_retainer(books, number, shares, at)
        said = ", ".join(f"{retainer.money(units)} for {each}" for each, units in shares.items())
        return retainer.customer, "retainer", number, f"{said} drawn from {number}"

    asked = Asked("console/retainer/draw", key, {"retainer": number, "shares": dict(shares)})
    return await _once(staff, asked, "draw", deed)


async def ask_in_advance(staff: SignedInStaff, key: str, wanted: RetainerFor) -> Outcome:
    """Issue a retainer invoice at once; the record's key is its number."""

    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        retainer = await issue_retainer(books, wanted, staff.actor.name, at)
        number = retainer.number or ""
        return retainer.customer, "retainer", number, f"{number} over {wanted.amount}"

    return await _once(staff, Asked("console/retainer", key, vars(wanted)), "issue", deed)


async def _once(staff: SignedInStaff, asked: Asked, verb: str, deed: Deed) -> Outcome:
    async def work(books: Books, at: datetime) -> Recorded:
        customer, noun, number, words = await deed(books, at)
        return Recorded(
            staff.actor,
            customer,
            noun,
            number,
            verb,
            says=words,
            document=number,
            address=staff.address,
        )

    return await once(staff, asked, work)
