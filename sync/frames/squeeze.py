"""zstd for bodies of frames: what is written is split where its parts differ, what is read is
limited."""

from collections.abc import Sequence

from sync.frames import preset
from sync.frames.streams import bad
from sync.limits import MAX_FRAME_BODY_BYTES, MAX_ZSTD_WINDOW_LOG

# Bulk of the gain at a tenth of the time of the highest levels, on bodies of this size.
_QUICK = 9
# Columns leave little to search in, so the most thorough search is cheap there.
_THOROUGH = 19
# A column of fewer bytes shares the code table of its neighbours.
_OWN_BLOCK_BYTES = 160
# From so many bytes on, several code tables are always worth their room.
_SURELY_SPLIT_BYTES = 12_000


def whole(body: bytes) -> bytes:
    """Rows, in one piece and without a dictionary."""
    from backports import zstd  # noqa: PLC0415 - heavy, and only nodes that exchange need it

    return zstd.compress(body, level=_QUICK)


def in_pieces(pieces: Sequence[bytes], dictionary: int) -> bytes:
    """Columns, each longer one in a block of its own: they have different code tables."""
    from backports import zstd  # noqa: PLC0415 - as above

    parameter = zstd.CompressionParameter
    options = {
        int(parameter.compression_level): _THOROUGH,
        int(parameter.dict_id_flag): 0,
        int(parameter.window_log): MAX_ZSTD_WINDOW_LOG - 1,
    }
    known = preset.dictionary(dictionary)
    found = []
    for blocks in _blocks(pieces):
        packer = zstd.ZstdCompressor(options=options, zstd_dict=known)
        made = [packer.compress(block, packer.FLUSH_BLOCK) for block in blocks[:-1]]
        found.append(b"".join([*made, packer.compress(blocks[-1], packer.FLUSH_FRAME)]))
    return min(found, key=len)


def _blocks(pieces: Sequence[bytes]) -> list[list[bytes]]:
    """Ways to split a body: not at all, and between its longer pieces."""
    together = [b"".join(pieces)]
    split = [b""]
    for piece in pieces:
        if split[-1] and (len(piece) >= _OWN_BLOCK_BYTES or len(split[-1]) >= _OWN_BLOCK_BYTES):
            split.append(piece)
        else:
            split[-1] += piece
    if len(split) == 1:
        return [together]
    return [split] if len(together[0]) >= _SURELY_SPLIT_BYTES else [together, split]


def opened(body: bytes, dictionary: int = preset.NONE) -> bytes:
    """The opened body; Malformed when it is broken, larger than 1 MiB or has a tail."""
    from backports import zstd  # noqa: PLC0415 - as above

    options = {int(zstd.DecompressionParameter.window_log_max): MAX_ZSTD_WINDOW_LOG}
    opener = zstd.ZstdDecompressor(zstd_dict=preset.dictionary(dictionary), options=options)
    try:
        plain = opener.decompress(body, max_length=MAX_FRAME_BODY_BYTES + 1)
    except zstd.ZstdError:
        raise bad("the body does not decompress") from None
    if len(plain) > MAX_FRAME_BODY_BYTES:
        raise bad("the body is larger than 1 MiB")
    if not opener.eof or opener.unused_data:
        raise bad("the body does not decompress")
    return plain
