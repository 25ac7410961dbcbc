"""HTTP/1.1 as the road speaks it (RFC 9112): request heads out, pipelined answers in. No input or
output here, only bytes.

Strict where leniency has let one party's answer be read as another's: a length in two ways, a
folded header or a bare line feed is refused.
"""

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from sync.limits import MAX_HEAD_BYTES, MAX_HEAD_LINES

_STATUS: Final = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [^\r\n]*)?")
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*")
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\r\n]*)?")
_MAX_DIGITS: Final = 12


class BadAnswer(Exception):
    """Bytes that are no answer to what was asked; nothing after them can be trusted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. Header names are in small letters; `last`: no other follows it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    last: bool


def head(method: str, target: str, headers: Sequence[tuple[str, str]]) -> bytes:
    """The bytes of a request up to its body. Raises ValueError for anything that would end a
    line early."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    if any(not line.isascii() or not line.isprintable() for line in lines) or " " in target:
        raise ValueError("a request head holds printable ASCII only")
    return "\r\n".join([*lines, "", ""]).encode()


class _At(Enum):
    """Where in an answer the reader stands."""

    HEAD = "head"
    COUNTED = "counted"
    TO_THE_END = "to-the-end"
    CHUNK_SIZE = "chunk-size"
    CHUNK = "chunk"
    CHUNK_END = "chunk-end"
    TRAILER = "trailer"


@dataclass(slots=True)
class Reader:
    """Reads answers in the order of what was asked on one connection."""

    _expected: deque[tuple[str, int]] = field(default_factory=deque)
    _buffer: bytearray = field(default_factory=bytearray)
    _at: _At = _At.HEAD
    _status: int = 0
    _headers: dict[str, str] = field(default_factory=dict)
    _body: bytearray = field(default_factory=bytearray)
    _left: int = 0
    _last: bool = False
    _trailers: int = 0

    def expect(self, method: str, most: int) -> None:
        """One more request has left; its answer's body has at most so many bytes."""
        self._expected.append((method, most))

    @property
    def begun(self) -> Answer | None:
        """What has come of an answer whose head is known and whose body is not whole."""
        if self._at is _At.HEAD:
            return None
        return Answer(self._status, self._headers, bytes(self._body), self._last)

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that these bytes complete. Raises BadAnswer."""
        self._buffer += data
        made: list[Answer] = []
        while self._step(made):
            pass
        return made

    def end(self) -> Answer | None:
        """The connection has ended: an answer that only its end completes. Raises BadAnswer."""
        if self._at is _At.TO_THE_END:
            return self._finish()
        if self._at is not _At.HEAD or self._buffer:
            raise BadAnswer("it ended in the middle of an answer")
        return None

    def _step(self, made: list[Answer]) -> bool:
        """Take one part off the buffer; false when more bytes are needed."""
        match self._at:
            case _At.HEAD:
                return self._take_head(made)
            case _At.COUNTED | _At.TO_THE_END | _At.CHUNK:
                return self._take_body(made)
            case _At.CHUNK_SIZE:
                return self._take_size()
            case _At.CHUNK_END:
                line = self._line()
                if line:
                    raise BadAnswer("a chunk is longer than it said")
                self._at = _At.CHUNK_SIZE if line is not None else self._at
                return line is not None
            case _At.TRAILER:
                return self._take_trailer(made)

    def _take_head(self, made: list[Answer]) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end > MAX_HEAD_BYTES or (end < 0 and len(self._buffer) > MAX_HEAD_BYTES):
            raise BadAnswer("its head is too long")
        if end < 0:
            return False
        if not self._expected:
            raise BadAnswer("it answers what nobody asked")
        first, *lines = bytes(self._buffer[:end]).split(b"\r\n")
        del self._buffer[: end + 4]
        status = _STATUS.fullmatch(first)
        if status is None or len(lines) > MAX_HEAD_LINES:
            raise BadAnswer("its head cannot be read")
        self._status = int(status[2])
        self._headers = _headers(lines)
        if self._status < 200:
            if self._status == 101:
                raise BadAnswer("it wants another protocol")
            return True  # an interim answer; the real one follows
        said = self._headers.get("connection", "").lower()
        self._last = "close" in said or (status[1] == b"0" and "keep-alive" not in said)
        self._body.clear()
        self._begin_body(made)
        return True

    def _begin_body(self, made: list[Answer]) -> None:
        method, most = self._expected[0]
        coding, length = (self._headers.get(n) for n in ("transfer-encoding", "content-length"))
        if method == "HEAD" or self._status in (204, 304):
            made.append(self._finish())
        elif coding is not None:
            if coding.lower() != "chunked" or length is not None:
                raise BadAnswer("the length of its body is not clear")
            self._at = _At.CHUNK_SIZE
        elif length is None:
            self._last = True
            self._at, self._left = _At.TO_THE_END, most + 1
        else:
            if not (length.isascii() and length.isdigit() and len(length) <= _MAX_DIGITS):
                raise BadAnswer("the length of its body is no number")
            self._left = int(length)
            self._check_size(self._left)
            self._at = _At.COUNTED
            if not self._left:
                made.append(self._finish())

    def _take_body(self, made: list[Answer]) -> bool:
        taken = self._buffer[: self._left]
        del self._buffer[: len(taken)]
        self._body += taken
        self._left -= len(taken)
        self._check_size(len(self._body))
        if self._left or self._at is _At.TO_THE_END:
            return False
        if self._at is _At.COUNTED:
            made.append(self._finish())
        else:
            self._at = _At.CHUNK_END
        return True

    def _take_size(self) -> bool:
        line = self._line()
        if line is None:
            return False
        size = _SIZE.fullmatch(line)
        if size is None:
            raise BadAnswer("the size of a chunk cannot be read")
        self._left = int(size[1], 16)
        self._check_size(len(self._body) + self._left)
        self._trailers = 0
        self._at = _At.CHUNK if self._left else _At.TRAILER
        return True

    def _take_trailer(self, made: list[Answer]) -> bool:
        line = self._line()
        if line is None:
            return False
        self._trailers += 1
        if self._trailers > MAX_HEAD_LINES:
            raise BadAnswer("its trailer is too long")
        if not line:
            made.append(self._finish())
        return True

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end > MAX_HEAD_BYTES or (end < 0 and len(self._buffer) > MAX_HEAD_BYTES):
            raise BadAnswer("a line of it is too long")
        if end < 0:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _check_size(self, size: int) -> None:
        # An error explains itself in prose, which may be longer than the answer would have been.
        most = self._expected[0][1]
        if size > (most if self._status < 300 else max(most, MAX_HEAD_BYTES)):
            raise BadAnswer(f"more than {most} bytes")

    def _finish(self) -> Answer:
        self._expected.popleft()
        self._at = _At.HEAD
        made = Answer(self._status, self._headers, bytes(self._body), self._last)
        self._body.clear()
        return made


def _headers(lines: Sequence[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            raise BadAnswer("its head cannot be read")
        name, value = match[1].decode().lower(), match[2].decode("latin-1")
        if name in found and name in ("content-length", "transfer-encoding", "content-range"):
            raise BadAnswer("its head says one thing twice")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
