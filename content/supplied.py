"""Libraries that lessons would fetch from the internet, kept by a school, put into its packages.

The folder of copies is laid out as addresses are: `<folder>/<host>/<path>`. A page or style of a
package that names exactly such an address (https, http or without scheme) gets the copy's place in
the package instead; nothing else of it changes. What is put there is the administrator's choice:
this program brings no library and fetches none.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from content.errors import Note
from content.limits import CHUNK_BYTES, MAX_SCAN_BYTES, MAX_SUPPLIED_BYTES, MAX_SUPPLIED_FILES
from content.mime import extension
from content.names import normalise_path
from content.report import Finding
from content.storing import Sources

FOLDER: Final = "_libraries"
"""Where the copies lie in the package; no tool is known to use the name."""

_PAGES: Final = frozenset({"html", "htm", "xhtml", "css"})
_MARK: Final = b"//"


class Supplied:
    """The copies in a folder, by address without scheme; none where there is no such folder."""

    def __init__(self, folder: Path) -> None:
        self._files = dict(_listed(folder)) if folder.is_dir() else {}
        # An address ends where its own characters end: `a.js` is not the beginning of `a.json`.
        names = b"|".join(re.escape(name.encode()) for name in self._files)
        self._pattern = re.compile(rb"(?:https?:)?//(" + names + rb")(?![A-Za-z0-9._~%/-])")

    def put_into(
        self, sources: Sources, reopen: Callable[[str], Iterable[bytes]]
    ) -> tuple[Sources, tuple[Finding, ...]]:
        """`sources` with the copies that they name, and what there is to say of it.

        `reopen` gives a file's bytes once more, so that a page can be looked at beforehand.
        """
        if not self._files:
            return sources, ()
        changed = dict(sources)
        used: dict[str, None] = {}
        for path, (size, _) in sources.items():
            if extension(path) not in _PAGES or size > MAX_SCAN_BYTES:
                continue
            before = b"".join(reopen(path))
            after, named = self._rewritten(path, before) if _MARK in before else (before, ())
            if named:
                changed[path] = len(after), (after,)
                used.update(dict.fromkeys(named))
        for name in used:
            file = self._files[name]
            changed.setdefault(f"{FOLDER}/{name}", (file.stat().st_size, _bytes(file)))
        return changed, tuple(Finding(Note.LIBRARY_SUPPLIED, name) for name in used)

    def _rewritten(self, path: str, page: bytes) -> tuple[bytes, tuple[str, ...]]:
        named: dict[str, None] = {}

        def local(found: re.Match[bytes]) -> bytes:
            name = found.group(1).decode()
            named[name] = None
            place = posixpath.relpath(f"{FOLDER}/{name}", posixpath.dirname(path) or ".")
            return quote(place).encode()

        return self._pattern.sub(local, page), tuple(named)


def _listed(folder: Path) -> Iterator[tuple[str, Path]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files[:MAX_SUPPLIED_FILES]:
        name = path.relative_to(folder).as_posix()
        # A file beside the hosts' folders (a licence, a note) is no copy of anything.
        if "/" in name and path.stat().st_size <= MAX_SUPPLIED_BYTES:
            yield normalise_path(name), path


def _bytes(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK_BYTES), b"")
