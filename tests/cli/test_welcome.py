"""What is said when everything runs, to a person and to a pipe."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from cli.welcome import show_welcome
from runtime.settings import Settings, load_settings
from worker.demo_people import DemoLogin, keep_logins

LOGIN = DemoLogin("owner", "Ada", "ada@demo.example", "lamp-river", "http://127.0.0.1:8000/console")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data=tmp_path)


def on_a_terminal(settings: Settings, width: int, *, with_demo: bool) -> str:
    paper = StringIO()
    console = Console(file=paper, force_terminal=True, no_color=True, width=width)
    show_welcome(console, settings, with_demo=with_demo)
    return paper.getvalue()


def test_a_terminal_shows_addresses_logins_and_first_steps(settings: Settings) -> None:
    keep_logins(settings.data, [LOGIN])
    shown = on_a_terminal(settings, 100, with_demo=True)

    for words in (settings.base_url, settings.temporal_ui_url, "ada@demo.example", "lamp-river"):
        assert words in shown
    assert "Try first" in shown


def test_nothing_is_cut_off_on_a_narrow_terminal(settings: Settings) -> None:
    keep_logins(settings.data, [LOGIN])

    assert "…" not in on_a_terminal(settings, 60, with_demo=True)


def test_without_the_demo_no_login_is_shown(settings: Settings) -> None:
    keep_logins(settings.data, [LOGIN])

    assert "lamp-river" not in on_a_terminal(settings, 100, with_demo=False)


def test_a_pipe_gets_one_plain_line_each(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_logins(settings.data, [LOGIN])
    show_welcome(Console(file=StringIO()), settings, with_demo=True)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Portal: {settings.base_url}"
    assert (
        "owner: Ada, ada@demo.example, password lamp-river, http://127.0.0.1:8000/console" in lines
    )
