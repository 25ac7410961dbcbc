"""Bodies of the log as they lie on disk: canonical bytes, or what sync.storage.thin makes of them,
and either compressed.

A body begins with the head of a CBOR array, 0x85 or above, and lies as it is; or with the number
of a dictionary, 1 to 29, and the rest is a zstd frame without its magic number. Hashes are over the
canonical bytes in either case.

Where a row is kept thin, whoever reads it gets the row's columns before its body, each followed by
a space and all after the number 31 (sync.storage.narrow), so that a body still opens by itself.

`bodies-1.bin` was made by tests/bench/body_preset.py from invented schools. It never changes: rows
name it for ever. A better one gets the next number.

A node's own dictionary (sync.storage.training) lies in the database beside its rows, and so in
every copy of it. A body that was compressed with one begins with a zero and the four bytes of the
dictionary's name; or with 30 and these, and of the frame only the two bytes of its content's size
follow and its one block: whatever else it says is the same in nearly all (RFC 8878, 3.1).
"""

import hashlib
import threading
import weakref
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import Connection, select

from sync.core.errors import StorageBroken
from sync.limits import MAX_OPERATION_BYTES
from sync.storage import thin
from sync.storage.tables import dictionaries

if TYPE_CHECKING:
    from backports.zstd import ZstdCompressor, ZstdDict

NEWEST: Final = 1
_LARGEST_NUMBER: Final = 31
_WITH_COLUMNS: Final = 31
_COLUMNS: Final = 6
_OWN: Final = 0
_OWN_BLOCK: Final = 30
# One segment, no checksum, no dictionary named, the content's size in two bytes.
_FRAME_HEAD: Final = 0x60
_SIZE_BYTES: Final = 2
_BLOCK_HEAD_BYTES: Final = 3
# Of a block's head, below its size: it is the last one, and compressed.
_LAST_COMPRESSED: Final = 0b101
# Before a record that is a UUID; its 32 digits follow.
_ID_MARK: Final = b"u"
_NAME_BYTES: Final = 4
_MAGIC: Final = b"\x28\xb5\x2f\xfd"
# 10 µs for a statement of 1.2 KB; three times that would save a twelfth more.
_LEVEL: Final = 3
# What is shorter (stubs, for one) gains too little to be worth opening.
_LEAST_BYTES: Final = 96


def kept(body: bytes, own: bytes | None = None) -> bytes:
    """An operation's canonical bytes as a row keeps them; `own` names a dictionary that `learn`
    has been given."""
    if len(body) < _LEAST_BYTES:
        return body
    packer = _own_packer(own) if own else _packer()
    head = bytes((_OWN,)) + own if own else bytes((NEWEST,))
    frame = packer.compress(body, packer.FLUSH_FRAME)[len(_MAGIC) :]
    if len(frame) + len(head) >= len(body):
        return body
    bare = _block_of(frame) if own else None
    return head + frame if bare is None else bytes((_OWN_BLOCK,)) + head[1:] + bare


def _block_of(frame: bytes) -> bytes | None:
    """A frame without what another one says as well; None where it says something else."""
    start = 1 + _SIZE_BYTES + _BLOCK_HEAD_BYTES
    size = frame[1 : 1 + _SIZE_BYTES]
    return size + frame[start:] if _frame_of(size + frame[start:]) == frame else None


def _frame_of(bare: bytes) -> bytes:
    """The whole frame again."""
    block = bare[_SIZE_BYTES:]
    head = (len(block) << 3 | _LAST_COMPRESSED).to_bytes(_BLOCK_HEAD_BYTES, "little")
    return bytes((_FRAME_HEAD,)) + bare[:_SIZE_BYTES] + head + block


def opened(body: bytes, connection: Connection | None = None) -> bytes:
    """The canonical bytes of a row's body; StorageBroken when it does not open.

    A dictionary that this process has not met yet is read on `connection`, else on the one that
    this thread's log was opened on. Dictionaries are never removed, so a row that names one which
    is not there is damaged.
    """
    if body[:1] != bytes((_WITH_COLUMNS,)):
        return _inflated(body, connection)
    columns, rest = _told(body)
    return thin.whole(_inflated(rest, connection), columns)


def fields_at(body: bytes, connection: Connection) -> tuple[bytes, int]:
    """Bytes of a row's body of this node's own log, and where in them the fields begin."""
    if body[:1] == bytes((_WITH_COLUMNS,)):
        body = _told(body)[1]
    return thin.fields_at(_inflated(body, connection))


def _told(body: bytes) -> tuple[thin.Columns, bytes]:
    """What the columns of a row say, and its own body."""
    try:
        writer, epoch, seq, order, kind, record, rest = body[1:].split(b" ", _COLUMNS)
        named = record[1:].decode()
        if record[:1] == _ID_MARK:
            named = str(UUID(named))
        columns = thin.Columns(
            writer.decode(), int(epoch), int(seq), int(order), kind.decode(), named
        )
    except ValueError:
        raise _broken(body) from None
    return columns, rest


def _inflated(body: bytes, connection: Connection | None) -> bytes:
    if not body or body[0] > _LARGEST_NUMBER:
        return body
    if body[0] == _WITH_COLUMNS:
        raise _broken(body)
    from backports import zstd  # noqa: PLC0415 - where nothing is read it is not needed

    try:
        if body[0] in (_OWN, _OWN_BLOCK):
            start = 1 + _NAME_BYTES
            opener = zstd.ZstdDecompressor(zstd_dict=_learnt(body[1:start], connection))
            frame = body[start:] if body[0] == _OWN else _frame_of(body[start:])
        else:
            opener = zstd.ZstdDecompressor(zstd_dict=_dictionary(body[0]))
            frame = body[1:]
        plain = opener.decompress(_MAGIC + frame, max_length=MAX_OPERATION_BYTES + 1)
    except (zstd.ZstdError, OverflowError):
        raise _broken(body) from None
    if not opener.eof or opener.unused_data or len(plain) > MAX_OPERATION_BYTES:
        raise _broken(body)
    return plain


def _broken(body: bytes) -> StorageBroken:
    return StorageBroken("body", repr(body[:20]), "the nightly check sets the row aside")


@cache
def _dictionary(number: int) -> "ZstdDict":
    from backports import zstd  # noqa: PLC0415 - as above

    if number != NEWEST:
        raise StorageBroken("body", f"dictionary {number}", "upgrade this node")
    return zstd.ZstdDict((files(__package__) / f"bodies-{number}.bin").read_bytes())


_here: Final = threading.local()
_own: Final[dict[bytes, bytes]] = {}


def on(connection: Connection) -> None:
    """From now on this thread looks for dictionaries on this connection, as long as it lives."""
    _here.connection = weakref.ref(connection)


def name_of(content: bytes) -> bytes:
    """What rows call a dictionary by: the same in every database."""
    return hashlib.sha256(content).digest()[:_NAME_BYTES]


def learn(content: bytes) -> bytes:
    """Have a node's own dictionary at hand; its name."""
    name = name_of(content)
    _own[name] = content
    return name


def known(name: bytes, connection: Connection) -> bool:
    """Whether a dictionary is at hand, or in the database of this connection."""
    if name not in _own:
        query = select(dictionaries.c.content).where(dictionaries.c.name == name)
        content = connection.execute(query).scalar()
        if content is None or learn(bytes(content)) != name:
            return False
    return True


def _learnt(name: bytes, connection: Connection | None) -> "ZstdDict":
    if name not in _own:
        last = getattr(_here, "connection", None)
        place = connection or (last() if last else None)
        if place is None or place.closed or not known(name, place):
            raise StorageBroken(
                "body", f"dictionary {name.hex()}", "the row comes again from above"
            )
    return _own_dictionary(name)


@cache
def _own_dictionary(name: bytes) -> "ZstdDict":
    from backports import zstd  # noqa: PLC0415 - as above

    return zstd.ZstdDict(_own[name])


@cache
def _own_packer(name: bytes) -> "ZstdCompressor":
    return _packer_with(_own_dictionary(name))


@cache
def _packer() -> "ZstdCompressor":
    return _packer_with(_dictionary(NEWEST))


def _packer_with(dictionary: "ZstdDict") -> "ZstdCompressor":
    from backports import zstd  # noqa: PLC0415 - as above

    parameter = zstd.CompressionParameter
    options = {int(parameter.compression_level): _LEVEL, int(parameter.dict_id_flag): 0}
    return zstd.ZstdCompressor(options=options, zstd_dict=dictionary.as_digested_dict)
