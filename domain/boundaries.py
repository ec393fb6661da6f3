"""Boundaries: what happens where one term ends and another may begin, and in which order.

Several things can fall on the same boundary. A scheduled cancellation comes first, then a scheduled
pause, then the end of the billing cycles; a pending change is done before the new invoice is made,
and the charge comes last. What can no longer happen is dropped there and then, so that nothing
waits for ever, and people can be told.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.pending_changes import DropReason


class BoundaryStep(StrEnum):
    CANCEL = "cancel"
    PAUSE = "pause"
    EXPIRE = "expire"
    DROP_PAUSE = "drop_pause"
    DROP_CHANGE = "drop_change"
    CHANGE = "change"
    INVOICE = "invoice"
    CHARGE = "charge"


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """What is there at a boundary.

    `pauses`: a pause is scheduled for this day; `pause_fits`: it may begin, which in dunning it may
    not; `pause_waits`: one is scheduled for a later day. `changes`: a change is pending;
    `change_fits`: it can still be done.
    """

    cancels: bool = False
    pauses: bool = False
    pause_fits: bool = True
    pause_waits: bool = False
    cycles_used_up: bool = False
    changes: bool = False
    change_fits: bool = True
    auto_charge: bool = False


def steps_at_boundary(scheduled: Scheduled) -> tuple[BoundaryStep, ...]:
    """Everything that is done, in order; it is one transaction."""
    ending = _ending(scheduled)
    if ending:
        return (ending, *_drops(scheduled, ending))
    wanted = {
        BoundaryStep.DROP_PAUSE: scheduled.pauses,
        BoundaryStep.CHANGE: scheduled.changes and scheduled.change_fits,
        BoundaryStep.DROP_CHANGE: scheduled.changes and not scheduled.change_fits,
        BoundaryStep.INVOICE: True,
        BoundaryStep.CHARGE: scheduled.auto_charge,
    }
    return tuple(step for step, is_wanted in wanted.items() if is_wanted)


def drop_reason(steps: tuple[BoundaryStep, ...]) -> DropReason | None:
    """Why the pending change was dropped in these steps; None if it was not."""
    if BoundaryStep.DROP_CHANGE not in steps:
        return None
    because = {
        BoundaryStep.CANCEL: DropReason.CANCELLED,
        BoundaryStep.PAUSE: DropReason.PAUSED,
        BoundaryStep.EXPIRE: DropReason.EXPIRED,
    }
    return because.get(steps[0], DropReason.PRICE_GONE)


def _ending(scheduled: Scheduled) -> BoundaryStep | None:
    if scheduled.cancels:
        return BoundaryStep.CANCEL
    if scheduled.pauses and scheduled.pause_fits:
        return BoundaryStep.PAUSE
    return BoundaryStep.EXPIRE if scheduled.cycles_used_up else None


def _drops(scheduled: Scheduled, ending: BoundaryStep) -> tuple[BoundaryStep, ...]:
    """What the end of the term leaves without an object."""
    pause = scheduled.pause_waits or (scheduled.pauses and ending is not BoundaryStep.PAUSE)
    dropped = {BoundaryStep.DROP_PAUSE: pause, BoundaryStep.DROP_CHANGE: scheduled.changes}
    return tuple(step for step, is_there in dropped.items() if is_there)
