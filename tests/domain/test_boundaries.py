"""Several things on one boundary happen in one order, and nothing waits for ever."""

from itertools import product

import pytest

from domain.boundaries import BoundaryStep, Scheduled, drop_reason, steps_at_boundary
from domain.pending_changes import DropReason

B = BoundaryStep
EVERYTHING = [
    Scheduled(
        cancels=cancels,
        pauses=pauses,
        pause_fits=may_pause,
        pause_waits=waits,
        cycles_used_up=used_up,
        changes=changes,
        change_fits=fits,
        auto_charge=auto,
    )
    for cancels, pauses, may_pause, waits, used_up, changes, fits, auto in product(
        [True, False], repeat=8
    )
    if not (pauses and waits)
]
ENDS = (B.CANCEL, B.PAUSE, B.EXPIRE)


@pytest.mark.parametrize(
    ("scheduled", "steps"),
    [
        pytest.param(Scheduled(), (B.INVOICE,), id="an ordinary renewal"),
        pytest.param(Scheduled(auto_charge=True), (B.INVOICE, B.CHARGE), id="and its charge"),
        pytest.param(
            Scheduled(changes=True, auto_charge=True),
            (B.CHANGE, B.INVOICE, B.CHARGE),
            id="a change comes before the invoice",
        ),
        pytest.param(
            Scheduled(changes=True, change_fits=False, auto_charge=True),
            (B.DROP_CHANGE, B.INVOICE, B.CHARGE),
            id="a change whose price is gone is dropped and not stuck",
        ),
        pytest.param(
            Scheduled(cancels=True, auto_charge=True), (B.CANCEL,), id="TV 66: no new invoice"
        ),
        pytest.param(
            Scheduled(cancels=True, pauses=True),
            (B.CANCEL, B.DROP_PAUSE),
            id="TV 49: cancelled, not paused",
        ),
        pytest.param(
            Scheduled(cancels=True, pause_waits=True, changes=True),
            (B.CANCEL, B.DROP_PAUSE, B.DROP_CHANGE),
            id="what waits for later is dropped with it",
        ),
        pytest.param(
            Scheduled(pauses=True, changes=True),
            (B.PAUSE, B.DROP_CHANGE),
            id="TV 50: paused, its change discarded",
        ),
        pytest.param(
            Scheduled(pauses=True, pause_fits=False, changes=True, auto_charge=True),
            (B.DROP_PAUSE, B.CHANGE, B.INVOICE, B.CHARGE),
            id="a pause is no way out of a debt",
        ),
        pytest.param(
            Scheduled(pauses=True, cycles_used_up=True), (B.PAUSE,), id="a pause before the end"
        ),
        pytest.param(
            Scheduled(cycles_used_up=True, pause_waits=True, changes=True),
            (B.EXPIRE, B.DROP_PAUSE, B.DROP_CHANGE),
            id="the last cycle",
        ),
        pytest.param(Scheduled(pause_waits=True), (B.INVOICE,), id="a pause of a later day stays"),
    ],
)
def test_a_boundary_has_an_order(scheduled: Scheduled, steps: tuple[BoundaryStep, ...]) -> None:
    assert steps_at_boundary(scheduled) == steps


@pytest.mark.parametrize("scheduled", EVERYTHING, ids=str)
def test_a_term_either_ends_or_is_invoiced(scheduled: Scheduled) -> None:
    steps = steps_at_boundary(scheduled)

    assert sum(step in ENDS for step in steps) + (B.INVOICE in steps) == 1
    assert (B.CHARGE in steps) == (B.INVOICE in steps and scheduled.auto_charge)
    assert len(set(steps)) == len(steps)


@pytest.mark.parametrize("scheduled", EVERYTHING, ids=str)
def test_nothing_that_was_scheduled_for_the_boundary_is_left(scheduled: Scheduled) -> None:
    steps = steps_at_boundary(scheduled)

    assert (B.CHANGE in steps or B.DROP_CHANGE in steps) == scheduled.changes
    assert not scheduled.pauses or B.PAUSE in steps or B.DROP_PAUSE in steps
    ended = set(steps) & {B.CANCEL, B.EXPIRE}
    assert not (ended and scheduled.pause_waits) or B.DROP_PAUSE in steps


@pytest.mark.parametrize("scheduled", EVERYTHING, ids=str)
def test_whoever_loses_a_change_is_told_why(scheduled: Scheduled) -> None:
    steps = steps_at_boundary(scheduled)
    reasons = {
        B.CANCEL: DropReason.CANCELLED,
        B.PAUSE: DropReason.PAUSED,
        B.EXPIRE: DropReason.EXPIRED,
        B.DROP_CHANGE: DropReason.PRICE_GONE,
        B.DROP_PAUSE: DropReason.PRICE_GONE,
    }

    expected = reasons[steps[0]] if B.DROP_CHANGE in steps else None
    assert drop_reason(steps) is expected
