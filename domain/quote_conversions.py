"""What becomes of an accepted quote: once, and of the version that was accepted."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.errors import Conflict, Invalid
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.periods import Interval
from domain.quotes import QUOTE_LIFECYCLE, QuoteEvent, QuoteStatus
from domain.words import N_


class QuoteConversion(StrEnum):
    """Into what a quote is converted."""

    DRAFT_INVOICE = "draft_invoice"
    SENT_INVOICE = "sent_invoice"
    SUBSCRIPTION = "subscription"
    SALES_ORDER = "sales_order"
    RETAINER = "retainer"


_ASKS_FOR_ALL = frozenset({QuoteConversion.SENT_INVOICE, QuoteConversion.SUBSCRIPTION})
_INVOICES = frozenset({QuoteConversion.DRAFT_INVOICE, QuoteConversion.SENT_INVOICE})


class OnAcceptance(StrEnum):
    """What an acceptance leads to by itself; `manual` waits for staff."""

    MANUAL = "manual"
    DRAFT_INVOICE = "draft_invoice"
    SENT_INVOICE = "sent_invoice"
    SUBSCRIPTION = "subscription"
    SALES_ORDER = "sales_order"
    RETAINER = "retainer"

    @property
    def conversion(self) -> QuoteConversion | None:
        return None if self is OnAcceptance.MANUAL else QuoteConversion(self.value)


class NotConvertible(Conflict):
    message = N_("{quote} cannot be converted now: it has to be accepted, or have run out.")


class CannotBecome(Invalid):
    message = N_("A quote cannot become this: {kind}.")


class PlanMissing(Conflict):
    message = N_("{quote} names no plan: it cannot become a subscription.")


class PlanCostsOtherwise(Conflict):
    message = N_(
        "{quote} was accepted over {total}, and the first term of plan {plan} costs {cost}."
    )


class AskedForAlready(Conflict):
    message = N_("{retainer} has asked for all of {quote} by now: draw it for what is invoiced.")


class AdvanceUnpaid(Conflict):
    message = N_(
        "{retainer} was asked for in advance: {quote} waits until that is paid. Once it is void,"
        " {quote} can be converted by hand."
    )


class AdvanceVoid(Conflict):
    message = N_(
        "{retainer} was asked for in advance and is void: convert {quote} by hand, or take the"
        " acceptance back."
    )


class RevisionUnderWay(Conflict):
    message = N_(
        "A next version of {quote} is being written: send it or discard it, then convert {quote}"
        " by hand."
    )


class RetainerStands(Conflict):
    message = N_("Declare {retainer} void first: it was asked for as {quote} was accepted.")


@dataclass(frozen=True)
class Advance:
    """The retainer invoice over what was asked for as a quote was accepted."""

    number: str
    status: InvoiceStatus
    amount: Money

    @property
    def is_asked_for(self) -> bool:
        """Whether it waits to be paid."""
        return self.status not in (InvoiceStatus.PAID, InvoiceStatus.VOID)


@dataclass(frozen=True)
class SubscribedPlan:
    """What a quote sells as a subscription: so many units of a plan."""

    code: str
    quantity: int


@dataclass(frozen=True)
class OfferedPlan:
    """What is said of the plan that a quote sells: so many units of it, and how it renews.

    `billing_cycles` is how many terms there will be, None for as many as the customer wants.
    """

    code: str
    name: str
    quantity: int
    interval: Interval
    billing_cycles: int | None = None


def check_conversion(
    quote: str, status: QuoteStatus, kind: QuoteConversion, known: Collection[QuoteConversion]
) -> None:
    """Raises `CannotBecome` and `NotConvertible`."""
    if kind not in known:
        raise CannotBecome(kind=kind)
    if not QUOTE_LIFECYCLE.allows(status, QuoteEvent.CONVERT):
        raise NotConvertible(quote=quote)


def check_advance(quote: str, kind: QuoteConversion, advance: Advance | None) -> None:
    """What asks for all of it at once does not do so beside a share that is asked for as well.

    Raises `AdvanceUnpaid`.
    """
    if kind in _ASKS_FOR_ALL and advance and advance.is_asked_for:
        raise AdvanceUnpaid(retainer=advance.number, quote=quote)


def asks_for_all(kind: QuoteConversion, invoice: InvoiceStatus | None) -> bool:
    """Whether what a quote became asks for all of it; `invoice` is how that stands, if it is one.

    The draft of an invoice asks for nothing until it is issued, and no void one asks for anything.
    """
    if kind in _INVOICES:
        return invoice not in (None, InvoiceStatus.DRAFT, InvoiceStatus.VOID)
    return kind in _ASKS_FOR_ALL


def check_by_itself(
    quote: str, kind: QuoteConversion, advance: Advance | None, *, is_revised: bool
) -> None:
    """Who declares the advance void may do so to take the acceptance back: staff have to say.

    Nor does it end what they are writing. Raises `AdvanceUnpaid`, `AdvanceVoid` and
    `RevisionUnderWay`.
    """
    check_advance(quote, kind, advance)
    if advance and advance.status is InvoiceStatus.VOID:
        raise AdvanceVoid(retainer=advance.number, quote=quote)
    if is_revised:
        raise RevisionUnderWay(quote=quote)


def check_plan_price(quote: str, plan: str, total: Money, cost: Money) -> None:
    """A subscription begins with what was accepted, not with another amount.

    Raises `PlanCostsOtherwise`.
    """
    if total != cost:
        raise PlanCostsOtherwise(quote=quote, total=str(total), plan=plan, cost=str(cost))


def check_undo(quote: str, retainer: str | None, status: InvoiceStatus | None) -> None:
    """An acceptance is taken back only when what it has asked for is, too.

    Raises `RetainerStands`.
    """
    if retainer and status is not InvoiceStatus.VOID:
        raise RetainerStands(quote=quote, retainer=retainer)


def deposit(total: Money, percent: int) -> Money:
    """What is asked for in advance as a quote is accepted."""
    return total.times(Fraction(percent, 100))


def rest_to_ask(quote: str, total: Money, advance: Advance | None) -> Money:
    """What a retainer invoice still asks for where another one asked for a share in advance.

    Raises `AskedForAlready`.
    """
    if advance is None or advance.status is InvoiceStatus.VOID:
        return total
    rest = total - advance.amount
    if rest <= Money.zero(total.currency):
        raise AskedForAlready(retainer=advance.number, quote=quote)
    return rest
