"""Each file of an import: what is wrong with it, to the line and the column."""

from fractions import Fraction

import pytest

from domain.imports.known import (
    CustomerFacts,
    Known,
    MethodKey,
    PlanPrice,
    PlanTerms,
    PriceKey,
    Standards,
    SubscriptionFacts,
)
from domain.money import Money
from domain.periods import Interval, IntervalUnit
from domain.taxes import TaxBehaviour, TaxRate
from tests.domain.import_files import (
    CONTACTS,
    CUSTOMERS,
    ORGANISATION,
    PAYMENT_METHODS,
    PLANS,
    TAX_RATES,
    checked,
    invoices,
    only_fault,
    place,
    subscriptions,
)

BASIC = PlanTerms("basic", "Basic", "", Interval(IntervalUnit.MONTH, 1), 14, None, "vat20")
KNOWN = Known(
    standards=Standards("EUR", "de", "Europe/Vienna", "AT", 6),
    tax_rates={"vat20": TaxRate("vat20", "VAT 20 %", Fraction(1, 5), TaxBehaviour.EXCLUSIVE)},
    plans={"basic": BASIC},
    prices={PriceKey("basic", "EUR"): PlanPrice(Money(3100, "EUR"), Money(0, "EUR"))},
    customers={"C-1": CustomerFacts("EUR", "Europe/Vienna", has_primary=True)},
    methods={MethodKey("C-1", "pm_1"): True, MethodKey("C-1", "pm_gone"): False},
    subscriptions={"S-1": SubscriptionFacts("C-1", "EUR")},
    invoices=frozenset({"I-1"}),
)
NOTHING: dict[str, None] = dict.fromkeys(
    (
        "organisation",
        "tax_rates",
        "plans",
        "customers",
        "contacts",
        "payment_methods",
        "subscriptions",
        "invoices",
    )
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


class TestCustomers:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            (",No reference,EUR,,AT,", "reference"),
            ("C-3,,EUR,,AT,", "name"),
            ("C-3,Third,EURO,,AT,", "currency"),
            ("C-3,Third,EUR,Vienna,AT,", "time_zone"),
            ("C-3,Third,EUR,,Austria,", "country"),
            ("C-1,Again,EUR,,AT,", "reference"),
            (f"C-3,{'x' * 201},EUR,,AT,", "name"),
            ('C-3,"Two\nlines",EUR,,AT,', "name"),
        ],
    )
    def test_its_cells(self, row: str, column: str) -> None:
        fault = only_fault(customers=f"{CUSTOMERS}{row}\n")

        assert place(fault) == ("customers.csv", 4, column)

    def test_the_second_row_of_a_reference_names_the_first(self) -> None:
        assert "line 2" in only_fault(customers=f"{CUSTOMERS}C-1,Again,EUR,,AT,\n").message

    def test_where_it_is_silent_the_organisation_has_settled_it(self) -> None:
        first, _ = checked().bundle.customers.entries

        assert (first.language, first.time_zone) == ("de", "Europe/Vienna")

    def test_the_currency_of_a_customer_of_the_books_stays(self) -> None:
        fault = only_fault(
            KNOWN, **{**NOTHING, "customers": "reference,name,currency\nC-1,A,USD\n"}
        )

        assert place(fault) == ("customers.csv", 2, "currency")

    def test_silence_changes_nothing_of_a_customer_of_the_books(self) -> None:
        text = "reference,name,currency,tax_id,time_zone\nC-1,A,,,\n"

        (entry,) = checked(KNOWN, **{**NOTHING, "customers": text}).bundle.customers.entries

        assert entry.says == {"reference", "name", "tax_id"}
        assert (entry.currency, entry.time_zone) == ("EUR", "Europe/Vienna")


class TestContacts:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("C-9,Eve,eve@acme.example,", "customer"),
            (",Eve,eve@acme.example,", "customer"),
            ("C-1,,eve@acme.example,", "name"),
            ("C-1,Eve,eve@acme,", "email"),
            ("C-1,Eve,,", "email"),
            ("C-1,Eve,ADA@acme.example,", "email"),
            ("C-1,Eve,eve@acme.example,yes", "is_primary"),
            ("C-1,Eve,eve@acme.example,perhaps", "is_primary"),
        ],
    )
    def test_its_cells(self, row: str, column: str) -> None:
        fault = only_fault(contacts=f"{CONTACTS}{row}\n")

        assert place(fault) == ("contacts.csv", 5, column)

    def test_a_reference_in_other_capitals_is_guessed(self) -> None:
        fault = only_fault(contacts=f"{CONTACTS}c-1,Eve,eve@acme.example,\n")

        assert fault.what_to_do == "Did you mean “C-1”?"

    def test_a_person_can_stand_for_two_customers(self) -> None:
        assert checked(contacts=f"{CONTACTS}C-2,Ada,ada@acme.example,\n").faults == ()

    def test_the_first_is_the_main_one_where_nobody_is_named(self) -> None:
        entries = checked(contacts=CONTACTS.replace("yes", "")).bundle.contacts.entries

        assert [entry.is_primary for entry in entries] == [True, False, True]

    def test_the_main_one_of_the_books_stays_where_nobody_is_named(self) -> None:
        text = "customer,name,email\nC-1,Eve,eve@acme.example\n"

        (entry,) = checked(KNOWN, **{**NOTHING, "contacts": text}).bundle.contacts.entries

        assert not entry.is_primary

    def test_a_customer_whose_row_has_a_fault_is_not_missing(self) -> None:
        fault = only_fault(customers=CUSTOMERS.replace("Acme", ""))

        assert place(fault) == ("customers.csv", 2, "name")


class TestPaymentMethods:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("C-9,pm_9,card,Visa,4242,2029-05", "customer"),
            ("C-1,,card,Visa,4242,2029-05", "token"),
            ("C-1,4242424242424242,card,Visa,4242,2029-05", "token"),
            ("C-1,pm_9,wallet,Visa,4242,2029-05", "kind"),
            ("C-1,pm_9,card,4242 4242 4242 4242,4242,2029-05", "brand"),
            ("C-1,pm_9,card,Visa,42,2029-05", "last4"),
            ("C-1,pm_9,card,Visa,4242,05/29", "expires"),
            ("C-1,pm_9,card,Visa,4242,", "expires"),
            ("C-1,pm_1,card,Visa,4242,2029-05", "token"),
        ],
    )
    def test_its_cells(self, row: str, column: str) -> None:
        fault = only_fault(payment_methods=f"{PAYMENT_METHODS}{row}\n")

        assert place(fault) == ("payment_methods.csv", 4, column)

    def test_the_number_of_a_card_is_in_no_fault(self) -> None:
        row = "C-1,4242424242424242,card,4242 4242 4242 4242,4242424242424242,2029-05"

        found = checked(payment_methods=f"{PAYMENT_METHODS}{row}\n").faults

        assert len(found) == 3
        assert "4242" not in "".join(map(str, found))

    def test_one_that_was_removed_stays_removed(self) -> None:
        text = PAYMENT_METHODS.replace("pm_1", "pm_gone").rsplit("C-2")[0]

        part = checked(KNOWN, **{**NOTHING, "payment_methods": text}).bundle.payment_methods

        assert (part.entries, part.unchanged) == ((), 1)


class TestInvoices:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ({"reference": ""}, "reference"),
            ({"reference": "I-1"}, "reference"),
            ({"customer": "C-9"}, "customer"),
            ({"customer": "C-2", "amount": "100", "subscription": "S-1"}, "subscription"),
            ({"subscription": "S-9"}, "subscription"),
            ({"due_on": ""}, "due_on"),
            ({"due_on": "31.10.2026"}, "due_on"),
            ({"issued_on": "2026-11-01"}, "due_on"),
            ({"issued_on": "2026-12-01", "due_on": "2026-12-10"}, "issued_on"),
            ({"due_on": "2026-12-10"}, "due_on"),
            ({"amount": "0.00"}, "amount"),
            ({"amount": "-5.00"}, "amount"),
            ({"amount": "37.205"}, "amount"),
            ({"tax_amount": "40.00"}, "tax_amount"),
            ({"currency": "XXX"}, "currency"),
            ({"currency": "USD", "subscription": "S-1"}, "currency"),
            ({"subscription": "S-1", "first_failed_on": "2026-11-20"}, "first_failed_on"),
        ],
    )
    def test_its_cells(self, row: dict[str, str], column: str) -> None:
        fault = only_fault(invoices=invoices({}, row))

        assert place(fault) == ("invoices.csv", 3, column)

    def test_it_can_be_in_another_currency_than_the_customers(self) -> None:
        (entry,) = checked(invoices=invoices({"currency": "USD"})).bundle.invoices.entries

        assert entry.amount == Money(3720, "USD")

    def test_one_of_the_books_is_left_alone_whatever_it_says(self) -> None:
        rows = invoices({"amount": "1.00", "due_on": "2027-01-01"})

        part = checked(KNOWN, **{**NOTHING, "invoices": rows}).bundle.invoices

        assert (part.entries, part.unchanged) == ((), 1)


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
