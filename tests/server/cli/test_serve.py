"""`tirek serve` as a process: started, stopped, killed and started again."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.lock import LOCK_FILE
from tests.server import cast
from tests.server.conftest import close, make_app
from tests.server.phone import Phone, SchoolClock
from tests.support.nodes import Node
from tests.support.ports import free_ports


@pytest.fixture
def node(cast_home: Path, tmp_path: Path) -> Iterator[Node]:
    """A server process on a copy of the cast's data."""
    home = tmp_path / "home"
    shutil.copytree(cast_home, home)
    port, content_port = free_ports(2)
    made = Node(home, port, content_port)
    yield made
    made.stop()


def clean(node: Node) -> bool:
    return bool(json.loads((node.home / LOCK_FILE).read_text())["clean"])


def test_a_stop_is_clean_and_a_kill_is_not(node: Node) -> None:
    node.start()
    assert not clean(node), "while it runs, a power cut would be unclean"
    node.stop()
    assert clean(node)

    node.start()
    node.kill()
    assert not clean(node)

    node.start()
    assert "did not stop cleanly" in node.log()
    node.stop()
    assert clean(node)


def test_the_command_line_works_beside_the_server(node: Node) -> None:
    node.start()

    made = json.loads(node.tirek("user", "reset", cast.ARU, "--json"))

    app = make_app(node.home, SchoolClock(1_795_406_400_000))
    phone = Phone(app, SchoolClock(1_795_406_400_000), cast.ARU, made["password"])
    assert phone.person == cast.ARU
    close(app)


def test_a_second_server_on_the_folder_is_told_who_holds_it(node: Node) -> None:
    node.start()
    port, content_port = free_ports(2)
    second = Node(node.home, port, content_port)

    with pytest.raises(AssertionError, match=f"served by process {node.pid}"):
        second.start()
