"""Pages of a cartridge: what they refer to, and their platform's links turned into plain ones.

A platform writes `$IMS-CC-FILEBASE$/photo.jpg` or `$WIKI_REFERENCE$/pages/water` where a browser
needs a path, so pages that do are stored with these replaced.
"""

import re
from collections.abc import Iterable
from html import unescape
from pathlib import PurePosixPath
from posixpath import relpath
from typing import Final
from urllib.parse import quote

from content.errors import Note
from content.limits import MAX_PAGE_BYTES
from content.manifest import is_outside, split_reference
from content.mime import extension
from content.packages.plan import PAGE_EXTENSIONS
from content.packages.qti import Files

_REFERENCE: Final = re.compile(
    r"""(?P<name>\b(?:src|href|poster|data))(?P<equals>\s{0,9}=\s{0,9})(?P<quote>["'])(?P<value>[^"'<>]{1,2000})(?P=quote)""",
    re.IGNORECASE,
)
_STYLE_REFERENCE: Final = re.compile(r"""url\(\s{0,9}["']?([^"'()<>]{1,1000})["']?\s{0,9}\)""")
_PAGE_TOKEN: Final = re.compile(
    r"(?:\$|%24)(?:WIKI_REFERENCE|CANVAS_OBJECT_REFERENCE)(?:\$|%24)/(?:pages|wiki)/([^/?#]{1,200})"
)


class Pages:
    """Pages taken together into one piece, with all they need."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.needed: set[str] = set()
        self.made: dict[str, bytes] = {}

    def take(self, paths: Iterable[str]) -> None:
        """Take these files and everything that pages and styles among them refer to."""
        waiting = [path for path in paths if path not in self.needed]
        while waiting:
            path = waiting.pop()
            if path in self.needed:
                continue
            self.needed.add(path)
            kind = extension(path)
            if kind in PAGE_EXTENSIONS or kind == "css":
                waiting += self._follow(path, page=kind != "css")

    def _follow(self, path: str, *, page: bool) -> list[str]:
        data = self._files.read_page(path)
        if data is None or len(data) > MAX_PAGE_BYTES:
            return []
        encoding = _encoding(data)
        text = data.decode(encoding)
        found: list[str] = [
            target
            for match in _STYLE_REFERENCE.finditer(text)
            if (target := self._files.find(match.group(1), path)) is not None
        ]
        if page:
            changed = _REFERENCE.sub(lambda match: self._replaced(match, path, found), text)
            if changed != text:
                self.made[path] = changed.encode(encoding, "xmlcharrefreplace")
        return found

    def _replaced(self, match: re.Match[str], page: str, found: list[str]) -> str:
        written = unescape(match["value"])
        wiki = _PAGE_TOKEN.search(written)
        target = self._wiki(wiki.group(1)) if wiki is not None else self._files.find(written, page)
        if target is None:
            if "FILEBASE" in written:
                self._files.note(Note.FILE_MISSING, written)
            return match[0]
        found.append(target)
        if wiki is None and "FILEBASE" not in written:
            return match[0]
        rest = split_reference(written)[1] if wiki is None else ""
        # Platforms add their own directions to a file's address (?canvas_download=1).
        rest = rest if rest.startswith("#") else ""
        address = quote(relpath(target, str(PurePosixPath(page).parent))) + rest
        return f"{match['name']}{match['equals']}{match['quote']}{address}{match['quote']}"

    def _wiki(self, slug: str) -> str | None:
        return next(
            (
                path
                for path in (f"wiki_content/{slug}.html", f"pages/{slug}.html")
                if path in self._files.paths
            ),
            None,
        )


def _encoding(data: bytes) -> str:
    """UTF-8 where the bytes are; else one in which every byte stays what it is."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def is_page(path: str) -> bool:
    """Whether a browser shows the file as a page."""
    return extension(path) in PAGE_EXTENSIONS and not is_outside(path)
