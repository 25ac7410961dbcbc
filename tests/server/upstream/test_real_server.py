"""A school and a hub's real server: a file goes up on one connection, every chunk of it once; and a
phone's request is found in both logs."""

import dataclasses
import io
import json
import threading
from collections.abc import Iterator

import pytest
from waitress.server import MultiSocketServer

from server.config import Config
from server.serve import make_server
from server.upstream.exchange import exchange, exchange_over
from sync.roads.http import HttpRoad
from tests.server import cast
from tests.server.classroom.tasks import set_task
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_exchange import PHOTO, hand_in
from tests.support.ports import free_ports

RUNNING_SECONDS = 20


@pytest.fixture
def address(pair: Pair) -> Iterator[str]:
    """Of the hub of the pair, which a waitress of ours serves."""
    port, content_port = free_ports(2)
    home = str(pair.hub.extensions["tirek.config"].home)
    environ = {"TIREK_HOME": home, "TIREK_HOST": "127.0.0.1"}
    environ |= {"TIREK_PORT": str(port), "TIREK_CONTENT_PORT": str(content_port)}
    server = make_server(pair.hub, Config.load(environ))
    assert isinstance(server, MultiSocketServer)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(RUNNING_SECONDS)
    assert not thread.is_alive()


@pytest.fixture
def road(pair: Pair, address: str) -> Iterator[HttpRoad]:
    made = HttpRoad(address, pair.road.token)
    yield made
    made.close()


def test_no_chunk_of_a_file_travels_twice(pair: Pair, road: HttpRoad) -> None:
    hand_in(pair.school.phone(cast.ARU), set_task(pair.school.phone(cast.MARAT)))

    outcome = exchange_over(pair.school.app, road)

    assert outcome.error is None
    assert outcome.files_up == 1
    [line] = road.lines
    assert (line.connections, line.resent) == (1, 0)
    assert outcome.bytes_up < 1.1 * len(PHOTO)


def test_the_logs_lead_from_a_phone_s_request_to_the_hub_s(
    pair: Pair, address: str, lines: io.StringIO
) -> None:
    app = pair.school.app
    config = app.extensions["tirek.config"]
    app.extensions["tirek.config"] = dataclasses.replace(
        config, upstream_url=address, upstream_token=pair.road.token
    )
    set_task(pair.school.phone(cast.MARAT))
    assert exchange(app).error is None

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    [from_phone] = [line for line in told if line.get("route") == "/api/v1/operations"]
    [arrived] = [line for line in told if line["message"] == "the upstream holds"]
    assert from_phone["operations"] in arrived["operations"].split()
    at_hub = {line["request"] for line in told if str(line.get("route")).startswith("/sync/v1/")}
    assert at_hub == {arrived["request"]}
    assert from_phone["request"] not in at_hub
    assert cast.MARAT not in json.dumps([from_phone, arrived])
