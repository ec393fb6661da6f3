"""A payment as its customer sees it: truthfully, also while nobody knows how it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.callers import Caller, SignedInContact
from api.portal import own
from domain.declines import decline
from domain.money import Money
from domain.numbers import shelf_of
from domain.payment_problems import PROBLEMS
from domain.payments import PaymentChannel, PaymentStatus
from domain.words import N_
from storage.books import Books
from storage.payments import PaymentRow
from storage.portal.payments import PaidInvoice, PaymentSeen

_S = PaymentStatus
_TITLES = {
    _S.CREATED: N_("Your payment begins"),
    _S.REQUIRES_ACTION: N_("Your payment is not finished"),
    _S.PROCESSING: N_("Your payment is being processed"),
    _S.UNKNOWN: N_("We are checking your payment"),
    _S.SUCCEEDED: N_("Thank you, it is paid"),
    _S.FAILED: N_("The payment did not succeed"),
    _S.CANCELLED: N_("The payment was called off"),
    _S.PARTIALLY_REFUNDED: N_("A part of it was given back"),
    _S.REFUNDED: N_("It was given back"),
    _S.LATE_FAILED: N_("Your bank took it back"),
    _S.DISPUTED: N_("Your bank is looking into it"),
    _S.CHARGED_BACK: N_("Your bank took it back"),
}
_TEXTS = {
    _S.CREATED: N_("It is handed to the payment provider. Nothing has been charged yet."),
    _S.REQUIRES_ACTION: N_(
        "The payment provider waits for you on its page. Nothing has been charged yet."
    ),
    _S.PROCESSING: N_("Your bank is working on it. That can take a few days with bank accounts."),
    _S.UNKNOWN: N_(
        "The payment provider has not told us the result yet. We keep asking; please do not pay"
        " again until we know."
    ),
    _S.SUCCEEDED: N_("You receive the receipt by mail as well."),
    _S.CANCELLED: N_("Nothing was charged."),
    _S.PARTIALLY_REFUNDED: N_("Your bank can take some days to show it."),
    _S.REFUNDED: N_("Your bank can take some days to show it."),
    _S.LATE_FAILED: N_("What it paid is open again."),
    _S.DISPUTED: N_("You told your bank that this charge was not rightful."),
    _S.CHARGED_BACK: N_("What it paid is open again."),
}
_ASKING = N_("We are checking your payment")
_ASKING_TEXT = N_("We ask the payment provider how it went. This takes a moment.")


@dataclass(frozen=True)
class PaymentTold:
    """How a payment stands, in words. `is_waiting` while it changes within seconds.

    `can_go_on` while the processor's page waits for its customer.
    """

    title: str
    text: str
    is_waiting: bool
    can_go_on: bool


@dataclass(frozen=True)
class PaymentPage:
    """Everything that the page of a payment says. `is_waiting` while it changes within seconds.

    `can_go_on` while the processor's page waits for its customer.
    """

    seen: PaymentSeen
    title: str
    text: str
    invoices: Sequence[PaidInvoice]
    is_waiting: bool
    can_go_on: bool
    given_back: Money

    @property
    def excess(self) -> Money:
        """What was more than was owed, and was kept for the customer."""
        brought = Money(self.seen.row.excess_minor_units, self.seen.row.currency)
        return max(brought - self.given_back, Money.zero(brought.currency))

    @property
    def retry(self) -> str:
        """Where one can pay what this payment did not."""
        numbers = [each.invoice.number for each in self.invoices]
        first = numbers[0] or "" if numbers else ""
        return f"/{shelf_of(first)}/{first}/pay" if len(numbers) == 1 else "/pay"


async def payment_page(contact: SignedInContact, books: Books, number: str) -> PaymentPage:
    """Raises `NothingHere` for any but the customer's own."""
    seen = await own.payment(contact, books, number)
    invoices = await own.payments(contact, books).invoices([seen])
    told = payment_told(contact, seen.row)
    return PaymentPage(
        seen,
        told.title,
        told.text,
        invoices,
        is_waiting=told.is_waiting,
        can_go_on=told.can_go_on,
        given_back=Money(await books.refunds.given_back(number), seen.row.currency),
    )


def payment_told(reader: Caller, row: PaymentRow) -> PaymentTold:
    """How it stands, for whoever reads it."""
    can_go_on = waits_for_customer(reader, row)
    is_asking = row.status is _S.REQUIRES_ACTION and not can_go_on
    title = _ASKING if is_asking else _TITLES.get(row.status, N_("Payment"))
    text = reader.say(_ASKING_TEXT) if is_asking else _text(reader, row)
    return PaymentTold(reader.say(title), text, is_asking or _is_waiting(row), can_go_on)


def waits_for_customer(reader: Caller, row: PaymentRow) -> bool:
    """Whether one can still pay on the processor's page: it is open, and nobody gave it up."""
    is_closing = row.expires_at is not None and row.expires_at <= reader.parts.clock.now()
    return row.status is _S.REQUIRES_ACTION and row.act_at is None and not is_closing


def _text(reader: Caller, row: PaymentRow) -> str:
    if row.status is _S.FAILED:
        reason = reader.say(decline(row.failure_code).words)
        if row.failure_code in PROBLEMS:
            said = N_("{reason} Nothing was charged. If you ask us about it, name {code}.")
            return reader.say(said, reason=reason, code=row.failure_code)
        return reader.say(N_("{reason} Nothing was charged."), reason=reason)
    return reader.say(_TEXTS.get(row.status, ""))


def _is_waiting(row: PaymentRow) -> bool:
    """Whether an answer may come any second: not while the customer or a bank has to act."""
    if row.status in (_S.CREATED, _S.UNKNOWN):
        return True
    return row.status is _S.PROCESSING and row.channel is PaymentChannel.HOSTED
