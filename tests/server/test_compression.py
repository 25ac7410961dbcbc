"""Long JSON answers are gzipped for those who take it, and say the same."""

import gzip
import json

from server.compression import LEAST_BYTES
from tests.server import cast
from tests.server.conftest import School


def test_a_page_of_changes_is_gzipped_and_says_the_same(school: School) -> None:
    aru = school.phone(cast.ARU)
    plain = aru.get("/api/v1/changes")
    packed = aru.get("/api/v1/changes", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert json.loads(gzip.decompress(packed.data)) == plain.get_json()
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data)


def test_an_unchanged_poll_is_still_a_304(school: School) -> None:
    aru = school.phone(cast.ARU)
    packed = aru.get("/api/v1/changes", headers={"Accept-Encoding": "gzip"})
    since = {"since": json.loads(gzip.decompress(packed.data))["cursor"]}
    headers = {"Accept-Encoding": "gzip"}
    first = aru.get("/api/v1/changes", query_string=since, headers=headers)
    headers["If-None-Match"] = first.headers["ETag"]
    again = aru.get("/api/v1/changes", query_string=since, headers=headers)
    assert again.status_code == 304
    assert again.data == b""


def test_short_answers_and_clients_that_refuse_it_get_plain_json(school: School) -> None:
    aru = school.phone(cast.ARU)
    me = aru.get("/api/v1/me", headers={"Accept-Encoding": "gzip"})
    assert len(me.data) < LEAST_BYTES
    assert "Content-Encoding" not in me.headers
    refused = aru.get("/api/v1/changes", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_a_built_file_without_packed_copies_is_sent_as_it_lies(school: School) -> None:
    """The manifest is JSON by its type; a build by hand leaves no .gz beside it."""
    built = school.home / "app_build"
    built.mkdir(exist_ok=True)
    manifest = json.dumps({"name": "x" * LEAST_BYTES})
    (built / "manifest.webmanifest").write_text(manifest, encoding="utf-8")
    school.restart()
    client = school.app.test_client()
    headers = {"Accept-Encoding": "gzip"}
    with client.get("/manifest.webmanifest", headers=headers, buffered=True) as answer:
        assert answer.status_code == 200
        assert answer.get_data(as_text=True) == manifest
