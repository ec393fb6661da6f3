"""`backoffice import`: faults are a list to work through, success is a list of what is new."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.settings import PREFIX

ORGANISATION = """\
name,country,language,time_zone,currency,email
Nordlicht,AT,de,Europe/Vienna,EUR,billing@nordlicht.example
"""
CUSTOMERS = """\
reference,name,currency
C1,Müller,EUR
C2,Meier,{currency}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "organisation.csv").write_text(ORGANISATION)
    return files


def run_import(folder: Path, url: str, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ours = {"BACKOFFICE_DATABASE_URL": url, "BACKOFFICE_DATA": str(folder.parent)}
    command = [sys.executable, "-m", "cli", "import", str(folder), *words]
    return subprocess.run(command, env=kept | ours, capture_output=True, text=True, check=False)


def test_every_fault_is_a_line_with_its_place_and_what_to_do(
    folder: Path, database_url: str
) -> None:
    (folder / "customers.csv").write_text(CUSTOMERS.format(currency="EUX"))
    done = run_import(folder, database_url)

    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("customers.csv")]
    assert line.split()[:3] == ["customers.csv", "3", "currency"]
    assert "EUX" in line
    assert "1 fault; nothing was imported." in done.stdout


def test_faults_are_there_for_programs_too(folder: Path, database_url: str) -> None:
    (folder / "customers.csv").write_text(CUSTOMERS.format(currency="EUX"))
    done = run_import(folder, database_url, "--json")

    assert done.returncode == 1
    (fault,) = json.loads(done.stdout)["faults"]
    assert (fault["file"], fault["line"], fault["column"]) == ("customers.csv", 3, "currency")


def test_what_is_imported_is_counted_and_a_second_time_changes_nothing(
    folder: Path, database_url: str
) -> None:
    (folder / "customers.csv").write_text(CUSTOMERS.format(currency="USD"))

    first, again = run_import(folder, database_url), run_import(folder, database_url, "--json")

    assert first.returncode == again.returncode == 0, first.stdout + first.stderr
    assert "Everything is imported" in first.stdout
    counts = {count["file"]: count for count in json.loads(again.stdout)["counts"]}
    assert counts["customers.csv"] == {
        "file": "customers.csv",
        "created": 0,
        "updated": 0,
        "unchanged": 2,
    }


def test_without_a_database_it_says_what_to_do(folder: Path) -> None:
    done = run_import(folder, "postgresql+asyncpg://postgres@/backoffice?host=/nowhere")

    assert done.returncode == 3
    assert "the database does not answer" in done.stderr
