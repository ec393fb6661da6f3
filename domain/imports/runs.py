"""Runs: where the dunning of an invoice that another tool began is taken up here."""

from datetime import date

from domain.dunning import DunningRule, DunningRun, after_failure, after_retry_begun, opened
from domain.imports.standings import Place
from domain.payments import FailureClass


def carried_over(
    rule: DunningRule, first_failed_on: date | None, place: Place, *, has_method: bool
) -> DunningRun:
    """The run as of the import. Planned tries that have passed count as made, and as failed.

    Without a day of the first failure the run begins with the import.
    """
    failure = FailureClass.SOFT if has_method else FailureClass.ACTION_REQUIRED
    failed_at = place.instant(first_failed_on) if first_failed_on else place.at
    run = opened(rule, failure, zone=place.time_zone, at=min(failed_at, place.at))
    for planned in run.retries:
        if planned <= place.at and has_method:
            run = after_failure(after_retry_begun(run), failure, planned)
    return run
