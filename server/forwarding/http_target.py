"""A record store over HTTP, one request per connection.

What failed before the request left, was refused, or was left without an answer are three different
things: only the last needs reading back.
"""

import gzip
import http.client
import json
import secrets
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from server.forwarding import addresses
from server.forwarding.limits import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    MAX_ANSWER_BYTES,
    MAX_REASON_CHARS,
    MAX_RETRY_AFTER_SECONDS,
)
from server.forwarding.port import Answer, Parcel, Reply, Unreachable
from server.lrs import multipart
from server.lrs.calls import VERSION_HEADER
from server.lrs.values import JsonObject

_ANSWERS: Final[Mapping[int, Answer]] = {
    200: Answer.ACCEPTED,
    204: Answer.ACCEPTED,
    400: Answer.REFUSED,
    409: Answer.CONFLICT,
    413: Answer.TOO_LARGE,
    422: Answer.REFUSED,
    500: Answer.FAILED,
}
"""Whatever else comes is the other side's trouble, not the statements'."""
_BY_ID: Final = ("statementId", "voidedStatementId")


@dataclass(frozen=True, slots=True)
class _Got:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _NotSent(Exception):
    """Nothing of the request has left."""


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """The store at `address`; `networks` are the private ones that it may lie in.

    Redirects are not followed: one would carry the credentials to another address.
    """

    address: str
    authorization: str
    version: str = "1.0.3"
    gzip: bool = False
    networks: Sequence[str] = ()
    connect_s: float = CONNECT_SECONDS
    answer_s: float = ANSWER_SECONDS

    def push(self, parcels: Sequence[Parcel]) -> Reply:
        """POST /statements."""
        body, kind = _body(parcels)
        headers = {"Content-Type": kind}
        if self.gzip:
            body, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        try:
            got = self._ask("POST", "/statements", headers, body)
        except _NotSent as error:
            return Reply(Answer.LATER, str(error))
        except (OSError, http.client.HTTPException) as error:
            return Reply(Answer.UNKNOWN, _words(error))
        answer = _ANSWERS.get(got.status, Answer.LATER)
        return Reply(answer, _reason(got), got.status, _retry_after(got))

    def find(self, id: str) -> JsonObject | None:  # noqa: A002 - the field's own word
        """GET /statements by its id, then among the voided ones. Raises Unreachable."""
        for name in _BY_ID:
            try:
                got = self._ask("GET", f"/statements?{urlencode({name: id})}", {}, None)
            except (_NotSent, OSError, http.client.HTTPException) as error:
                raise Unreachable(Reply(Answer.LATER, _words(error))) from error
            if got.status == 200:
                return _object(got.body)
            if got.status != 404:
                reply = Reply(Answer.LATER, _reason(got), got.status, _retry_after(got))
                raise Unreachable(reply)
        return None

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> _Got:
        parts = urlsplit(self.address)
        link = _Link(self, parts.hostname or "", addresses.port_of(self.address), parts.scheme)
        try:
            try:
                link.connect()
            except (OSError, addresses.NotAllowed, UnicodeError) as error:
                raise _NotSent(_words(error)) from error
            sent = {
                "Authorization": self.authorization,
                VERSION_HEADER: self.version,
                "Accept-Encoding": "identity",
                **headers,
            }
            link.request(method, parts.path + path, body, sent)
            answer = link.getresponse()
            data = answer.read(MAX_ANSWER_BYTES + 1)
            if len(data) > MAX_ANSWER_BYTES:
                raise http.client.HTTPException("the answer is too long")
            return _Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, data)
        finally:
            link.close()


class _Link(http.client.HTTPConnection):
    """A connection whose address was checked, with TLS where the scheme says so."""

    def __init__(self, target: HttpTarget, host: str, port: int, scheme: str) -> None:
        super().__init__(host, port, timeout=target.answer_s)
        self._target = target
        self._tls = scheme == "https"
        if self._tls:
            self.default_port = 443

    def connect(self) -> None:
        """Connect and shake hands. Raises NotAllowed and OSError."""
        made = addresses.connect(
            self.host, self.port, self._target.networks, self._target.connect_s
        )
        try:
            self.sock = (
                _trusting().wrap_socket(made, server_hostname=self.host) if self._tls else made
            )
            self.sock.settimeout(self._target.answer_s)
        except BaseException:
            made.close()
            raise


@lru_cache(1)
def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context()


def _body(parcels: Sequence[Parcel]) -> tuple[bytes, str]:
    document = json.dumps(
        [one.statement for one in parcels], ensure_ascii=False, separators=(",", ":")
    ).encode()
    # each file once: two statements may share one
    files = {item.sha2.lower(): item for one in parcels for item in one.attachments}
    if not files:
        return document, "application/json"
    boundary = secrets.token_hex(16)
    parts = [(item.content_type, item.sha2, item.data) for item in files.values()]
    body = b"".join(multipart.build(boundary, document, parts))
    return body, f"multipart/mixed; boundary={boundary}"


def _object(body: bytes) -> JsonObject | None:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if type(found) is dict else None


def _reason(got: _Got) -> str:
    text = " ".join(got.body[: 4 * MAX_REASON_CHARS].decode(errors="replace").split())
    return text[:MAX_REASON_CHARS] if text.isprintable() else ""


def _words(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:MAX_REASON_CHARS]


def _retry_after(got: _Got) -> int | None:
    """Seconds; a date is read as the difference to the answer's own Date (RFC 9110 10.2.3)."""
    text = got.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]), MAX_RETRY_AFTER_SECONDS)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(got.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return min(max(0, int(wait.total_seconds())), MAX_RETRY_AFTER_SECONDS)
