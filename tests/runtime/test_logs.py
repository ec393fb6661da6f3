"""Nothing that opens a door or charges a card is in a log."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from runtime.identity import new_token
from runtime.logs import HIDDEN, configure_logs, scrub, scrubbed_text
from runtime.settings import load_settings

TOKEN = new_token("inv")


@pytest.fixture
def _restored_logs() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param(f"GET /invitations/{TOKEN}", TOKEN, id="a token in an address"),
        ("Authorization: Bearer eyJhbGciOi.J9.x-y_z", "eyJhbGciOi.J9.x-y_z"),
        ("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
        ("postgresql://backoffice:hunter2@books/x", "hunter2"),
        ("POST /login?password=hunter2&next=/", "hunter2"),
        ('{"password": "hunter2"}', "hunter2"),
        ("Cookie: session=abcdef; csrf=12345", "abcdef"),
        ("card 4242424242424242 declined", "4242424242424242"),
        ("card 4242 4242 4242 4242 declined", "4242 4242 4242 4242"),
        ("card 3782-822463-10005 declined", "3782-822463-10005"),
    ],
)
def test_a_text_is_scrubbed(text: str, hidden: str) -> None:
    clean = scrubbed_text(text)

    assert hidden not in clean
    assert HIDDEN in clean


@pytest.mark.parametrize(
    "text",
    [
        "INV-000042 of SUB-000007 is paid",
        "order 1234567890123 has no checksum that fits",
        "took 0.1234567890123456 s",
        "in test_both_ways_of_logging_give_one_shape_and_are_scrubbed",
        "0192c5e4-7d3a-7f11-8f7a-2b1f6f3f0c11",
        "2026-11-21T21:40:10.238123Z",
    ],
)
def test_what_people_need_stays(text: str) -> None:
    assert scrubbed_text(text) == text


def test_a_field_is_hidden_by_its_name_at_any_depth() -> None:
    event = scrub(None, "info", {"form": {"password": "hunter2", "items": [{"api_key": "k"}]}})

    assert event == {"form": {"password": HIDDEN, "items": [{"api_key": HIDDEN}]}}


def test_numbers_and_truth_stay_what_they_are() -> None:
    event = {"count": 3, "ok": True, "ratio": 0.5, "nothing": None}

    assert scrub(None, "info", dict(event)) == event
    assert scrub(None, "info", {"number": 4242424242424242}) == {"number": HIDDEN}


@pytest.mark.usefixtures("_restored_logs")
def test_both_ways_of_logging_give_one_shape_and_are_scrubbed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    configure_logs(load_settings(data=tmp_path, log_json=True))
    structlog.get_logger("ours").info("signed in", token=TOKEN, customer="CUST-000001")
    logging.getLogger("theirs").warning("GET /invitations/%s", TOKEN)
    try:
        int(TOKEN)
    except ValueError:
        logging.getLogger("theirs").exception("failed")

    told = capsys.readouterr().err
    lines = [json.loads(line) for line in told.splitlines()]
    assert TOKEN not in told
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert lines[0]["customer"] == "CUST-000001"
    assert "ValueError" in lines[2]["exception"]
