"""The hub of the lab: the answering side of sync behind a waitress, on real SQLite.

    python -m tests.linklab.hub «folder» «population» «port»

It knows one school, whose entries it takes as they come. Says `ready` once it listens.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from waitress.server import create_server

from sync.peer import Peer
from tests.bench.traffic import School
from tests.sync.toy import Database, registry
from tests.sync.world import HubPort

HUB = "4b00000000000001"


def main(folder: Path, school: str, port: int) -> None:
    database = Database(folder / "hub.db", feeds=True)
    with database.write() as unit:
        unit.store.initialise(HUB, "2" * 16, "4bff000000000001")
    peer = Peer(database, registry(), HubPort({school: ("dala",)}))
    answers: dict[str, Callable[[str, bytes], bytes]] = {
        "/sync/v1/session": peer.answer_session,
        "/sync/v1/frames": peer.answer_frame,
        "/sync/v1/pull": peer.answer_pull,
    }

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        answer = answers[environ["PATH_INFO"]](school, body)
        start_response("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]

    server = create_server(app, listen=f"127.0.0.1:{port}", threads=1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), School(sys.argv[2]).node, int(sys.argv[3]))
