"""Watches for sticks: one of ours is read, then filled, once for each time it is put in."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from flask import Flask

from server.bundles.facts import note
from server.bundles.limits import MAX_FOLDERS, POLL_SECONDS, STOP_SECONDS
from server.bundles.report import export_lines, import_lines
from server.bundles.service import NobodyToWriteTo, export, import_from
from server.bundles.volumes import above
from server.config import Config
from server.identity import node_id
from server.upstream.exchange import AlreadyExchanging
from sync.roads.usb import Stick, StickFailed

log = logging.getLogger(__name__)

WATCHER: Final = "tirek.stick_watcher"
Seen = tuple[tuple[str, str, int], ...]


class Watcher:
    """Looks at the mounted folders in rounds; each round costs a few names of files, and nothing
    is ever written to a stick without our folder or the marker."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        config: Config = app.extensions["tirek.config"]
        self._patterns: Sequence[str] = config.stick_folders
        self._done: dict[Path, Seen] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sticks", daemon=True)

    def start(self) -> None:
        """Begin with the first round."""
        self._thread.start()

    def stop(self) -> None:
        """After the round that is under way."""
        self._stop.set()
        self._thread.join(STOP_SECONDS)

    def look(self) -> int:
        """One round; how many sticks were read and filled."""
        present = {path: Stick(path) for path in self._folders()}
        for gone in self._done.keys() - present.keys():
            del self._done[gone]
        handled = 0
        with self._app.app_context():
            for path, stick in present.items():
                if not stick.invites():
                    self._done.pop(path, None)
                elif self._done.get(path) != self._lying(stick):
                    handled += self._handle(path, stick)
        return handled

    def _folders(self) -> Iterator[Path]:
        root = Path("/")
        found = (path for p in self._patterns for path in root.glob(p.removeprefix("/")))
        yield from islice((path for path in found if path.is_dir()), MAX_FOLDERS)

    def _lying(self, stick: Stick) -> Seen:
        """What is on it for this node: anything new there means that somebody has been at it."""
        try:
            own = node_id()
            return tuple((found.sender, found.name, found.size) for found in stick.volumes(own))
        except StickFailed:
            return ()

    def _handle(self, path: Path, stick: Stick) -> int:
        lines: list[str] = []
        facts: dict[str, Any] = {"imported": None, "exported": None, "lines": lines}
        try:
            imported = import_from(path)
            facts["imported"] = imported.to_json()
            lines += import_lines(imported)
            exported = export(path)
            facts["exported"] = exported.to_json()
            higher = above()
            lines += export_lines(exported, upwards=[higher] if higher else [])
        except AlreadyExchanging:
            return 0  # the next round tries again
        except NobodyToWriteTo as nobody:
            lines.append(str(nobody))
        except StickFailed as error:
            lines.append(error.hint)
        except Exception:
            log.exception("a stick could not be handled")
            lines.append("The server made a mistake with this stick; its log says more.")
        self._done[path] = self._lying(stick)
        note(facts)
        log.info("stick", extra={"lines": lines})
        return 1

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except Exception:
                log.exception("looking for sticks failed")
            self._stop.wait(POLL_SECONDS)


def start(app: Flask) -> Callable[[], None]:
    """Watch, unless TIREK_STICK_FOLDERS is empty; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if not config.stick_folders:
        return lambda: None
    watcher = Watcher(app)
    app.extensions[WATCHER] = watcher
    watcher.start()
    return watcher.stop
