"""A record store that does as it is told to: takes, refuses, answers late, falls silent."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.http import parse_options_header

from server.lrs import multipart


class FakeStore:
    """`kept` by id, `posts` as ids; `faults` are used up one by one by the next POSTs.

    A fault is a status with headers, "lose request" (nothing kept, nothing answered) or "lose
    answer" (kept, nothing answered). `poison` are ids that are never taken,
    `breaking` ids over which the store breaks; `late` says that it breaks after keeping them.
    """

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.voided: set[str] = set()
        self.posts: list[list[str]] = []
        self.faults: list[Any] = []
        self.poison: set[str] = set()
        self.breaking: set[str] = set()
        self.late = False
        self.headers: list[dict[str, str]] = []
        self.attachments: dict[str, bytes] = {}
        self.strict = False
        self.address = ""

    def take(self, statements: list[dict[str, Any]]) -> int:
        """The status of a POST."""
        if self.poison & {one["id"] for one in statements}:
            return 400
        if self.breaking & {one["id"] for one in statements}:
            if self.late:
                self.kept.update({one["id"]: one for one in statements})
            return 500
        known = [one for one in statements if one["id"] in self.kept]
        if any(self.kept[one["id"]]["verb"] != one["verb"] for one in known):
            return 409
        if known and self.strict:
            return 409
        self.kept.update({one["id"]: one for one in statements if one["id"] not in self.kept})
        return 200


def _handler(store: FakeStore) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            store.headers.append(dict(self.headers.items()))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            kind, options = parse_options_header(self.headers["Content-Type"])
            if kind == "multipart/mixed":
                first, *rest = multipart.parse(body, options["boundary"])
                body = first.body
                found = {part.headers["x-experience-api-hash"]: part.body for part in rest}
                store.attachments.update(found)
            sent = json.loads(body)
            store.posts.append([one["id"] for one in sent])
            fault = store.faults.pop(0) if store.faults else None
            if fault == "lose request":
                self.close_connection = True
                return
            if isinstance(fault, tuple):
                self._answer(*fault)
                return
            status = store.take(sent)
            if fault == "lose answer":
                self.close_connection = True
                return
            self._answer(status, {})

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            voided = "voidedStatementId" in query
            [key] = query["voidedStatementId" if voided else "statementId"]
            found = store.kept.get(key) if (key in store.voided) == voided else None
            self._answer(200 if found else 404, {}, json.dumps(found or {}).encode())

        def _answer(self, status: int, headers: dict[str, str], body: bytes = b"[]") -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: the test says what went wrong."""

    return Handler


@contextmanager
def serving(store: FakeStore) -> Iterator[FakeStore]:
    """The store on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(store))
    store.address = f"http://127.0.0.1:{server.server_address[1]}/xapi"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
