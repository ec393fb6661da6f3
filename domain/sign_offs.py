"""Sign-offs: what one person asks for above an amount, and another decides.

Money that goes back, credit that is given or taken away, and invoices that are declared void or
given up need a second person above the amount of the preferences. What one person does of the same
kind for the same customer in a day counts together, so that a sum is not split. Whoever asks never
decides, and both must be allowed to do the deed themselves when it is done.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from domain.errors import Conflict, Forbidden, NotFound
from domain.lifecycle import Lifecycle
from domain.money import Money
from domain.policy import Action
from domain.words import N_


class SignOffStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class SignOffEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


SIGN_OFF_LIFECYCLE = Lifecycle[SignOffStatus, SignOffEvent](
    {
        SignOffStatus.WAITING: {
            SignOffEvent.APPROVE: SignOffStatus.APPROVED,
            SignOffEvent.REJECT: SignOffStatus.REJECTED,
        },
        SignOffStatus.APPROVED: {},
        SignOffStatus.REJECTED: {},
    }
)


class Deed(StrEnum):
    """What can need a second person."""

    REFUND = "refund"
    PAY_OUT = "pay_out"
    CREDIT = "credit"
    VOID_CREDIT_NOTE = "void_credit_note"
    VOID_INVOICE = "void_invoice"
    WRITE_OFF = "write_off"


ACTION_OF: Mapping[Deed, Action] = MappingProxyType(
    {
        Deed.REFUND: Action.REFUND_CREATE,
        Deed.PAY_OUT: Action.REFUND_CREATE,
        Deed.CREDIT: Action.CREDIT_NOTE_ISSUE,
        Deed.VOID_CREDIT_NOTE: Action.CREDIT_NOTE_VOID,
        Deed.VOID_INVOICE: Action.INVOICE_VOID,
        Deed.WRITE_OFF: Action.INVOICE_WRITE_OFF,
    }
)
"""What both persons must be allowed to do."""

COMMAND_OF: Mapping[Deed, tuple[str, str]] = MappingProxyType(
    {
        Deed.REFUND: ("refund", "refund"),
        Deed.PAY_OUT: ("refund", "pay_out"),
        Deed.CREDIT: ("credit_note", "issue"),
        Deed.VOID_CREDIT_NOTE: ("credit_note", "void"),
        Deed.VOID_INVOICE: ("invoice", "void"),
        Deed.WRITE_OFF: ("invoice", "write_off"),
    }
)
"""How it stands among the commands, as (process, signal), where one person has done it alone."""


class WhySecond(StrEnum):
    """AMOUNT: it is above the limit. DAY: it is, with what the same person did alone that day."""

    AMOUNT = "amount"
    DAY = "day"


class NoSuchSignOff(NotFound):
    message = N_("There is no sign-off {sign_off}.")


class SignOffDecided(Conflict):
    message = N_("{sign_off} was decided already: it is {status}.")


class OwnSignOff(Forbidden):
    message = N_("You have asked for {sign_off} yourself: somebody else decides about it.")


class AmountMoved(Conflict):
    message = N_("What {sign_off} asks for comes to another amount than {amount} now: reject it.")


class AskerMayNot(Conflict):
    message = N_("Whoever asked for {sign_off} may not do it any more: reject it.")


class DeciderMayNot(Forbidden):
    message = N_("You may not decide about {sign_off}: you could not do it yourself.")


class SecondPersonNeeded(Conflict):
    message = N_(
        "{amount} is more than one person decides about: do it by itself, so that a second one can"
        " be asked."
    )


def needs_second(amount: Money, limits: Sequence[Money]) -> bool:
    """Whether it is above the limit of its currency; without any limits nothing is.

    Where there are limits, but none in its currency, everything is.
    """
    own = [each for each in limits if each.currency == amount.currency]
    return bool(limits) and amount > (own[0] if own else Money.zero(amount.currency))


def why_second(amount: Money, alone: Money, limits: Sequence[Money]) -> WhySecond | None:
    """Why a second person decides, if one does.

    `alone` is what the same person has done alone that day, of the same kind, for the same
    customer and in the same currency.
    """
    if amount.is_zero or not needs_second(amount + alone, limits):
        return None
    return WhySecond.AMOUNT if needs_second(amount, limits) else WhySecond.DAY


def check_decider(sign_off: str, status: SignOffStatus, *, asked_by: str, by: str) -> None:
    """Raises `OwnSignOff` and `SignOffDecided`."""
    if asked_by == by:
        raise OwnSignOff(sign_off=sign_off)
    if status is not SignOffStatus.WAITING:
        raise SignOffDecided(sign_off=sign_off, status=status)
