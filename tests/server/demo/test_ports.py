"""A busy port is named with the process that holds it."""

import os
import socket

from server.demo.ports import holder, is_free
from tests.support.ports import free_ports


def test_a_busy_port_names_its_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        found = holder(port)
        assert not is_free(port)
        assert found is not None
        assert found.pid == os.getpid()
        assert "python" in found.command


def test_a_free_port_has_no_holder() -> None:
    (port,) = free_ports(1)
    assert is_free(port)
    assert holder(port) is None
