"""A file goes up to a hub's real server: every chunk on one connection, each of them once."""

import threading
from collections.abc import Iterator

import pytest
from waitress.server import MultiSocketServer

from server.config import Config
from server.serve import make_server
from server.upstream.exchange import exchange_over
from sync.roads.http import HttpRoad
from tests.server import cast
from tests.server.classroom.tasks import set_task
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_exchange import PHOTO, hand_in
from tests.support.ports import free_ports

RUNNING_SECONDS = 20


@pytest.fixture
def road(pair: Pair) -> Iterator[HttpRoad]:
    """To the hub of the pair, which a waitress of ours serves."""
    port, content_port = free_ports(2)
    home = str(pair.hub.extensions["tirek.config"].home)
    environ = {"TIREK_HOME": home, "TIREK_HOST": "127.0.0.1"}
    environ |= {"TIREK_PORT": str(port), "TIREK_CONTENT_PORT": str(content_port)}
    server = make_server(pair.hub, Config.load(environ))
    assert isinstance(server, MultiSocketServer)
    thread = threading.Thread(target=server.run)
    thread.start()
    made = HttpRoad(f"http://127.0.0.1:{port}", pair.road.token)
    yield made
    made.close()
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(RUNNING_SECONDS)
    assert not thread.is_alive()


def test_no_chunk_of_a_file_travels_twice(pair: Pair, road: HttpRoad) -> None:
    hand_in(pair.school.phone(cast.ARU), set_task(pair.school.phone(cast.MARAT)))

    outcome = exchange_over(pair.school.app, road)

    assert outcome.error is None
    assert outcome.files_up == 1
    [line] = road.lines
    assert (line.connections, line.resent) == (1, 0)
    assert outcome.bytes_up < 1.1 * len(PHOTO)
