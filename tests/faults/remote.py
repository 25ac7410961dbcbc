"""A phone of a server that runs as another process: the same Phone, over a real socket."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask

from tests.server.cast import PASSWORD
from tests.server.phone import Phone, SchoolClock

ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What tests read of an answer, named as in Werkzeug's test client."""

    status_code: int
    headers: http.client.HTTPMessage
    data: bytes

    @property
    def mimetype(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    def get_data(self, *, as_text: bool = False) -> Any:
        return self.data.decode() if as_text else self.data

    def get_json(self, **_: Any) -> Any:
        return json.loads(self.data)


@dataclass(frozen=True)
class Remote:
    """Stands for the application: its clients speak HTTP to `port`, one connection a request."""

    port: int

    def test_client(self) -> "Remote":
        return self

    def post(self, path: str, **more: Any) -> Answer:
        return self.open(path, method="POST", **more)

    def get(self, path: str, **more: Any) -> Answer:
        return self.open(path, method="GET", **more)

    def open(
        self,
        path: str,
        *,
        method: str,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: bytes | None = None,
        query_string: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> Answer:
        """Raises OSError or HTTPException when the server dies before it has answered."""
        sent = dict(headers or {})
        if json is not None:
            data = _json(json)
            sent["Content-Type"] = "application/json"
        if query_string:
            path = f"{path}?{urlencode(query_string)}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, path, body=data, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


CUT: tuple[type[Exception], ...] = (OSError, http.client.HTTPException)
"""What a phone sees of a server that dies while it works."""


def phone_at(port: int, login: str) -> Phone:
    """The person's phone, logged in at the server on `port`."""
    now = SchoolClock(time.time_ns() // 1_000_000)
    return Phone(cast(Flask, Remote(port)), now, login, PASSWORD)
