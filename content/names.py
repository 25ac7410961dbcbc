"""Names of files inside a package: from stored bytes to one safe relative path.

A package path is relative, uses `/`, is in NFC and has no empty, `.` or `..` segment, so
it can be a key of a map and a part of an address without ever naming a place outside.
"""

import re
import unicodedata
import zlib
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote

from content.errors import ContentRefused, Refusal
from content.limits import MAX_NAME_BYTES, MAX_PATH_SEGMENTS

LEGACY_ENCODINGS: Final = ("cp866", "cp1251", "cp437")
"""Tried in this order: Windows in Kazakhstan and Russia packs names in cp866."""

UNICODE_PATH_FIELD: Final = 0x7075
"""Extra field of the ZIP specification (APPNOTE 4.6.9) that holds the name in UTF-8."""

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"}
)


def shown(name: str) -> str:
    """A name fit for a message: control characters made visible, length bounded."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name[:200])


def normalise_path(name: str) -> str:
    """The package path for an entry or file name; folders lose their closing `/`.

    Raises ContentRefused `path-outside` for absolute names, drives and `..`, and
    `name-forbidden` for control characters, Windows device names, and names too long or
    too deep. A name of nothing but dots and slashes gives "" (the root itself).
    """
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if path.startswith("/") or _DRIVE.match(path):
        raise ContentRefused(Refusal.PATH_OUTSIDE, shown(name))
    # What is printable throughout holds no control character, and most names are.
    if not path.isprintable() and any(unicodedata.category(char) in {"Cc", "Cs"} for char in path):
        raise ContentRefused(Refusal.NAME_FORBIDDEN, shown(name))
    segments = [part for part in path.split("/") if part not in {"", "."}]
    if ".." in segments:
        raise ContentRefused(Refusal.PATH_OUTSIDE, shown(name))
    too_long = len(path.encode()) > MAX_NAME_BYTES or len(segments) > MAX_PATH_SEGMENTS
    if too_long or any(_is_device(part) for part in segments):
        raise ContentRefused(Refusal.NAME_FORBIDDEN, shown(name))
    return "/".join(segments)


def _is_device(segment: str) -> bool:
    # Windows opens the device for "NUL.txt" and "nul " as well.
    return segment.split(".", 1)[0].rstrip(" ").casefold() in _DEVICES


def unicode_name(raw: bytes, extra: bytes, *, utf8_flag: bool) -> str | None:
    """The name when its bytes say by themselves what they are, otherwise None.

    Order: the UTF-8 flag, then extra field 0x7075 whose CRC matches the stored name, then
    bytes that happen to be valid UTF-8 (macOS sets no flag).
    """
    named = None if utf8_flag else _unicode_path_field(raw, extra)
    try:
        return (named if named is not None else raw).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _unicode_path_field(raw: bytes, extra: bytes) -> bytes | None:
    at = 0
    while at + 4 <= len(extra):
        field = int.from_bytes(extra[at : at + 2], "little")
        size = int.from_bytes(extra[at + 2 : at + 4], "little")
        body = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if field != UNICODE_PATH_FIELD or len(body) < 5 or body[0] != 1:
            continue
        if int.from_bytes(body[1:5], "little") == zlib.crc32(raw):
            return body[5:]
    return None


def choose_encoding(raw_names: Collection[bytes], hrefs: Collection[str], depth: int = 0) -> str:
    """The legacy encoding in which most of `hrefs` name one of `raw_names`.

    `hrefs` are references from the manifest, possibly %-encoded, relative to the folder it
    lies in, which is `depth` folders deep. Ties go to cp866.
    """
    forms = (collapse(form.replace("\\", "/")) for href in hrefs for form in (href, unquote(href)))
    wanted = {fold_path(form) for form in forms if form}

    def resolved(encoding: str) -> int:
        names = (fold_path(raw.decode(encoding, "replace")) for raw in raw_names)
        return sum(name.split("/", depth)[-1] in wanted for name in names)

    return max(LEGACY_ENCODINGS, key=resolved)


def fold_path(path: str) -> str:
    """The form in which two names that a careless author would confuse are equal."""
    return unicodedata.normalize("NFC", path.replace("\\", "/")).casefold()


class PathIndex:
    """Finds the file that a reference means, the most exact reading first."""

    def __init__(self, paths: Collection[str]) -> None:
        self._paths = frozenset(paths)
        self._folded = {fold_path(path): path for path in sorted(paths, reverse=True)}

    def find(self, href: str) -> tuple[str | None, bool]:
        """(path or None, was it exact) for a reference without query and fragment.

        Order: exact, %-decoded, `\\` as `/`, then without regard to capital letters.
        `.` and `..` are resolved inside the package; what leaves it is not found.
        """
        decoded = unquote(href)
        for form, exact in ((href, True), (decoded, True), (decoded.replace("\\", "/"), False)):
            path = collapse(form)
            if path is not None and path in self._paths:
                return path, exact
        path = collapse(decoded.replace("\\", "/"))
        return (None if path is None else self._folded.get(fold_path(path))), False


def collapse(path: str) -> str | None:
    """`a/./b/../c` → `a/c` in NFC; None when it climbs above the package."""
    kept: list[str] = []
    for part in unicodedata.normalize("NFC", path).split("/"):
        if part == "..":
            if not kept:
                return None
            kept.pop()
        elif part not in {"", "."}:
            kept.append(part)
    return "/".join(kept)
