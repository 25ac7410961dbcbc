"""The HTTP road: a thin client of the upstream's /sync/v1 addresses."""

from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

import requests

from sync.core.errors import RoadFailed
from sync.limits import (
    CONNECT_TIMEOUT_S,
    MAX_FRAME_BYTES,
    MAX_MESSAGE_BYTES,
    READ_TIMEOUT_S,
)
from sync.peer import Offset

CBOR = "application/cbor"
OCTETS = "application/octet-stream"
_PIECE_BYTES = 16 * 1024
_HINTS = {
    401: "the upstream does not know this node's token: ask its administrator for a new one",
    403: "the upstream does not let this node do that: ask its administrator",
    404: "the upstream does not have it",
    413: "the upstream refuses messages of this size: check the proxy in front of it",
    422: "the upstream cannot read it: one of the two nodes must be upgraded or repaired",
    429: "the upstream is busy; the next exchange goes on from here",
}


class HttpRoad:
    """One connection to an upstream, kept open between requests; not for several threads.

    `base` is the upstream's address, `verify` the certificate check (a path names a bundle).
    Environment variables for proxies and certificates are not read: they have silently redirected
    and broken such connections before.
    """

    def __init__(self, base: str, token: str, *, verify: bool | str = True) -> None:
        self._base = base.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = verify
        self._session.headers.clear()
        self._session.headers["Accept-Encoding"] = "identity"
        self._token = {"Authorization": f"Bearer {token}"}

    def close(self) -> None:
        self._session.close()

    def session(self, body: bytes) -> bytes:
        return self._post("session", body)

    def frame(self, body: bytes) -> bytes:
        return self._post("frames", body)

    def pull(self, body: bytes) -> bytes:
        return self._post("pull", body)

    def file_offset(self, sha256: str) -> Offset:
        """HEAD: where to go on with a personal file."""
        return self._offset(self._send("HEAD", f"{self._base}/sync/v1/blobs/{sha256}"))

    def send_chunk(self, sha256: str, offset: int, size: int, chunk: bytes) -> Offset:
        """PATCH: one chunk. A wrong offset (409) is answered with the right one, too."""
        headers = {
            "Content-Type": OCTETS,
            "Upload-Offset": str(offset),
            "Upload-Length": str(size),
        }
        url = f"{self._base}/sync/v1/blobs/{sha256}"
        return self._offset(self._send("PATCH", url, data=chunk, headers=headers, also_good=409))

    def content(self, address: str, sha256: str, offset: int, length: int) -> tuple[bytes, int]:
        """GET with Range from the upstream's content origin; never with this node's token."""
        url = f"{content_base(self._base, address)}/c/{sha256}"
        return self._range(url, offset, length, token=False)

    def personal(self, sha256: str, offset: int, length: int) -> tuple[bytes, int]:
        """GET with Range of a personal file that concerns a school of this node."""
        return self._range(f"{self._base}/sync/v1/blobs/{sha256}", offset, length, token=True)

    def _range(self, url: str, offset: int, length: int, *, token: bool) -> tuple[bytes, int]:
        headers = {"Range": f"bytes={offset}-{offset + length - 1}"}
        answer = self._send("GET", url, headers=headers, token=token, stream=True, also_good=416)
        if answer.status_code == 416 and answer.headers.get("Content-Range") == "bytes */0":
            answer.close()
            return b"", 0
        if answer.status_code not in (200, 206):
            answer.close()
            _fail("content", url, "the upstream has no such range", retry=False, status=416)
        data = self._read(answer, url, length)
        start, total = 0, len(data)
        if answer.status_code == 206:
            start, total = _content_range(answer.headers.get("Content-Range", ""), url)
        if start != offset:
            _fail("content", url, "the upstream sent another range than asked for", retry=False)
        return data, total

    def _post(self, name: str, body: bytes) -> bytes:
        url = f"{self._base}/sync/v1/{name}"
        headers = {"Content-Type": CBOR}
        answer = self._send("POST", url, data=body, headers=headers, stream=True)
        return self._read(answer, url, MAX_MESSAGE_BYTES + MAX_FRAME_BYTES)

    def _send(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str] | None = None,
        token: bool = True,
        also_good: int = 0,
        **more: Any,
    ) -> requests.Response:
        headers = {**(headers or {}), **(self._token if token else {})}
        try:
            answer = self._session.request(
                method,
                url,
                headers=headers,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                # A redirect would carry the token to another address.
                allow_redirects=False,
                **more,
            )
        except requests.RequestException as error:
            _cut(method, url, error)
        status = answer.status_code
        if status != also_good and not 200 <= status < 300:
            answer.close()
            hint = _HINTS.get(status, f"the upstream answered {status}")
            retry = status in (408, 425, 429) or status >= 500
            _fail(method, url, hint, retry=retry, status=status)
        return answer

    def _read(self, answer: requests.Response, url: str, most: int) -> bytes:
        """The body, at most so many bytes."""
        body = bytearray()
        try:
            with answer:
                for piece in answer.iter_content(_PIECE_BYTES):
                    body += piece
                    if len(body) > most:
                        _fail("answer", url, f"more than {most} bytes", retry=False)
        except requests.RequestException as error:
            _cut("answer", url, error)
        return bytes(body)

    def _offset(self, answer: requests.Response) -> Offset:
        text = answer.headers.get("Upload-Offset", "")
        if not text.isascii() or not text.isdigit():
            _fail("upload", answer.url, "the upstream named no offset", retry=False)
        return Offset(int(text), answer.headers.get("Upload-Complete") == "?1")


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


def _cut(operation: str, url: str, error: requests.RequestException) -> NoReturn:
    """The link itself failed: nothing came back that could be read."""
    cause = None
    hint = "the link was cut or the upstream cannot be reached; the next exchange goes on from here"
    if isinstance(error, requests.exceptions.SSLError):
        cause = "certificate"
        hint = "the upstream's certificate is not trusted here: check the clock and `tirek cert`"
    elif isinstance(error, requests.Timeout):
        cause = "no-answer"
        hint = "no answer in time; the next exchange goes on from here"
    raise RoadFailed(operation, url, hint, retry=True, cause=cause) from error


def _fail(
    operation: str, url: str, hint: str, *, retry: bool, status: int | None = None
) -> NoReturn:
    raise RoadFailed(operation, url, hint, retry=retry, status=status)
