"""A phone in a test: logged in, numbering its operations, keeping the records it was told."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sync.core.clock import pack, to_text


class SchoolClock:
    """The school's clock: stands still until a test moves it."""

    def __init__(self, unix_ms: int) -> None:
        self.unix_ms = unix_ms

    def __call__(self) -> int:
        return self.unix_ms

    def forward(self, *, days: float = 0, seconds: float = 0) -> None:
        self.unix_ms += int((days * 86_400 + seconds) * 1000)

    def catch_up(self) -> None:
        """To the machine's own clock, by which the command line dates what it writes."""
        self.unix_ms = time.time_ns() // 1_000_000


class Phone:
    """One device of one person. `records` holds the documents by (type, id)."""

    def __init__(
        self, app: Flask, clock: SchoolClock, login: str, password: str, device: str = "test"
    ) -> None:
        self.client: FlaskClient = app.test_client()
        self.clock = clock
        answer = self.client.post(
            "/api/v1/sessions", json={"login": login, "password": password, "device": device}
        )
        assert answer.status_code == 201, answer.get_data(as_text=True)
        self.session: dict[str, Any] = answer.get_json()
        self.person: str = self.session["person"]["id"]
        self.writer: str = self.session["writer"]
        self.epoch = 1
        self.seq = 0
        self.cursor: str | None = None
        self.records: dict[tuple[str, str], dict[str, Any]] = {}

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session['token']}"}

    def request(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.request("GET", path, **more)

    def make(
        self,
        kind: str,
        fields: Mapping[str, Any],
        *,
        record: str | None = None,
        base: str | None = None,
        at_ms: int | None = None,
    ) -> dict[str, Any]:
        """The next operation in its JSON form; the record's id is the operation's by default."""
        self.seq += 1
        return {
            "seq": self.seq,
            "hlc": to_text(pack(self.clock() if at_ms is None else at_ms, self.seq)),
            "kind": kind,
            "v": 1,
            "base": base,
            "record": record or f"{self.writer}.{self.epoch}.{self.seq}",
            "fields": dict(fields),
        }

    def post(self, operations: Sequence[Mapping[str, Any]]) -> TestResponse:
        """POST /operations as it is."""
        body = {"writer": self.writer, "epoch": self.epoch, "operations": list(operations)}
        return self.request("POST", "/api/v1/operations", json=body)

    def send(self, *operations: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Post and expect a 200; one result per operation."""
        answer = self.post(operations)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results

    def submit(self, kind: str, fields: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """Make one operation and send it: its result, with `record` and `op` added."""
        op = self.make(kind, fields, **more)
        (result,) = self.send(op)
        return {**result, "record": op["record"], "op": f"{self.writer}.{self.epoch}.{op['seq']}"}

    def refresh(self, limit: int = 200) -> list[dict[str, Any]]:
        """Ask for changes until there are no more; what came, after keeping it."""
        came: list[dict[str, Any]] = []
        while True:
            query: dict[str, Any] = {"limit": limit}
            if self.cursor:
                query["since"] = self.cursor
            answer = self.get("/api/v1/changes", query_string=query)
            assert answer.status_code == 200, answer.get_data(as_text=True)
            page = answer.get_json()
            self.cursor = page["cursor"]
            for record in page["records"]:
                key = (record["type"], record["id"])
                if record["doc"] is None:
                    self.records.pop(key, None)
                else:
                    self.records[key] = record["doc"]
            came += page["records"]
            if not page["more"]:
                return came

    def ids(self, kind: str) -> set[str]:
        """Ids of the records of one type that the phone holds."""
        return {record for type_, record in self.records if type_ == kind}

    def doc(self, kind: str, record: str) -> dict[str, Any]:
        return self.records[kind, record]
