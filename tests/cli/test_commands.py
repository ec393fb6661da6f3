"""The command line as a person and a script meet it."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from cli.main import COMMANDS
from runtime.ports import free_port
from runtime.settings import PREFIX, Settings


def backoffice(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        env={**kept, **variables, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command_with_a_sentence() -> None:
    done = backoffice("--help")

    assert done.returncode == 0
    for name in COMMANDS:
        assert name in done.stdout


def test_the_version_is_that_of_the_package() -> None:
    done = backoffice("version", "--json")

    assert json.loads(done.stdout)["backoffice"] == version("backoffice")


def test_the_settings_are_shown_without_secrets(tmp_path: Path) -> None:
    done = backoffice("config", "--json", "--data", str(tmp_path), BACKOFFICE_PORT="9000")

    shown = json.loads(done.stdout)
    assert shown["port"] == "9000"
    assert shown["data"] == str(tmp_path)
    assert shown["secret_key"] == "••••••"
    assert set(shown) == set(Settings.model_fields)
    secrets = json.loads((tmp_path / "secrets.json").read_text())
    assert not [value for value in secrets.values() if value in done.stdout]


@pytest.mark.parametrize("command", ["config", "up", "doctor", "api"])
def test_wrong_settings_are_exit_code_two_and_plain_sentences(command: str, tmp_path: Path) -> None:
    done = backoffice(command, "--data", str(tmp_path), BACKOFFICE_PROT="1", BACKOFFICE_PORT="x")

    assert done.returncode == 2
    assert "BACKOFFICE_PROT is not a setting. Did you mean BACKOFFICE_PORT?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_word_that_is_no_command_is_exit_code_two() -> None:
    done = backoffice("upp")

    assert done.returncode == 2
    assert "upp" in done.stderr


def test_migrate_without_a_database_says_how_to_get_one(tmp_path: Path) -> None:
    done = backoffice("migrate", "--data", str(tmp_path))

    assert done.returncode == 3
    assert "backoffice up" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_names_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    ports = {
        f"BACKOFFICE_{name}": str(free_port())
        for name in ("PORT", "TEMPORAL_PORT", "MAILBOX_SMTP_PORT", "SIMULATOR_PORT")
    }
    done = backoffice("doctor", "--json", "--data", str(tmp_path), **ports)

    assert done.returncode == 1
    findings = {finding["part"]: finding for finding in json.loads(done.stdout)}
    assert findings["Python"]["is_well"]
    assert findings["Data folder"]["is_well"]
    for part in ("PostgreSQL", "Temporal", "Payment processor", "Mail", "Portal"):
        assert not findings[part]["is_well"]
        assert "backoffice up" in findings[part]["remedy"]


def test_the_doctor_looks_at_one_thing_if_asked(tmp_path: Path) -> None:
    done = backoffice("doctor", "--only", "machine", "--json", "--data", str(tmp_path))

    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["part"] == "Python"
    assert backoffice("doctor", "--only", "luck").returncode == 2
