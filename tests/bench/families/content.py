"""What importing a lesson costs over the least that could be done with its bytes."""

import hashlib
import random
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from content.blobs import BlobStore, sync_disk
from content.importer import import_file
from tests.bench import hostile
from tests.bench.figures import Figure

ZIP_BYTES = 30_000_000
FULL_BYTES = 300_000_000
IMAGE_BYTES = 90_000  # a photo as lessons carry it; random, because photos do not compress
PAGE_WORDS = 1_500
REPEATS = 5
SEED = 20_261_121
WORDS = [
    "бөлшек",
    "бүтін",
    "алым",
    "бөлім",
    "екінің",
    "бірі",
    "сурет",
    "сабақ",
    "сұрақ",
    "жауап",
    "дала",
    "мектеп",
]


def measure(full: bool) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as name:
        folder = Path(name)
        package = folder / "lesson.zip"
        write_package(package, FULL_BYTES if full else ZIP_BYTES)
        rounds = iter(range(1_000))

        def plain() -> float:
            return _unzip_and_hash(package, folder / f"plain-{next(rounds)}", safe=False)

        def safe() -> float:
            return _unzip_and_hash(package, folder / f"safe-{next(rounds)}", safe=True)

        def imported() -> float:
            store = BlobStore(folder / f"store-{next(rounds)}")
            began = time.monotonic()
            import_file(package, "lesson.zip", store)
            return time.monotonic() - began

        plain(), imported()  # all find the package in memory from here on
        # In turns, and the best of each: what else the machine does only ever adds to a time.
        turns = [(plain(), safe(), imported()) for _ in range(REPEATS)]
        floor, floor_safe, cost = (min(times) for times in zip(*turns, strict=True))
    yield Figure("content.import_ratio", cost / floor, "x", "<=1.5")
    yield Figure("content.import_ratio_synced", cost / floor_safe, "x")
    yield Figure("content.import_rate", package_rate(full, cost), "MB/s")
    yield from _refusals()


def _refusals() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="tirek-hostile-") as name:
        seconds, megabytes, taken = hostile.worst(Path(name))
    if taken:
        raise AssertionError(f"not refused: {', '.join(taken)}")
    yield Figure("content.hostile_seconds", seconds, "s", "<=1")
    yield Figure("content.hostile_memory", megabytes, "MB", "<=100")


def package_rate(full: bool, seconds: float) -> float:
    return (FULL_BYTES if full else ZIP_BYTES) / 1e6 / seconds


def write_package(path: Path, size: int) -> None:
    """A web lesson of many pages, scripts and pictures, about `size` bytes when zipped."""
    dice = random.Random(SEED)
    with zipfile.ZipFile(path, "w") as archive:

        def put(name: str, data: bytes, method: int) -> None:
            info = zipfile.ZipInfo(name, (2026, 9, 1, 8, 0, 0))
            archive.writestr(info, data, method)

        put("index.html", _page(dice, 0), zipfile.ZIP_DEFLATED)
        number = 1
        while path.stat().st_size < size:
            put(f"pages/{number}.html", _page(dice, number), zipfile.ZIP_DEFLATED)
            put(f"scripts/{number}.js", _script(dice), zipfile.ZIP_DEFLATED)
            for picture in range(3):
                data = b"\xff\xd8\xff" + dice.randbytes(dice.randrange(IMAGE_BYTES * 2))
                put(f"images/{number}-{picture}.jpg", data, zipfile.ZIP_STORED)
            number += 1


def _page(dice: random.Random, number: int) -> bytes:
    text = " ".join(dice.choice(WORDS) for _ in range(PAGE_WORDS))
    pictures = "".join(f'<img src="../images/{number}-{n}.jpg" alt="">' for n in range(3))
    head = f'<meta charset="utf-8"><title>{number}</title><script src="scripts/1.js"></script>'
    return f"<!doctype html><html><head>{head}</head><body>{text}{pictures}</body></html>".encode()


def _script(dice: random.Random) -> bytes:
    lines = (f"answers[{n}] = {dice.randrange(10_000)};" for n in range(800))
    return ("var answers = [];\n" + "\n".join(lines)).encode()


def _unzip_and_hash(package: Path, folder: Path, *, safe: bool) -> float:
    began = time.monotonic()
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")
    if safe:
        sync_disk(folder)
    return time.monotonic() - began
