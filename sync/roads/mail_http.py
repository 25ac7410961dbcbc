"""The road to a mailbox over HTTP: a thin client of /sync/v1/mail."""

import json
from typing import Any, Final

import requests

from sync.core.errors import RoadFailed
from sync.limits import CONNECT_TIMEOUT_S, MAX_MESSAGE_BYTES, MAX_PART_BYTES, MAX_RANGE_BYTES
from sync.roads.mail import Mailbox, MailRefused, read_mailbox

READ_TIMEOUT_S: Final = 180.0
"""A whole volume at 64 kbit/s and some; the mailbox keeps what came whole."""
_PIECE_BYTES: Final = 16 * 1024


class MailRoad:
    """One mailbox at `base`, whose `token` says who we are; not for several threads.

    `verify` as for requests. Every call raises RoadFailed when the link or the answer fails.
    """

    def __init__(self, base: str, token: str, *, verify: bool | str = True) -> None:
        self._base = base.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = verify
        self._token = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
        self.up = 0
        self.down = 0

    def close(self) -> None:
        """End the connection."""
        self._session.close()

    def look(self, node: str | None = None) -> Mailbox:
        """What lies there for us, or for the node below us that is named."""
        body = self._send("GET", "/sync/v1/mail", params={"node": node} if node else None)
        return read_mailbox(_json(body, self._base))

    def get(self, name: str, node: str | None = None) -> bytes:
        """The bytes of a volume."""
        return self._send("GET", f"/sync/v1/mail/{name}", params={"node": node} if node else None)

    def leave(self, data: bytes) -> bool:
        """Leave a volume; whether its recipient has taken it in. Raises MailRefused."""
        body = self._send("POST", "/sync/v1/mail", data=data)
        found = _json(body, self._base)
        return isinstance(found, dict) and found.get("taken") is True

    def forget(self, name: str) -> None:
        """It has been taken in, or what became of it has been heard."""
        self._send("DELETE", f"/sync/v1/mail/{name}")

    def content(self, sha256: str, offset: int) -> tuple[bytes, int] | None:
        """Bytes of a course file from `offset`, and its whole size; None where it is not there."""
        last = offset + MAX_RANGE_BYTES - 1
        answer = self._ask("GET", f"/c/{sha256}", headers={"Range": f"bytes={offset}-{last}"})
        if answer.status_code in (404, 416):
            answer.close()
            return (b"", 0) if answer.headers.get("Content-Range") == "bytes */0" else None
        if answer.status_code != 206:
            answer.close()
            raise RoadFailed("content", sha256, "the relay sends no ranges", retry=False)
        data = self._read(answer, MAX_RANGE_BYTES)
        total = answer.headers.get("Content-Range", "").rpartition("/")[2]
        if not total.isdigit():
            raise RoadFailed("content", sha256, "the relay names no size", retry=False)
        return data, int(total)

    def _send(self, method: str, path: str, **more: Any) -> bytes:
        answer = self._ask(method, path, **more)
        body = self._read(answer, max(MAX_PART_BYTES, MAX_MESSAGE_BYTES))
        if 200 <= answer.status_code < 300:
            return body
        kind, hint = _problem(answer, body)
        if answer.status_code in (401, 403, 404, 413, 422, 507):
            raise MailRefused(self._base, kind, hint, answer.status_code)
        raise RoadFailed("mail", self._base, hint, retry=True, status=answer.status_code)

    def _ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {**self._token, **more.pop("headers", {})}
        self.up += len(more.get("data") or b"")
        try:
            return self._session.request(
                method,
                self._base + path,
                headers=headers,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,  # a redirect would carry the token to another address
                stream=True,
                **more,
            )
        except requests.RequestException as error:
            raise self._cut(error) from error

    def _read(self, answer: requests.Response, most: int) -> bytes:
        body = bytearray()
        try:
            with answer:
                for piece in answer.iter_content(_PIECE_BYTES):
                    body += piece
                    if len(body) > most:
                        raise RoadFailed("mail", self._base, f"more than {most} B", retry=False)
        except requests.RequestException as error:
            raise self._cut(error) from error
        self.down += len(body)
        return bytes(body)

    def _cut(self, error: requests.RequestException) -> RoadFailed:
        cause = "certificate" if isinstance(error, requests.exceptions.SSLError) else None
        hint = "the mailbox cannot be reached; the next exchange goes on from here"
        return RoadFailed("mail", self._base, hint, retry=True, cause=cause)


def _problem(answer: requests.Response, body: bytes) -> tuple[str, str]:
    try:
        found = json.loads(body)
        kind = str(found["type"]).rpartition("/")[2]
        return kind, str(found.get("detail") or found.get("hint") or found["title"])
    except (ValueError, KeyError, TypeError):
        return "unknown", f"the mailbox answered {answer.status_code}"


def _json(body: bytes, url: str) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise RoadFailed("mail", url, "the answer is no JSON", retry=False) from error
