"""What the organisation offers: faults of its files, to the line and the column."""

import pytest

from domain.imports.known import PriceKey
from tests.domain.import_files import (
    CONTACTS,
    CUSTOMERS,
    KNOWN,
    NOTHING,
    ORGANISATION,
    PLANS,
    TAX_RATES,
    checked,
    only_fault,
    place,
    subscriptions,
)


def test_valid_files_have_no_faults() -> None:
    assert checked().faults == ()


class TestOrganisation:
    def test_empty_books_need_one(self) -> None:
        fault = only_fault(None, **{**NOTHING, "tax_rates": TAX_RATES})

        assert place(fault) == ("organisation.csv", 0, "")

    def test_books_that_have_one_do_not(self) -> None:
        assert checked(KNOWN, **{**NOTHING, "tax_rates": TAX_RATES}).faults == ()

    def test_there_is_one(self) -> None:
        fault = only_fault(organisation=ORGANISATION + "Second,AT,de,UTC,EUR,b@b.example\n")

        assert place(fault) == ("organisation.csv", 3, "")

    @pytest.mark.parametrize(
        ("right", "wrong", "column"),
        [
            ("AT", "Austria", "country"),
            ("de", "german", "language"),
            ("Europe/Vienna", "Wien", "time_zone"),
            ("office@northwind.example", "office", "email"),
            ("Northwind Studio", "", "name"),
        ],
    )
    def test_its_cells(self, right: str, wrong: str, column: str) -> None:
        fault = only_fault(organisation=ORGANISATION.replace(right, wrong))

        assert place(fault) == ("organisation.csv", 2, column)

    def test_a_fault_of_it_makes_no_faults_of_those_who_rely_on_it(self) -> None:
        fault = only_fault(organisation=ORGANISATION.replace("EUR", "Euro"))

        assert place(fault) == ("organisation.csv", 2, "currency")

    def test_what_a_later_file_leaves_out_stays(self) -> None:
        entry = checked(KNOWN, **{**NOTHING, "organisation": ORGANISATION}).bundle.organisation

        assert entry
        assert "run_hour" not in entry.says


class TestTaxRates:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            (",VAT,20,exclusive", "code"),
            ("vat 20,VAT,20,exclusive", "code"),
            ("vat10,,20,exclusive", "name"),
            ("vat10,VAT,120,exclusive", "percent"),
            ("vat10,VAT,10,above", "behaviour"),
            ("vat20,VAT 20 %,20,exclusive", "code"),
        ],
    )
    def test_its_cells(self, row: str, column: str) -> None:
        fault = only_fault(tax_rates=f"{TAX_RATES}{row}\n")

        assert place(fault) == ("tax_rates.csv", 3, column)

    def test_a_rate_of_the_books_is_not_changed(self) -> None:
        fault = only_fault(KNOWN, **{**NOTHING, "tax_rates": TAX_RATES.replace("20,e", "21,e")})

        assert place(fault) == ("tax_rates.csv", 2, "percent")
        assert "a code of its own" in fault.what_to_do

    def test_a_rate_of_the_books_is_left_alone(self) -> None:
        part = checked(KNOWN, **{**NOTHING, "tax_rates": TAX_RATES}).bundle.tax_rates

        assert (part.entries, part.unchanged) == ((), 1)


class TestPlans:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("more,More,fortnight,1,,,,EUR,1.00", "interval_unit"),
            ("more,More,month,0,,,,EUR,1.00", "interval_count"),
            ("more,More,month,61,,,,EUR,1.00", "interval_count"),
            ("more,More,month,1,-1,,,EUR,1.00", "trial_days"),
            ("more,More,month,1,,0,,EUR,1.00", "billing_cycles"),
            ("more,More,month,1,,,vat7,EUR,1.00", "tax_rate"),
            ("more,More,month,1,,,,EURO,1.00", "currency"),
            ('more,More,month,1,,,,EUR,"1,00"', "price"),
            ("more,More,month,1,,,,JPY,12.50", "price"),
            ("more,More,month,1,,,,EUR,", "price"),
            ("basic,Basic,month,1,14,,vat20,EUR,31.00", "currency"),
            ("basic,Basic plan,month,1,14,,vat20,USD,31.00", "name"),
            ("basic,Basic,month,3,14,,vat20,USD,31.00", "interval_count"),
            ("basic,Basic,month,1,30,,vat20,USD,31.00", "trial_days"),
        ],
    )
    def test_its_cells(self, row: str, column: str) -> None:
        fault = only_fault(plans=f"{PLANS}{row}\n")

        assert place(fault) == ("plans.csv", 5, column)

    @pytest.mark.parametrize(
        ("right", "wrong", "column"),
        [("31.00", "32.00", "price"), ("Basic", "Simple", "name"), (",14,", ",7,", "trial_days")],
    )
    def test_a_plan_of_the_books_is_not_changed(self, right: str, wrong: str, column: str) -> None:
        plans = "".join(PLANS.splitlines(keepends=True)[:2]).replace(right, wrong)

        fault = only_fault(KNOWN, **{**NOTHING, "plans": plans})

        assert place(fault) == ("plans.csv", 2, column)

    def test_a_plan_of_the_books_can_have_a_price_in_another_currency(self) -> None:
        part = checked(KNOWN, **{**NOTHING, "plans": PLANS}).bundle.plans

        assert [entry.key for entry in part.entries] == [
            PriceKey("basic", "JPY"),
            PriceKey("course", "EUR"),
        ]
        assert part.unchanged == 1

    def test_words_of_other_tools_for_intervals(self) -> None:
        plans = PLANS.replace("month", "Monthly").replace("week", "weeks")

        assert checked(plans=plans).faults == ()


def test_every_fault_is_told_at_once_in_the_order_of_files_and_lines() -> None:
    found = checked(
        customers=CUSTOMERS.replace("AT", "Austria").replace("JPY", "Yen"),
        contacts=CONTACTS.replace("ada@", "ada"),
        subscriptions=subscriptions({"plan": "bsic"}, {"status": "alive"}),
        invoices=None,
    ).faults

    assert [place(fault) for fault in found] == [
        ("contacts.csv", 2, "email"),
        ("customers.csv", 2, "country"),
        ("customers.csv", 3, "currency"),
        ("subscriptions.csv", 2, "plan"),
        ("subscriptions.csv", 3, "status"),
    ]
    assert str(found[0]) == (
        "contacts.csv:2:email: “adaacme.example” is not an e-mail address. "
        "Write one address, like ada@example.com."
    )
