"""A hub that publishes editions of a course, a school below it, and lessons made to be changed."""

import io
import random
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from content.importer import import_file
from server.db import db
from server.library.models import Course
from server.library.publishing import Place, publish
from server.library.stores import course_store
from tests.server import cast
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["new_hub", "pair"]

DICE = random.Random(20_261_121)
WORDS = [DICE.randbytes(4).hex() for _ in range(4_000)]


def page(number: int, note: str = "") -> bytes:
    """A page of 30 KB with words of its own."""
    words = random.Random(number).choices(WORDS, k=3_200)
    return f"<!doctype html><title>{number}</title><p>{note}{' '.join(words)}</p>".encode()


def quiz(note: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("content.json", (2026, 9, 1, 8, 0, 0)), page(900, note))
    return buffer.getvalue()


PHOTO = random.Random(7).randbytes(200_000)
FIRST: Mapping[str, bytes] = {
    "index.html": page(0),
    **{f"pages/{n}.html": page(n) for n in range(1, 8)},
    "quiz.h5p": quiz(),
    "photo.jpg": PHOTO,
}
SECOND: Mapping[str, bytes] = {
    **FIRST,
    "pages/3.html": page(3, "Жаңа. "),
    "quiz.h5p": quiz("Тағы бір сұрақ. "),
}
THIRD: Mapping[str, bytes] = {**SECOND, "pages/5.html": page(5, "Үшінші. ")}


def total(files: Mapping[str, bytes]) -> int:
    return sum(map(len, files.values()))


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """The files as a package at `path`."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@dataclass
class Publisher:
    """The hub's hand: each edition replaces the files of the course's one lesson."""

    pair: Pair
    folder: Path
    course: str | None = None
    manifests: list[str] = field(default_factory=list)

    def edition(self, files: Mapping[str, bytes]) -> str:
        package = packed(self.folder / "lesson.zip", files)
        with self.pair.hub.app_context():
            imported = import_file(package, "lesson.zip", course_store())
            lesson = self.document()["lessons"][0]["id"] if self.course else None
            place = Place(self.course, "Су", "kk", "science", [5], None, lesson)
            self.course = publish(imported, place)
            self.manifests.append(imported.pieces[0].manifest_sha256)
        return self.course

    def document(self) -> dict[str, Any]:
        from server.library.statement import course_fields

        with self.pair.hub.app_context():
            assert self.course is not None
            return course_fields(self.course)

    def announced(self) -> int:
        """The edition that the school has heard of, shown or not."""
        with self.pair.school.app.app_context():
            row = db.session.get(Course, self.course)
            assert row is not None
            return row.edition

    def shown(self) -> Any:
        """The course as a pupil of the school sees it."""
        phone = self.pair.school.phone(cast.ARU)
        phone.refresh()
        assert self.course is not None
        return phone.doc("course", self.course)


@pytest.fixture
def publisher(pair: Pair, tmp_path: Path) -> Publisher:
    return Publisher(pair, tmp_path)
