"""Files that are to be imported are told apart into rows, whatever tool has written them."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.imports import tables
from domain.imports.faults import MOST_LISTED, Faults
from domain.imports.tables import Form, Sheet, read_sheet
from tests.domain.import_files import CUSTOMERS, checked, only_fault, place

FORM = Form("things.csv", needed=("reference", "name"), optional=("note",))


def sheet_of(content: str | bytes) -> Sheet:
    faults = Faults()
    sheet = read_sheet(FORM, content.encode() if isinstance(content, str) else content, faults)
    assert faults.all() == ()
    return sheet


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_byte_order_marks_and_line_ends_are_found_out(
    delimiter: str, mark: bytes, ending: str
) -> None:
    text = ending.join([delimiter.join(("Reference", "NAME")), delimiter.join(("a", "Ö")), ""])

    (row,) = sheet_of(mark + text.encode()).rows

    assert row.line == 2
    assert row.cells == {"reference": "a", "name": "Ö"}


def test_a_separator_in_the_name_of_a_column_does_not_confuse() -> None:
    assert sheet_of('reference;name;"note"\na;"b, c, d";e\n').rows[0].cells["name"] == "b, c, d"


def test_header_names_may_have_capitals_blanks_and_hyphens() -> None:
    form = Form("x.csv", needed=("next_billing_date",), optional=())
    sheet = read_sheet(form, b" Next Billing-Date \n2026-01-31\n", Faults())

    assert sheet.rows[0].cells == {"next_billing_date": "2026-01-31"}


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'reference,name,note\n\n  \na,"first\nsecond",x\n,,\nb,c,d\n'

    assert [row.line for row in sheet_of(text).rows] == [4, 7]


def test_a_formula_is_a_text() -> None:
    text = 'reference,name\na,"=HYPERLINK(""http://evil.example"",""x"")"\nb,+1-2\nc,@x\n'

    names = [row.cells["name"] for row in sheet_of(text).rows]

    assert names == ['=HYPERLINK("http://evil.example","x")', "+1-2", "@x"]


def test_names_are_written_in_one_way() -> None:
    assert sheet_of("reference,name\na,Mu\u0308ller\u00a0\n").rows[0].cells["name"] == "Müller"


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert sheet_of("reference,name,,\na,b,,,\n").rows[0].cells == {"reference": "a", "name": "b"}


@given(
    rows=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"))), min_size=3)
        .map(lambda cells: cells[:3])
        .filter(any),
        max_size=5,
    ),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([["reference", "name", "note"], *rows])

    read = [list(row.cells.values()) for row in sheet_of(written.getvalue()).rows]

    assert read == [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("content", "line", "says", "advice"),
    [
        (b"", 0, "empty", "take it away"),
        (b"\xef\xbb\xbf \n", 0, "empty", "take it away"),
        (b"PK\x03\x04...", 0, "not CSV", "Save it as CSV UTF-8"),
        ("reference,name\n".encode("utf-16"), 1, "UTF-16", "Save it as CSV UTF-8"),
        (b"reference,name\nC-1,Acme\nC-2,M\xfcller\n", 3, "0xFC", "Windows-1252"),
        (b'reference,name\nC-1,Acme\nC-2,"Open\nC-3,x\n', 3, "never closed", "not read"),
        (b'reference,name\nC-1,"Acme" & Co\n', 2, "after a closing", '""'),
        (b"reference,name\nC-1," + b"x" * 50_001 + b"\n", 2, "longer than", "quotation mark"),
        (b'reference,name\nC-1,"' + (b"x" * 49_000 + b"\n") * 3 + b'"\n', 2, "told apart", ""),
        (b",".join([b"x"] * 201) + b"\n", 1, "201 columns", "customers.csv has these"),
    ],
)
def test_a_file_that_cannot_be_told_apart_is_one_fault(
    content: bytes, line: int, says: str, advice: str
) -> None:
    fault = only_fault(customers=content)

    assert place(fault) == ("customers.csv", line, "")
    assert says in fault.message
    assert advice in fault.what_to_do


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 1_000_000)

    fault = only_fault(customers=CUSTOMERS + " " * 1_000_000)

    assert fault.message == "The file is larger than 1 MB."


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)

    fault = only_fault(customers=CUSTOMERS + "C-3,Third\nC-4,Fourth\n".replace("\n", ",,,,\n"))

    assert place(fault) == ("customers.csv", 5, "")


def test_a_column_that_is_not_known_is_a_fault_with_the_one_that_was_meant() -> None:
    fault = only_fault(customers="Reference,Nmae,name\nC-1,x,Acme\nC-2,y,Minato\n")

    assert place(fault) == ("customers.csv", 1, "nmae")
    assert fault.what_to_do == "Did you mean name?"


def test_a_column_that_resembles_nothing_is_a_fault_with_all_that_are_known() -> None:
    fault = only_fault(contacts="customer,name,email,zzzzzz\nC-1,Ada,a@b.example,x\n")

    assert fault.what_to_do == (
        "Take it out; known are customer, name, email, phone, language, is_primary."
    )


def test_a_column_that_stands_there_twice_is_a_fault() -> None:
    fault = only_fault(customers="reference,name,Name\nC-1,x,Acme\nC-2,y,Minato\n")

    assert place(fault) == ("customers.csv", 1, "name")


def test_a_column_that_is_missing_is_a_fault_and_its_rows_are_not_told_one_by_one() -> None:
    fault = only_fault(customers="reference,currency\nC-1,EUR\nC-2,JPY\n")

    assert place(fault) == ("customers.csv", 1, "name")
    assert fault.message == "This column is missing."


@pytest.mark.parametrize("row", ["C-2,Minato", "C-2,Minato,JP,x,Inc.", "C-2,Minato,JP,x,y,z"])
def test_a_row_with_more_or_fewer_cells_is_a_fault(row: str) -> None:
    fault = only_fault(
        customers=f"reference,name,country,tax_id\nC-1,Acme,AT,\n{row}\n",
        subscriptions=None,
        invoices=None,
    )

    assert place(fault) == ("customers.csv", 3, "")
    assert "the header has 4" in fault.message


def test_a_control_character_is_a_fault() -> None:
    fault = only_fault(customers=CUSTOMERS.replace("Acme", "Ac\x00me"))

    assert place(fault) == ("customers.csv", 2, "name")


def test_nobody_is_told_that_something_is_missing_in_a_file_that_could_not_be_read() -> None:
    assert [fault.file for fault in checked(customers=b"\xff\xfe").faults] == ["customers.csv"]


def test_a_file_with_another_name_is_a_fault_with_the_one_that_was_meant() -> None:
    fault = only_fault(customer="a\nb\n")

    assert place(fault) == ("customer.csv", 0, "")
    assert fault.what_to_do.startswith("Did you mean customers.csv?")


def test_the_same_file_twice_is_a_fault() -> None:
    fault = only_fault(Customers=CUSTOMERS)

    assert fault.message.startswith("There is another customers.csv")


def test_a_file_that_is_wrong_from_end_to_end_is_not_listed_from_end_to_end() -> None:
    rows = "C-9,Ada,nobody\n" * (MOST_LISTED + 10)

    found = checked(contacts=f"customer,name,email\n{rows}").faults

    assert len(found) == MOST_LISTED + 1
    assert "more faults follow" in found[-1].message
