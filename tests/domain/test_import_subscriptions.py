"""How a subscription of another tool is to stand here, and which day it should be if it cannot."""

from datetime import UTC, date, datetime

import pytest

from domain.imports.known import Known, MethodKey, SubscriptionFacts
from domain.imports.standings import GoesOn, Standing
from domain.periods import Period
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.domain.import_files import checked, invoices, only_fault, place, subscriptions

S = SubscriptionStatus
OWES = invoices({"subscription": "S-1"})
TRIAL = {"status": "trial", "next_billing_date": "", "started_on": "2026-11-15"}
FUTURE = {"status": "future", "next_billing_date": "", "started_on": "2026-12-01"}
ENDED = {"status": "cancelled", "next_billing_date": "", "ended_on": "2026-11-01"}
DUNNING = {"status": "dunning", "auto_charge": "yes"}
CHARGED = {**DUNNING, "payment_method": "pm_1"}


def standing(invoices: str | None = None, **row: str) -> Standing:
    found = checked(subscriptions=subscriptions(row), invoices=invoices)
    assert found.faults == ()
    (entry,) = found.bundle.subscriptions.entries
    return entry.standing


def fault_in(column: str, invoices: str | None = None, **row: str) -> str:
    """What to do about the one fault, which is in this column of the row."""
    fault = only_fault(
        subscriptions=subscriptions({"reference": "S-0", **FUTURE}, row), invoices=invoices
    )
    assert place(fault) == ("subscriptions.csv", 3, column)
    return fault.what_to_do


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("reference", ""),
        ("reference", "S-0"),
        ("customer", ""),
        ("customer", "C-9"),
        ("plan", "nothing"),
        ("quantity", "0"),
        ("quantity", "1.5"),
        ("status", ""),
        ("status", "alive"),
        ("status", "creation_failed"),
        ("started_on", ""),
        ("started_on", "31.01.2026"),
        ("started_on", "2026-11-22"),
        ("auto_charge", "perhaps"),
        ("payment_method", "pm_9"),
        ("payment_method", "pm_2"),
        ("payment_method", "4242424242424242"),
        ("cycles_billed", "0"),
        ("cycles_billed", "-1"),
        ("ended_on", "2026-11-01"),
    ],
)
def test_its_cells(column: str, wrong: str) -> None:
    fault_in(column, **{column: wrong})


def test_the_plan_has_a_price_in_the_customers_currency() -> None:
    what = fault_in("plan", customer="C-2", plan="course", next_billing_date="2026-11-28")

    assert what == "Add a row with JPY to plans.csv."


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (TRIAL, "trial_ends_on"),
        ({**TRIAL, "status": "trial_expired"}, "trial_ends_on"),
        ({"next_billing_date": ""}, "next_billing_date"),
        ({**DUNNING, "next_billing_date": ""}, "next_billing_date"),
        ({"status": "non_renewing", "next_billing_date": ""}, "next_billing_date"),
        ({**ENDED, "ended_on": ""}, "ended_on"),
        ({**ENDED, "status": "cancelled_from_dunning", "ended_on": ""}, "ended_on"),
        ({**ENDED, "status": "expired", "ended_on": ""}, "ended_on"),
        ({"auto_charge": "yes"}, "payment_method"),
    ],
)
def test_each_status_needs_its_columns(row: dict[str, str], column: str) -> None:
    invoice = invoices({"subscription": row.get("reference", "S-2")})

    fault_in(column, invoice if row.get("status") == "dunning" else None, **row)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({**FUTURE, "started_on": "2026-11-20"}, "started_on"),
        ({**FUTURE, "cancel_at_term_end": "yes"}, "cancel_at_term_end"),
        ({**FUTURE, "ended_on": "2026-11-20"}, "ended_on"),
        ({**TRIAL, "trial_ends_on": "2026-11-21"}, "trial_ends_on"),
        ({**TRIAL, "trial_ends_on": "2026-11-15"}, "trial_ends_on"),
        ({**TRIAL, "status": "trial_expired", "trial_ends_on": "2026-11-22"}, "trial_ends_on"),
        ({"trial_ends_on": "2026-11-29"}, "trial_ends_on"),
        ({"billing_anchor": "2026-11-30", "next_billing_date": "2026-12-30"}, "billing_anchor"),
        ({"status": "non_renewing", "cancel_at_term_end": "no"}, "cancel_at_term_end"),
        ({**ENDED, "ended_on": "2026-11-22"}, "ended_on"),
        ({**ENDED, "ended_on": "2026-01-30"}, "ended_on"),
        ({"status": "paused", "cancel_at_term_end": "yes"}, "cancel_at_term_end"),
    ],
)
def test_the_dates_fit_the_status(row: dict[str, str], column: str) -> None:
    fault_in(column, **row)


def test_dunning_charges_automatically() -> None:
    what = fault_in("auto_charge", invoices({"subscription": "S-2"}), status="dunning")

    assert what == "Write yes, or the status live; its open invoice stays due."


@pytest.mark.parametrize("row", [DUNNING, {"status": "unpaid"}])
def test_what_waits_for_an_invoice_has_one(row: dict[str, str]) -> None:
    assert "Add its open invoice to invoices.csv" in fault_in("status", **row)


class TestTheNextBillingDate:
    @pytest.mark.parametrize(
        ("row", "should_be"),
        [
            ({"next_billing_date": "2026-12-01"}, "2026-11-30"),
            ({"next_billing_date": "2026-11-28"}, "2026-11-30"),
            ({"next_billing_date": "2026-12-31"}, "2026-11-30"),
            ({"next_billing_date": "2026-11-20"}, "2026-11-30"),
            ({"next_billing_date": "2026-10-31"}, "2026-11-30"),
            ({"started_on": "2024-02-29", "next_billing_date": "2026-11-30"}, "2026-11-29"),
            ({"trial_ends_on": "2026-02-14", "next_billing_date": "2026-11-30"}, "2026-12-14"),
            ({"billing_anchor": "2026-02-14", "next_billing_date": "2026-11-30"}, "2026-12-14"),
            ({"plan": "course", "started_on": "2026-11-09"}, "2026-11-23"),
            ({**ENDED, "next_billing_date": "2026-11-15"}, "2026-10-31 or 2026-11-30"),
            ({"status": "paused", "next_billing_date": "2026-02-02"}, "2026-02-28"),
        ],
    )
    def test_it_is_said_which_day_it_should_be(self, row: dict[str, str], should_be: str) -> None:
        assert should_be in fault_in("next_billing_date", **row)

    def test_today_is_still_to_be_billed(self) -> None:
        found = standing(started_on="2026-10-21", next_billing_date="2026-11-21")

        assert found.term
        assert found.term.period == Period(date(2026, 10, 21), date(2026, 11, 21))

    def test_what_was_billed_today_ends_in_a_month(self) -> None:
        found = standing(started_on="2026-10-21", next_billing_date="2026-12-21")

        assert found.term
        assert found.term.number == 1

    def test_what_starts_today_ends_in_a_month(self) -> None:
        found = standing(started_on="2026-11-21", next_billing_date="2026-12-21")

        assert found.term
        assert found.term.number == 0
        assert found.cycles_billed == 1

    def test_the_start_of_the_term_says_it_as_well(self) -> None:
        found = standing(next_billing_date="", current_term_start="2026-10-31")

        assert found.term
        assert found.term.period == Period(date(2026, 10, 31), date(2026, 11, 30))

    def test_a_start_of_the_term_off_the_schedule(self) -> None:
        row = {"next_billing_date": "", "current_term_start": "2026-11-01"}

        assert "2026-10-31 or 2026-11-30" in fault_in("current_term_start", **row)

    def test_start_and_end_of_a_term_belong_together(self) -> None:
        assert fault_in("current_term_start", current_term_start="2026-09-30")

    def test_the_day_is_the_customers_own(self) -> None:
        found = checked(
            subscriptions=subscriptions(
                {"customer": "C-2", "started_on": "2026-10-21", "next_billing_date": "2026-11-21"}
            ),
            invoices=None,
        )

        (entry,) = found.bundle.subscriptions.entries
        assert entry.standing.term
        assert entry.standing.term.renews_at == datetime(2026, 11, 20, 21, tzinfo=UTC)


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


def test_one_that_the_books_have_is_left_alone_whatever_it_says() -> None:
    known = Known(subscriptions={"S-1": SubscriptionFacts("C-1", "EUR")})

    found = checked(
        known, subscriptions=subscriptions({"next_billing_date": "1999-13-45"}), invoices=None
    )

    assert found.faults == ()
    assert (found.bundle.subscriptions.entries, found.bundle.subscriptions.unchanged) == ((), 1)


def test_a_payment_method_that_was_removed_cannot_be_charged() -> None:
    known = Known(methods={MethodKey("C-1", "pm_1"): False})

    fault = only_fault(
        known, subscriptions=subscriptions({"payment_method": "pm_1"}), invoices=None
    )

    assert place(fault) == ("subscriptions.csv", 2, "payment_method")


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
