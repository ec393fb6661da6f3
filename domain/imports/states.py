"""States: which columns a subscription's status needs, and whether its dates fit the status."""

from collections.abc import Mapping

from domain.imports.cells import Cells
from domain.imports.known import PlanTerms
from domain.imports.standings import Place, Said
from domain.imports.terms import check_term
from domain.subscriptions import ENDED, SubscriptionStatus

_S = SubscriptionStatus

NEEDED: Mapping[SubscriptionStatus, tuple[str, ...]] = {
    _S.FUTURE: (),
    _S.TRIAL: ("trial_ends_on",),
    _S.TRIAL_EXPIRED: ("trial_ends_on",),
    _S.LIVE: ("next_billing_date",),
    _S.DUNNING: ("next_billing_date",),
    _S.UNPAID: (),
    _S.NON_RENEWING: ("next_billing_date",),
    _S.PAUSED: (),
    _S.CANCELLED: ("ended_on",),
    _S.CANCELLED_FROM_DUNNING: ("ended_on",),
    _S.EXPIRED: ("ended_on",),
    _S.CREATION_FAILED: (),
}
"""Besides the columns that every subscription needs."""

WITH_INVOICE = frozenset({_S.DUNNING, _S.UNPAID})
"""What these wait for is the payment of an open invoice."""

NOT_IMPORTED = frozenset({_S.CREATION_FAILED})


def check_state(cells: Cells, said: Said, plan: PlanTerms, place: Place) -> None:
    """Note what of a new subscription's state is missing or cannot be."""
    if said.status in NOT_IMPORTED:
        message = "Nothing was ever sold with this subscription."
        cells.fault("status", message, "Take the row out.")
        return
    _check_needed(cells, said)
    _check_start(cells, said, place)
    _check_ending(cells, said, place)
    if said.is_in_trial:
        _check_trial(cells, said, place)
    else:
        check_term(cells, said, plan, place)


def _check_needed(cells: Cells, said: Said) -> None:
    stand_in = {"next_billing_date": "current_term_start"}
    if said.status is _S.NON_RENEWING and said.is_in_trial:
        return
    for column in NEEDED[said.status]:
        if not cells.has(column) and not cells.has(stand_in.get(column, column)):
            message = f"This cell is empty; with status {said.status} it is needed."
            cells.fault(column, message, "Fill it in.")


def _check_start(cells: Cells, said: Said, place: Place) -> None:
    if said.status is _S.FUTURE:
        if said.started_on < place.today:
            message = f"{said.started_on} has come already: it is not future any more."
            what = "Write the day on which it will start, or the status it has now."
            cells.fault("started_on", message, what)
    elif said.started_on > place.today:
        message = f"{said.started_on} is still to come."
        cells.fault("started_on", message, "Correct it, or write the status future.")


def _check_ending(cells: Cells, said: Said, place: Place) -> None:
    if said.cancels and said.status is not _S.NON_RENEWING:
        message = f"With status {said.status} nothing can be cancelled for the end of a term."
        cells.fault("cancel_at_term_end", message, "Write no, or correct the status.")
    elif said.cancels is False and said.status is _S.NON_RENEWING:
        message = "With status non_renewing it is cancelled for the end of its term."
        cells.fault("cancel_at_term_end", message, "Write yes, or the status live.")
    if said.ended_on is None:
        return
    if said.status not in ENDED:
        message = f"With status {said.status} it has not ended."
        cells.fault("ended_on", message, "Empty the cell, or correct the status.")
    elif not said.started_on <= said.ended_on <= place.today:
        message = f"{said.ended_on} is not between its start and today."
        cells.fault("ended_on", message, "Correct one of the dates.")


def _check_trial(cells: Cells, said: Said, place: Place) -> None:
    end = said.trial_ends_on
    if end is None:
        return
    if end <= said.started_on:
        message = f"The trial cannot end on {end} when it begins on {said.started_on}."
        cells.fault("trial_ends_on", message, "Correct one of the dates.")
        return
    is_over = place.instant(end) <= place.at
    if said.status is _S.TRIAL_EXPIRED and not is_over:
        message = f"The trial ends on {end}, which is still to come."
        cells.fault("trial_ends_on", message, "Correct it, or write the status trial.")
    elif said.status is not _S.TRIAL_EXPIRED and is_over:
        message = f"The trial is over since {end}."
        what = "Write the status it has now: live, trial_expired, cancelled, ..."
        cells.fault("trial_ends_on", message, what)
