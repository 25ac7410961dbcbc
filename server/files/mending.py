"""Unfinished files of which some ranges are missing in the middle: damaged ones, being mended.

A damaged file becomes a part with holes, `<name>.holes` beside it: JSON [[offset, length]…] in
order. Only the holes are fetched again; the whole file's hash decides at the end, as always.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from content.blobs import sync_folder
from content.ranges import Span
from server.files.parts import Parts


class MendedParts(Parts):
    """Parts that may have holes; without any they behave as all parts do."""

    def adopt(self, name: str, damaged: Path, holes: Sequence[Span]) -> None:
        """Take over a damaged file, whose `holes` have to come again."""
        # The list first: a whole part without one would never be asked for again.
        self._note(name, holes)
        damaged.replace(self.path(name))
        sync_folder(self.path(name).parent)

    def size(self, name: str) -> int:
        """Bytes on disk before the first hole."""
        holes = self._holes(name)
        return holes[0].offset if holes else super().size(name)

    def hole(self, name: str, offset: int) -> tuple[int, int | None]:
        """The first byte from `offset` on that is missing, and how many are missing there; for a
        file without holes all that follow."""
        whole = super().size(name)
        for hole in self._holes(name):
            end = hole.offset + hole.length
            if offset < end:
                start = max(offset, hole.offset)
                return start, end - start
        listed = self._list(name).exists() and self.path(name).exists()
        return (max(offset, whole), 0) if listed else (offset, None)

    def write(self, name: str, offset: int, data: bytes) -> None:
        """Into the first hole, or at the end of a file that has none."""
        holes = self._holes(name)
        if not holes:
            super().write(name, offset, data)
            return
        first, *rest = holes
        data = data[: first.length]
        if offset != first.offset:
            raise ValueError(f"{name}: at {first.offset}, not at {offset}")
        handle = os.open(self.path(name), os.O_WRONLY)
        with os.fdopen(handle, "wb") as file:
            file.seek(offset)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        left = Span(offset + len(data), first.length - len(data))
        self._note(name, [left, *rest] if left.length else rest)

    def drop(self, name: str) -> None:
        """Remove the part with its list."""
        super().drop(name)
        self._list(name).unlink(missing_ok=True)

    def _list(self, name: str) -> Path:
        return self.path(name).with_suffix(".holes")

    def _holes(self, name: str) -> list[Span]:
        try:
            text = self._list(name).read_text(encoding="ascii")
        except FileNotFoundError:
            return []
        if not self.path(name).exists():
            return []  # it was cut before the file was taken over
        return [Span(offset, length) for offset, length in json.loads(text)]

    def _note(self, name: str, holes: Sequence[Span]) -> None:
        target = self._list(name)
        temporary = target.with_suffix(".tmp")
        with temporary.open("w", encoding="ascii") as file:
            file.write(json.dumps([list(hole) for hole in holes]))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
