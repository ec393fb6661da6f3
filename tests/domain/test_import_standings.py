"""How a subscription of another tool is to stand here."""

from datetime import UTC, date, datetime

import pytest

from domain.imports.standings import GoesOn
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.domain.import_files import checked, invoices, only_fault, place, subscriptions
from tests.domain.import_standings import (
    CHARGED,
    DUNNING,
    ENDED,
    FUTURE,
    OWES,
    TRIAL,
    fault_in,
    standing,
)

S = SubscriptionStatus


class TestCycles:
    def test_by_default_the_schedule_is_counted(self) -> None:
        assert standing().cycles_billed == 10

    def test_the_file_may_know_better(self) -> None:
        assert standing(cycles_billed="3").cycles_billed == 3

    def test_there_are_not_more_than_the_plan_has(self) -> None:
        row = {"plan": "course", "started_on": "2026-09-05", "next_billing_date": "2026-11-28"}

        assert fault_in("cycles_billed", **row)
        assert standing(**row, cycles_billed="8").cycles_billed == 8


class TestStandings:
    def test_future(self) -> None:
        found = standing(**FUTURE)

        assert found.goes_on is GoesOn.SUBSCRIPTION
        assert found.starts_at == datetime(2026, 12, 1, 5, tzinfo=UTC)
        assert (found.trial, found.term, found.cycles_billed) == (None, None, 0)

    def test_trial(self) -> None:
        found = standing(**TRIAL, trial_ends_on="2026-11-29")

        assert found.goes_on is GoesOn.TRIAL
        assert found.trial
        assert found.trial.status is TrialStatus.RUNNING
        assert found.trial.ends_at == datetime(2026, 11, 29, 5, tzinfo=UTC)
        assert found.trial.days == 14
        assert found.term is None

    def test_trial_that_is_cancelled_for_its_end(self) -> None:
        found = standing(**TRIAL, trial_ends_on="2026-11-29", cancel_at_term_end="yes")

        assert (found.status, found.goes_on) == (S.NON_RENEWING, GoesOn.TRIAL)
        assert found.trial
        assert found.trial.cancel_at_end
        assert not found.cancel_at_term_end

    def test_trial_expired(self) -> None:
        row = {**TRIAL, "status": "trial_expired", "started_on": "2026-11-01"}
        found = standing(**row, trial_ends_on="2026-11-15")

        assert found.goes_on is GoesOn.TRIAL
        assert found.trial
        assert found.trial.status is TrialStatus.LAPSED
        assert found.trial.lapsed_at == datetime(2026, 11, 15, 5, tzinfo=UTC)

    def test_live(self) -> None:
        found = standing(auto_charge="yes", payment_method="pm_1")

        assert found.goes_on is GoesOn.SUBSCRIPTION
        assert found.term
        assert found.term.anchor_on == date(2026, 1, 31)
        assert found.term.number == 9
        assert found.term.renews_at == datetime(2026, 11, 30, 5, tzinfo=UTC)

    def test_live_and_cancelled_for_the_end_of_the_term(self) -> None:
        found = standing(cancel_at_term_end="yes")

        assert (found.status, found.goes_on) == (S.NON_RENEWING, GoesOn.SUBSCRIPTION)
        assert found.cancel_at_term_end

    def test_dunning(self) -> None:
        found = standing(OWES, **DUNNING)

        assert (found.status, found.goes_on) == (S.DUNNING, GoesOn.SUBSCRIPTION)

    @pytest.mark.parametrize(
        "row",
        [
            {"status": "unpaid"},
            {"status": "paused"},
            ENDED,
            {**ENDED, "status": "expired"},
            {**ENDED, "status": "cancelled_from_dunning"},
        ],
    )
    def test_what_waits_for_nothing(self, row: dict[str, str]) -> None:
        found = standing(OWES, **row)

        assert found.goes_on is None
        assert found.term is None or found.term.renews_at is None

    def test_ended(self) -> None:
        assert standing(**ENDED).ended_at == datetime(2026, 11, 1, 5, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("word", "status"),
        [("active", S.LIVE), ("Non-Renewing", S.NON_RENEWING), ("PAUSED", S.PAUSED)],
    )
    def test_words_of_other_tools(self, word: str, status: SubscriptionStatus) -> None:
        assert standing(status=word).status is status


class TestDunningRuns:
    def run(self, first_failed_on: str, **row: str) -> tuple[int, datetime | None, datetime]:
        """Tries that failed, the next one, the deadline."""
        found = checked(
            subscriptions=subscriptions({**CHARGED, **row}),
            invoices=invoices({"subscription": "S-1", "first_failed_on": first_failed_on}),
        )
        assert found.faults == ()
        run = found.bundle.invoices.entries[0].run
        assert run
        return run.attempts, run.due_at, run.deadline

    def test_it_begins_with_the_import_if_nothing_else_is_said(self) -> None:
        assert self.run("") == (
            1,
            datetime(2026, 11, 22, 12, tzinfo=UTC),
            datetime(2026, 11, 28, 12, tzinfo=UTC),
        )

    def test_tries_that_have_passed_are_counted(self) -> None:
        assert self.run("2026-11-17") == (
            3,
            datetime(2026, 11, 24, 5, tzinfo=UTC),
            datetime(2026, 11, 24, 5, tzinfo=UTC),
        )

    def test_without_a_method_it_waits_for_one(self) -> None:
        attempts, next_try, deadline = self.run("2026-11-20", payment_method="")

        assert (attempts, next_try) == (1, None)
        assert deadline == datetime(2026, 11, 27, 5, tzinfo=UTC)

    def test_one_that_is_over_is_a_fault(self) -> None:
        fault = only_fault(
            subscriptions=subscriptions(CHARGED),
            invoices=invoices({"subscription": "S-1", "first_failed_on": "2026-11-10"}),
        )

        assert place(fault) == ("invoices.csv", 2, "first_failed_on")
        assert "2026-11-17" in fault.message
