"""Retainers: money that is asked for in advance, and drawn for invoices when they come.

A retainer invoice is a liability: what is paid on it is owed to the customer until it is drawn or
given back. It is drawn once it is paid, never beyond what is left of it, and for invoices of its
customer and currency alone; one that is kept for a project only for that project's invoices. How it
stands follows from its amounts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.allocations import AmountRules
from domain.articles import PricedItem
from domain.errors import Conflict, Invalid, NotFound
from domain.invoices import AmountChanged, InvoiceKind, InvoiceStatus
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.words import N_


class RetainerStatus(StrEnum):
    """DRAWN is a retainer of which nothing is left, whether it was drawn or given back."""

    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"
    PARTIALLY_DRAWN = "partially_drawn"
    DRAWN = "drawn"
    VOID = "void"

    @property
    def is_usable(self) -> bool:
        """Whether something is left that can be drawn, or given back."""
        return self in (RetainerStatus.PAID, RetainerStatus.PARTIALLY_DRAWN)


class RetainerEvent(StrEnum):
    """USE is a draw or a refund; RETURN undoes uses, REOPEN follows a payment that comes back."""

    ISSUE = "issue"
    DISCARD = "discard"
    PAY = "pay"
    USE_PART = "use_part"
    USE_UP = "use_up"
    RETURN_PART = "return_part"
    RETURN_ALL = "return_all"
    REOPEN = "reopen"
    VOID = "void"


_S = RetainerStatus
_E = RetainerEvent

RETAINER_LIFECYCLE = Lifecycle[RetainerStatus, RetainerEvent](
    {
        _S.DRAFT: {_E.ISSUE: _S.SENT, _E.DISCARD: _S.VOID},
        _S.SENT: {_E.PAY: _S.PAID, _E.VOID: _S.VOID},
        _S.PAID: {
            _E.USE_PART: _S.PARTIALLY_DRAWN,
            _E.USE_UP: _S.DRAWN,
            _E.REOPEN: _S.SENT,
        },
        _S.PARTIALLY_DRAWN: {
            _E.USE_PART: _S.PARTIALLY_DRAWN,
            _E.USE_UP: _S.DRAWN,
            _E.RETURN_PART: _S.PARTIALLY_DRAWN,
            _E.RETURN_ALL: _S.PAID,
            _E.REOPEN: _S.SENT,
        },
        _S.DRAWN: {
            _E.RETURN_PART: _S.PARTIALLY_DRAWN,
            _E.RETURN_ALL: _S.PAID,
            _E.REOPEN: _S.SENT,
        },
        _S.VOID: {},
    }
)

_OF_INVOICES = {InvoiceStatus.DRAFT: _S.DRAFT, InvoiceStatus.VOID: _S.VOID}


class NoSuchRetainer(NotFound):
    message = N_("There is no retainer invoice {retainer}.")


class RetainerNotPaid(Conflict):
    message = N_("{retainer} cannot be used yet: {outstanding} of it are still to be paid.")


class RetainerUsedUp(Conflict):
    message = N_("{asked} cannot be taken from {retainer}: {left} is left.")


class KeptForProject(Conflict):
    message = N_("{retainer} is kept for project {project}: {invoice} does not belong to it.")


class NothingToDraw(Invalid):
    message = N_("{amount} cannot be drawn: the amount must be above zero.")


class OtherCustomers(Conflict):
    message = N_("{invoice} is not of the customer and the currency of {retainer}.")


class RetainerOverNothing(Invalid):
    message = N_("A retainer invoice asks for an amount above zero.")


class RetainerHasNoTax(Invalid):
    message = N_("A retainer invoice bears no tax: the invoices that it is drawn for do.")


class RetainerPaidAlone(Conflict):
    message = N_("{retainer} is a retainer invoice: it is paid by itself.")


class NoRetainerPaid(Conflict):
    message = N_("{payment} has paid no retainer invoice.")


class RetainerInUse(Conflict):
    message = N_("{retainer} is in use: {left} of it is left. Give back what is left instead.")


@dataclass(frozen=True)
class Retainer:
    """A retainer invoice by its amounts. `used` was drawn for invoices or given back."""

    number: str
    invoice_status: InvoiceStatus
    total: Money
    paid: Money
    used: Money
    project: str | None = None

    @property
    def outstanding(self) -> Money:
        """What is still asked for."""
        return self.total - self.paid

    @property
    def left(self) -> Money:
        """What was paid and not used."""
        return self.paid - self.used

    @property
    def status(self) -> RetainerStatus:
        """How it stands, by its amounts."""
        if self.invoice_status in _OF_INVOICES:
            return _OF_INVOICES[self.invoice_status]
        if not self.outstanding.is_zero:
            return RetainerStatus.SENT
        if self.used.is_zero:
            return RetainerStatus.PAID
        return RetainerStatus.DRAWN if self.left.is_zero else RetainerStatus.PARTIALLY_DRAWN

    def is_kept_from(self, project: str | None) -> bool:
        """Whether it is kept for a project, and this is not that one."""
        return bool(self.project) and project != self.project


@dataclass(frozen=True)
class Target:
    """An invoice that a retainer is to be drawn for."""

    number: str
    outstanding: Money
    project: str | None
    same_customer: bool


def use_event(retainer: Retainer, amount: Money) -> RetainerEvent:
    """What taking this amount makes of it. Raises `NothingToDraw` and `RetainerUsedUp`."""
    if amount <= Money.zero(amount.currency):
        raise NothingToDraw(amount=str(amount))
    if amount > retainer.left:
        raise RetainerUsedUp(retainer=retainer.number, asked=str(amount), left=str(retainer.left))
    return RetainerEvent.USE_UP if amount == retainer.left else RetainerEvent.USE_PART


def check_use(retainer: Retainer, amount: Money) -> None:
    """Whether it may be taken, for an invoice or to be given back.

    Raises `RetainerNotPaid`, `NothingToDraw`, `RetainerUsedUp` and `UnlawfulTransition`.
    """
    if retainer.status is RetainerStatus.SENT:
        raise RetainerNotPaid(retainer=retainer.number, outstanding=str(retainer.outstanding))
    RETAINER_LIFECYCLE.advance(retainer.status, use_event(retainer, amount))


def check_draw(retainer: Retainer, target: Target, amount: Money) -> None:
    """Whether the amount may be drawn for the invoice.

    Raises `OtherCustomers`, `KeptForProject`, `AmountChanged` for more than is owed, and what
    `check_use` does.
    """
    if not target.same_customer or target.outstanding.currency != retainer.total.currency:
        raise OtherCustomers(invoice=target.number, retainer=retainer.number)
    if retainer.project and retainer.is_kept_from(target.project):
        raise KeptForProject(
            retainer=retainer.number, project=retainer.project, invoice=target.number
        )
    check_use(retainer, amount)
    if amount > target.outstanding:
        raise AmountChanged(
            invoice=target.number, asked=str(amount), outstanding=str(target.outstanding)
        )


def check_reopening(retainer: Retainer, amount: Money) -> None:
    """Whether so much of what was paid can be owed again. Raises `RetainerInUse`."""
    if amount > retainer.left:
        raise RetainerInUse(retainer=retainer.number, left=str(retainer.left))


def overdrawn(retainer: Retainer, taken_back: Money) -> Money:
    """What of its uses has lost its money when so much of what was paid is taken back."""
    return max(taken_back - retainer.left, Money.zero(taken_back.currency))


def check_retainer(items: Sequence[PricedItem]) -> None:
    """What a retainer invoice asks for. Raises `RetainerHasNoTax` and `RetainerOverNothing`."""
    if any(each.tax for each in items):
        raise RetainerHasNoTax
    if not any(each.amount.minor_units for each in items):
        raise RetainerOverNothing


def rules_for(kind: InvoiceKind, rules: AmountRules) -> AmountRules:
    """How much of a document customers may pay: of a retainer invoice all of it, and no more."""
    return AmountRules() if kind is InvoiceKind.RETAINER else rules


def check_paid_alone(documents: Mapping[str, InvoiceKind]) -> None:
    """Raises `RetainerPaidAlone` for a payment of a retainer invoice and something else."""
    retainers = sorted(each for each, kind in documents.items() if kind is InvoiceKind.RETAINER)
    if retainers and len(documents) > 1:
        raise RetainerPaidAlone(retainer=retainers[0])
