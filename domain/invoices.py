"""Invoices: their lifecycle, their lines and amounts, and what of them is still owed.

An invoice is a draft until it is finalised or discarded. A finalised one has a number, and is
corrected by a credit note, never by editing. It is paid in parts or at once, declared void while
nothing but credit was paid on it, or written off and, if need be, restored. A paid invoice opens
again only when its payment fails late. That an invoice is overdue, seen, or about to be paid
follows from other facts and is no status.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add

from domain.errors import Conflict, Invalid, NotFound
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.periods import Period
from domain.taxes import Taxed, TaxRate, taxed
from domain.words import N_


class InvoiceKind(StrEnum):
    """A RETAINER asks for money in advance; `domain/retainers.py` says how it differs."""

    INVOICE = "invoice"
    RETAINER = "retainer"


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"
    WRITTEN_OFF = "written_off"


class InvoiceEvent(StrEnum):
    FINALISE = "finalise"
    DISCARD = "discard"
    PAY_PART = "pay_part"
    PAY = "pay"
    VOID = "void"
    WRITE_OFF = "write_off"
    RESTORE = "restore"
    REOPEN = "reopen"


INVOICE_LIFECYCLE = Lifecycle[InvoiceStatus, InvoiceEvent](
    {
        # A draft whose payment was declined is void without ever having had a number.
        InvoiceStatus.DRAFT: {
            InvoiceEvent.FINALISE: InvoiceStatus.OPEN,
            InvoiceEvent.DISCARD: InvoiceStatus.VOID,
        },
        InvoiceStatus.OPEN: {
            InvoiceEvent.PAY_PART: InvoiceStatus.PARTIALLY_PAID,
            InvoiceEvent.PAY: InvoiceStatus.PAID,
            InvoiceEvent.VOID: InvoiceStatus.VOID,
            InvoiceEvent.WRITE_OFF: InvoiceStatus.WRITTEN_OFF,
        },
        # It can be paid by credit as well as by payments: only these stand in the way of a void.
        InvoiceStatus.PARTIALLY_PAID: {
            InvoiceEvent.PAY_PART: InvoiceStatus.PARTIALLY_PAID,
            InvoiceEvent.PAY: InvoiceStatus.PAID,
            InvoiceEvent.VOID: InvoiceStatus.VOID,
            InvoiceEvent.WRITE_OFF: InvoiceStatus.WRITTEN_OFF,
            InvoiceEvent.REOPEN: InvoiceStatus.OPEN,
        },
        InvoiceStatus.PAID: {
            InvoiceEvent.VOID: InvoiceStatus.VOID,
            InvoiceEvent.REOPEN: InvoiceStatus.OPEN,
        },
        InvoiceStatus.VOID: {},
        InvoiceStatus.WRITTEN_OFF: {InvoiceEvent.RESTORE: InvoiceStatus.OPEN},
    }
)

PAYABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PARTIALLY_PAID})


class NothingToInvoice(Invalid):
    message = N_("An invoice needs at least one line.")


class QuantityTooSmall(Invalid):
    message = N_("A quantity of {quantity} cannot be invoiced: it must be at least 1.")


class InvoiceNotPayable(Conflict):
    message = N_("This invoice cannot be paid: it is “{status}”.")


class InvoiceAlreadyPaid(Conflict):
    message = N_("This invoice is paid already. You owe nothing on it.")


class PaymentUnderWay(Conflict):
    message = N_("A payment of this invoice is under way. Please wait for its result.")


class UnknownInvoice(NotFound):
    message = N_("There is no invoice {invoice}.")


class AmountChanged(Conflict):
    message = N_("Only {outstanding} are still owed on {invoice}, not {asked}. Please look again.")


class InvoiceHasPayments(Conflict):
    message = N_("This invoice cannot be declared void: {paid} have been paid on it.")


class InvoiceWasCredited(Conflict):
    message = N_(
        "Days of this invoice were given back by credit note {credit_note}: it cannot be declared"
        " void any more."
    )


class NoReasonGiven(Invalid):
    message = N_("Give a reason.")


class NotToBeSent(Conflict):
    message = N_("Invoice {invoice} is void: it is not sent any more.")


class NobodyToMail(Conflict):
    message = N_("{customer} has no main contact person: there is nobody to send it to.")


class LineKind(StrEnum):
    TERM = "term"
    SETUP = "setup"
    ITEM = "item"


@dataclass(frozen=True)
class LineItem:
    """What is to be invoiced, before tax. Raises `QuantityTooSmall`.

    `description` is a name, what staff have written (of an item), or the message id of a text of
    ours (of what is charged once for a subscription).
    """

    kind: LineKind
    description: str
    quantity: int
    unit_price: Money
    period: Period | None

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise QuantityTooSmall(quantity=self.quantity)

    @property
    def amount(self) -> Money:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class InvoiceLine:
    """A line as it will stand on the invoice."""

    item: LineItem
    taxed: Taxed
    tax: TaxRate | None


@dataclass(frozen=True)
class InvoiceAmounts:
    """What the invoice would come to. Takes no number and writes nothing.

    `subtotal` is net of tax; `subtotal + tax == total`.
    """

    lines: tuple[InvoiceLine, ...]
    subtotal: Money
    tax: Money
    total: Money


def invoice_amounts(items: Sequence[LineItem], tax_rate: TaxRate | None) -> InvoiceAmounts:
    """The lines with their tax, rounded once per line, and their sums.

    Raises `NothingToInvoice` without items and `CurrencyMismatch` for items of two currencies.
    """
    if not items:
        raise NothingToInvoice
    lines = tuple(InvoiceLine(item, taxed(item.amount, tax_rate), tax_rate) for item in items)
    return InvoiceAmounts(
        lines=lines,
        subtotal=_sum([line.taxed.net for line in lines]),
        tax=_sum([line.taxed.tax for line in lines]),
        total=_sum([line.taxed.gross for line in lines]),
    )


def _sum(amounts: Sequence[Money]) -> Money:
    return reduce(add, amounts)


@dataclass(frozen=True)
class Balance:
    """What was asked for and what has become of it. All in one currency."""

    total: Money
    paid: Money
    credited: Money
    written_off: Money

    @property
    def outstanding(self) -> Money:
        """What is still owed; never below zero."""
        left = self.total - self.paid - self.credited - self.written_off
        return max(left, Money.zero(self.total.currency))


def settling_event(balance: Balance) -> InvoiceEvent | None:
    """What payments and credits make of an open invoice; None while nothing has come in."""
    if balance.outstanding.is_zero:
        return InvoiceEvent.PAY
    if balance.outstanding < balance.total:
        return InvoiceEvent.PAY_PART
    return None


def check_payable(
    status: InvoiceStatus, outstanding: Money, *, payment_under_way: bool = False
) -> None:
    """Raises `InvoiceAlreadyPaid`, `InvoiceNotPayable` or `PaymentUnderWay`."""
    if status is InvoiceStatus.PAID:
        raise InvoiceAlreadyPaid
    if status not in PAYABLE:
        raise InvoiceNotPayable(status=status)
    if payment_under_way:
        raise PaymentUnderWay
    if outstanding.is_zero:
        raise InvoiceAlreadyPaid


def check_voidable(balance: Balance) -> None:
    """Raises `InvoiceHasPayments`."""
    if not balance.paid.is_zero:
        raise InvoiceHasPayments(paid=str(balance.paid))
