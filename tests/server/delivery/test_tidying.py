"""What nothing names any more goes, late; what anybody may still need stays."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from content.blobs import BlobStore
from content.description import Description, Item, StoredFile
from server import clock
from server.cmi5.models import Cmi5Course
from server.db import db, write_transaction
from server.delivery.models import PackOutcome
from server.delivery.tidying import tidy
from server.delivery.wanting import missing_content
from server.library.stores import course_store_of
from server.operations.local import submit
from server.uploads.models import Upload
from server.uploads.service import CONTENT, DONE
from tests.server.delivery.conftest import FIRST, SECOND, THIRD, Publisher, page
from tests.server.upstream.conftest import Pair

FOURTH = {**THIRD, "pages/6.html": page(6, "Төртінші. ")}
MONTH = timedelta(days=31)


def store_of(pair: Pair) -> BlobStore:
    return course_store_of(pair.school.app.extensions["tirek.config"])


def swept(pair: Pair) -> int:
    with pair.school.app.app_context():
        return tidy(store_of(pair))


def names(publisher: Publisher, edition: int) -> set[str]:
    manifest = publisher.manifests[edition - 1]
    client = publisher.pair.hub.test_client()
    described = client.get(f"/c/{manifest}", buffered=True).get_json(force=True)
    return {manifest, *(file["sha256"] for file in described["files"].values())}


def test_only_what_the_last_two_editions_name_is_kept_for_good(
    publisher: Publisher, pair: Pair
) -> None:
    for files in (FIRST, SECOND, THIRD, FOURTH):
        publisher.edition(files)
        pair.exchange()
    store = store_of(pair)
    old = names(publisher, 1) | names(publisher, 2)
    needed = names(publisher, 3) | names(publisher, 4)

    assert swept(pair) == 0
    assert all(store.has(sha) for sha in old | needed)

    pair.school.clock.forward(days=MONTH.days)
    assert swept(pair) > 0

    assert all(store.has(sha) for sha in needed)
    assert not any(store.has(sha) for sha in old - needed)
    assert publisher.shown()["edition"] == 4
    assert swept(pair) == 0


def test_a_file_that_is_named_again_meanwhile_stays(publisher: Publisher, pair: Pair) -> None:
    for files in (FIRST, SECOND, THIRD):
        publisher.edition(files)
        pair.exchange()
    swept(pair)
    publisher.edition(FIRST)
    pair.exchange()
    pair.school.clock.forward(days=MONTH.days)

    swept(pair)

    assert all(store_of(pair).has(sha) for sha in names(publisher, 1))
    assert publisher.shown()["edition"] == 4


@pytest.mark.parametrize("noted", [True, False])
def test_a_pack_that_a_power_cut_left_behind_goes(
    publisher: Publisher, pair: Pair, noted: bool
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    store, hub = store_of(pair), course_store_of(pair.hub.extensions["tirek.config"])
    pair.exchange()
    with pair.school.app.app_context():
        [pack] = db.session.scalars(select(PackOutcome.sha256).order_by(PackOutcome.at_ms))
    assert not store.has(pack)
    store.put(hub.read(pack))  # as if the power had failed before it was removed
    if not noted:
        with pair.school.app.app_context(), write_transaction() as session:
            session.execute(delete(PackOutcome))

    swept(pair)
    pair.school.clock.forward(days=MONTH.days)
    swept(pair)

    assert not store.has(pack)
    assert publisher.shown()["edition"] == 2


def test_what_a_stick_brought_for_others_goes_and_comes_once_it_is_for_the_school(
    publisher: Publisher, pair: Pair
) -> None:
    course = publisher.edition(FIRST)
    everybody = {"regions": [], "languages": [], "share": 100}
    with pair.hub.app_context():
        submit("audience.set", course, {**everybody, "languages": ["ru"]})
    pair.exchange()
    store, hub = store_of(pair), course_store_of(pair.hub.extensions["tirek.config"])
    files = names(publisher, 1)
    for sha in files:
        assert not store.has(sha)
        store.put(hub.read(sha))
    with pair.school.app.app_context():
        assert missing_content(store) == [], "all is here, and is taken up"

    swept(pair)
    pair.school.clock.forward(days=MONTH.days)
    swept(pair)
    assert not any(store.has(sha) for sha in files)
    assert pair.exchange().content_down == 0, "nobody misses it"

    with pair.hub.app_context():
        submit("audience.set", course, everybody)
    pair.exchange()
    pair.exchange()
    assert all(store.has(sha) for sha in files)
    assert publisher.shown()["edition"] == 1


def test_courses_of_other_programs_and_imports_that_wait_to_be_published_stay(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    store = store_of(pair)
    page, _ = store.put(b"a unit of a course that nobody published")
    waiting, _ = store.put(b"a page that waits for its teacher")
    lost, _ = store.put(b"a page that nobody knows")
    described = {sha: store.put(described_as(sha, store.size(sha)))[0] for sha in (page, waiting)}
    with pair.school.app.app_context(), write_transaction() as session:
        session.add(Cmi5Course(id="c", school="s", manifest=described[page], title="T", made_ms=0))
        item = {"manifest": described[waiting]}
        session.add(done(clock.now_ms(), {"lessons": [{"title": "", "items": [item]}]}))

    swept(pair)
    pair.school.clock.forward(days=MONTH.days)
    swept(pair)

    assert all(store.has(sha) for sha in (*described, *described.values()))
    assert not store.has(lost)


def described_as(sha256: str, size: int) -> bytes:
    return Description(
        format="html", title="T", language=None, launch="index.html",
        items=(Item("1", "T", "index.html"),),
        files={"index.html": StoredFile(sha256, size, "text/html")},
    ).canonical()  # fmt: skip


def done(now: int, result: dict[str, Any]) -> Upload:
    return Upload(
        id="u", person="p", purpose=CONTENT, size=1, sha256="00" * 32, name="a.zip", type="t",
        received=1, state=DONE, progress=100, tries=0, result=result, problem=None,
        created_ms=now, touched_ms=now, dismissed_ms=None,
    )  # fmt: skip


def test_a_hub_keeps_everything(publisher: Publisher, pair: Pair) -> None:
    for files in (FIRST, SECOND, THIRD, FOURTH):
        publisher.edition(files)
    store = course_store_of(pair.hub.extensions["tirek.config"])
    before = list(store.iter())
    with pair.hub.app_context():
        tidy(store)
        pair.school.clock.forward(days=MONTH.days)
        assert tidy(store) == 0
    assert list(store.iter()) == before


def test_the_present_edition_is_still_verified(publisher: Publisher, pair: Pair) -> None:
    """What was removed on purpose is not called missing."""
    from server.library.verifying import verify

    for files in (FIRST, SECOND, THIRD, FOURTH):
        publisher.edition(files)
        pair.exchange()
    swept(pair)
    pair.school.clock.forward(days=MONTH.days)
    swept(pair)

    with pair.school.app.app_context():
        found = verify(store_of(pair))

    assert (found.damaged, found.missing) == ([], [])
    assert dataclasses.asdict(found)["checked"] > len(FOURTH)
