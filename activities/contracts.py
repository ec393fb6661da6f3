"""What workflows and activities say to each other: small frozen values, never a row."""

from dataclasses import dataclass
from datetime import datetime

from domain.processor import Charge, Refund
from domain.set_ups import SetUp


@dataclass(frozen=True)
class Signal:
    """A command for a process: its id in the books, and what people read in the Temporal UI."""

    command: str
    says: str = ""


@dataclass(frozen=True)
class Clock:
    """What the books tell a process: how it stands, what is due by itself, and when.

    `step` names what is due, at once if `at` is None; without a step the process waits for
    somebody. `state` and `says` are what staff see in the Temporal UI. `turned` is set when the
    process has come to the end of a run (a subscription: of its term).
    """

    state: str
    says: str = ""
    step: str | None = None
    at: datetime | None = None
    over: bool = False
    turned: bool = False


@dataclass(frozen=True)
class Begin:
    """The business number a process is about; what follows is set when it continues as new."""

    key: str
    clock: Clock | None = None
    inbox: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Decide:
    """Decide this command, as of this instant (UTC)."""

    command: str
    as_of: datetime


@dataclass(frozen=True)
class StepDue:
    """Take this step of this process, as of this instant (UTC), unless the books say otherwise."""

    key: str
    step: str
    as_of: datetime

    def has_come(self, clock: Clock) -> bool:
        """Whether the books say so, too: this step, by now."""
        return clock.step == self.step and clock.at is not None and clock.at <= self.as_of


@dataclass(frozen=True)
class ProcessorAnswer:
    """What the processor said about a payment.

    `fault` when it could not be asked or did not answer: the outcome is unknown. `refusal` is the
    code of a refusal before anything was charged. `misuse` when we asked for what makes no sense:
    asking again does not help. Without any of them the processor has never heard of the payment.
    """

    payment: str
    as_of: datetime
    charge: Charge | None = None
    fault: bool = False
    refusal: str | None = None
    misuse: bool = False


@dataclass(frozen=True)
class SetUpAnswer:
    """What the processor said about a set-up; fields as in `ProcessorAnswer`."""

    number: str
    as_of: datetime
    set_up: SetUp | None = None
    fault: bool = False
    refusal: str | None = None


@dataclass(frozen=True)
class RefundAnswer:
    """What the processor said about a refund; fields as in `ProcessorAnswer`."""

    number: str
    as_of: datetime
    refund: Refund | None = None
    fault: bool = False
    refusal: str | None = None
    misuse: bool = False
