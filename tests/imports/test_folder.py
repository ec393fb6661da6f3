"""A folder is imported by the command that people type."""

from pathlib import Path

import pytest

from domain.imports import tables
from runtime.settings import Settings, load_settings
from storage.books import OpenBooks
from tests.domain.import_files import files, invoices
from worker.imports import import_directory, read_folder


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load_settings(database_url=database_url, data=tmp_path / "data")


def write(folder: Path, **changed: str) -> Path:
    for name, content in files(**changed).items():
        (folder / name).write_bytes(content)
    return folder


async def test_a_folder_is_imported(settings: Settings, books: OpenBooks, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a table")

    report = await import_directory(settings, write(tmp_path, subscriptions=LIVE, invoices=""))

    assert report.faults[0].file == "invoices.csv"

    (tmp_path / "invoices.csv").unlink()
    report = await import_directory(settings, tmp_path)

    assert report.faults == ()
    assert sum(each.created for each in report.counts) == 18
    async with books() as opened:
        assert (await opened.organisations.get()).name == "Northwind Studio"


LIVE = "reference,customer,plan,status,started_on\nS-1,C-1,basic,future,2199-01-01\n"


async def test_a_folder_with_a_fault_is_not_imported(
    settings: Settings, books: OpenBooks, tmp_path: Path
) -> None:
    write(tmp_path, subscriptions=LIVE, invoices=invoices({"amount": "-1"}))

    report = await import_directory(settings, tmp_path)

    assert [(each.file, each.line, each.column) for each in report.faults] == [
        ("invoices.csv", 2, "amount")
    ]
    async with books() as opened:
        assert await opened.organisations.find() is None


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = read_folder(tmp_path / "nowhere").faults

    assert fault.message == "There is no such folder."


def test_a_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()

    (fault,) = read_folder(tmp_path).faults

    assert fault.message == "There are no CSV files in this folder."


def test_of_a_file_that_is_too_large_only_the_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.imports.MOST_BYTES", 10)
    (tmp_path / "customers.csv").write_bytes(b"x" * 100)

    assert len(read_folder(tmp_path).files["customers.csv"]) == 11
    assert tables.MOST_BYTES == 100_000_000
