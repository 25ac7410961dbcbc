"""multipart/mixed bodies: a JSON part first, then attachments (xAPI-Comm 1.5.2)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from server.lrs.errors import Invalid
from server.lrs.limits import MAX_PARTS

_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_HEADER: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
_MAX_HEADER_BYTES: Final = 8 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `headers` by lower-case name."""

    headers: dict[str, str]
    body: bytes


def parse(body: bytes, boundary: str | None) -> list[Part]:
    """The parts, at least one (RFC 2046 5.1). Raises Invalid for anything malformed."""
    if not boundary or not _BOUNDARY.fullmatch(boundary):
        raise Invalid("Content-Type", "must have a boundary")
    delimiter = b"\r\n--" + boundary.encode()
    pieces = (b"\r\n" + body).split(delimiter)
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise Invalid("body", "is not enclosed in the boundary that Content-Type names")
    if len(pieces) - 2 > MAX_PARTS:
        raise Invalid("body", f"has more than {MAX_PARTS} parts")
    return [_part(piece, index) for index, piece in enumerate(pieces[1:-1])]


def _part(piece: bytes, index: int) -> Part:
    at = f"part[{index}]"
    padding, line_end, rest = piece.partition(b"\r\n")
    if padding.strip(b" \t") or not line_end:
        raise Invalid(at, "does not begin after the boundary")
    if rest.startswith(b"\r\n"):
        return Part({}, rest[2:])
    head, found, content = rest.partition(b"\r\n\r\n")
    if not found or len(head) > _MAX_HEADER_BYTES:
        raise Invalid(at, "has no headers")
    headers = {}
    for line in head.split(b"\r\n"):
        match = _HEADER.fullmatch(line)
        if match is None:
            raise Invalid(at, "has a malformed header")
        headers[match[1].decode().lower()] = match[2].decode("latin-1")
    return Part(headers, content)


def build(
    boundary: str, document: bytes, attachments: Iterable[tuple[str, str, bytes]]
) -> Iterator[bytes]:
    """The bytes of an answer: the JSON, then (content type, sha2, bytes) of each attachment."""
    yield b"--" + boundary.encode() + b"\r\nContent-Type: application/json\r\n\r\n"
    yield document
    for content_type, sha2, data in attachments:
        head = (
            f"\r\n--{boundary}\r\nContent-Type: {content_type}\r\n"
            f"Content-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n"
        )
        yield head.encode()
        yield data
    yield f"\r\n--{boundary}--\r\n".encode()
