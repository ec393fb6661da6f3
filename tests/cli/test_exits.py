"""Which exit code and which words a command ends with."""

from collections.abc import Callable
from typing import ClassVar

import pytest
import typer

from cli.exits import Exit, Unable, run_app
from domain.errors import Conflict
from runtime.postgres import PostgresUnusable
from runtime.settings import SettingsRefused
from runtime.temporal_server import TemporalUnusable


class MuchTooLate(Conflict):
    message: ClassVar[str] = "It is too late for {number}."


def app_that(do: Callable[[], None]) -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(do)
    return app


@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (
            SettingsRefused(("one fault", "another fault")),
            2,
            "one fault\nbackoffice: another fault",
        ),
        (MuchTooLate(number="INV-000042"), 1, "It is too late for INV-000042."),
        (Unable("the printer is out of paper"), 3, "the printer is out of paper"),
        (PostgresUnusable("dump it"), 3, "dump it"),
        (TemporalUnusable("move it"), 3, "move it"),
    ],
)
def test_a_known_failure_is_a_sentence_and_a_code(
    failure: Exception,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise failure

    monkeypatch.setattr("sys.argv", ["backoffice"])

    assert run_app(app_that(fail)) == code
    assert capsys.readouterr().err == f"backoffice: {words}\n"


def test_a_command_chooses_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave() -> None:
        raise typer.Exit(Exit.REFUSED)

    monkeypatch.setattr("sys.argv", ["backoffice"])

    assert run_app(app_that(leave)) == 1
    assert run_app(app_that(lambda: None)) == 0


def test_what_nobody_planned_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sys.argv", ["backoffice"])
    with pytest.raises(ZeroDivisionError):
        run_app(app_that(fail))
