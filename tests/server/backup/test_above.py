"""The sealed copy at the node above: what goes up, in what is left, and what becomes of it."""

import dataclasses
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.backup import above, background, below, database, recovery, verifying
from server.backup.below import Shelf
from server.backup.errors import Damaged
from server.backup.sending import send
from server.backup.vault import Vault
from server.certificates import settling
from server.config import Config
from server.db import db
from server.identity import node_id
from server.library.stores import personal_store
from server.upstream import budgets
from server.upstream.exchange import Outcome, exchange_over
from server.upstream.windows import Opening, Plan, Window
from sync.core.errors import RoadFailed
from tests.server import cast
from tests.server.backup.conftest import Copied
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import close, make_app
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair, WsgiRoad, admit_node

pytestmark = pytest.mark.sqlite
SECRET_WORDS = "Менің атым Ару, жасырын сөз"
PHOTO = b"\xff\xd8\xff" + b"a page of a notebook" * 500
GIGABYTE = 1024**3


@dataclass
class Above:
    """The school with its paper, the hub, and the school's shelf there."""

    copied: Copied
    pair: Pair

    @property
    def config(self) -> Config:
        settings: Config = self.copied.school.app.extensions["tirek.config"]
        return settings

    @property
    def node(self) -> str:
        with self.copied.school.app.app_context():
            return node_id()

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.hub_home, self.node, GIGABYTE)

    @property
    def hub_home(self) -> Path:
        home: Path = self.pair.hub.extensions["tirek.config"].home
        return home

    def night(self) -> int:
        """The nightly look of the box: a copy is made if it is due."""
        with self.copied.school.app.app_context():
            return background.look()

    def exchange(
        self, road: WsgiRoad | None = None, most: int | None = None, cut_at: set[int] | None = None
    ) -> Outcome:
        """An exchange as the schedule runs it, of which `most` bytes may go to the copy."""
        way = dataclasses.replace(road or self.pair.road, cut_at=cut_at or set(), requests=0)

        def copying(left: int | None) -> int:
            return send(self.config, way, most if left is None else min(left, most or left))

        return exchange_over(self.copied.school.app, way, copying=copying)

    def standing(self) -> above.Standing:
        with self.copied.school.app.app_context():
            return above.standing()

    def files(self) -> list[Path]:
        folder = self.hub_home / below.FOLDER / self.node
        return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def up(copied: Copied, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Above:
    """The database of the cast is small, so its pieces are."""
    monkeypatch.setattr(database, "PIECE_BYTES", 16 * 1024)
    pair.school = copied.school
    copied.school.restart(
        upstream_url="http://hub.example", upstream_token="not-used", backup_folders=""
    )
    made = Above(copied, pair)
    hand_in(made)
    assert made.pair.exchange().error is None
    return made


def hand_in(up: Above) -> None:
    aru = up.copied.school.phone(cast.ARU)
    task = set_task(up.copied.school.phone(cast.MARAT))
    bring(aru, PHOTO)
    aru.submit("submission.hand_in", work(task, text=SECRET_WORDS, files=[stated(PHOTO)]))


def test_a_copy_goes_up_and_only_what_is_new_follows_it(up: Above) -> None:
    assert up.night() == 1
    assert up.night() == 0  # one at a time
    first = up.exchange()
    assert (first.error, first.finished) == (None, True)
    assert first.copy_bytes > 50_000
    [kept] = up.shelf.kept()
    arrived = up.standing().arrived
    assert arrived is not None
    assert (kept.list, kept.made_ms, kept.bytes) == (
        arrived["list"], arrived["made_ms"], arrived["bytes"],
    )  # fmt: skip
    assert up.exchange().copy_bytes == 0

    up.copied.school.clock.forward(seconds=30 * 3600)
    set_task(up.copied.school.phone(cast.MARAT))
    assert up.night() == 1
    second = up.exchange()
    assert 0 < second.copy_bytes < 0.8 * first.copy_bytes
    assert len(up.shelf.kept()) == 2


def test_the_hub_holds_nothing_that_it_could_read(up: Above) -> None:
    """Not a word, not a name, and no key but the paper's opens it."""
    with up.copied.school.app.app_context():
        settling.make_authority("Ақбұлақ")
    up.night()
    up.exchange()
    held = b"".join(path.read_bytes() for path in up.files())
    assert len(held) > 50_000
    told = (SECRET_WORDS, cast.PASSWORD, "Ару", "tirek.sqlite", "settings.toml", "SQLite")
    for words in (*told, "PRIVATE KEY"):
        assert words.encode() not in held
    keys = [path.read_bytes() for path in (up.hub_home / "keys").iterdir() if path.is_file()]
    assert keys
    copy = up.shelf._read(up.shelf.kept()[0].list)
    for key in keys:
        with pytest.raises(Damaged):
            verifying.table(copy, recovery.opened(sha256(key).digest()))
        if len(key) == recovery.KEY_BYTES:
            with pytest.raises(Damaged):
                verifying.table(copy, recovery.opened(key))
    names = [one.path for one in verifying.table(copy, recovery.opened(up.copied.secret))]
    assert "tirek.sqlite" in names
    assert "keys/node.x25519" in names
    assert "web/authority.pem" in names
    assert not [name for name in names if name.startswith(("blobs/", "uploads/", "mail/"))]


def test_cut_anywhere_it_goes_on_and_arrives_whole(up: Above) -> None:
    up.night()
    plain, whole = up.exchange(most=1), 0
    assert plain.copy_bytes == 0
    requests = dataclasses.replace(up.pair.road)
    for step in range(1, 400):
        # Each exchange dies two requests later than the last one did, before or after the answer.
        done = up.exchange(requests, cut_at={3 + step})
        whole = len(up.shelf.kept())
        if whole:
            break
        assert done.error is None
    assert whole == 1
    assert step > 3
    checked(up)


def checked(up: Above) -> None:
    """What lies at the hub opens with the paper, to the last file."""
    shelf, vault = up.shelf, above_vault(up)
    copy = shelf._read(shelf.kept()[-1].list)
    key = recovery.opened(up.copied.secret)
    for name, stored in copy.objects.items():
        data, size = shelf.read(shelf.kept()[-1].list, stored.sha256.hex(), 0, stored.size)
        assert (len(data), size, sha256(data).digest()) == (
            stored.size, stored.size, stored.sha256,
        )  # fmt: skip
        with vault.open(name) as stream:
            assert stream.read() == data
    for entry in verifying.table(copy, key):
        assert b"".join(verifying.read(vault, entry, key)) is not None


def above_vault(up: Above) -> Vault:
    with up.copied.school.app.app_context():
        return above.vault(up.config)


def test_a_large_file_goes_on_within_itself(up: Above, monkeypatch: pytest.MonkeyPatch) -> None:
    """A volume of the cold log is one object of several pieces: none of them travels twice."""
    volume = up.copied.school.home / "cold" / "000001.volume"
    volume.parent.mkdir(exist_ok=True)
    volume.write_bytes(os.urandom(900_000))
    up.night()
    sent, offsets = WsgiRoad.send_copy, []

    def sending(road: WsgiRoad, name: str, offset: int, size: int, chunk: bytes) -> Any:
        if size > 900_000:
            offsets.append(offset)
            if len(offsets) == 3:
                raise RoadFailed("copy", name, "cut in the middle", retry=True)
        return sent(road, name, offset, size, chunk)

    monkeypatch.setattr(WsgiRoad, "send_copy", sending)
    up.exchange()
    assert not up.shelf.kept()
    up.exchange()
    assert len(up.shelf.kept()) == 1
    assert len(offsets) == len({*offsets}) + 1  # what was cut, and nothing else
    assert offsets == sorted(offsets)
    checked(up)


def test_a_budget_holds_it_and_the_next_day_goes_on(up: Above) -> None:
    up.copied.school.restart(
        upstream_url="http://hub.example", upstream_token="x", backup_above="40KB",
        backup_folders="",
    )  # fmt: skip
    up.night()
    days = 0
    while not up.shelf.kept():
        assert (days := days + 1) < 40
        spent = sum(up.exchange().copy_bytes for _ in range(3))
        assert spent <= 40 * 1024
        up.copied.school.clock.forward(seconds=24 * 3600)
        if not up.shelf.kept():
            assert up.night() == 0  # one after the other, however long it takes
    assert days > 2
    checked(up)


def test_what_a_window_will_need_later_is_left_alone() -> None:
    """Of a budget of the day only the share of the hours that are over."""
    window = Window("day", 7 * 60, 22 * 60, total=15_000_000)
    opens, closes = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (7, 22))
    opening = Opening(window, opens.date(), opens, closes)

    def at(hour: int, left: int) -> int | None:
        return budgets.spare(opening, opens.replace(hour=hour), left)

    assert at(7, 15_000_000) == 0
    assert at(8, 15_000_000) == 1_000_000
    assert at(20, 1_000_000) == 0
    assert at(21, 9_000_000) == 8_000_000
    free = Opening(dataclasses.replace(window, total=None), opens.date(), opens, closes)
    assert budgets.spare(free, opens, None) is None
    assert budgets.spare(free, opens, 5) == 5
    assert Plan((window,)).windows


def test_new_work_goes_before_the_rest_of_the_copy(
    up: Above, monkeypatch: pytest.MonkeyPatch
) -> None:
    up.night()
    sent = WsgiRoad.send_copy
    marat = up.copied.school.phone(cast.MARAT)
    count = 0

    def sending(road: WsgiRoad, *args: Any) -> Any:
        nonlocal count
        count += 1
        if count == 3:
            set_task(marat)
        return sent(road, *args)

    monkeypatch.setattr(WsgiRoad, "send_copy", sending)
    up.exchange()
    assert count == 3
    assert not up.shelf.kept()
    assert up.exchange().operations_up > 0
    assert up.shelf.kept()


def test_a_damaged_piece_is_refused_and_sent_once_more(
    up: Above, monkeypatch: pytest.MonkeyPatch
) -> None:
    up.night()
    sent = WsgiRoad.send_copy
    damaged: list[str] = []

    def sending(road: WsgiRoad, name: str, offset: int, size: int, chunk: bytes) -> Any:
        if "/" in name and not damaged:
            damaged.append(name.partition("/")[2])
            chunk = bytes([chunk[0] ^ 1]) + chunk[1:]
            at = sent(road, name, offset, size, chunk)()
            assert (at.offset, at.complete) == (0, False)
            assert not up.shelf._store.has(damaged[0])
            return lambda: at
        return sent(road, name, offset, size, chunk)

    monkeypatch.setattr(WsgiRoad, "send_copy", sending)
    up.exchange()
    assert damaged
    assert up.shelf._store.verify(damaged[0])
    checked(up)


def test_what_rots_here_makes_another_copy_and_what_rots_there_comes_again(up: Above) -> None:
    up.night()
    vault = above_vault(up)
    name = min(vault.read(vault.names()[0]).objects)
    path = vault._object(name)
    path.write_bytes(b"\0" * path.stat().st_size)
    up.exchange()
    failed = up.standing().failed
    assert failed is not None
    assert failed["code"] == "damaged"
    assert vault.names() == []
    up.copied.school.clock.forward(seconds=7 * 3600)
    assert up.night() == 1
    up.exchange()
    [kept] = up.shelf.kept()

    # At the hub a day's share is read again when the next copy is completed.
    held = up.shelf._read(kept.list).objects
    up.copied.school.clock.forward(seconds=30 * 3600)
    set_task(up.copied.school.phone(cast.MARAT))
    up.night()
    coming = vault.read(vault.names()[-1]).objects
    now_ms = up.copied.school.clock()
    share = f"{now_ms // (24 * 3600 * 1000) % 16:x}"
    shared = [one.sha256.hex() for key, one in held.items() if coming.get(key) == one]
    rotten = [one for one in shared if one.startswith(share)]
    for one in rotten:
        up.shelf._store.path(one).write_bytes(b"rot")
    up.exchange()
    up.exchange()
    assert len(up.shelf.kept()) == 2
    assert all(up.shelf._store.verify(one) for one in rotten)


def test_three_copies_stay_and_less_where_the_quota_is_small(up: Above) -> None:
    lists = []
    for _night in range(5):
        up.copied.school.clock.forward(seconds=30 * 3600)
        set_task(up.copied.school.phone(cast.MARAT))
        assert up.night() == 1
        up.exchange()
        lists.append(up.shelf.kept()[-1].list)
    assert [one.list for one in up.shelf.kept()] == lists[-3:]
    needed = {one for of in lists[-3:] for one in (of, *below._sizes(up.shelf._read(of)))}
    assert set(up.shelf._store.iter()) == needed

    two, three = (up.shelf._needed(lists[-1], copies) for copies in (2, 3))
    quota = (two + three) // 2
    app = hub_again(up, backup_quota=f"{quota // 1024}KB")
    up.copied.school.clock.forward(seconds=30 * 3600)
    up.night()
    up.exchange()
    kept = up.shelf.kept()
    assert len(kept) < 3
    assert kept[-1].list not in lists
    close(app)


def hub_again(up: Above, **settings: str) -> Flask:
    """The hub's server was ended, and begins again on the same folder."""
    clock = up.copied.school.clock
    app = make_app(up.hub_home, clock, role="hub", keep_files="all", **settings)
    up.pair.hub = app
    up.pair.road = WsgiRoad(app, up.pair.road.token)
    return app


def test_what_does_not_fit_is_refused_and_the_last_whole_copy_stays(up: Above) -> None:
    up.night()
    up.exchange()
    [kept] = up.shelf.kept()
    app = hub_again(up, backup_quota=f"{kept.bytes // 1024}KB")
    up.copied.school.clock.forward(seconds=30 * 3600)
    for _ in range(30):
        set_task(up.copied.school.phone(cast.MARAT))
    up.pair.exchange()
    assert up.night() == 1
    up.exchange()
    standing = up.standing()
    assert standing.failed is not None
    assert standing.failed["code"] == "refused"
    assert standing.arrived is not None
    assert standing.arrived["list"] == kept.list
    assert [one.list for one in up.shelf.kept()] == [kept.list]
    assert up.exchange().copy_bytes == 0  # it is not asked again every five minutes
    close(app)
    bigger = hub_again(up)
    up.copied.school.clock.forward(seconds=13 * 3600)
    up.exchange()
    assert len(up.shelf.kept()) == 2
    assert up.standing().failed is None
    close(bigger)


def test_a_hub_that_was_restarted_goes_on_where_it_was(up: Above) -> None:
    up.night()
    assert up.exchange(most=60_000).copy_bytes > 0
    assert not up.shelf.kept()
    before = len(list(up.shelf._store.iter()))
    app = hub_again(up)
    assert up.exchange().copy_bytes > 0
    assert len(up.shelf.kept()) == 1
    assert before > 1
    close(app)


def test_nobody_but_the_node_itself_comes_near(up: Above) -> None:
    """Another school's node speaks of its own copies only, whatever it names."""
    up.night()
    up.exchange()
    [kept] = up.shelf.kept()
    token = admit_node(up.pair.hub, "ab" * 8, b"k" * 32, [cast.DALA])
    data = (up.hub_home / below.FOLDER / up.node / "bytes" / kept.list[:2] / kept.list).read_bytes()
    some = next(iter(below._sizes(up.shelf._read(kept.list))))
    call = partial(ask, up.pair.hub, token)
    assert call("HEAD", f"{kept.list}").headers["Upload-Complete"] == "?0"
    assert call("HEAD", f"{kept.list}/{some}").status_code == 404
    assert call("POST", kept.list, json={"key": kept.key}).status_code == 404
    sent = call("PATCH", f"{kept.list}/{some}", data=b"x", **length(1))
    assert sent.status_code == 404
    foreign = call("PATCH", kept.list, data=data, **length(len(data)))
    assert (foreign.status_code, foreign.get_json()["type"]) == (422, "/problems/copy-refused")
    reader = up.pair.hub.test_client()
    for path in ("kit/copies", f"kit/copies/{up.node}/{kept.list}"):
        headers = {"Authorization": f"Bearer {up.pair.road.token}", "Range": "bytes=0-9"}
        assert reader.get(f"/sync/v1/{path}", headers=headers).status_code == 401
    assert [one.list for one in up.shelf.kept()] == [kept.list]


def ask(app: Flask, token: str, method: str, name: str, **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
    return app.test_client().open(f"/sync/v1/copies/{name}", method=method, headers=headers, **more)


def length(size: int, offset: int = 0) -> dict[str, Any]:
    return {"headers": {"Upload-Offset": str(offset), "Upload-Length": str(size)}}


def test_sizes_and_names_have_bounds(up: Above) -> None:
    up.night()
    call = partial(ask, up.pair.hub, up.pair.road.token)
    name = "0" * 64
    large = call("PATCH", name, data=b"x", **length(9 * 1024**2))
    assert (large.status_code, large.get_json()["type"]) == (413, "/problems/copy-too-large")
    assert call("PATCH", name, data=b"x" * 300_000, **length(300_000)).status_code == 413
    assert call("PATCH", name, data=b"x").status_code == 422
    assert call("PATCH", "..%2f..", data=b"x", **length(1)).status_code == 404
    assert call("PATCH", name[1:], data=b"x", **length(1)).status_code == 404
    assert call("POST", name, json={"key": "../../etc"}).status_code == 422
    assert call("POST", name, json={"key": "0" * 16}).status_code == 404
    none = b"no list at all"
    taken = call("PATCH", sha256(none).hexdigest(), data=none, **length(len(none)))
    assert taken.status_code == 422
    assert up.shelf.kept() == []
    # An object is as long as its list says, and of no other list.
    up.exchange(most=30_000)
    of = up.shelf._coming_name()
    assert of is not None
    some, size = max(below._sizes(up.shelf._read(of)).items(), key=lambda one: one[1])
    assert call("PATCH", f"{of}/{some}", data=b"x", **length(size + 1)).status_code == 404
    assert call("PATCH", f"{of}/{name}", data=b"x", **length(1)).status_code == 404
    gap = call("PATCH", f"{of}/{some}", data=b"x", **length(size, size - 1))
    assert gap.status_code in {200, 409}
    assert not up.shelf.kept()


@pytest.mark.parametrize(
    "settings",
    [
        {"backup_above": "off", "upstream_url": "http://hub.example", "upstream_token": "x"},
        {"upstream_url": "http://relay.example", "upstream_token": "x", "upstream_kind": "relay"},
        {},
    ],
)
def test_without_a_hub_or_by_choice_there_is_none(up: Above, settings: dict[str, str]) -> None:
    up.copied.school.restart(backup_folders="", **settings)
    assert up.night() == 0
    assert not (up.config.home / above.SPOOL).exists()
    assert up.exchange().copy_bytes == 0


def test_an_older_hub_knows_of_no_copies(up: Above, monkeypatch: pytest.MonkeyPatch) -> None:
    up.night()
    call = WsgiRoad._call

    def older(road: WsgiRoad, method: str, path: str, **more: Any) -> Any:
        return call(road, method, path.replace("/copies/", "/unheard-of/"), **more)

    monkeypatch.setattr(WsgiRoad, "_call", older)
    done = up.exchange()
    assert (done.error, done.finished) == (None, True)
    assert up.standing().arrived is None


def test_another_paper_needs_another_copy(up: Above) -> None:
    up.night()
    up.exchange()
    first = up.standing().arrived
    up.copied.secret = recovery.fresh(up.copied.school.home)
    assert up.night() == 1
    up.exchange()
    second = up.standing().arrived
    assert first is not None
    assert second is not None
    assert first["key"] != second["key"]
    checked(up)


def test_work_files_of_the_school_are_not_in_it(up: Above) -> None:
    """Their road is sync; TIREK_KEEP_FILES at the hub says which of them it wants."""
    up.night()
    with up.copied.school.app.app_context():
        assert personal_store().has(str(stated(PHOTO)["sha256"]))
        db.session.rollback()
    vault = above_vault(up)
    copy = vault.read(vault.names()[0])
    paths = {one.path for one in verifying.table(copy, recovery.opened(up.copied.secret))}
    assert not any(path.startswith("blobs/") for path in paths)
    assert json.dumps(sorted(paths)).count("keys/") >= 3
