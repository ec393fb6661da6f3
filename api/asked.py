"""What programs ask of a subscription, to look at it first and then to do it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.inputs import Body, Line
from api.questions import Payload, confirmed
from domain.cancellations import MOST_COMMENT
from domain.contents import MOST_UNITS
from domain.previews import PreviewKind


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


Units = Annotated[int, Field(ge=1, le=MOST_UNITS)]
Code = Annotated[Line, Field(min_length=1, max_length=100)]
Day = Annotated[str, AfterValidator(_day)]
Counts = Annotated[dict[Code, Units], Field(max_length=50)]


class Asked(Body):
    """`fingerprint` and `previewed_at` are those of the preview that is confirmed."""

    fingerprint: Annotated[str, Field(max_length=200)] | None = None
    previewed_at: Annotated[str, Field(max_length=40)] | None = None

    def payload(self) -> Payload:
        """What it says, without what confirms it."""
        said = self.model_dump(exclude={"fingerprint", "previewed_at", "kind"})
        return {name: value for name, value in said.items() if value is not None}

    def confirmed(self) -> Payload:
        """What it says with what was seen. Raises `FingerprintMissing`."""
        return confirmed(self.payload(), self.fingerprint, self.previewed_at)


class ActivateAsked(Asked):
    """End the trial now."""


class ResumeAsked(Asked):
    """Go on now, whatever the pause says."""


class ChangeAsked(Asked):
    """What is not said stays as it is; an empty coupon takes the coupon away."""

    plan: Code | None = None
    quantity: Units | None = None
    addons: Counts | None = None
    coupon: Line | None = None
    when: Literal["immediate", "end_of_term"] = "immediate"


class ReactivateAsked(Asked):
    """Other contents are possible where editing is allowed; `cycles` only for staff."""

    plan: Code | None = None
    quantity: Units | None = None
    addons: Counts | None = None
    coupon: Line | None = None


class StaffReactivateAsked(ReactivateAsked):
    cycles: Units | None = None


class PauseAsked(Asked):
    """`pause_on` goes with a date; without `resume_on` billing rests until it is resumed."""

    when: Literal["now", "end_of_term", "date"] = "date"
    pause_on: Day | None = None
    resume_on: Day | None = None


class CancelAsked(Asked):
    """At the end of the term nothing is charged or given back, so no preview is needed."""

    mode: Literal["immediately", "end_of_term"] = "end_of_term"
    reason: (
        Literal[
            "too_expensive",
            "missing_features",
            "switched_service",
            "unused",
            "customer_service",
            "low_quality",
            "too_complex",
            "other",
        ]
        | None
    ) = None
    comment: Annotated[str, Field(max_length=MOST_COMMENT)] = ""

    def confirmed(self) -> Payload:
        """Raises `FingerprintMissing` for one that takes effect at once."""
        return super().confirmed() if self.mode == "immediately" else self.payload()


class StaffCancelAsked(CancelAsked):
    credit: Literal["none", "prorate"] | None = None
    open_invoices: Literal["leave", "write_off"] | None = None


class _Look(Body):
    @property
    def asks(self) -> PreviewKind:
        return PreviewKind(vars(self)["kind"])


class ActivateLook(ActivateAsked, _Look):
    kind: Literal["activate"]


class ChangeLook(ChangeAsked, _Look):
    kind: Literal["change"]


class PauseLook(PauseAsked, _Look):
    kind: Literal["pause"]


class ResumeLook(ResumeAsked, _Look):
    kind: Literal["resume"]


class CancelLook(CancelAsked, _Look):
    kind: Literal["cancel"]


class ReactivateLook(ReactivateAsked, _Look):
    kind: Literal["reactivate"]


class StaffCancelLook(StaffCancelAsked, _Look):
    kind: Literal["cancel"]


class StaffReactivateLook(StaffReactivateAsked, _Look):
    kind: Literal["reactivate"]


AnyLook = Annotated[
    ActivateLook | ChangeLook | PauseLook | ResumeLook | CancelLook | ReactivateLook,
    Field(discriminator="kind"),
]
AnyStaffLook = Annotated[
    ActivateLook | ChangeLook | PauseLook | ResumeLook | StaffCancelLook | StaffReactivateLook,
    Field(discriminator="kind"),
]
