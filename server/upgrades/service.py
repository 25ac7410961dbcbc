"""Release files on this box: taken in, listed, and asked for. Switching itself is root's."""

import errno
import json
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

from server.clock import rfc3339
from server.install.releases import BACK, ENDING, KEY, OUTCOME, WANTED
from server.upgrades.limits import KEPT_FILES
from server.upgrades.opening import must_not_go_back, pinned
from server.upgrades.release_file import BadRelease, Manifest, Older, payload, read
from server.upgrades.versions import is_older

FOLDER: Final = "upgrades"
REFUSED: Final = "refused.json"
_UNFINISHED: Final = ".new"
ON_STICKS: Final = "TIREK1/releases"
ROOT = Path("/")
"""Where the box's own folders begin; elsewhere in tests only."""
_LINKS: Final = Path("opt/tirek")


class Upgrades:
    """The files below a data folder; `root` is `/` but in tests."""

    def __init__(self, home: Path, root: Path | None = None) -> None:
        self._folder = home / FOLDER
        self._root = root or ROOT

    @property
    def current(self) -> str | None:
        """The release that runs; None where the box was not installed from a package."""
        return self._linked("current")

    @property
    def wanted(self) -> str | None:
        """The release that root is asked to switch to."""
        wish = self._json(WANTED)
        return str(wish["version"]) if wish else None

    def key(self) -> bytes:
        """The key that releases must be signed with. Raises BadRelease without one."""
        return pinned(self._root / KEY)

    def outcome(self) -> dict[str, Any] | None:
        """What became of the last wish, as root has left it; gone with the next wish."""
        return self._json(OUTCOME)

    def forget_wish(self) -> None:
        """Ask no longer, if root has not begun."""
        (self._folder / WANTED).unlink(missing_ok=True)

    def take(self, file: Path) -> str:
        """Copy a release file here, if it was signed by whom this box trusts, is whole, and not an
        older one unless it was signed for that; its version. Once here already, nothing is copied.
        Raises BadRelease; OSError of the disk or stick. Nothing is left of a copy that failed."""
        with file.open("rb") as stream:
            manifest = read(stream, self.key())
            must_not_go_back(manifest, self.current)
            target = self._folder / f"{manifest.version}{ENDING}"
            if target.exists() and target.stat().st_size == file.stat().st_size:
                return manifest.version
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._tidy()
            if shutil.disk_usage(self._folder).free < file.stat().st_size:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            unfinished = target.with_name(f"{target.name}{_UNFINISHED}")
            try:
                self._copy(stream, unfinished, manifest)
            except (BadRelease, OSError):
                unfinished.unlink(missing_ok=True)
                raise
        unfinished.replace(target)
        self._tidy()
        return manifest.version

    def _copy(self, stream: IO[bytes], target: Path, manifest: Manifest) -> None:
        head = stream.tell()
        stream.seek(0)
        with target.open("wb") as out:
            out.write(stream.read(head))
            for piece in payload(stream, manifest):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())

    def look(self, stick: Path, now_ms: int) -> list[str]:
        """Take what a stick brings; the versions. A file that is not good stays where it is, and
        is told of until another stick comes: an older one only where there was nothing better."""
        found: list[str] = []
        refused: list[dict[str, str]] = []
        files = sorted((stick / ON_STICKS).glob(f"*{ENDING}"))[:KEPT_FILES]
        for file in files:
            try:
                found.append(self.take(file))
            except (BadRelease, OSError) as error:
                refused.append({"file": file.name, "code": _code(error)})
        worth = [one for one in refused if one["code"] != Older.code or not found]
        if files:
            self._tell(worth[-1] if worth else None, now_ms)
        return found

    def refused(self) -> dict[str, Any] | None:
        """The `file` of the last stick that was not taken, why (`code`), and when (`at_ms`)."""
        return self._json(REFUSED)

    def _tell(self, refused: Mapping[str, str] | None, now_ms: int) -> None:
        known = self.refused()
        if refused is None:
            (self._folder / REFUSED).unlink(missing_ok=True)
        elif known is None or {**known, **refused} != known:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            self._write(REFUSED, {**refused, "at_ms": now_ms})

    def standing(self) -> dict[str, Any]:
        """Plain values: what runs, what ran before, what lies here, what is wanted, what became of
        the last wish."""
        outcome = self.outcome()
        if outcome is not None:
            outcome = {**outcome, "at": rfc3339(int(outcome["at"]) * 1000)}
        refused = self.refused()
        if refused is not None:
            refused = {**refused, "at": rfc3339(int(refused["at_ms"]))}
        return {
            "current": self.current,
            "former": self._linked("former"),
            "here": [path.stem for path in self._files() if self._is_offered(path)],
            "wanted": self.wanted,
            "outcome": outcome,
            "refused": refused,
        }

    def apply(self, version: str) -> None:
        """Ask for a release that lies here. Raises LookupError; also where the file has rotted: it
        is removed then and told of, so that a stick brings it again."""
        file = next((path for path in self._files() if path.stem == version), None)
        if file is None:
            raise LookupError(version)
        if self._is_damaged(file):
            file.unlink()
            self._tell({"file": file.name, "code": BadRelease.code}, time.time_ns() // 1_000_000)
            raise LookupError(version)
        self._wish(version)

    def _is_damaged(self, file: Path) -> bool:
        """Whoever signed it: of that root judges."""
        try:
            with file.open("rb") as stream:
                for _piece in payload(stream, read(stream, self.key())):
                    pass
        except BadRelease as reason:
            return reason.code == BadRelease.code
        except OSError:
            return True
        return False

    def roll_back(self) -> None:
        """Ask for the former release. Raises LookupError where there is none."""
        if self._linked("former") is None:
            raise LookupError(BACK)
        self._wish(BACK)

    def _wish(self, version: str) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for past in (OUTCOME, REFUSED):
            (self._folder / past).unlink(missing_ok=True)
        self._write(WANTED, {"version": version})

    def _write(self, name: str, value: Mapping[str, Any]) -> None:
        unfinished = (self._folder / name).with_suffix(".new")
        with unfinished.open("w", encoding="utf-8") as out:
            out.write(json.dumps(value))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(self._folder / name)

    def _is_offered(self, file: Path) -> bool:
        """Not what the box has gone on from, unless it is signed for going back to it."""
        if self.current is None or not is_older(file.stem, self.current):
            return True
        try:
            with file.open("rb") as stream:
                return read(stream, self.key()).downgrade
        except (BadRelease, OSError):
            return False

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime)

    def _tidy(self) -> None:
        for old in (*self._files()[:-KEPT_FILES], *self._folder.glob(f"*{ENDING}{_UNFINISHED}")):
            old.unlink(missing_ok=True)

    def _json(self, name: str) -> dict[str, Any] | None:
        try:
            found = json.loads((self._folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def _linked(self, name: str) -> str | None:
        link = self._root / _LINKS / name
        return link.readlink().name if link.is_symlink() else None


def _code(error: BadRelease | OSError) -> str:
    if isinstance(error, BadRelease):
        return error.code
    return "room" if error.errno == errno.ENOSPC else "damaged"
