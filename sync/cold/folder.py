"""A cold log in a folder: `00000001.cold` and so on, each written once and for all.

Whoever cuts the power at any moment finds whole volumes and at most one leftover that nobody reads.
"""

import os
import re
from pathlib import Path
from typing import Final

from sync.cold.volume import ColdBroken
from sync.limits import MAX_COLD_VOLUME_BYTES

_NAME: Final = re.compile(r"(\d{8})\.cold")
_UNFINISHED: Final = ".tmp"


class ColdFolder:
    """sync.cold.shelf.Shelf on a folder, which is made when the first volume comes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def numbers(self) -> list[int]:
        """Of the volumes that are whole."""
        if not self._path.is_dir():
            return []
        found = (_NAME.fullmatch(entry.name) for entry in self._path.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def read(self, number: int) -> bytes:
        """All bytes of a volume; raises ColdBroken for one that is not there or out of bounds."""
        path = self._file(number)
        try:
            with path.open("rb") as stream:
                return stream.read(MAX_COLD_VOLUME_BYTES + 1)
        except FileNotFoundError:
            raise ColdBroken("cold log", path.name, "put it back from a copy") from None

    def write(self, number: int, data: bytes) -> None:
        """Written beside its name, synced, renamed, and the folder synced."""
        self._path.mkdir(parents=True, exist_ok=True)
        path = self._file(number)
        unfinished = path.with_suffix(_UNFINISHED)
        with unfinished.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
        handle = os.open(self._path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def size(self) -> int:
        """Bytes of all volumes."""
        return sum(self._file(number).stat().st_size for number in self.numbers())

    def _file(self, number: int) -> Path:
        return self._path / f"{number:08d}.cold"
