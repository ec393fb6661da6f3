"""Sign-offs: what somebody asks for is written down, and done when a second person says so."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.credit_notes import void_credit_note
from activities.invoice_credits import CreditWish, credit_invoice, weigh_credit
from activities.invoice_ends import give_up_invoice, lock_invoice, void_invoice
from activities.notifications import Notification, notify
from activities.pay_outs import PaidOut, pay_out
from activities.process import Told, tell
from activities.refunds import Wanted, request_refund
from domain.credit_notes import CreditReason
from domain.invoices import NoReasonGiven
from domain.money import Money
from domain.notifications import NotificationKind
from domain.numbers import Series
from domain.policy import may
from domain.refunds import RefundCause, RefundSource
from domain.sign_offs import (
    ACTION_OF,
    SIGN_OFF_LIFECYCLE,
    AmountMoved,
    AskerMayNot,
    DeciderMayNot,
    Deed,
    NoSuchSignOff,
    SignOffEvent,
    SignOffStatus,
    check_decider,
)

if TYPE_CHECKING:
    from storage.books import Books
    from storage.sign_offs import SignOffRow


@dataclass(frozen=True)
class Ask:
    """A deed as it is asked for. `payload` is as JSON holds it; `words` say why.

    `alone_units` are what the asker has done alone that day, where it waits because of that.
    """

    deed: Deed
    customer: str
    document: str
    amount: Money
    payload: Mapping[str, object]
    words: str = ""
    alone_units: int = 0


async def ask_sign_off(books: "Books", ask: Ask, by: str, at: datetime) -> "SignOffRow":
    """Write down what waits for a second person, and let staff hear of it."""
    row = books.sign_offs.new(
        number=await books.numbers.take(Series.SIGN_OFF),
        deed=ask.deed,
        status=SignOffStatus.WAITING,
        customer=ask.customer,
        document=ask.document,
        currency=ask.amount.currency,
        amount_minor_units=ask.amount.minor_units,
        alone_minor_units=ask.alone_units,
        payload=dict(ask.payload),
        words=ask.words,
        asked_by=by,
        asked_at=at,
    )
    await books.flush()
    link, facts = f"/console/sign-offs/{row.number}", {"amount": str(ask.amount)}
    asked = NotificationKind.SIGN_OFF_ASKED
    await notify(books, Notification(asked, ask.customer, row.number, link, facts), at)
    return row


async def approve(books: "Books", number: str, by: str, at: datetime) -> "SignOffRow":
    """Do what was asked for; what it can no longer be is refused, and goes on waiting.

    Raises `NoSuchSignOff`, `SignOffDecided`, `OwnSignOff`, `AskerMayNot`, `DeciderMayNot`,
    `AmountMoved` and whatever the deed itself raises.
    """
    row = await _decided_by(books, number, by)
    if not await _may(books, row.asked_by, row.deed):
        raise AskerMayNot(sign_off=number)
    if await _comes_to(books, row) != row.amount:
        raise AmountMoved(sign_off=number, amount=str(row.amount))
    _close(row, SignOffEvent.APPROVE, by, at)
    row.outcome = await _DEEDS[row.deed](books, row, at)
    return row


async def reject(books: "Books", number: str, by: str, answer: str, at: datetime) -> "SignOffRow":
    """Nothing is done, and that is final. Raises as `approve`, and `NoReasonGiven`."""
    if not answer.strip():
        raise NoReasonGiven
    row = await _decided_by(books, number, by)
    _close(row, SignOffEvent.REJECT, by, at)
    row.answer = answer.strip()
    return row


async def _decided_by(books: "Books", number: str, by: str) -> "SignOffRow":
    """The sign-off, held, if this person may decide about it."""
    if await books.sign_offs.find(number) is None:
        raise NoSuchSignOff(sign_off=number)
    row = await books.sign_offs.lock(number)
    check_decider(number, row.status, asked_by=row.asked_by, by=by)
    if not await _may(books, by, row.deed):
        raise DeciderMayNot(sign_off=number)
    return row


async def _may(books: "Books", who: str, deed: Deed) -> bool:
    person = await books.staff.find(who)
    preferences = await books.organisations.preferences()
    is_here = person is not None and person.disabled_at is None
    return is_here and person is not None and may(person.role, ACTION_OF[deed], preferences)


def _close(row: "SignOffRow", event: SignOffEvent, by: str, at: datetime) -> None:
    row.status = SIGN_OFF_LIFECYCLE.advance(row.status, event)
    row.decided_by, row.decided_at = by, at


async def _refund(books: "Books", row: "SignOffRow", at: datetime) -> str:
    said = row.payload
    wanted = Wanted(
        row.document,
        row.amount,
        RefundSource(said["source"]),
        RefundCause(said["cause"]),
        said["words"],
    )
    number = await books.numbers.take(Series.REFUND)
    await request_refund(books, number, wanted, at)
    says = f"give back {row.amount} of {row.document}, as {row.number} was approved"
    await tell(books, Told("refund", number, row.customer, says=says, document=number), at)
    return number


async def _pay_out(books: "Books", row: "SignOffRow", at: datetime) -> str:
    said = row.payload
    day = date.fromisoformat(said["paid_on"])
    out = PaidOut(row.customer, row.amount, day, said["reference"], said["words"])
    return (await pay_out(books, out, at)).number


async def _comes_to(books: "Books", row: "SignOffRow") -> Money:
    """What the deed is about now: what "all that is left" is can have moved since it was asked."""
    if row.deed is Deed.WRITE_OFF:
        return (await lock_invoice(books, row.document)).balance.outstanding
    if row.deed is Deed.CREDIT:
        _, credit = await weigh_credit(books, _credit_wish(row))
        return credit.total
    return row.amount


def _credit_wish(row: "SignOffRow") -> CreditWish:
    said = row.payload
    lines = {int(place): units for place, units in said["lines"].items()}
    reason = CreditReason(said["reason"])
    return CreditWish(row.document, reason, said["words"], lines, apply=said["apply"])


async def _credit(books: "Books", row: "SignOffRow", at: datetime) -> str:
    return await credit_invoice(books, _credit_wish(row), at)


async def _void_note(books: "Books", row: "SignOffRow", at: datetime) -> str:
    return (await void_credit_note(books, row.document, at)).number


async def _void_invoice(books: "Books", row: "SignOffRow", at: datetime) -> str:
    return (await void_invoice(books, row.document, at)).number or ""


async def _write_off(books: "Books", row: "SignOffRow", at: datetime) -> str:
    return (await give_up_invoice(books, row.document, at)).number or ""


_DEEDS: Mapping[Deed, Callable[["Books", "SignOffRow", datetime], Awaitable[str]]] = {
    Deed.REFUND: _refund,
    Deed.PAY_OUT: _pay_out,
    Deed.CREDIT: _credit,
    Deed.VOID_CREDIT_NOTE: _void_note,
    Deed.VOID_INVOICE: _void_invoice,
    Deed.WRITE_OFF: _write_off,
}
