"""The embedded PostgreSQL: started, reached, left alone by others, and the same after a crash."""

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from runtime.postgres import (
    EmbeddedPostgres,
    PostgresUnusable,
    embedded_postgres,
    embedded_url,
    socket_folder,
)


@contextmanager
def own_folder() -> Iterator[Path]:
    """Not pytest's own, which another run of root's closes to the account of PostgreSQL."""
    with TemporaryDirectory(prefix="backoffice-tests-") as folder:
        yield Path(folder) / "postgres"


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with own_folder() as folder, embedded_postgres(folder, durable=False) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    with own_folder() as folder:
        yield folder


async def answer(url: str, question: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_it_serves_a_database_for_the_books_in_utc(server: EmbeddedPostgres) -> None:
    assert await answer(server.url(), "SELECT current_database()") == "backoffice"
    assert await answer(server.url(), "SHOW timezone") == "UTC"
    assert await answer(server.url(), "SHOW server_encoding") == "UTF8"


async def test_it_listens_on_no_network_and_only_its_owner_reaches_the_socket(
    server: EmbeddedPostgres,
) -> None:
    assert await answer(server.url(), "SHOW listen_addresses") == ""
    assert stat.S_IMODE(socket_folder(server.folder).stat().st_mode) == 0o700


async def test_a_database_can_be_a_copy_of_another(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    await connection.close()

    url = server.create_database("copy_of_books", template="backoffice")

    assert await answer(url, "SELECT answer FROM kept") == 42
    server.drop_database("copy_of_books")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await answer(url, "SELECT 1")


async def test_a_durable_server_goes_on_after_it_was_killed(folder: Path) -> None:
    with embedded_postgres(folder) as server:
        assert await answer(server.url(), "SHOW fsync") == "on"
        connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        await connection.close()
        os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    with embedded_postgres(folder) as server:
        assert await answer(server.url(), "SELECT answer FROM kept") == 42


def test_a_path_that_is_too_long_for_a_socket_gets_another_folder() -> None:
    short, long = Path("/srv/backoffice/postgres"), Path("/srv") / ("long" * 30) / "postgres"

    assert socket_folder(short) == short
    assert len(str(socket_folder(long))) < 100
    assert socket_folder(long) == socket_folder(long)
    assert str(socket_folder(long)) in embedded_url(long)


def test_files_of_another_version_are_refused_with_what_to_do(folder: Path) -> None:
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")

    with (
        pytest.raises(PostgresUnusable, match=r"PostgreSQL 16, this is 18.*pg_dump"),
        embedded_postgres(folder),
    ):
        pass


def test_an_interrupted_initialisation_is_done_again(folder: Path) -> None:
    folder.with_name("postgres.new").mkdir()
    (folder.with_name("postgres.new") / "PG_VERSION").write_text("18\n")

    with embedded_postgres(folder, durable=False) as server:
        assert server.folder == folder
    assert not folder.with_name("postgres.new").exists()
