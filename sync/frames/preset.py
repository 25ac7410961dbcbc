"""What both ends know before a frame arrives: dictionaries for zstd, by number.

`preset-1.bin` was made by tests/bench/preset.py from invented schools. It never changes: frames
name it for ever. A better one gets the next number.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sync.core.errors import UnknownVersion

if TYPE_CHECKING:
    from backports.zstd import ZstdDict

NEWEST = 1
NONE = 0


@cache
def dictionary(number: int) -> "ZstdDict | None":
    """The dictionary of a number, None for 0; UnknownVersion for one of a later release."""
    from backports import zstd  # noqa: PLC0415 - heavy, and only nodes that exchange need it

    if number == NONE:
        return None
    if number != NEWEST:
        raise UnknownVersion("frame", f"dictionary {number}"[:40], "upgrade this node")
    return zstd.ZstdDict((files(__package__) / f"preset-{number}.bin").read_bytes())
