"""Bodies of the log as they lie on disk: canonical bytes, or the same compressed.

A body begins with the head of a CBOR array, 0x85 or above, and lies as it is; or with the number
of a dictionary, 1 to 31, and the rest is a zstd frame without its magic number. So rows of releases
that compressed nothing read as before, and hashes are over the canonical bytes in either case.

`bodies-1.bin` was made by tests/bench/body_preset.py from invented schools. It never changes: rows
name it for ever. A better one gets the next number.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sync.core.errors import StorageBroken
from sync.limits import MAX_OPERATION_BYTES

if TYPE_CHECKING:
    from backports.zstd import ZstdCompressor, ZstdDict

NEWEST: Final = 1
_LARGEST_NUMBER: Final = 31
_MAGIC: Final = b"\x28\xb5\x2f\xfd"
# 10 µs for a statement of 1.2 KB; three times that would save a twelfth more.
_LEVEL: Final = 3
# What is shorter (stubs, for one) gains too little to be worth opening.
_LEAST_BYTES: Final = 96


def kept(body: bytes) -> bytes:
    """An operation's canonical bytes as a row keeps them."""
    if len(body) < _LEAST_BYTES:
        return body
    packer = _packer()
    packed = packer.compress(body, packer.FLUSH_FRAME)
    if len(packed) - len(_MAGIC) + 1 >= len(body):
        return body
    return bytes((NEWEST,)) + packed[len(_MAGIC) :]


def opened(body: bytes) -> bytes:
    """The canonical bytes of a row's body; StorageBroken when it does not open."""
    if not body or body[0] > _LARGEST_NUMBER:
        return body
    from backports import zstd  # noqa: PLC0415 - where nothing is read it is not needed

    opener = zstd.ZstdDecompressor(zstd_dict=_dictionary(body[0]))
    try:
        plain = opener.decompress(_MAGIC + body[1:], max_length=MAX_OPERATION_BYTES + 1)
    except zstd.ZstdError:
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


@cache
def _packer() -> "ZstdCompressor":
    from backports import zstd  # noqa: PLC0415 - as above

    parameter = zstd.CompressionParameter
    options = {int(parameter.compression_level): _LEVEL, int(parameter.dict_id_flag): 0}
    return zstd.ZstdCompressor(options=options, zstd_dict=_dictionary(NEWEST).as_digested_dict)
