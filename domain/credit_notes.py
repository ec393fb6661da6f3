"""Credit notes: why something that was charged is given back."""

from enum import StrEnum

from domain.errors import Conflict, NotFound
from domain.invoices import InvoiceStatus
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
