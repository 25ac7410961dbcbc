"""The HTTP road: what is asked of the upstream's /sync/v1 addresses, as requests on lines."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import urljoin, urlsplit

from sync.asking import Later
from sync.core.errors import RoadFailed
from sync.limits import MAX_FRAME_BYTES, MAX_MESSAGE_BYTES
from sync.peer import Offset
from sync.plan import Speed
from sync.roads.channel import Memory
from sync.roads.line import Line, Outgoing
from sync.roads.wire import Answer

_HINTS: Final = {
    401: "the upstream does not know this node's token: ask its administrator for a new one",
    403: "the upstream does not let this node do that: ask its administrator",
    404: "the upstream does not have it",
    413: "the upstream refuses messages of this size: check the proxy in front of it",
    422: "the upstream cannot read it: one of the two nodes must be upgraded or repaired",
    429: "the upstream is busy; the next exchange goes on from here",
}
_REQUEST_ID: Final = re.compile(r"[0-9a-f]{16}")
"""What an upstream calls a request in its log."""


class HttpRoad:
    """One connection to an upstream (and one to its content, where that lies elsewhere), kept open
    between requests; not for several threads.

    `base` is the upstream's address. `memory` outlives the road: certificates to trust, TLS
    sessions, the link's measure. `seconds` from now nothing is waited for any more. `act` names the
    exchange in the upstream's log. Redirects are not followed: one would carry the token to another
    address.
    """

    def __init__(
        self,
        base: str,
        token: str,
        *,
        memory: Memory | None = None,
        seconds: float | None = None,
        act: str = "",
    ) -> None:
        self._base = base.rstrip("/")
        self._named = {"X-Request-Id": act} if act else {}
        self._token = {"Authorization": f"Bearer {token}", **self._named}
        self._memory = memory or Memory()
        self._ends_at = None if seconds is None else time.monotonic() + seconds
        self._lines: dict[tuple[str, str], Line] = {}
        self._resent = 0

    @property
    def lines(self) -> list[Line]:
        """The lines that were opened; for figures and tests."""
        return list(self._lines.values())

    def start(self) -> None:
        """Begin to connect to the upstream, while its first message is still being made."""
        self._line(self._base).start()

    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    def session(self, body: bytes) -> Later[bytes]:
        return self._post("session", body)

    def frame(self, body: bytes) -> Later[bytes]:
        return self._post("frames", body)

    def pull(self, body: bytes) -> Later[bytes]:
        return self._post("pull", body)

    def file_offset(self, sha256: str) -> Later[Offset]:
        """HEAD: where to go on with a personal file."""
        return self._asked(f"blobs/{sha256}")

    def send_chunk(self, sha256: str, offset: int, size: int, chunk: bytes) -> Later[Offset]:
        """PATCH: one chunk. A wrong offset (409) is answered with the right one, too."""
        return self._patch(f"blobs/{sha256}", offset, size, chunk)

    def copy_offset(self, name: str) -> Later[Offset]:
        """HEAD: where to go on with a part of a sealed copy of this node."""
        return self._asked(f"copies/{name}")

    def send_copy(self, name: str, offset: int, size: int, chunk: bytes) -> Later[Offset]:
        """PATCH: one piece of it, as `send_chunk`."""
        return self._patch(f"copies/{name}", offset, size, chunk)

    def settle_copy(self, name: str, body: bytes) -> Later[bytes]:
        """POST (JSON): what of a copy is above."""
        return self._post(f"copies/{name}", body, {"Content-Type": "application/json"})

    def content(
        self, address: str, sha256: str, offset: int, length: int
    ) -> Later[tuple[bytes, int]]:
        """GET with Range from the upstream's content origin; never with this node's token."""
        url = f"{content_base(self._base, address)}/c/{sha256}"
        return self._range(url, offset, length, self._named)

    def personal(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        """GET with Range of a personal file that concerns a school of this node."""
        return self._range(f"{self._base}/sync/v1/blobs/{sha256}", offset, length, self._token)

    def snapshot(self) -> Later[bytes]:
        """POST: have a snapshot made, or hear of the one that lies ready."""
        return self._post("snapshot", b"")

    def snapshot_range(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        """GET with Range of the snapshot that was offered."""
        url = f"{self._base}/sync/v1/snapshot/{sha256}"
        return self._range(url, offset, length, self._token)

    def kit_copies(self) -> Later[bytes]:
        """GET (JSON): sealed copies of a school's boxes, for who shows a kit's token."""
        url = f"{self._base}/sync/v1/kit/copies"
        wait = self._send("GET", url, self._token, most=MAX_MESSAGE_BYTES)
        return lambda: _checked("GET", url, wait()).body

    def kit_copy(self, name: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        """GET with Range of a part of such a copy."""
        return self._range(f"{self._base}/sync/v1/kit/copies/{name}", offset, length, self._token)

    def speed(self) -> Speed:
        return self._memory.speed

    def resent(self) -> int:
        before, self._resent = self._resent, sum(line.resent for line in self._lines.values())
        return self._resent - before

    # --- requests --------------------------------------------------------------------------
    def _asked(self, name: str) -> Later[Offset]:
        url = f"{self._base}/sync/v1/{name}"
        return self._offset(url, self._send("HEAD", url, self._token))

    def _patch(self, name: str, offset: int, size: int, chunk: bytes) -> Later[Offset]:
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(size)}
        url = f"{self._base}/sync/v1/{name}"
        sent = self._send("PATCH", url, {**self._token, **headers}, body=chunk)
        return self._offset(url, sent, also_good=409)

    def _post(
        self, name: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> Later[bytes]:
        url = f"{self._base}/sync/v1/{name}"
        most = MAX_MESSAGE_BYTES + MAX_FRAME_BYTES
        wait = self._send("POST", url, {**self._token, **(headers or {})}, body=body, most=most)
        return lambda: _checked("POST", url, wait()).body

    def _range(
        self, url: str, offset: int, length: int, headers: Mapping[str, str]
    ) -> Later[tuple[bytes, int]]:
        wanted = _Range(url, offset, length, headers)
        parts = urlsplit(url)
        request = Outgoing(
            "GET", parts.path, wanted.headers(), most=length, expected=length, resume=wanted.resume
        )
        line = self._line(url)
        wanted.request = request
        line.send(request)
        return lambda: wanted.result(line.wait(request))

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], *, body: bytes = b"", most: int = 0
    ) -> Later[Answer]:
        request = Outgoing(method, urlsplit(url).path, headers, body, most)
        line = self._line(url)
        line.send(request)
        return lambda: line.wait(request)

    def _line(self, url: str) -> Line:
        parts = urlsplit(url)
        key = (parts.scheme, parts.netloc)
        if key not in self._lines:
            origin = parts._replace(path="", query="", fragment="")
            self._lines[key] = Line(origin, self._memory, self._ends_at)
        return self._lines[key]

    def _offset(self, url: str, wait: Later[Answer], *, also_good: int = 0) -> Later[Offset]:
        def offset() -> Offset:
            answer = _checked("upload", url, wait(), also_good)
            text = answer.headers.get("upload-offset", "")
            if not text.isascii() or not text.isdigit():
                _fail("upload", url, "the upstream named no offset", retry=False)
            return Offset(int(text), answer.headers.get("upload-complete") == "?1")

        return offset


@dataclass(slots=True)
class _Range:
    """A range that is asked for, and what a connection that died has left of it."""

    url: str
    offset: int
    length: int
    also: Mapping[str, str]
    request: Outgoing | None = None
    got: bytearray = field(default_factory=bytearray)

    def headers(self) -> dict[str, str]:
        first = self.offset + len(self.got)
        return {**self.also, "Range": f"bytes={first}-{self.offset + self.length - 1}"}

    def resume(self, begun: Answer) -> bool:
        """Keep the bytes of a half answer, if they are the ones that were asked for."""
        if begun.status != 206 or not begun.body or self.request is None:
            return False
        said = begun.headers.get("content-range", "")
        if _content_range(said, self.url)[0] != self.offset + len(self.got):
            return False
        if len(self.got) + len(begun.body) >= self.length:
            return False
        self.got += begun.body
        self.request.headers = self.headers()
        self.request.most = self.request.expected = self.length - len(self.got)
        return True

    def result(self, answer: Answer) -> tuple[bytes, int]:
        """The bytes and the whole size. Raises RoadFailed."""
        said = answer.headers.get("content-range", "")
        size = said.removeprefix("bytes */")
        if answer.status == 416 and size.isdigit() and int(size) <= self.offset:
            return b"", int(size)  # nothing lies behind what we have
        _checked("GET", self.url, answer)
        start, total = 0, len(answer.body)
        if answer.status == 206:
            start, total = _content_range(said, self.url)
        if start != self.offset + len(self.got):
            _fail("content", self.url, "the upstream sent another range", retry=False)
        return bytes(self.got) + answer.body, total


def content_base(base: str, address: str) -> str:
    """The content origin: absolute, or like `:8091` a port of the upstream's own host.

    An empty address means the upstream's own.
    """
    if not address:
        return base
    if address.startswith(":"):
        parts = urlsplit(base)
        host = parts.hostname or ""
        host = f"[{host}]" if ":" in host else host
        return f"{parts.scheme}://{host}{address}".rstrip("/")
    return urljoin(base, address).rstrip("/")


def _content_range(text: str, url: str) -> tuple[int, int]:
    """(start, whole size) of `bytes 0-99/200`."""
    unit, _, rest = text.partition(" ")
    span, _, total = rest.partition("/")
    start = span.partition("-")[0]
    if unit != "bytes" or not start.isdigit() or not total.isdigit():
        _fail("content", url, "the upstream's Content-Range cannot be read", retry=False)
    return int(start), int(total)


def _checked(method: str, url: str, answer: Answer, also_good: int = 0) -> Answer:
    status = answer.status
    if status != also_good and not 200 <= status < 300:
        hint = _HINTS.get(status, f"the upstream answered {status}")
        retry = status in (408, 425, 429) or status >= 500
        named = answer.headers.get("x-request-id", "")
        if _REQUEST_ID.fullmatch(named):
            hint += f" (request {named} in the upstream's log)"
        _fail(method, url, hint, retry=retry, status=status)
    return answer


def _fail(
    operation: str, url: str, hint: str, *, retry: bool, status: int | None = None
) -> NoReturn:
    raise RoadFailed(operation, url, hint, retry=retry, status=status)
