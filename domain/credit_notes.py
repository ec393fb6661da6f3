"""Credit notes: why something that was charged is given back."""

from enum import StrEnum

from domain.previews.preview import PreviewKind


class CreditReason(StrEnum):
    """Each is the step that left days unused which were charged for."""

    CHANGE = "change"
    PAUSE = "pause"
    RESUME = "resume"
    CANCELLATION = "cancellation"


CREDIT_REASONS = {
    PreviewKind.CHANGE: CreditReason.CHANGE,
    PreviewKind.PAUSE: CreditReason.PAUSE,
    PreviewKind.RESUME: CreditReason.RESUME,
    PreviewKind.CANCEL: CreditReason.CANCELLATION,
}
"""Only these steps give something back."""
