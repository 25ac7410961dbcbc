"""A file in pieces: whatever happens in between, at most one piece is sent twice."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content.errors import DiskFull
from server.files.parts import upload_parts
from server.library.stores import personal_store
from server.uploads.limits import OPEN_UPLOADS_PER_PERSON, WORK_BYTES
from server.uploads.service import sweep
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.uploads.sending import CHUNK, announce, begin, bring, chunk, stated

FILM = bytes(range(256)) * 2_500  # 640,000 bytes: three chunks
SHA256 = stated(FILM)["sha256"]


@pytest.fixture
def aru(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.ARU)


def offset_of(phone: Phone, upload: str) -> str:
    return phone.request("HEAD", f"/api/v1/uploads/{upload}").headers["Upload-Offset"]


def state_of(phone: Phone, upload: str) -> dict[str, Any]:
    shown: dict[str, Any] = phone.get(f"/api/v1/uploads/{upload}").get_json()
    return shown


def test_a_file_arrives_whole_and_is_verified(aru: Phone, in_app: None) -> None:
    upload = bring(aru, FILM)

    shown = state_of(aru, upload)
    assert (shown["state"], shown["offset"], shown["size"]) == ("done", len(FILM), len(FILM))
    assert personal_store().read(SHA256) == FILM
    assert not upload_parts().path(upload).exists()


def test_it_goes_on_after_a_restart_of_the_server(school: School, aru: Phone) -> None:
    upload = begin(aru, FILM)
    chunk(aru, upload, 0, FILM[:CHUNK])
    school.restart()

    assert offset_of(aru, upload) == str(CHUNK)
    assert chunk(aru, upload, CHUNK, FILM[CHUNK : 2 * CHUNK]).status_code == 204
    last = chunk(aru, upload, 2 * CHUNK, FILM[2 * CHUNK :])
    assert last.headers["Upload-Offset"] == str(len(FILM))
    with school.app.app_context():
        assert personal_store().read(SHA256) == FILM


def test_a_kill_between_disk_and_table_costs_one_chunk(school: School, aru: Phone) -> None:
    upload = begin(aru, FILM)
    chunk(aru, upload, 0, FILM[:CHUNK])
    with school.app.app_context():
        # the second chunk reached the disk, and the power went before it was counted
        upload_parts().write(upload, CHUNK, b"half of the next chunk, never answered")
    school.restart()

    assert offset_of(aru, upload) == str(CHUNK)
    chunk(aru, upload, CHUNK, FILM[CHUNK : 2 * CHUNK])
    chunk(aru, upload, 2 * CHUNK, FILM[2 * CHUNK :])
    assert state_of(aru, upload)["state"] == "done"


def test_a_part_that_lost_its_end_goes_on_from_what_is_left(school: School, aru: Phone) -> None:
    upload = begin(aru, FILM)
    chunk(aru, upload, 0, FILM[:CHUNK])
    with school.app.app_context():
        os.truncate(upload_parts().path(upload), 1000)

    answer = chunk(aru, upload, CHUNK, FILM[CHUNK : 2 * CHUNK])

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "1000")
    assert offset_of(aru, upload) == "1000"


def test_a_chunk_sent_twice_is_answered_with_the_right_offset(aru: Phone) -> None:
    upload = begin(aru, FILM)
    chunk(aru, upload, 0, FILM[:CHUNK])

    again = chunk(aru, upload, 0, FILM[:CHUNK])

    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/wrong-offset")
    assert again.get_json()["offset"] == CHUNK


@pytest.mark.parametrize("offset", [None, "-1", "abc", "1e3", "²"])
def test_a_chunk_without_a_place_is_refused(aru: Phone, offset: str | None) -> None:
    upload = begin(aru, FILM)
    headers = {} if offset is None else {"Upload-Offset": offset.encode().decode("latin-1")}
    answer = aru.request("PATCH", f"/api/v1/uploads/{upload}", data=b"x", headers=headers)

    assert answer.status_code == 400


def test_bytes_that_are_not_the_announced_ones_are_refused(aru: Phone, in_app: None) -> None:
    data = b"a photo"
    upload = begin(aru, data)

    answer = chunk(aru, upload, 0, b"A photo")

    body = answer.get_json()
    assert (answer.status_code, body["type"]) == (422, "/problems/hash-mismatch")
    assert set(body["messages"]) == {"kk", "ru", "en"}
    assert state_of(aru, upload)["state"] == "refused"
    assert list(personal_store().iter()) == []
    assert announce(aru, data).status_code == 201


def test_a_chunk_beyond_the_end_or_too_large_is_refused(aru: Phone) -> None:
    upload = begin(aru, FILM)
    large = chunk(aru, upload, 0, FILM[: CHUNK + 1])
    assert large.status_code == 413
    small = begin(aru, b"abc")
    assert chunk(aru, small, 0, b"abcd").status_code == 413
    assert offset_of(aru, upload) == offset_of(aru, small) == "0"


def test_the_size_is_limited_before_anything_is_sent(aru: Phone) -> None:
    answer = announce(aru, b"x", size=WORK_BYTES + 1)

    assert (answer.status_code, answer.get_json()["type"]) == (413, "/problems/too-large")


def test_one_person_has_a_limited_number_of_unfinished_uploads(
    aru: Phone, phone: Callable[[str], Phone]
) -> None:
    for n in range(OPEN_UPLOADS_PER_PERSON):
        begin(aru, f"photo {n}".encode())

    refused = announce(aru, b"one more")

    assert refused.get_json()["type"] == "/problems/too-many-uploads"
    assert announce(phone(cast.DIAS), b"one more").status_code == 201


def test_the_same_file_again_goes_on_or_is_done(aru: Phone) -> None:
    upload = begin(aru, FILM)
    chunk(aru, upload, 0, FILM[:CHUNK])
    again = announce(aru, FILM)
    assert (again.status_code, again.get_json()) == (200, {"id": upload, "offset": CHUNK})

    bring(aru, b"whole")
    done = announce(aru, b"whole")
    assert (done.status_code, done.get_json()["offset"]) == (200, 5)


def test_that_somebody_else_holds_a_file_is_not_told(
    aru: Phone, phone: Callable[[str], Phone]
) -> None:
    bring(aru, FILM)

    answer = announce(phone(cast.DIAS), FILM)

    assert (answer.status_code, answer.get_json()["offset"]) == (201, 0)


def test_somebody_elses_upload_is_not_there(aru: Phone, phone: Callable[[str], Phone]) -> None:
    upload = begin(aru, FILM)
    dias = phone(cast.DIAS)

    assert dias.get(f"/api/v1/uploads/{upload}").status_code == 404
    assert chunk(dias, upload, 0, b"x").status_code == 404


def test_a_full_disk_keeps_what_came_and_reading_goes_on(
    aru: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begin(aru, FILM)
    chunk(aru, upload, 0, FILM[:CHUNK])

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        answer = chunk(aru, upload, CHUNK, FILM[CHUNK : 2 * CHUNK])
        assert (answer.status_code, answer.get_json()["type"]) == (507, "/problems/disk-full")
        assert set(answer.get_json()["messages"]) == {"kk", "ru", "en"}
        assert answer.get_json()["hint"]
        assert aru.refresh() is not None

    assert offset_of(aru, upload) == str(CHUNK)
    chunk(aru, upload, CHUNK, FILM[CHUNK : 2 * CHUNK])
    chunk(aru, upload, 2 * CHUNK, FILM[2 * CHUNK :])
    assert state_of(aru, upload)["state"] == "done"


def test_a_store_that_fills_at_the_end_takes_the_last_chunk_again(
    aru: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begin(aru, b"photo")

    def full(*_: Any) -> None:
        raise DiskFull("personal", needed_bytes=5, free_bytes=0)

    with monkeypatch.context() as patch:
        patch.setattr("content.blobs.BlobStore.require_room", full)
        assert chunk(aru, upload, 0, b"photo").status_code == 507
    assert state_of(aru, upload)["state"] == "receiving"

    assert chunk(aru, upload, 0, b"photo").status_code == 204


def test_no_upload_begins_on_a_full_disk(aru: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: Any) -> None:
        raise DiskFull("uploads", needed_bytes=5, free_bytes=0)

    monkeypatch.setattr("content.blobs.BlobStore.require_room", no_room)

    assert announce(aru, FILM).status_code == 507


def test_what_nobody_continues_is_swept_after_a_week(school: School, aru: Phone) -> None:
    forgotten = begin(aru, FILM)
    chunk(aru, forgotten, 0, FILM[:CHUNK])
    school.clock.forward(days=5)
    recent = begin(aru, b"recent")
    chunk(aru, recent, 0, b"rec")
    school.clock.forward(days=3)

    with school.app.app_context():
        stranger: Path = upload_parts().path("0" * 32)
        stranger.write_bytes(b"left over")
        assert sweep(school.clock()) == 1
        assert not upload_parts().path(forgotten).exists()
        assert not stranger.exists()
    assert aru.get(f"/api/v1/uploads/{forgotten}").status_code == 404
    assert offset_of(aru, recent) == "3"
