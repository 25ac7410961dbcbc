"""People whose phones a test does not show: they log in and send operations over HTTP."""

import time
from collections.abc import Mapping
from typing import Any

import requests

from server.demo.cast import PASSWORD
from sync.core.clock import pack, to_text

TIMEOUT_S = 30


class Hands:
    """One person's device at a running server."""

    def __init__(self, url: str, login: str) -> None:
        self._url = f"{url}/api/v1"
        body = {"login": login, "password": PASSWORD, "device": "test"}
        answer = requests.post(f"{self._url}/sessions", json=body, timeout=TIMEOUT_S)
        answer.raise_for_status()
        session = answer.json()
        self._headers = {"Authorization": f"Bearer {session['token']}"}
        self.writer: str = session["writer"]
        self.seq = 0

    def submit(
        self, kind: str, fields: Mapping[str, Any], record: str | None = None
    ) -> dict[str, Any]:
        """Write one operation; what became of it, with its id as `op`."""
        self.seq += 1
        op = f"{self.writer}.1.{self.seq}"
        operation = {
            "seq": self.seq,
            "hlc": to_text(pack(time.time_ns() // 1_000_000, self.seq)),
            "kind": kind,
            "v": 1,
            "base": None,
            "record": record or op,
            "fields": dict(fields),
        }
        body = {"writer": self.writer, "epoch": 1, "operations": [operation]}
        answer = requests.post(
            f"{self._url}/operations", json=body, headers=self._headers, timeout=TIMEOUT_S
        )
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()["results"][0]
        return {**result, "op": op}

    def get(self, path: str) -> Any:
        """A JSON answer."""
        answer = requests.get(self._url + path, headers=self._headers, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return answer.json()
