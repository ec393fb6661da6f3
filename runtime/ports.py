"""TCP ports on loopback: which are free, and who holds those that are not."""

import secrets
import socket

import psutil  # type: ignore[import-untyped]  # the package brings no types


def is_free(port: int) -> bool:
    """Whether a server could listen on that port of this machine now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port that is free now, another one at each call.

    None of those that the system gives to connections: one of them could have it a moment later.
    """
    while True:
        port = secrets.choice(_OURS)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


_OURS = range(15_000, 32_000)
_given: set[int] = set()


def holder(port: int) -> str:
    """Who listens on a port, as far as this account may know: "python (process 4711)", or ""."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            if listens and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        return ""
    return ""


def answers(port: int) -> bool:
    """Whether somebody takes connections on a port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
