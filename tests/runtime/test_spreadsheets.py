"""A file that people open in a spreadsheet says what it says, and does nothing."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from runtime.spreadsheets import Cell, csv_chunks, written


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example","click")',
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "＝1",
    ],
)
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert written(text) == f"'{text}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Acme = Partner", "Acme = Partner"),
        (Money(-3000, "EUR"), "-30.00"),
        (Money(500, "JPY"), "500"),
        (Money(1234, "KWD"), "1.234"),
        (Decimal("-0.5"), "-0.5"),
        (-7, "-7"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), "2026-01-05T09:00:00+00:00"),
        (None, ""),
    ],
)
def test_numbers_stay_numbers_and_days_days(cell: Cell, text: str) -> None:
    assert written(cell) == text


def test_lines_and_quotes_are_those_of_the_standard_and_the_mark_comes_first() -> None:
    content = b"".join(csv_chunks([["Name", "Amount"], ['Say "hello", world\n', 1]]))

    assert content == b'\xef\xbb\xbfName,Amount\r\n"Say ""hello"", world\n",1\r\n'


def test_a_long_file_comes_in_pieces() -> None:
    pieces = list(csv_chunks([[n, "text"] for n in range(2000)]))

    assert len(pieces) > 3
    assert b"".join(pieces).count(b"\r\n") == 2000


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_is_written_is_read_again_and_is_no_formula(rows: list[list[str]]) -> None:
    content = b"".join(csv_chunks(rows)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))

    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in read for cell in row
    )
