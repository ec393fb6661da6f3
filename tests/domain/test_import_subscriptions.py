"""What is wrong with a subscription, and which day it should be."""

from datetime import UTC, date, datetime

import pytest

from domain.imports.known import Known, MethodKey, SubscriptionFacts
from domain.periods import Period
from tests.domain.import_files import checked, invoices, only_fault, place, subscriptions
from tests.domain.import_standings import (
    DUNNING,
    ENDED,
    FUTURE,
    TRIAL,
    fault_in,
    standing,
)


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
