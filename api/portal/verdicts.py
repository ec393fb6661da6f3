"""What customers decide about time: approved, or rejected with a reason, by a page or by /v1."""

from typing import Annotated

from pydantic import Field

from api.callers import SignedInContact
from api.commands import Order
from api.idempotency import checked_key
from api.inputs import FormBody, Line, Words
from api.portal.signing import Drawing, SigningBody, SigningForm
from domain.approvals import MOST_ENTRIES

MOST_AT_ONCE = 50
Reasons = Annotated[list[Words], Field(default_factory=list, max_length=MOST_ENTRIES)]
Numbers = Annotated[list[Line], Field(default_factory=list, max_length=MOST_ENTRIES)]


class SeenForm(FormBody):
    """`round` is the one that was looked at."""

    round: int = 0


class ApproveForm(SigningForm, SeenForm):
    """All of it."""


class RejectForm(SeenForm):
    """Of all of it where there is a `reason`, else of entries: `reasons` in the order of `entries`.

    With `rest_name` and `rest_drawing` they sign for what has no reason: it is approved.
    """

    reason: Words = ""
    entries: Numbers
    reasons: Reasons
    rest_name: Line = ""
    rest_drawing: Drawing = ""

    @property
    def rejected(self) -> dict[str, str]:
        """The entries that have a reason."""
        pairs = zip(self.entries, self.reasons, strict=False)
        return {entry: reason for entry, reason in pairs if reason}


class ChosenForm(SigningForm):
    """Approvals that were ticked, each as its number and the round that was seen: `APP-1.2`.

    They are signed once.
    """

    chosen: Annotated[list[Line], Field(default_factory=list, max_length=MOST_AT_ONCE)]

    @property
    def rounds(self) -> dict[str, int]:
        """The round by number; what cannot be one is left out."""
        pairs = [each.rpartition(".") for each in self.chosen]
        return {
            number: int(round_)
            for number, _, round_ in pairs
            if round_.isascii() and round_.isdigit() and len(round_) < 9
        }


class ApproveBody(SigningBody):
    """`round` is that of the approval as it was read; whoever approves something may sign."""

    round: int


class RejectBody(ApproveBody):
    """With a `reason` all of it is rejected, with `rejected` alone the entries that it names.

    Each of these keeps the reason of its own. What is not rejected is approved.
    """

    reason: Words = ""
    rejected: Annotated[dict[Line, Words], Field(default_factory=dict, max_length=MOST_ENTRIES)]


def verdict_order(
    contact: SignedInContact, number: str, signal: str, key: str, **said: object
) -> Order:
    """The command to approve or to reject. Raises `IdempotencyKeyMissing`."""
    return Order(
        idempotency_key=checked_key(key),
        route=f"approval/{signal}",
        process="approval",
        key=number,
        signal=signal,
        says=f"{signal} round {said.get('round')} of {number}",
        customer=contact.customer.number,
        document=number,
        payload=said,
    )
