"""The documentation is true: diagrams come from the tables, signals from the workflows."""

import re
from pathlib import Path

import pytest
from temporalio import workflow

from tests.support import diagrams
from worker.registry import WORKFLOWS

ROOT = Path(__file__).resolve().parents[1]
DEFINITIONS = {
    definition.name: definition
    for definition in map(workflow._Definition.must_from_class, WORKFLOWS)
}


@pytest.mark.parametrize("process", sorted(diagrams.DRAWN | diagrams.NOUNS))
def test_a_page_shows_the_lifecycle_of_the_table(process: str) -> None:
    assert diagrams.page(process).read_text() == diagrams.drawn(process), "run 'make docs'"


def test_every_process_has_a_page() -> None:
    assert {path.stem for path in diagrams.PAGES.glob("*.md")} == set(DEFINITIONS)


@pytest.mark.parametrize("process", sorted(diagrams.DRAWN))
def test_a_page_lists_exactly_the_signals_that_the_process_takes(process: str) -> None:
    section = diagrams.page(process).read_text().partition("## Signals")[2].partition("## ")[0]
    told = set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))
    assert told == {name for name in DEFINITIONS[process].signals if name}


def test_links_in_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{document.name}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text())
        if not (document.parent / target).exists()
    ]
    assert dead == []


def test_every_decision_says_why_and_what_holds_it() -> None:
    for record in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        text = record.read_text()
        for heading in ("## Context", "## Decision", "## Consequences", "## Enforced by"):
            assert heading in text, f"{record.name} lacks {heading}"
