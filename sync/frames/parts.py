"""What lies inside the sealed sections of a bundle: statements, frames, feeds, pieces of files.

A part is one byte for its sort, then its form. The messages are the ones of an exchange
(sync.messages), so that a stick says nothing that a link does not say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync import messages
from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.core.knowledge import Knowledge
from sync.core.ops import OpId
from sync.frames.bundle import Piece
from sync.limits import (
    MAX_ACK_ROWS,
    MAX_EXPORTS,
    MAX_REASON_CHARS,
    MAX_STATED_FILES,
    MAX_TOLD_REFUSALS,
)
from sync.messages import Down, PullRequest, SessionAnswer, SessionRequest
from sync.storage.port import Cursor

_REQUEST, _ANSWER, _FRAME, _FEED, _FILE, _START = 1, 2, 3, 4, 5, 6
_LIFE_CHARS: Final = 16


@dataclass(frozen=True, slots=True)
class Asks:
    """What a node says of itself on the way up: an exchange's opening, and its course content.

    Hashes of descriptions: `whole` with every file here, `begun` indexed but not whole; `lacking`
    are the files that the begun ones still need. `files`: personal files that it lacks; `sent`:
    those that it sends or has sent, to hear whether they have arrived. `heard` is the highest
    number of an export of the other side that has come. `refuses` is the snapshot that was not
    believed, which need not be brought again.
    """

    request: SessionRequest
    heard: int = 0
    whole: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    refuses: str = ""


_LISTS: Final = ("whole", "begun", "lacking", "files", "sent")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the node above says: an exchange's answer; `yours` is the life of the asking node that
    `answer.had` speaks of, `keeps_files` whether its policy wants every personal file;
    `held` are those of `Asks.sent` that have arrived; `heard` as in Asks. `refused` names
    operations of the asking node that were not taken, with the reason, and `forks` those of which
    another is known here under the same id."""

    answer: SessionAnswer
    yours: str
    keeps_files: bool
    heard: int = 0
    held: tuple[str, ...] = ()
    refused: Mapping[OpId, str] = field(default_factory=dict)
    forks: tuple[OpId, ...] = ()


@dataclass(frozen=True, slots=True)
class Upward:
    """A frame of the sender's own log."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """A frame of feeds: applied to a log that stood at `after` and holds `left_out`, it moves the
    cursors to `down.cursors`; applied to any other log it is only a frame."""

    down: Down
    after: Mapping[str, Cursor]
    left_out: Knowledge


@dataclass(frozen=True, slots=True)
class FilePiece:
    """A piece of a personal file."""

    piece: Piece
    data: bytes


@dataclass(frozen=True, slots=True)
class StartPiece:
    """A piece of a snapshot for the recipient to begin from (sync.snapshots), as it travels."""

    piece: Piece
    data: bytes


Part = Asks | Answers | Upward | Feed | FilePiece | StartPiece


def encode(part: Part) -> bytes:
    """The bytes to seal."""
    match part:
        case Asks():
            named: dict[str, Value] = {
                name: _raw(found) for name in _LISTS if (found := getattr(part, name))
            }
            named["heard"] = part.heard
            if part.refuses:
                named["refuses"] = bytes.fromhex(part.refuses)
            body = cbor.encode([messages.encode_session_request(part.request), named])
            return bytes([_REQUEST]) + body
        case Answers():
            named = {
                "yours": bytes.fromhex(part.yours),
                "keeps": part.keeps_files,
                "heard": part.heard,
                "held": _raw(part.held),
            }
            if part.refused:
                named["refused"] = {str(op): reason for op, reason in part.refused.items()}
            if part.forks:
                named["forks"] = [str(op) for op in part.forks]
            body = cbor.encode([messages.encode_session_answer(part.answer), named])
            return bytes([_ANSWER]) + body
        case Upward():
            return bytes([_FRAME]) + part.frame
        case Feed():
            after = messages.encode_pull_request(PullRequest(part.after, 0))
            down = messages.encode_down(part.down)
            return bytes([_FEED]) + cbor.encode([down, after, part.left_out.to_value()])
        case FilePiece():
            return bytes([_FILE]) + cbor.encode(part.piece.to_value()) + part.data
        case StartPiece():
            return bytes([_START]) + cbor.encode(part.piece.to_value()) + part.data


def decode(plain: bytes) -> Part | None:
    """The part, or None for a sort that only newer releases know; raises Malformed."""
    sort, body = plain[:1], plain[1:]
    if sort == bytes([_REQUEST]):
        message, named = _array(body, 2)
        if not isinstance(named, dict):
            raise _bad("statement")
        lists = {name: _shas(named, name) for name in _LISTS}
        request = messages.decode_session_request(_bytes(message))
        return Asks(request, _heard(named), **lists, refuses=_sha(named, "refuses"))
    if sort == bytes([_ANSWER]):
        message, named = _array(body, 2)
        if not isinstance(named, dict) or not isinstance(named.get("keeps"), bool):
            raise _bad("statement")
        yours = _bytes(named.get("yours")).hex()
        if len(yours) not in (0, _LIFE_CHARS):
            raise _bad("statement")
        answer = messages.decode_session_answer(_bytes(message))
        held, forks = _shas(named, "held"), _forks(named)
        return Answers(answer, yours, named["keeps"], _heard(named), held, _refused(named), forks)
    if sort == bytes([_FRAME]):
        return Upward(body)
    if sort == bytes([_FEED]):
        down, after, left_out = _array(body, 3)
        return Feed(
            messages.decode_down(_bytes(down)),
            messages.decode_pull_request(_bytes(after)).cursors,
            Knowledge.from_value(left_out, MAX_ACK_ROWS),
        )
    if sort in (bytes([_FILE]), bytes([_START])):
        raw, end = cbor.decode_first(body, 0)
        if not isinstance(raw, list) or len(raw) < 3:
            raise _bad("file")
        piece = Piece.from_value(raw)
        if len(body) - end != piece.length:
            raise _bad("file")
        made = FilePiece if sort == bytes([_FILE]) else StartPiece
        return made(piece, body[end:])
    if not sort:
        raise _bad("empty")
    return None


def _raw(shas: tuple[str, ...]) -> list[Value]:
    return [bytes.fromhex(sha) for sha in shas]


def _array(body: bytes, size: int) -> list[Any]:
    raw = cbor.decode(body)
    if not isinstance(raw, list) or len(raw) < size:
        raise _bad("shape")
    return raw[:size]


def _bytes(raw: object) -> bytes:
    if not isinstance(raw, bytes):
        raise _bad("bytes")
    return raw


def _heard(named: Mapping[str, Any]) -> int:
    heard = named.get("heard", 0)
    if type(heard) is not int or not 0 <= heard <= MAX_EXPORTS:
        raise _bad("heard")
    return heard


def _shas(named: Mapping[str, Any], name: str) -> tuple[str, ...]:
    raw = named.get(name, [])
    if not isinstance(raw, list) or len(raw) > MAX_STATED_FILES:
        raise _bad(name)
    if not all(isinstance(sha, bytes) and len(sha) == 32 for sha in raw):
        raise _bad(name)
    return tuple(sha.hex() for sha in raw)


def _sha(named: Mapping[str, Any], name: str) -> str:
    raw = named.get(name, b"")
    if not isinstance(raw, bytes) or len(raw) not in (0, 32):
        raise _bad(name)
    return raw.hex()


def _refused(named: Mapping[str, Any]) -> dict[OpId, str]:
    raw = named.get("refused", {})
    if not isinstance(raw, dict) or len(raw) > MAX_TOLD_REFUSALS:
        raise _bad("refused")
    if not all(isinstance(why, str) and len(why) <= MAX_REASON_CHARS for why in raw.values()):
        raise _bad("refused")
    return {OpId.parse(op): why for op, why in raw.items()}


def _forks(named: Mapping[str, Any]) -> tuple[OpId, ...]:
    raw = named.get("forks", [])
    if not isinstance(raw, list) or len(raw) > MAX_TOLD_REFUSALS:
        raise _bad("forks")
    if not all(isinstance(op, str) for op in raw):
        raise _bad("forks")
    return tuple(OpId.parse(op) for op in raw)


def _bad(what: str) -> Malformed:
    return Malformed("bundle", what, "its maker must be repaired")
