"""Money that staff move: received by hand, given back, credited, used."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

from activities.credit_notes import void_credit_note
from activities.invoice_credits import CreditWish, credit_invoice, spend_credit, weigh_credit
from activities.lone_deeds import Lone, done_alone
from activities.offline_payments import Received, record_payment, return_payment
from activities.records import Recorded
from activities.refunds import Wanted, refundable
from activities.retainers import RetainerFor, draw_retainer, issue_retainer
from activities.sign_offs import Ask
from api.callers import SignedInStaff
from api.commands import Decided
from api.once import Asked, Outcome, once
from api.staff.changes.orders import Wish, give
from api.staff.changes.sign_offs import Weigh, four_eyes
from domain.credit_notes import NoSuchCreditNote
from domain.money import Money
from domain.numbers import Series
from domain.policy import Role
from domain.refunds import check_limit, check_refund
from domain.sign_offs import Deed, SecondPersonNeeded, needs_second, why_second
from storage.books import Books
from storage.payments import PaymentRow

Done = Callable[[Books, datetime], Awaitable[tuple[str, str, str, str]]]
"""Does it; (customer, noun, number, words) of what was done."""


def refund_wish(staff: SignedInStaff, payment: PaymentRow, wanted: Wanted) -> Wish:
    """Give money of a payment back. Raises `AboveYourLimit`."""
    check_agent(staff, wanted.amount)
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


def check_agent(staff: SignedInStaff, amount: Money) -> None:
    """Raises `AboveYourLimit` for more than a billing agent gives back at a time."""
    if staff.role is Role.BILLING_AGENT:
        check_limit(amount, staff.preferences.refunds_agent_limits)


async def give_back(
    staff: SignedInStaff, key: str, payment: PaymentRow, wanted: Wanted
) -> Decided | Outcome:
    """What became of the refund, or of the ask for a second person; each once, ever.

    Raises `AboveYourLimit`, `SecondPersonNeeded` and `KeyUsedBefore`.
    """
    wish = refund_wish(staff, payment, wanted)
    asked = Asked("console/refund/ask", key, {"payment": payment.number, **vars(wanted)})
    async with staff.parts.open_books() as books:
        was_given = await books.commands.find(wish.order(key).id_for(staff.actor))
        was_asked = await books.commands.find(asked.id_for(staff))
    is_above = needs_second(wanted.amount, staff.preferences.sign_offs_limits)
    if was_given or not (was_asked or is_above):
        try:
            return await give(staff, wish, key, partial(_check_alone, staff, payment, wanted))
        except SecondPersonNeeded:
            pass  # It was not given: nothing of it is in the books.
    return await _ask_for_refund(staff, asked, payment, wanted)


async def _check_alone(
    staff: SignedInStaff, payment: PaymentRow, wanted: Wanted, books: Books
) -> None:
    """One person decides about it. Raises `SecondPersonNeeded`."""
    limits = (await books.organisations.preferences()).sign_offs_limits
    if not limits:
        return
    lone, now = Lone(staff.actor.name, Deed.REFUND, payment.customer), staff.parts.clock.now()
    with_this = await done_alone(books, lone, wanted.amount.currency, now)
    alone = max(with_this - wanted.amount, Money.zero(wanted.amount.currency))
    if why_second(wanted.amount, alone, limits):
        raise SecondPersonNeeded(amount=str(with_this))


async def _ask_for_refund(
    staff: SignedInStaff, asked: Asked, payment: PaymentRow, wanted: Wanted
) -> Outcome:
    said = {"source": wanted.source, "cause": wanted.cause, "words": wanted.words}

    async def weigh(books: Books) -> Ask:
        check_refund(await refundable(books, payment), wanted.amount)
        about = (payment.customer, payment.number, wanted.amount)
        return Ask(Deed.REFUND, *about, said, wanted.words)

    async def work(books: Books, at: datetime) -> Recorded:
        del books, at
        raise SecondPersonNeeded(amount=str(wanted.amount))  # The limits were lifted meanwhile.

    return await once(staff, asked, four_eyes(staff, weigh, work))


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

    async def weigh(books: Books) -> Ask:
        invoice, credit = await weigh_credit(books, wish)
        about = (invoice.customer, wish.invoice, credit.total)
        return Ask(Deed.CREDIT, *about, said, wish.words)

    return await _once(staff, Asked("console/credit-note", key, said), "issue", deed, weigh)


async def void_note(staff: SignedInStaff, key: str, number: str) -> Outcome:
    async def deed(books: Books, at: datetime) -> tuple[str, str, str, str]:
        note = await void_credit_note(books, number, at)
        return note.customer, "credit_note", number, f"{number} is void"

    async def weigh(books: Books) -> Ask:
        note = await books.credit_notes.find(number)
        if note is None:
            raise NoSuchCreditNote(note=number)
        return Ask(Deed.VOID_CREDIT_NOTE, note.customer, number, note.total, {})

    asked = Asked("console/credit-note/void", key, {"note": number})
    return await _once(staff, asked, "void", deed, weigh)


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


async def _once(
    staff: SignedInStaff, asked: Asked, verb: str, deed: Done, weigh: Weigh | None = None
) -> Outcome:
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

    return await once(staff, asked, four_eyes(staff, weigh, work) if weigh else work)
