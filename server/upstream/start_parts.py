"""The snapshot that is on its way down: one part, whose bytes are of use only once it is whole."""

import hashlib
from pathlib import Path
from typing import Any

from server.files.parts import Parts
from server.identity import config
from server.library.stores import personal_store
from sync import starting
from sync.storage.port import LogPort


class StartParts(Parts):
    """Keeps a whole one where it lies, until the node has begun from it."""

    def write(self, name: str, offset: int, data: bytes) -> None:
        """Append and sync; what was half here of another snapshot is of no use any more."""
        if not offset:
            self.drop_others([name])
        super().write(name, offset, data)

    def finish(self, name: str, sha256: str) -> bool:
        """Whether it is what was offered; another is gone."""
        with self.path(name).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        if not same:
            self.drop(name)
        return same


def start_parts(home: Path) -> StartParts:
    """Those of the node whose data folder this is."""
    return StartParts(home / "parts" / "start", personal_store())


def facts(store: LogPort) -> dict[str, Any] | None:
    """Bytes of the snapshot that is on its way, and how many of them are here; or that the last
    one was refused. None when there is neither."""
    coming = starting.coming(store)
    if coming is not None:
        got = start_parts(config().home).size(coming.sha256)
        return {"size": coming.size, "got": got, "refused": False}
    return {"size": 0, "got": 0, "refused": True} if starting.refused(store) else None
