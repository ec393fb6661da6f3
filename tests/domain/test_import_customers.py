"""Customers and what they owe: faults of their files, to the line and the column."""

from dataclasses import replace

import pytest

from domain.imports.known import CustomerFacts
from domain.money import Money
from domain.tax_treatments import TaxTreatment
from tests.domain.import_files import (
    CONTACTS,
    CUSTOMERS,
    KNOWN,
    NOTHING,
    PAYMENT_METHODS,
    checked,
    invoices,
    only_fault,
    place,
)


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

    @pytest.mark.parametrize(
        "text",
        [
            "reference,name,tax_treatment\nC-3,A,reverse_charge\n",
            "reference,name,tax_treatment,tax_id\nC-1,A,reverse_charge,12345678\n",
            "reference,name,tax_id\nC-2,A,\n",
        ],
    )
    def test_who_owes_the_tax_has_a_vat_number(self, text: str) -> None:
        """C-2 of the books owes it, and so has one."""
        owing = CustomerFacts(
            "JPY", "Asia/Tokyo", tax_id="DE1234", tax_treatment=TaxTreatment.REVERSE_CHARGE
        )
        known = replace(KNOWN, customers={**KNOWN.customers, "C-2": owing})

        fault = only_fault(known, **{**NOTHING, "customers": text})

        assert place(fault) == ("customers.csv", 2, "tax_id")
        kept = "reference,name,tax_treatment,tax_id\nC-1,A,reverse_charge,DE12\nC-2,B,,DE12\n"
        assert not checked(known, **{**NOTHING, "customers": kept}).faults

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
