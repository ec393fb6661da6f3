"""Which ports are free, and who holds the others."""

import os
import socket

from runtime.ports import answers, free_port, holder, is_free


def test_a_free_port_is_free_and_answers_nobody() -> None:
    port = free_port()

    assert is_free(port)
    assert not answers(port)
    assert holder(port) == ""


def test_a_taken_port_names_who_holds_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert not is_free(port)
        assert answers(port)
        assert holder(port).endswith(f"(process {os.getpid()})")
