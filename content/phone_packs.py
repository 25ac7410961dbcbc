"""What changed in a lesson from one edition to the next, in one answer that a phone can read.

    8 bytes   "TIREKPH1"
    4         length of the plan, big-endian
    n         the plan: JSON [[sha256 of the new file, of its base, how many of the added bytes are
              its own, [steps…]]…], see `content.differences`; the new description comes first
    rest      the added bytes of all files, one after the other

The whole is gzipped once and sent so: the browser unpacks it. Only files that stand under the same
path in both editions, and cost less this way, are in it; a phone fetches all others whole.
"""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple

from content.description import Description
from content.differences import apply, difference
from content.limits import (
    MAX_PHONE_PACK_BYTES,
    MAX_PHONE_PACK_FILE_BYTES,
    MAX_PHONE_PACK_NEW_BYTES,
    MAX_PHONE_PACK_STEPS,
)

MAGIC: Final = b"TIREKPH1"
LENGTH_BYTES: Final = 4
WORTHWHILE: Final = 0.75
"""Part of a file's own bytes that its difference may weigh at most: a phone has work with it."""


class Edition(NamedTuple):
    """One description and its bytes' hash."""

    sha256: str
    description: Description


def make(base: Edition, new: Edition, read: Callable[[str], bytes]) -> bytes | None:
    """The pack, gzipped; None where it would spare a phone nothing."""
    plan: list[list[object]] = []
    pieces: list[bytes] = []
    room = MAX_PHONE_PACK_BYTES
    for target, former in [(new.sha256, base.sha256), *_changed(base.description, new.description)]:
        data, old = read(target), read(former)
        found = difference(old, data)
        weight = len(zlib.compress(json.dumps(found.steps).encode() + found.added))
        if weight > WORTHWHILE * len(data) or len(found.steps) > MAX_PHONE_PACK_STEPS:
            continue
        room -= len(found.added)
        if room < 0:
            break
        if apply(old, found) != data:
            raise AssertionError(f"{former} and its difference do not make {target}")
        plan.append([target, former, len(found.added), found.steps])
        pieces.append(found.added)
    if not plan:
        return None
    text = json.dumps(plan, separators=(",", ":")).encode()
    whole = MAGIC + len(text).to_bytes(LENGTH_BYTES) + text + b"".join(pieces)
    return gzip.compress(whole, mtime=0)


def likeness(base: Description, new: Description) -> int:
    """Paths that both have; 0 when they are of different formats."""
    return len(base.files.keys() & new.files.keys()) if base.format == new.format else 0


def _changed(base: Description, new: Description) -> list[tuple[str, str]]:
    """Hashes of the files that are new and of what stood in their place, each new file once."""
    held = {file.sha256 for file in base.files.values()}
    found: dict[str, str] = {}
    left = MAX_PHONE_PACK_NEW_BYTES
    for path, file in new.files.items():
        former = base.files.get(path)
        if former is None or file.sha256 in held or file.sha256 in found:
            continue
        left -= file.size
        if max(file.size, former.size) <= MAX_PHONE_PACK_FILE_BYTES and left >= 0:
            found[file.sha256] = former.sha256
    return list(found.items())
