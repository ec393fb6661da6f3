"""docs/import.md names every file and column, and no other ones."""

import re
from pathlib import Path

import pytest

from domain.imports.bundles import FORMS
from domain.imports.states import NOT_IMPORTED
from domain.imports.subscriptions import ALSO
from domain.imports.tables import Form
from domain.subscriptions import SubscriptionStatus

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text()


def first_cells(file: str) -> str:
    """The first column of the table about a file."""
    section = PAGE.split(f"\n## {file}\n")[1].split("\n## ")[0]
    table = section.split("| Column |")[1].split("\n\n")[0]
    return " ".join(row.split("|")[1] for row in table.splitlines()[2:])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.file)
def test_every_column_is_described_and_the_needed_ones_stand_out(form: Form) -> None:
    cells = first_cells(form.file)

    assert set(re.findall(r"[a-z][a-z0-9_]+", cells)) == set(form.columns)
    assert set(re.findall(r"\*\*(\w+)\*\*", cells)) == set(form.needed)


def test_every_status_is_described_with_the_words_of_other_tools() -> None:
    table = PAGE.split("| Status |")[1].split("\n\n")[0]
    described = set(
        re.findall(r"\w+", " ".join(row.split("|")[1] for row in table.splitlines()[2:]))
    )

    assert described == {*(set(SubscriptionStatus) - NOT_IMPORTED), *ALSO}
