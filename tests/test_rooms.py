"""Everything is in its room: one sentence at the door, no forbidden names, no room overfull."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "domain",
    "runtime",
    "storage",
    "gateways",
    "activities",
    "workflows",
    "api",
    "worker",
    "cli",
)
FILES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts
)
FORBIDDEN = {"service", "manager", "helper", "helpers", "utils", "common", "data", "info"}
MOST_LINES = 300


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text()))
    assert told, f"{_name(path)} does not say what is in it"
    assert told.splitlines()[0].endswith((".", ":", "…"))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_module_is_not_overfull(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_name_says_nothing(path: Path) -> None:
    assert path.stem not in FORBIDDEN
    named = {
        node.name.lower()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not named & FORBIDDEN
