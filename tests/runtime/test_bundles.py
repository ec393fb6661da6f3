"""ZIP files that are sent while they are made: every program reads them, names lead nowhere."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.bundles import Bundle, entry_name

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def opened(files: list[tuple[str, bytes]], at: datetime = AT) -> zipfile.ZipFile:
    bundle = Bundle(at)
    pieces = [bundle.add(name, content) for name, content in files]
    return zipfile.ZipFile(io.BytesIO(b"".join([*pieces, bundle.close()])))


def test_what_goes_in_comes_out_in_its_order() -> None:
    files = [("INV-000001.pdf", b"%PDF-1.7\x00\xff"), ("INV-000002.pdf", b"")]
    bundle = opened(files)
    assert bundle.testzip() is None
    assert [(name, bundle.read(name)) for name in bundle.namelist()] == files
    assert bundle.infolist()[0].date_time == (2026, 3, 1, 9, 30, 0)


def test_each_piece_is_handed_on_at_once() -> None:
    bundle = Bundle(AT)
    assert len(bundle.add("a", b"x" * 10_000)) > 10_000
    assert len(bundle.add("b", b"")) < 200


def test_no_two_files_have_one_name_however_it_is_written() -> None:
    bundle = opened([("a.pdf", b"1"), ("A.pdf", b"2"), ("a.pdf", b"3")])
    assert bundle.namelist() == ["a.pdf", "A-2.pdf", "a-3.pdf"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("INV-000042.pdf", "INV-000042.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x\\y.exe", "C-x-y.exe"),
        ("Käse – <1>.pdf", "K-se-1-.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_name_is_plain_and_leads_nowhere_else(name: str, safe: str) -> None:
    assert entry_name(name) == safe


@settings(max_examples=30)
@given(st.lists(st.text("aA.-/\\é\x00", max_size=5), max_size=8))
def test_any_names_are_unique_plain_and_readable(names: list[str]) -> None:
    bundle = opened([(name, name.encode(errors="replace")) for name in names])
    written = bundle.namelist()
    assert len({name.lower() for name in written}) == len(names)
    assert all(name.isascii() and "/" not in name and not name.startswith(".") for name in written)


def test_a_day_before_zip_files_were_thought_of_does_no_harm() -> None:
    assert opened([("a", b"")], datetime(1970, 1, 1, tzinfo=UTC)).infolist()[0].date_time[0] == 1980
