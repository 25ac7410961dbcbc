"""What two nodes say to each other around frames (docs/reference/sync-format.md, Messages).

Every message is a version byte and the CBOR array [capabilities, content]. The content is a map;
unknown keys are ignored, so that a newer node can say more to an older one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sync.core import cbor, seals
from sync.core.cbor import Value
from sync.core.errors import Malformed, UnknownVersion
from sync.core.knowledge import DIGEST_BYTES, IntervalSet, Key, Knowledge, read_key
from sync.core.ops import OpId, is_node_id
from sync.core.seals import Proof
from sync.frames.codec import READS_DERIVED, READS_TIGHT
from sync.limits import (
    MAX_ACK_ROWS,
    MAX_COUNTER,
    MAX_FRAME_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_MESSAGE_BYTES,
    MAX_PROOFS,
    MAX_SCOPES,
    MAX_WANTED_BLOBS,
)
from sync.storage.port import Ack, Acks, Cursor

VERSION = 1
# What this release reads; the first list that a node hears decides what it sends.
CAPABILITIES: tuple[str, ...] = ("frame1", READS_TIGHT, READS_DERIVED)
_MAX_CAPABILITIES = 64
_MAX_CAPABILITY_CHARS = 40
_MAX_SCOPE_CHARS = 120
_MAX_SCHOOLS = 4_096
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to one frame: what is now held of the writers in it, and what went wrong."""

    acks: Acks
    forks: tuple[OpId, ...] = ()
    refused: Mapping[OpId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Down:
    """One frame of the feeds, the cursors that hold once it is applied, and whether more wait.

    `seal` is the sender's signature over the frame's entries (sync.core.seals), empty for none.
    """

    frame: bytes
    cursors: Mapping[str, Cursor]
    more: bool
    seal: bytes = b""


@dataclass(frozen=True, slots=True)
class Returned:
    """A frame of what the answering node itself had sealed once, and the proofs: together they
    name the entries of the frame in its order."""

    frame: bytes
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """How a node opens an exchange.

    `digest` is over the acknowledgements that it holds of the answering node; `offer` its whole
    knowledge, only when the two have to compare everything; `room` how many bytes of frame it is
    ready to take; `ask` files that it was asked for and does not know to have arrived.
    """

    node: str
    incarnation: str
    schools: tuple[str, ...]
    digest: bytes
    offer: Knowledge | None
    cursors: Mapping[str, Cursor]
    room: int
    ask: tuple[str, ...] = ()
    frame: bytes = b""
    capabilities: tuple[str, ...] = CAPABILITIES


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """`acks` is the full statement, or None when the digests agree; with it comes `had`, what the
    asking node is known to have held: if it lacks any of that, it was restored. `received` answers
    the first frame; `about` is what the answering node says of itself (names, content address).
    """

    node: str
    incarnation: str
    about: Mapping[str, Value]
    covers: tuple[str, ...]
    acks: Acks | None
    had: Knowledge
    received: Received | None
    down: Down
    wanted: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = CAPABILITIES


@dataclass(frozen=True, slots=True)
class PullRequest:
    cursors: Mapping[str, Cursor]
    room: int
    capabilities: tuple[str, ...] = CAPABILITIES


def ack_digest(acks: Acks) -> bytes:
    """16 bytes over acknowledgements, the same in whatever order they came."""
    return hashlib.sha256(cbor.encode(_acks_value(acks))).digest()[:DIGEST_BYTES]


def encode_session_request(m: SessionRequest) -> bytes:
    content: dict[str, Value] = {
        "node": bytes.fromhex(m.node),
        "life": bytes.fromhex(m.incarnation),
        "schools": list(m.schools),
        "digest": m.digest,
        "cursors": _cursors_value(m.cursors),
        "room": m.room,
    }
    if m.offer is not None:
        content["offer"] = m.offer.to_value()
    if m.ask:
        content["ask"] = _shas_value(m.ask)
    if m.frame:
        content["frame"] = m.frame
    return _seal(content, m.capabilities)


def decode_session_request(data: bytes) -> SessionRequest:
    c, capabilities = _open_first(data)
    digest = _typed(c, "digest", bytes)
    if len(digest) != DIGEST_BYTES:
        raise _bad("digest")
    offer = c.get("offer")
    return SessionRequest(
        node=_node(c, "node"),
        incarnation=_node(c, "life"),
        schools=_texts(c, "schools", _MAX_SCHOOLS),
        digest=digest,
        offer=None if offer is None else Knowledge.from_value(offer, MAX_ACK_ROWS),
        cursors=_cursors(c.get("cursors")),
        room=_room(c),
        ask=_shas(c.get("ask", [])),
        frame=_frame(c),
        capabilities=capabilities,
    )


def encode_session_answer(m: SessionAnswer) -> bytes:
    content: dict[str, Value] = {
        "node": bytes.fromhex(m.node),
        "life": bytes.fromhex(m.incarnation),
        "about": m.about,
        "covers": list(m.covers),
        "acks": None if m.acks is None else _acks_value(m.acks),
        "down": _down_value(m.down),
    }
    if m.had:
        content["had"] = m.had.to_value()
    if m.received is not None:
        content["received"] = _received_value(m.received)
    if m.wanted:
        content["wanted"] = _shas_value(m.wanted)
    if m.held:
        content["held"] = _shas_value(m.held)
    return _seal(content, m.capabilities)


def decode_session_answer(data: bytes) -> SessionAnswer:
    c, capabilities = _open_first(data)
    acks = c.get("acks")
    received = c.get("received")
    return SessionAnswer(
        node=_node(c, "node"),
        incarnation=_node(c, "life"),
        about=_typed(c, "about", dict),
        covers=_texts(c, "covers", _MAX_SCHOOLS),
        acks=None if acks is None else _acks(acks),
        had=Knowledge.from_value(c.get("had", []), MAX_ACK_ROWS),
        received=None if received is None else _received(received),
        down=_down(c.get("down")),
        wanted=_shas(c.get("wanted", [])),
        held=_shas(c.get("held", [])),
        capabilities=capabilities,
    )


def encode_received(m: Received) -> bytes:
    return _seal(_received_value(m))


def decode_received(data: bytes) -> Received:
    return _received(_open(data))


def encode_pull_request(m: PullRequest) -> bytes:
    content: dict[str, Value] = {"cursors": _cursors_value(m.cursors), "room": m.room}
    return _seal(content, m.capabilities)


def decode_pull_request(data: bytes) -> PullRequest:
    c, capabilities = _open_first(data)
    return PullRequest(_cursors(c.get("cursors")), _room(c), capabilities)


def encode_down(m: Down) -> bytes:
    return _seal(_down_value(m))


def decode_down(data: bytes) -> Down:
    return _down(_open(data))


def is_returned(data: bytes) -> bool:
    """Whether what came as a frame is a frame with proofs."""
    return data[:1] == bytes([VERSION])


def frame_of(data: bytes) -> bytes:
    """The frame in what came as one, with or without proofs."""
    return decode_returned(data).frame if is_returned(data) else data


def encode_returned(m: Returned) -> bytes:
    proofs: list[Value] = [seals.to_value(proof) for proof in m.proofs]
    return _seal({"frame": m.frame, "proofs": proofs}, ())


def decode_returned(data: bytes) -> Returned:
    c = _open(data)
    proofs = c.get("proofs")
    if not isinstance(proofs, list) or len(proofs) > MAX_PROOFS:
        raise _bad("proofs")
    return Returned(_frame(c), tuple(seals.from_value(proof) for proof in proofs))


def _seal(content: Mapping[str, Value], capabilities: Sequence[str] = CAPABILITIES) -> bytes:
    return bytes([VERSION]) + cbor.encode([list(capabilities), content])


def _open(data: bytes) -> dict[str, Any]:
    return _open_first(data)[0]


def _open_first(data: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The content of a message, and what its sender announces."""
    if len(data) > MAX_MESSAGE_BYTES:
        raise _bad(f"{len(data)} bytes")
    if not data:
        raise _bad("empty")
    if data[0] != VERSION:
        raise UnknownVersion("message", f"version {data[0]}", "upgrade this node")
    parts = cbor.decode(data[1:])
    if not isinstance(parts, list) or len(parts) < 2 or not isinstance(parts[1], dict):
        raise _bad("shape")
    names = parts[0]
    if not isinstance(names, list) or len(names) > _MAX_CAPABILITIES:
        raise _bad("capabilities")
    if not all(isinstance(name, str) and len(name) <= _MAX_CAPABILITY_CHARS for name in names):
        raise _bad("capabilities")
    return parts[1], tuple(names)


def _acks_value(acks: Acks) -> list[Value]:
    """[[writer, epoch, received, durable or null when equal], ...] without empty rows."""
    return [
        [
            bytes.fromhex(key[0]),
            key[1],
            acks[key].received.to_value(),
            None if acks[key].durable == acks[key].received else acks[key].durable.to_value(),
        ]
        for key in sorted(acks)
        if acks[key].received
    ]


def _acks(rows: object) -> dict[Key, Ack]:
    if not isinstance(rows, list) or len(rows) > MAX_ACK_ROWS:
        raise _bad("acks")
    made: dict[Key, Ack] = {}
    for row in rows:
        if not isinstance(row, list) or len(row) < 4:
            raise _bad("acks")
        received = IntervalSet.from_value(row[2])
        durable = received if row[3] is None else IntervalSet.from_value(row[3])
        made[read_key(row[0], row[1])] = Ack(received, durable.intersection(received))
    return made


def _cursors_value(cursors: Mapping[str, Cursor]) -> dict[str, Value]:
    return {scope: [bytes.fromhex(at.incarnation), at.seq] for scope, at in cursors.items()}


def _cursors(raw: object) -> dict[str, Cursor]:
    if not isinstance(raw, dict) or len(raw) > MAX_SCOPES:
        raise _bad("cursors")
    made = {}
    for scope, at in raw.items():
        if (
            len(scope) > _MAX_SCOPE_CHARS
            or not isinstance(at, list)
            or len(at) != 2
            or not isinstance(at[0], bytes)
            or not is_node_id(at[0].hex())
            or type(at[1]) is not int
            or not 0 <= at[1] <= MAX_COUNTER
        ):
            raise _bad("cursors")
        made[scope] = Cursor(at[0].hex(), at[1])
    return made


def _received_value(m: Received) -> dict[str, Value]:
    content: dict[str, Value] = {"acks": _acks_value(m.acks)}
    if m.forks:
        content["forks"] = [str(fork) for fork in m.forks]
    if m.refused:
        content["refused"] = {str(key): reason for key, reason in m.refused.items()}
    return content


def _received(raw: object) -> Received:
    if not isinstance(raw, dict):
        raise _bad("received")
    refused = raw.get("refused", {})
    if not isinstance(refused, dict) or len(refused) > MAX_FRAME_OPERATIONS:
        raise _bad("refused")
    forks = _texts(raw, "forks", MAX_FRAME_OPERATIONS) if "forks" in raw else ()
    return Received(
        acks=_acks(raw.get("acks")),
        forks=tuple(OpId.parse(fork) for fork in forks),
        refused={OpId.parse(key): str(reason) for key, reason in refused.items()},
    )


def _down_value(m: Down) -> dict[str, Value]:
    content: dict[str, Value] = {
        "frame": m.frame,
        "cursors": _cursors_value(m.cursors),
        "more": m.more,
    }
    if m.seal:
        content["seal"] = m.seal
    return content


def _down(raw: object) -> Down:
    if not isinstance(raw, dict):
        raise _bad("down")
    seal = raw.get("seal", b"")
    if not isinstance(seal, bytes) or len(seal) not in (0, seals.SIGNATURE_BYTES):
        raise _bad("seal")
    return Down(_frame(raw), _cursors(raw.get("cursors")), _typed(raw, "more", bool), seal)


def _frame(c: Mapping[str, Any]) -> bytes:
    frame = c.get("frame", b"")
    if not isinstance(frame, bytes) or len(frame) > MAX_FRAME_BYTES:
        raise _bad("frame")
    return frame


def _room(c: Mapping[str, Any]) -> int:
    return max(0, min(_typed(c, "room", int), MAX_FRAME_BYTES))


def _shas_value(shas: Sequence[str]) -> list[Value]:
    return [bytes.fromhex(sha) for sha in shas]


def _shas(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or len(raw) > MAX_WANTED_BLOBS:
        raise _bad("files")
    if not all(isinstance(sha, bytes) and len(sha) == 32 for sha in raw):
        raise _bad("files")
    return tuple(sha.hex() for sha in raw)


def _texts(c: Mapping[str, Any], key: str, limit: int) -> tuple[str, ...]:
    raw = c.get(key)
    if not isinstance(raw, list) or len(raw) > limit:
        raise _bad(key)
    if not all(isinstance(text, str) for text in raw):
        raise _bad(key)
    return tuple(raw)


def _node(c: Mapping[str, Any], key: str) -> str:
    text: str = _typed(c, key, bytes).hex()
    if not is_node_id(text):
        raise _bad(key)
    return text


def _typed(c: Mapping[str, Any], key: str, kind: type[_Made]) -> _Made:
    value = c.get(key)
    if type(value) is not kind:
        raise _bad(key)
    return value


def _bad(what: str) -> Malformed:
    return Malformed("message", what, "the other node must be repaired")
