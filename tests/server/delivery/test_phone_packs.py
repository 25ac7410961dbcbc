"""A new edition of a lesson is packed for the phones that hold the former one."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from content.blobs import BlobStore
from content.phone_packs import MAGIC
from server.delivery.phone_packs import make_due
from server.library.stores import course_store
from tests.server.delivery.conftest import FIRST, SECOND, THIRD, Publisher, total
from tests.server.upstream.conftest import Pair

GZIP = {"Accept-Encoding": "gzip, deflate"}


def packed(app: Flask) -> int:
    with app.app_context():
        return make_due(course_store())


def address(publisher: Publisher, base: int, new: int) -> str:
    return f"/c/{publisher.manifests[new - 1]}/from/{publisher.manifests[base - 1]}"


def names(app: Flask) -> int:
    home: Path = app.extensions["tirek.config"].home
    return len(list((home / "phone-packs").iterdir()))


def test_a_school_packs_what_changed_once_and_anybody_may_have_it(
    publisher: Publisher, pair: Pair
) -> None:
    school = pair.school.app
    publisher.edition(FIRST)
    pair.exchange()
    assert packed(school) == 0
    publisher.edition(SECOND)
    pair.exchange()
    assert packed(school) == 1
    assert packed(school) == 0

    client = school.test_client()
    answer = client.get(address(publisher, 1, 2), headers=GZIP, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).startswith(MAGIC)
    assert len(answer.data) * 20 < total(SECOND) - total(FIRST) + len(SECOND["pages/3.html"])


def test_without_a_pack_the_files_come_whole(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    publisher.edition(SECOND)
    client = pair.hub.test_client()
    path = address(publisher, 1, 2)
    assert client.get(path, headers=GZIP, buffered=True).status_code == 404
    assert packed(pair.hub) == 1
    assert client.get(path, headers=GZIP, buffered=True).status_code == 200
    assert client.get(path, buffered=True).status_code == 404  # for nobody who cannot unpack it
    assert client.get(address(publisher, 2, 1), headers=GZIP, buffered=True).status_code == 404
    assert client.get(f"{path}/../..", headers=GZIP, buffered=True).status_code == 404


def test_a_disk_that_is_nearly_full_gets_no_pack(
    publisher: Publisher, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.edition(FIRST)
    publisher.edition(SECOND)
    monkeypatch.setattr(BlobStore, "free_bytes", lambda _: 10)
    assert packed(pair.hub) == 1
    client = pair.hub.test_client()
    assert client.get(address(publisher, 1, 2), headers=GZIP, buffered=True).status_code == 404


def test_the_pack_of_an_older_edition_goes(publisher: Publisher, pair: Pair) -> None:
    for files in (FIRST, SECOND):
        publisher.edition(files)
    assert packed(pair.hub) == 1
    publisher.edition(THIRD)
    assert packed(pair.hub) == 1
    client = pair.hub.test_client()
    assert client.get(address(publisher, 1, 2), headers=GZIP, buffered=True).status_code == 404
    assert client.get(address(publisher, 2, 3), headers=GZIP, buffered=True).status_code == 200
    assert names(pair.hub) == 1


def test_a_lesson_that_is_another_one_has_an_empty_pack(publisher: Publisher, pair: Pair) -> None:
    publisher.edition({"index.html": b"a" * 50})
    publisher.edition({"start.html": b"b" * 50})
    assert packed(pair.hub) == 1
    assert packed(pair.hub) == 0
    path = address(publisher, 1, 2)
    assert pair.hub.test_client().get(path, headers=GZIP, buffered=True).status_code == 404
