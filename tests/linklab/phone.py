"""A new phone: logs in and asks for changes until there are no more, as the app does; JSON on its
output.

python -m tests.linklab.phone «url» «authority or -» «login» «password»

A request that a dead link swallows is made again on a new connection; what a page brought is kept.
"""

import gzip
import http.client
import json
import ssl
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PAGE = "/api/v1/changes?limit=200"  # as the app asks: pwa/src/data/limits.ts, PAGE_RECORDS
SILENCE_S = 6.0
_TRIES = 20


@dataclass
class Phone:
    """One kept connection. `authority` is the file of who vouches for the server, None for HTTP."""

    url: str
    authority: str | None = None
    requests: int = 0
    records: int = 0
    _token: str = ""
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def become_ready(self, login: str, password: str) -> None:
        """Raises AssertionError for an answer that is none, or a link that stays dead."""
        body = json.dumps({"login": login, "password": password, "device": "new"}).encode()
        self._token = self._ask("POST", "/api/v1/sessions", body, good=201)["token"]
        page: dict[str, Any] = {"more": True, "cursor": ""}
        while page["more"]:
            since = f"&since={page['cursor']}" if page["cursor"] else ""
            page = self._ask("GET", PAGE + since, None)
            self.records += len(page["records"])
        assert self._line is not None
        self._line.close()

    def _ask(self, method: str, path: str, body: bytes | None, good: int = 200) -> dict[str, Any]:
        headers = {"Accept-Encoding": "gzip", "Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        for _ in range(_TRIES):
            self.requests += 1
            try:
                line = self._line = self._line or self._connect()
                line.request(method, path, body, headers)
                answer = line.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                if self._line is not None:
                    self._line.close()
                self._line = None
                continue
            assert answer.status == good, f"{path}: {answer.status} {content[:200]!r}"
            packed = answer.headers["Content-Encoding"] == "gzip"
            found: dict[str, Any] = json.loads(gzip.decompress(content) if packed else content)
            return found
        raise AssertionError(f"{path}: the link stays dead")

    def _connect(self) -> http.client.HTTPConnection:
        at = urlsplit(self.url)
        assert at.hostname is not None
        if self.authority is None:
            return http.client.HTTPConnection(at.hostname, at.port, timeout=SILENCE_S)
        context = ssl.create_default_context(cafile=self.authority)
        return http.client.HTTPSConnection(at.hostname, at.port, timeout=SILENCE_S, context=context)


if __name__ == "__main__":
    address, vouching, name, secret = sys.argv[1:]
    phone = Phone(address, None if vouching == "-" else vouching)
    began = time.monotonic()
    phone.become_ready(name, secret)
    seconds = time.monotonic() - began
    told = {"seconds": seconds, "requests": phone.requests, "records": phone.records}
    sys.stdout.write(json.dumps(told) + "\n")
