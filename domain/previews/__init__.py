"""Previews: what each step would cost or save, worked out once for the page and for the books.

There is one pure function for each kind of step. What it gives is shown to whoever asks, and the
invoice and the credit note are made of the same value, so they cannot disagree. Its fingerprint
goes with the confirmation: if it is another one by then, nothing happens and people look again.
"""

from domain.previews.beginnings import Reactivation, activation_preview, reactivation_preview
from domain.previews.changes import (
    change_preview,
    renewal_preview,
    trial_ending_change_preview,
    waiting_change_preview,
)
from domain.previews.preview import (
    PREVIEW_LIFE,
    Preview,
    PreviewKind,
    PreviewOutdated,
    Renewal,
    check_fingerprint,
    moment_to_decide,
)
from domain.previews.rests import (
    PauseTerms,
    cancellation_preview,
    pause_preview,
    resume_preview,
)

__all__ = [
    "PREVIEW_LIFE",
    "PauseTerms",
    "Preview",
    "PreviewKind",
    "PreviewOutdated",
    "Reactivation",
    "Renewal",
    "activation_preview",
    "cancellation_preview",
    "change_preview",
    "check_fingerprint",
    "moment_to_decide",
    "pause_preview",
    "reactivation_preview",
    "renewal_preview",
    "resume_preview",
    "trial_ending_change_preview",
    "waiting_change_preview",
]
