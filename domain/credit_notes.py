"""Credit notes: why something that was charged is given back."""

from enum import StrEnum

from domain.errors import Conflict, NotFound
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.previews.preview import PreviewKind
from domain.words import N_


class CreditReason(StrEnum):
    """The step that left days unused which were charged for, or why staff give something back."""

    CHANGE = "change"
    PAUSE = "pause"
    RESUME = "resume"
    CANCELLATION = "cancellation"
    GOODWILL = "goodwill"
    CORRECTION = "correction"
    RETURNED = "returned"


class CreditNoteStatus(StrEnum):
    """How much is left of it: something, or nothing any more; a void one gives nothing back."""

    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


def credit_note_status(left: Money | None) -> CreditNoteStatus:
    """`left` is what of it can be used; None of a void one."""
    if left is None:
        return CreditNoteStatus.VOID
    return CreditNoteStatus.CLOSED if left.is_zero else CreditNoteStatus.OPEN


CREDIT_REASONS = {
    PreviewKind.CHANGE: CreditReason.CHANGE,
    PreviewKind.PAUSE: CreditReason.PAUSE,
    PreviewKind.RESUME: CreditReason.RESUME,
    PreviewKind.CANCEL: CreditReason.CANCELLATION,
}
"""Only these steps give something back by themselves."""

CREDITABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PARTIALLY_PAID, InvoiceStatus.PAID})
"""Of these something can be given back."""

BY_STAFF = (CreditReason.GOODWILL, CreditReason.CORRECTION, CreditReason.RETURNED)


class CreditNoteUsed(Conflict):
    message = N_("Credit note {note} was used already: it cannot be declared void.")


class CreditNoteVoid(Conflict):
    message = N_("Credit note {note} is void.")


class NoSuchCreditNote(NotFound):
    message = N_("There is no credit note {note}.")
