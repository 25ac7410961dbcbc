"""Releases side by side: installing one, switching to it, and going back.

    /opt/tirek/releases/<version>/   a virtual environment each
    /opt/tirek/current, former       links to two of them
    /opt/tirek/switching             the version that is being switched to, until it has answered
    /opt/tirek/incoming/             where a signed release file is opened
    /opt/tirek/wheels/<version>/     what each was made of, for when the system's Python changes
    /var/lib/tirek/                  the data folder
    /var/lib/tirek/upgrades/         release files; what is wanted of them, and what became of it

Run by the system's own Python from the Debian package, before any release exists: it uses the
standard library only. A link is replaced in one step and a release counts once its mark is gone, so
a power cut leaves the old release or the new one, and the same command can be run again: it goes on
where it was, so that a release which was switched to and never answered is still left again.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

UNFINISHED: Final = "UNFINISHED"
"""A file in a release that is still being made."""
DATABASE: Final = "tirek.sqlite"
BEFORE: Final = "before-upgrade.sqlite"
"""The database as the former release left it."""
SERVICE: Final = "tirek.service"
DATABASE_COPIES: Final = 2
"""Of the database, which a switch has to have room for: put aside, and put back beside what a
release that never answered has made of it."""
UNPACKED: Final = 4
"""Times the size of a release file that it takes opened and installed: that is twice as large."""
RESERVE_BYTES: Final = 64 * 1024**2
"""Stays free: the server that runs again writes, too."""
START_SECONDS: Final = 180
"""A slow card, a large database and a migration: the new release gets so long to answer."""
WANTED: Final = "wanted.json"
OUTCOME: Final = "outcome.json"
"""In the data folder's `upgrades`: the server's wish, and what became of it."""
BACK: Final = "back"
"""The wish to go back to the former release."""
ENDING: Final = ".release"
MAX_WISH_BYTES: Final = 1000
KEY: Final = Path("etc/tirek/release.pub")
"""The public key, in hex, that release files must be signed with; laid at the first install."""
WHEELS: Final = "wheels"
_ONE_PYTHON: Final = re.compile(r"-cp3(\d+)-cp3\1-")
"""In the name of a wheel that fits one Python only."""
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+~-]{0,60}")

Opener = Callable[[Path, Path, str], None]
"""Opens a signed release file into a folder of wheels; raises NotInstalled."""


class NotInstalled(Exception):
    """The release was not installed or not switched to; the text says why, and what stands now.
    `code` tells one that came up and did not answer from all others."""

    code = "not-installed"


class NotAnswering(NotInstalled):
    """It was switched to, and never answered."""

    code = "not-answering"


class NoRoom(NotInstalled):
    """The disk does not hold it; nothing was stopped."""

    code = "room"


def bytes_to_switch(home: Path) -> int:
    """Bytes that have to be free for a switch, besides what the release takes. What the last
    switch has put aside is given up for it where need be."""
    database = home / DATABASE
    files = (database.with_name(DATABASE + end) for end in ("", "-wal"))
    size = sum(file.stat().st_size for file in files if file.exists())
    past = (home / BEFORE).stat().st_size if (home / BEFORE).exists() else 0
    return max(0, DATABASE_COPIES * size - past) + RESERVE_BYTES


class Service:
    """systemd's part: stopping, starting, and whether the server answers."""

    def __init__(self, port: int) -> None:
        self._port = port

    def stop(self) -> None:
        """Returns when it has stopped; a box without systemd (a container) has nothing to stop."""
        self._systemctl("stop")

    def start(self) -> None:
        """Ask for the start."""
        self._systemctl("start")

    def answers(self) -> bool:
        """Whether /healthz is well."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self._port}/healthz", timeout=5
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def manages(self) -> bool:
        """Whether systemd runs here at all."""
        return Path("/run/systemd/system").is_dir()

    def _systemctl(self, verb: str) -> None:
        if self.manages():
            subprocess.run(["systemctl", verb, SERVICE], check=True)


class Releases:
    """The releases below `root`, which is `/` but in tests."""

    def __init__(
        self, root: Path, service: Service, *, wait_seconds: float = START_SECONDS
    ) -> None:
        self._folder = root / "opt" / "tirek"
        self._home = root / "var" / "lib" / "tirek"
        self._service = service
        self._wait_seconds = wait_seconds

    @property
    def current(self) -> str | None:
        """The version that runs."""
        return self._linked("current")

    @property
    def former(self) -> str | None:
        """The version before it."""
        return self._linked("former")

    def path(self, version: str) -> Path:
        """A release's folder."""
        return self._folder / "releases" / version

    def install(self, version: str, wheels: Path) -> None:
        """Make a release from `wheels`, offline, every file by its hash. Raises NotInstalled."""
        if not _VERSION.fullmatch(version):
            raise NotInstalled(f"{version!r} is no version")
        folder = self.path(version)
        if self._whole(version) and _has_this_python(folder):
            return
        _must_be_whole(wheels)
        stays = self.current or "nothing"
        _must_suit(wheels, version, stays)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / UNFINISHED).touch()
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
            offline = ("--no-index", "--require-hashes", "--no-deps", "--find-links", str(wheels))
            lock = str(wheels / "requirements.txt")
            pip = str(folder / "bin" / "pip")
            subprocess.run([pip, "install", *quiet, *offline, "-r", lock], check=True)
            subprocess.run([folder / "bin" / "tirek", "--version"], check=True)
            self._keep_wheels(version, wheels)
        except (subprocess.CalledProcessError, OSError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise NotInstalled(
                f"release {version} could not be made ({error}); {stays} stays"
            ) from error
        os.sync()
        (folder / UNFINISHED).unlink()

    def renew(self) -> None:
        """Make the releases anew that were made for a Python that the system had before. Raises
        NotInstalled."""
        for version in (self.current, self.former):
            if version is None or (self._whole(version) and _has_this_python(self.path(version))):
                continue
            wheels = self._wheels(version)
            if not wheels.is_dir():
                raise NotInstalled(f"what release {version} was made of is gone: install it anew")
            self.install(version, wheels)
            if version == self.current:
                self._service.stop()
                self._service.start()

    def switch(self, version: str) -> None:
        """Run `version` from now on; goes back by itself when it does not answer.

        Raises NotInstalled; the release before runs again then, on the data as it left them.
        """
        if not self._whole(version):
            raise NotInstalled(f"release {version} is not installed")
        if self.current == version:
            if self._switching() != version:
                self._service.start()
                return
            # The power failed after the link was replaced: the database was kept before that.
            before = self.former
        else:
            before = self.current
            self._must_have_room()
            self._service.stop()
            try:
                self._keep_database()
                if before is not None:
                    self._link("former", before)
                self._note_switching(version)
                self._link("current", version)
            except (OSError, sqlite3.Error) as error:
                self._note_switching(None)
                if before is not None:
                    self._service.start()
                raise NotInstalled(f"not switched ({error}); {before} runs again") from error
        self._service.start()
        if self._came():
            self._tidy()
            self._note_switching(None)
            return
        if before is None:
            self._note_switching(None)
            raise NotAnswering(f"release {version} does not answer; see `journalctl -u tirek`")
        self._service.stop()
        try:
            self._put_database_back()
        except OSError as error:
            # The tables are the new release's: only it can go on with them. Noted as switching,
            # so that the same command goes back once the disk takes it.
            self._service.start()
            raise NotAnswering(f"release {version} does not answer, nor can the database be put "
                               f"back ({error})") from error  # fmt: skip
        self._link("current", before)
        self._note_switching(None)
        self._service.start()
        for folder in (self.path(version), self._wheels(version)):
            shutil.rmtree(folder, ignore_errors=True)
        raise NotAnswering(f"release {version} does not answer; {before} runs again")

    def roll_back(self) -> str:
        """Run the former release again: its version. Raises NotInstalled.

        Work that was done since stays, so this is only possible while both releases have the same
        tables; otherwise the copy of the night before is the way back.
        """
        former = self.former
        if former is None or not self.path(former).is_dir():
            raise NotInstalled("there is no former release")
        if self._revision(self._home / DATABASE) != self._revision(self._home / BEFORE):
            raise NotInstalled(
                "the tables have changed since; restore a copy with `tirek backup restore`"
            )
        now = self.current
        self._service.stop()
        self._link("current", former)
        if now is not None:
            self._link("former", now)
        self._service.start()
        return former

    def do_wanted(self, opener: "Opener") -> str | None:
        """What the server's administrator has asked for: install a signed file, or go back. What
        became of it, None where nothing is wanted.

        The wish stays until it has been dealt with, and is dealt with again after a power cut; it
        is gone however it ends, since systemd would begin anew at once.
        """
        wish = self._upgrades / WANTED
        try:
            wanted = json.loads(wish.read_bytes()[:MAX_WISH_BYTES])
            version = str(wanted["version"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            version = ""
        done, told, code = True, "", ""
        try:
            if version == BACK:
                told = self.roll_back()
            else:
                self._install_file(version, opener)
                self.switch(version)
                told = version
        except NotInstalled as reason:
            done, told, code = False, str(reason), reason.code
        except Exception as error:  # noqa: BLE001 - told to the administrator as it is
            done, told, code = False, f"{type(error).__name__}: {error}", NotInstalled.code
        about = {"wanted": version, "done": done, "told": told, "code": code}
        outcome = {**about, "at": int(time.time())}
        with contextlib.suppress(OSError):
            self._write(self._upgrades / OUTCOME, json.dumps(outcome))
        wish.unlink()
        return told

    def _install_file(self, version: str, opener: "Opener") -> None:
        if not _VERSION.fullmatch(version):
            raise NotInstalled(f"{version!r} is no version")
        if not self._whole(version):
            opened = self._folder / "incoming" / version
            file = self._upgrades / f"{version}{ENDING}"
            self._must_have_room(UNPACKED * file.stat().st_size if file.exists() else 0)
            try:
                opener(file, opened, version)
                self.install(version, opened)
            finally:
                shutil.rmtree(opened, ignore_errors=True)

    def _must_have_room(self, release_bytes: int = 0) -> None:
        """Raises NoRoom, before anything is stopped."""
        if not self._home.exists():
            return
        free = shutil.disk_usage(self._home).free
        needed = bytes_to_switch(self._home) + release_bytes
        if free < needed:
            lacks = (needed - free) // 1024**2 + 1
            raise NoRoom(f"the disk lacks {lacks} MB; {self.current or 'nothing'} stays")

    def _wheels(self, version: str) -> Path:
        return self._folder / WHEELS / version

    def _keep_wheels(self, version: str, wheels: Path) -> None:
        """Without taking room, where they lie on the same disk."""
        kept = self._wheels(version)
        if wheels == kept:
            return
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for file in (*wheels.glob("*.whl"), wheels / "requirements.txt"):
            try:
                os.link(file, kept / file.name)
            except OSError:
                shutil.copyfile(file, kept / file.name)

    @property
    def _upgrades(self) -> Path:
        return self._home / "upgrades"

    def _whole(self, version: str) -> bool:
        return self.path(version).is_dir() and not (self.path(version) / UNFINISHED).exists()

    def _switching(self) -> str | None:
        note = self._folder / "switching"
        return note.read_text(encoding="utf-8") if note.exists() else None

    def _note_switching(self, version: str | None) -> None:
        note = self._folder / "switching"
        if version is None:
            note.unlink(missing_ok=True)
        else:
            self._write(note, version)
        os.sync()

    def _write(self, path: Path, text: str) -> None:
        """In one step; never through a link that somebody else has laid there."""
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        new.replace(path)

    def _came(self) -> bool:
        if not self._service.manages():
            return True
        ends = time.monotonic() + self._wait_seconds
        while time.monotonic() < ends:
            if self._service.answers():
                return True
            time.sleep(1)
        return False

    def _tidy(self) -> None:
        """Two releases stay: a card has no room for more."""
        stays = {self.current, self.former}
        for folder in (*self._folder.glob("releases/*"), *self._folder.glob(f"{WHEELS}/*")):
            if folder.name not in stays:
                shutil.rmtree(folder, ignore_errors=True)

    def _keep_database(self) -> None:
        database, kept = self._home / DATABASE, self._home / BEFORE
        if not database.exists():
            return
        unfinished = kept.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        size = database.stat().st_size
        if shutil.disk_usage(self._home).free < DATABASE_COPIES * size + RESERVE_BYTES:
            kept.unlink(missing_ok=True)
        try:
            with (
                contextlib.closing(sqlite3.connect(database)) as source,
                contextlib.closing(sqlite3.connect(unfinished)) as made,
            ):
                source.backup(made)
                made.execute("PRAGMA journal_mode=DELETE")
            _own_like(unfinished, database)
            unfinished.replace(kept)
        except (OSError, sqlite3.Error):
            for end in ("", "-journal"):
                unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)
            raise
        os.sync()

    def _put_database_back(self) -> None:
        database, kept = self._home / DATABASE, self._home / BEFORE
        if not kept.exists():
            return
        unfinished = database.with_suffix(".new")
        try:
            shutil.copy2(kept, unfinished)
            _own_like(unfinished, kept)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        for end in ("-wal", "-shm"):
            database.with_name(database.name + end).unlink(missing_ok=True)
        unfinished.replace(database)
        os.sync()

    def _revision(self, database: Path) -> str | None:
        if not database.exists():
            return None
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            row = opened.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None

    def _linked(self, name: str) -> str | None:
        link = self._folder / name
        return link.readlink().name if link.is_symlink() else None

    def _link(self, name: str, version: str) -> None:
        new = self._folder / f"{name}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(Path("releases") / version)
        new.replace(self._folder / name)
        os.sync()


def opened_by(root: Path) -> Opener:
    """The running release opens the next one: it can verify signatures, and is root's own."""

    def opener(file: Path, folder: Path, version: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        python = root / "opt/tirek/current/bin/python"
        told = map(
            str, (python, "-m", "server.upgrades.opening", file, folder, version, root / KEY)
        )
        done = subprocess.run([*told], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotInstalled(done.stderr.strip() or "the file cannot be opened")

    return opener


def _must_be_whole(wheels: Path) -> None:
    """A stick may have rotted: told before anything is made, and by the name of the part."""
    text = (wheels / "requirements.txt").read_text(encoding="utf-8")
    parts = (line.partition(" --hash=sha256:") for line in text.splitlines())
    wanted = {digest: name for name, _, digest in parts}
    for wheel in sorted(wheels.glob("*.whl")):
        wanted.pop(hashlib.sha256(wheel.read_bytes()).hexdigest(), None)
    if wanted:
        raise NotInstalled(f"damaged or missing: {', '.join(sorted(wanted.values()))}")


def _must_suit(wheels: Path, version: str, stays: str) -> None:
    """Told before anything is made: pip would only say that there is no such thing."""
    names = (wheel.name for wheel in wheels.glob("*.whl"))
    made_for = {int(found[1]) for name in names if (found := _ONE_PYTHON.search(name))}
    mine = this_python()
    if made_for and mine not in made_for:
        told = " and ".join(f"3.{one}" for one in sorted(made_for))
        raise NotInstalled(
            f"release {version} is for systems with Python {told} (3.11: Debian 12, 3.13: Debian "
            f"13, and Raspberry Pi OS of these); this one has 3.{mine}; {stays} stays"
        )


def this_python() -> int:
    """The minor number of the system's Python 3."""
    return sys.version_info.minor


def _has_this_python(folder: Path) -> bool:
    return (folder / "lib" / f"python3.{this_python()}").is_dir()


def _own_like(path: Path, model: Path) -> None:
    about = model.stat()
    path.chmod(about.st_mode & 0o777)
    if os.geteuid() == 0:
        os.chown(path, about.st_uid, about.st_gid)


def main(words: Sequence[str] | None = None) -> int:
    """The command that the package's scripts call; 0 done, 1 not."""
    parser = argparse.ArgumentParser(prog="tirek-release", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--port", type=int, default=80)
    commands = parser.add_subparsers(dest="command", required=True)
    upgrade = commands.add_parser("upgrade", help="install a release and switch to it")
    upgrade.add_argument("version")
    upgrade.add_argument("wheels", type=Path)
    commands.add_parser("back", help="run the former release again")
    commands.add_parser("renew", help="make the releases anew after the system got another Python")
    commands.add_parser("show", help="which releases there are")
    commands.add_parser("wanted", help="do what the server asks for, if it asks for anything")
    options = parser.parse_args(words)
    releases = Releases(options.root, Service(options.port))
    try:
        if options.command == "upgrade":
            releases.install(options.version, options.wheels)
            releases.switch(options.version)
        elif options.command == "back":
            releases.roll_back()
        elif options.command == "renew":
            releases.renew()
        elif options.command == "wanted":
            releases.do_wanted(opened_by(options.root))
    except NotInstalled as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write(f"current: {releases.current}\nformer: {releases.former}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
