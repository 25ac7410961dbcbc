"""Values of a sealed form, as they were decoded and before they are believed."""

from collections.abc import Callable

from sync.core.errors import Malformed
from sync.core.ops import is_node_id

Bad = Callable[[str], Malformed]


def node(raw: object, bad: Bad) -> str:
    """The id of a node from its 8 bytes; raises what `bad` makes of the reason."""
    text = raw.hex() if isinstance(raw, bytes) else ""
    if not is_node_id(text):
        raise bad("a node id of 8 bytes is expected")
    return text


def count(raw: object, most: int, bad: Bad) -> int:
    """A whole number from 0 to `most`; raises what `bad` makes of the reason."""
    if type(raw) is not int or not 0 <= raw <= most:
        raise bad("a number is out of range")
    return raw
