"""What `backoffice up` refuses, and what it would start."""

import socket
from pathlib import Path

import pytest

from cli.exits import Unable
from cli.parts import stack
from cli.up import refuse_beyond_this_machine, refuse_taken_ports, tasks
from runtime.ports import free_port
from runtime.settings import Settings, load_settings

PORTS = (
    "port",
    "temporal_port",
    "temporal_ui_port",
    "mailbox_port",
    "mailbox_smtp_port",
    "simulator_port",
)


def settings_with(tmp_path: Path, **options: str | int | bool) -> Settings:
    return load_settings(data=tmp_path, **{name: free_port() for name in PORTS} | options)


def test_free_ports_are_fine(tmp_path: Path) -> None:
    refuse_taken_ports(settings_with(tmp_path))


def test_taken_ports_are_all_named_with_who_holds_them_and_how_to_change(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        settings = settings_with(
            tmp_path, port=one.getsockname()[1], temporal_ui_port=two.getsockname()[1]
        )
        with pytest.raises(Unable) as refused:
            refuse_taken_ports(settings)

    portal, pages = str(refused.value).splitlines()
    assert f"port {settings.port} for portal and console is taken by" in portal
    assert "(process " in portal
    assert "--port or BACKOFFICE_PORT" in portal
    assert "--temporal-ui-port or BACKOFFICE_TEMPORAL_UI_PORT" in pages


def test_it_serves_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(Unable, match="this machine only"):
        refuse_beyond_this_machine(settings_with(tmp_path, host="192.0.2.1"))


def test_parts_are_listed_so_that_the_opposite_order_stops_them_well(tmp_path: Path) -> None:
    names = [part.name for part in stack(settings_with(tmp_path))]

    assert names == ["postgres", "temporal", "simulator", "mailbox", "migrate", "worker", "api"]


def test_no_part_waits_for_itself(tmp_path: Path) -> None:
    waiting = {part.name: set(part.needs) for part in stack(settings_with(tmp_path))}
    started: set[str] = set()
    while ready := {name for name, needs in waiting.items() if needs <= started}:
        started |= ready
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}

    assert waiting == {}


def test_the_first_page_waits_for_the_database_only(tmp_path: Path) -> None:
    (api,) = [part for part in stack(settings_with(tmp_path)) if part.name == "api"]

    assert api.needs == ("postgres",)


def test_what_is_elsewhere_is_not_started_here(tmp_path: Path) -> None:
    settings = settings_with(
        tmp_path,
        database_url="postgresql+asyncpg://books.example/backoffice",
        temporal_address="temporal.example:7233",
        processor_url="https://processor.example",
        smtp_host="mail.example",
    )

    assert [part.name for part in stack(settings)] == ["migrate", "worker", "api"]


def test_the_demo_is_loaded_once(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)

    assert [part.name for part in tasks(settings)] == ["demo"]
    (tmp_path / "demo-logins.json").write_text("[]")
    assert [part.name for part in tasks(settings)] == ["demo"], "the books are gone"
    settings.postgres_folder.mkdir()
    settings.temporal_store.parent.mkdir()
    settings.temporal_store.touch()
    assert tasks(settings) == []
    assert tasks(settings_with(tmp_path, demo=False)) == []


def test_processes_are_made_again_where_only_temporals_store_is_gone(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, demo=False)
    settings.postgres_folder.mkdir()

    assert [part.name for part in tasks(settings)] == ["rebuild"]
    settings.temporal_store.parent.mkdir()
    settings.temporal_store.touch()
    assert tasks(settings) == []
