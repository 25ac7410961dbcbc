"""Ports of tests: nobody else's, not even those of another run on this machine."""

import socket
import subprocess
import sys

from tests.support.ports import BLOCK, FIRST, LAST, free_ports

ASK = "from tests.support.ports import free_ports; print(*free_ports(3)); input()"


def test_ports_are_free_and_none_comes_twice() -> None:
    taken = free_ports(2)
    with socket.create_server(("127.0.0.1", taken[0] + 2)):
        later = free_ports(3)
    assert len({*taken, *later}) == 5
    assert taken[0] + 2 not in later
    assert all(FIRST <= port < LAST for port in (*taken, *later))


def test_two_test_processes_at_once_never_meet() -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ASK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    blocks = {free_ports(1)[0] // BLOCK}
    for child in children:
        assert child.stdout is not None
        blocks |= {int(port) // BLOCK for port in child.stdout.readline().split()}
    assert len(blocks) == 3
    for child in children:
        child.communicate("\n", timeout=60)
        assert child.returncode == 0
