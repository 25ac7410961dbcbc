"""What copies of a box cost: the first, the next night's, and putting one back.

A school of 1,000 users at the end of a term; films and pictures are stood in for by random bytes,
which shrink as little. The peer of putting a copy back is copying the same files on the same disk.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Flask

from server import db
from server.app import create_app
from server.backup import recovery, restoring, service
from server.backup.making import Made
from server.config import Config
from server.library.stores import course_store, personal_store
from server.operations.local import submit
from tests.bench.figures import Figure
from tests.bench.populations import FAMILIES, GIVEN, dice

USERS: Final = 1_000
TASKS: Final = 400
FILM_BYTES: Final = 8_000_000
FILMS, FILMS_FULL = 20, 500
"""160 MB of lessons, and 4 GB at full size."""
SCHOOL_BYTES: Final = 20_000_000_000
"""What a school has: the time for it is that of the bytes that were put back, scaled."""
PHOTO_BYTES: Final = 186_000
"""A page of a notebook as the app sends it."""
PHOTOS: Final = 400
NEW_PHOTOS: Final = 30
NEW_TASKS: Final = 30


def measure(full: bool) -> Iterator[Figure]:
    films = FILMS_FULL if full else FILMS
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        home, disk = Path(folder) / "home", Path(folder) / "disk"
        disk.mkdir()
        app = _school(home, films)
        secret = recovery.fresh(home)
        began = time.monotonic()
        first = _copy(app, disk)
        yield Figure("box.backup_first", time.monotonic() - began, "s")
        yield Figure("box.backup_first_size", first.new_bytes / 1e6, "MB")
        new = _day(app)
        began = time.monotonic()
        second = _copy(app, disk)
        yield Figure("box.backup_night", time.monotonic() - began, "s")
        yield Figure("box.backup_bytes", second.new_bytes / 1e6, "MB", f"<={2 * new / 1e6:g}")
        _close(app)
        yield from _back(home, disk, secret, Path(folder))


def _back(home: Path, disk: Path, secret: bytes, folder: Path) -> Iterator[Figure]:
    began = time.monotonic()
    shutil.copytree(home, folder / "plain")
    plain = time.monotonic() - began
    config = Config.load({"TIREK_HOME": str(folder / "again")})
    began = time.monotonic()
    done = restoring.restore(config, restoring.find(disk, secret), secret)
    took = time.monotonic() - began
    yield Figure("box.restore", took, "s")
    yield Figure("box.restore_rate", done.bytes / took / 1e6, "MB/s")
    yield Figure("box.restore_20_gb", took * SCHOOL_BYTES / done.bytes, "s")
    yield Figure("box.restore_of_copying", took / plain, "x")


def _school(home: Path, films: int) -> Flask:
    app = create_app(Config.load({"TIREK_HOME": str(home)}))
    db.upgrade(app)
    chance = dice("copies")
    noise = random.Random(1)
    with app.app_context():
        with db.write_transaction():
            submit("school.set", "dala", {"name": "Дала мектебі", "language": "kk"})
            for number in range(USERS // 25):
                fields = {"school": "dala", "label": f"{number}", "grades": [number % 11 + 1]}
                submit("class.set", f"class-{number}", fields)
            for number in range(USERS):
                person = {
                    "family_name": chance.choice(FAMILIES),
                    "given_name": chance.choice(GIVEN),
                    "login": f"u{number}",
                    "school": "dala",
                }
                submit("person.set", f"u{number}", person)
        _tasks(0, TASKS)
        for _film in range(films):
            course_store().put(noise.randbytes(FILM_BYTES))
        for _photo in range(PHOTOS):
            personal_store().put(noise.randbytes(PHOTO_BYTES))
    return app


def _day(app: Flask) -> int:
    """A day's photos and tasks; the bytes of the photos."""
    noise = random.Random(2)
    with app.app_context():
        for _photo in range(NEW_PHOTOS):
            personal_store().put(noise.randbytes(PHOTO_BYTES))
        _tasks(TASKS, TASKS + NEW_TASKS)
    return NEW_PHOTOS * PHOTO_BYTES


def _tasks(first: int, end: int) -> None:
    with db.write_transaction():
        for number in range(first, end):
            task = {
                "school": "dala", "class": f"class-{number % 40}", "title": f"Тапсырма {number}",
                "instructions": "Дәптерге сал да, суретін жібер.", "lesson": None, "item": None,
                "due_at": None, "max_mark": 10, "accepts": ["photo", "text"], "files": [],
            }  # fmt: skip
            submit("assignment.set", f"task-{number}", task)


def _copy(app: Flask, disk: Path) -> Made:
    with app.app_context():
        return service.make(disk)


def _close(app: Flask) -> None:
    with app.app_context():
        db.db.session.remove()
        db.db.engine.dispose()
