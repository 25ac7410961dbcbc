"""The lock file of `tirek serve`: one server per data folder, and how the last one ended."""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

LOCK_FILE: Final = "serve.lock"


class AlreadyServing(Exception):
    """Another process serves this data folder."""

    def __init__(self, home: Path, pid: int | None) -> None:
        super().__init__(f"{home} is already served by process {pid or '?'}; stop that one first.")
        self.pid = pid


class ServeLock:
    """Held while serving. `last_stop_was_clean` is None for a folder never served before.

    The operating system drops the lock with the process, whatever killed it; the file's text
    alone says whether the last stop was clean.
    """

    def __init__(self, home: Path, name: str = LOCK_FILE) -> None:
        self._path = home / name
        self._descriptor = -1
        self.last_stop_was_clean: bool | None = None

    def __enter__(self) -> Self:
        """Take the lock and note an unfinished run; raises AlreadyServing."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = self._read().get("pid")
            os.close(self._descriptor)
            raise AlreadyServing(self._path.parent, pid if isinstance(pid, int) else None) from None
        before = self._read()
        if before:
            self.last_stop_was_clean = before.get("clean") is True
        self._write(clean=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Note a clean stop, unless an error ended the run."""
        self._write(clean=kind is None)
        os.close(self._descriptor)

    def _read(self) -> dict[str, object]:
        text = os.pread(self._descriptor, 4096, 0)
        try:
            found = json.loads(text or b"{}")
        except ValueError:
            return {"clean": False}  # torn by a power cut, which was no clean stop
        return found if isinstance(found, dict) else {"clean": False}

    def _write(self, *, clean: bool) -> None:
        text = json.dumps({"pid": os.getpid(), "clean": clean}).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text, 0)
        os.fsync(self._descriptor)


def is_held(home: Path) -> bool:
    """Whether some process serves this data folder; nothing is changed."""
    try:
        descriptor = os.open(home / LOCK_FILE, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
