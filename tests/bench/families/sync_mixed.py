"""A night's operations of a school, of the codec's mixture, come down to a node that has none.

Both sides are those of the product, over HTTP and through the proxy that counts; their tables are
the small ones of the tests of sync, since only what crosses is measured.
"""

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from waitress.server import create_server

from sync.agent import Agent
from sync.apply import apply
from sync.peer import Peer
from sync.roads.http import HttpRoad
from tests.bench.figures import Figure
from tests.bench.traffic import School
from tests.support.link import link_to
from tests.support.ports import free_ports
from tests.sync.toy import HUB, SCHOOL, Database, registry
from tests.sync.world import HubPort, SchoolPort

OPERATIONS = 6_700
MOST_BYTES = 150_000


def measure() -> Iterator[Figure]:
    school = School("mixed-pull")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tirek-bench-")))
        hub, node = (Database(folder / f"{name}.db", feeds=name == "hub") for name in ("hub", "it"))
        stack.callback(hub.close)
        stack.callback(node.close)
        with hub.write() as unit:
            unit.store.initialise(HUB, "2" * 16, "4bff000000000001")
            apply(unit.store, registry(), unit.port, school.mixed(OPERATIONS))
        with node.write() as unit:
            unit.store.initialise(SCHOOL, "1" * 16, "5cff000000000001")
        link = stack.enter_context(link_to(_serve(stack, hub)))

        road = HttpRoad(link.url, "token")
        done = Agent(node, registry(), road, SchoolPort(("dala",))).exchange()
        road.close()
        assert done.error is None, done.error
        assert done.operations_down == OPERATIONS
        crossed = link.take()
    name = f"sync.mixed_pull_{OPERATIONS}"
    yield Figure(f"{name}_bytes", crossed.total, "B", f"<={MOST_BYTES}")
    yield Figure(f"{name}_entropy", school.bits / 8, "B")
    yield Figure(f"{name}_requests", crossed.requests, "requests")


def _serve(stack: ExitStack, hub: Database) -> int:
    """The answering side on a port of this machine, until the stack is closed."""
    peer = Peer(hub, registry(), HubPort({SCHOOL: ("dala",)}))
    answers: dict[str, Callable[[str, bytes], bytes]] = {
        "/sync/v1/session": peer.answer_session,
        "/sync/v1/frames": peer.answer_frame,
        "/sync/v1/pull": peer.answer_pull,
    }

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        answer = answers[environ["PATH_INFO"]](SCHOOL, environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]

    (port,) = free_ports(1)
    server = create_server(app, listen=f"127.0.0.1:{port}", threads=1)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    stack.callback(thread.join, 10)
    stack.callback(server.close)
    return port
