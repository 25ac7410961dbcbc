"""Each class of data keeps to its share: pages come by day, films by night, none on a full disk."""

import os
from pathlib import Path

import pytest

from content.importer import import_file
from server import db
from server.library.stores import course_store
from server.operations.local import submit
from server.operations.port import log_store
from server.upstream import journal, turn
from server.upstream.exchange import exchange_over
from server.upstream.limits import JOURNAL_LINES, MEDIA_FROM_BYTES
from server.upstream.state import keep_plan
from server.upstream.turn import scheduled
from server.upstream.windows import Cargo, Plan, Window
from sync.storage.port import UPSTREAM
from tests.content.archives import zip_of
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair

FILM = os.urandom(MEDIA_FROM_BYTES + 1)
PHOTO = b"\xff\xd8\xff" + b"a photo of a notebook" * 20_000
GB = 1024**3
DAY = Window("day", 0, 1440, total=50 * 1024**2, caps={Cargo.MEDIA: 0})


def publish(pair: Pair, folder: Path) -> None:
    """A lesson of a page and a film, at the hub."""
    page = b"<!doctype html><title>x</title><video src=film.mp4></video>"
    lesson = zip_of(folder, {"index.html": page, "film.mp4": FILM})
    with pair.hub.app_context():
        made = import_file(lesson, lesson.name, course_store())
        item = {
            "id": "su-1", "title": "Су", "format": "html", "manifest": made.manifest_sha256,
            "launch": made.description.launch, "bytes": made.description.total_bytes,
        }  # fmt: skip
        course = {
            "edition": 1, "title": "Су", "language": "kk", "subject": "", "grades": [5],
            "school": None,
            "lessons": [{"id": "su", "title": "Су", "summary": "", "items": [item]}],
        }  # fmt: skip
        submit("course.publish", "su-kursy", course)


def in_window(pair: Pair, window: Window) -> dict[str, int]:
    """One exchange of the schedule in this window; its bytes by class, from the journal."""
    with pair.school.app.app_context():
        with db.write_transaction() as session:
            keep_plan(session, Plan((window,)))
        mine = scheduled(db.db.session(), pair.school.app.extensions["tirek.config"])
        assert mine is not None
        db.db.session.rollback()
        outcome = exchange_over(pair.school.app, pair.road, mine.budget, turn=mine)
        assert outcome.error is None
        line = journal.to_json(journal.latest(db.db.session(), 1)[0])
        assert line["window"] == window.name
        assert line["bytes_up"] + line["bytes_down"] == sum(line["bytes_by_class"].values())
        by_class: dict[str, int] = line["bytes_by_class"]
        return by_class


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Free bytes of a disk of 100 GB, as a test says."""
    said = [50 * GB]
    monkeypatch.setattr(turn, "room", lambda _home: (said[0], 100 * GB))
    return said


def test_pages_come_by_day_and_the_film_at_night(
    pair: Pair, tmp_path: Path, free: list[int]
) -> None:
    assert free
    publish(pair, tmp_path)

    by_day = in_window(pair, DAY)
    by_night = in_window(pair, Window("night", 0, 1440))

    assert by_day["text"] > 0
    assert by_day["media"] == 0
    assert by_night["media"] == len(FILM)


def test_homework_waits_for_the_night_and_records_go_at_once(pair: Pair, free: list[int]) -> None:
    assert free
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    bring(aru, PHOTO)
    aru.submit("submission.hand_in", work(task, files=[stated(PHOTO)]))

    by_day = in_window(pair, Window("day", 0, 1440, caps={Cargo.FILES: 0}))
    by_night = in_window(pair, Window("night", 0, 1440))

    assert by_day["records"] > 0
    assert by_day["files"] == 0
    assert by_night["files"] == len(PHOTO)


def test_on_a_full_disk_nothing_comes_down_and_work_still_goes_up(
    pair: Pair, tmp_path: Path, free: list[int]
) -> None:
    free[0] = 100 * 1024**2
    publish(pair, tmp_path)
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    bring(aru, PHOTO)
    aru.submit("submission.hand_in", work(task, files=[stated(PHOTO)]))

    full = in_window(pair, Window("night", 0, 1440))
    free[0] = 50 * GB
    roomy = in_window(pair, Window("night", 0, 1440))

    assert (full["text"], full["media"], full["files"]) == (0, 0, len(PHOTO))
    assert roomy["media"] == len(FILM)


def test_a_backlog_of_records_leaves_room_for_pages(
    pair: Pair, tmp_path: Path, free: list[int]
) -> None:
    """In the middle of it the exchange goes on with files, and the next window with the rest."""
    assert free
    in_window(pair, Window("night", 0, 1440))
    publish(pair, tmp_path)
    in_window(pair, Window("first", 0, 1440, caps={Cargo.TEXT: 0, Cargo.MEDIA: 0}))
    marat = pair.school.phone(cast.MARAT)
    for _ in range(40):
        set_task(marat, instructions=os.urandom(700).hex())
    cap = 12_000

    capped = in_window(pair, Window("day", 0, 1440, caps={Cargo.RECORDS: cap, Cargo.MEDIA: 0}))
    line = waiting(pair)
    again = in_window(pair, Window("day", 0, 1440, caps={Cargo.RECORDS: cap, Cargo.MEDIA: 0}))

    assert capped["text"] > 0
    assert 0 < line < 40
    assert waiting(pair) == line, "the day's share is spent"
    assert again["text"] == 0
    in_window(pair, Window("evening", 0, 1440))
    assert waiting(pair) == 0


def waiting(pair: Pair) -> int:
    with pair.school.app.app_context():
        kinds = [line.op.kind for _, line in log_store(db.db.session()).missing_for(UPSTREAM, 99)]
        return kinds.count("assignment.set")


def test_the_journal_keeps_its_bound(pair: Pair) -> None:
    pair.exchange()
    with pair.school.app.app_context(), db.write_transaction() as session:
        line = {
            "at_ms": 5000, "seconds": 2.0, "bytes_up": 10, "bytes_down": 5, "operations_up": 1,
            "operations_down": 0, "files_up": 0, "files_down": 0, "content_down": 0,
            "finished": False, "error": "unreachable",
        }  # fmt: skip
        for _ in range(JOURNAL_LINES + 3):
            journal.write(session, line, window=None)
        kept = journal.latest(session, JOURNAL_LINES * 2)

    assert len(kept) == JOURNAL_LINES
    assert (kept[0].began_ms, kept[0].ended, kept[-1].ended) == (3000, "unreachable", "unreachable")
