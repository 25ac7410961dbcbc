"""The box is gone, and every disk with it: another one gets the copy from the hub, over HTTP, with
the paper and a joining kit."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from waitress.server import MultiSocketServer

from server import db
from server.backup import above, background, below, recovery
from server.backup.vault import KEY_ID
from server.cli import tirek
from server.cli.common import EXIT_FAILED, EXIT_REFUSED
from server.config import Config
from server.console import claims
from server.hub.nodes import check, revoke
from server.identity import node_id
from server.library.stores import course_store, personal_store
from server.node.restoring import missing_files
from server.operations.local import submit
from server.operations.port import log_store
from server.serve import make_server
from server.setup import kits
from server.upstream import turn
from server.upstream.agent_port import FILES_LOST
from server.upstream.exchange import exchange
from tests.server import cast
from tests.server.backup.conftest import Copied
from tests.server.backup.test_drill import moved
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School, close, make_app
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair, admit_node
from tests.server.upstream.test_hub_restored import lines
from tests.server.upstream.test_rationing import FILM, publish
from tests.support.link import Link
from tests.support.ports import free_ports

pytestmark = pytest.mark.sqlite
PHOTO = b"\xff\xd8\xff" + b"a page of a notebook" * 500
ESSAY = "Менің атым Ару"
RUNNING_SECONDS = 20


class Served:
    """An application behind a real server of its own."""

    def __init__(self, app: Flask) -> None:
        self.port, content_port = free_ports(2)
        home = str(app.extensions["tirek.config"].home)
        environ = {"TIREK_HOME": home, "TIREK_HOST": "127.0.0.1"}
        environ |= {"TIREK_PORT": str(self.port), "TIREK_CONTENT_PORT": str(content_port)}
        server = make_server(app, Config.load(environ))
        assert isinstance(server, MultiSocketServer)
        self._server = server
        self._thread = threading.Thread(target=server.run)
        self._thread.start()

    def close(self) -> None:
        self._server.close()
        self._server.task_dispatcher.shutdown()
        self._thread.join(RUNNING_SECONDS)
        assert not self._thread.is_alive()


@pytest.fixture
def link(pair: Pair) -> Iterator[Link]:
    served = Served(pair.hub)
    made = Link(served.port)
    yield made
    made.close()
    served.close()


@pytest.fixture
def school(copied: Copied, pair: Pair, link: Link) -> School:
    """With the settings that a joining kit would have left."""
    pair.school = copied.school
    copied.school.home.joinpath("settings.toml").write_text(
        f'upstream_url = "{link.url}"\nupstream_token = "{pair.road.token}"\n', encoding="utf-8"
    )
    copied.school.restart(backup_folders="")
    return copied.school


def exchange_by_schedule(school: School) -> Any:
    config: Config = school.app.extensions["tirek.config"]
    with school.app.app_context():
        by = turn.scheduled(db.db.session(), config)
        db.db.session.rollback()
    assert by is not None
    return exchange(school.app, turn=by)


def night(school: School) -> int:
    with school.app.app_context():
        return background.look()


def kit_for(hub: Flask, school: str, url: str, file: Path) -> Path:
    with hub.app_context():
        file.write_text(kits.to_text(claims.make(school, url)) + "\n", encoding="ascii")
    return file


def run(home: Path, *words: str, typed: str = "") -> Result:
    environ = {"TIREK_HOME": str(home)}
    return CliRunner().invoke(tirek, ["backup", *words], env=environ, input=typed)


def test_a_new_box_goes_on_where_the_burnt_one_was(
    school: School, pair: Pair, copied: Copied, link: Link, tmp_path: Path
) -> None:
    aru, dias, marat = (school.phone(one) for one in (cast.ARU, cast.DIAS, cast.MARAT))
    task = set_task(marat)
    bring(aru, PHOTO)
    first = aru.submit("submission.hand_in", work(task, text=ESSAY, files=[stated(PHOTO)]))
    assert exchange_by_schedule(school).error is None
    cold = school.home / "cold" / "000001.volume"
    cold.parent.mkdir(exist_ok=True)
    cold.write_bytes(volume := os.urandom(900_000))  # as large as several ranges
    assert night(school) == 1
    # The link dies again and again, somewhere in a body; the exchanges go on from there.
    link.cuts = [30_000, 15_000, 20_000]
    for _ in range(8):
        exchange_by_schedule(school)
    assert link.cuts_made == 3
    with school.app.app_context():
        assert above.standing().arrived is not None
        node = node_id()
    # After the copy: a mark that the hub has, and a work that only its phone still has.
    give(marat, task, cast.ARU, "9", submission=first["record"])
    assert exchange_by_schedule(school).error is None
    late = dias.make("submission.hand_in", work(task, text="Менікі"))
    assert [one["outcome"] for one in dias.send(late)] == ["admitted"]
    before = lines(school.app)

    close(school.app)
    shutil.rmtree(school.home)
    with pair.hub.app_context(), db.write_transaction() as session:
        revoke(session, node, school.clock())  # it was stolen, for all that anybody knows

    home, folder = tmp_path / "another box", tmp_path / "folder"
    kit = kit_for(pair.hub, cast.AKBULAQ, link.url, tmp_path / "kit.txt")
    paper = "\n".join(recovery.to_lines(copied.secret))
    link.cuts = [30_000]
    fetched = run(home, "fetch", str(folder), "--kit", str(kit), "--json")
    if fetched.exit_code:  # the link died on the way: it is simply run again
        assert fetched.exit_code == EXIT_FAILED
        fetched = run(home, "fetch", str(folder), "--kit", str(kit), "--json")
    [told] = json.loads(fetched.stdout)
    assert told["node"] == node
    assert run(home, "verify", str(folder), "--key", "-", typed=paper).exit_code == 0
    put = run(home, "restore", str(folder), "--kit", str(kit), "--json", typed=paper)
    assert put.exit_code == 0, put.output
    assert "not used" not in put.output

    assert (home / "cold" / "000001.volume").read_bytes() == volume
    (home / "cold" / "000001.volume").unlink()  # it is none, for who reads the cold log
    new = School(make_app(home, school.clock), home, school.clock)
    db.upgrade(new.app)
    try:
        with new.app.app_context():
            assert node_id() == node
            assert not personal_store().has(str(stated(PHOTO)["sha256"]))
        assert set(before) - set(lines(new.app))
        done = exchange_by_schedule(new)
        assert done.error is None, done
        assert exchange_by_schedule(new).error is None
        moved(dias, new)
        assert [one["outcome"] for one in dias.send(late)] == ["admitted"]
        assert exchange_by_schedule(new).error is None

        after = lines(new.app)
        assert set(before) <= set(after)
        assert {key: after[key][:2] for key in before} == {key: before[key][:2] for key in before}
        again = moved(marat, new)
        again.refresh()
        assert again.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"
        works = [again.doc("submission", record)["text"] for record in again.ids("submission")]
        assert sorted(works) == sorted([ESSAY, "Менікі"])
        with new.app.app_context():
            # A file of the school's own work was at the hub, and has come back from there.
            assert personal_store().verify(str(stated(PHOTO)["sha256"]))
            assert log_store(db.db.session()).forks() == []
            token = Config.load({"TIREK_HOME": str(home)}).upstream_token
        with pair.hub.app_context():
            assert token is not None
            assert check(token) is not None
            assert check(pair.road.token) is None  # whoever has the old box is out
        # The kit is used up: nobody else fetches anything with it.
        other = run(tmp_path / "x", "fetch", str(tmp_path / "y"), "--kit", str(kit))
        assert other.exit_code == EXIT_REFUSED
        # The next night's copy of the new life goes up again.
        school.clock.forward(seconds=30 * 3600)
        assert night(new) == 1
        assert exchange_by_schedule(new).copy_bytes > 0
        with new.app.app_context():
            noted = above.standing().arrived
        assert noted is not None
        assert noted["made_ms"] > told["made_ms"]
    finally:
        close(new.app)


def test_lessons_and_works_that_the_copy_lacks_come_down_again(
    school: School, pair: Pair, tmp_path: Path
) -> None:
    """The database still names them all as here, as it does after a restore without files."""
    aru = school.phone(cast.ARU)
    task = set_task(school.phone(cast.MARAT))
    bring(aru, PHOTO)
    aru.submit("submission.hand_in", work(task, text=ESSAY, files=[stated(PHOTO)]))
    publish(pair, tmp_path)
    assert pair.exchange().error is None
    film, photo = sha256(FILM).hexdigest(), str(stated(PHOTO)["sha256"])
    with school.app.app_context():
        assert course_store().delete(film)
        assert personal_store().delete(photo)
    assert pair.exchange().files_down == 0
    with school.app.app_context():
        assert not course_store().has(film)  # nobody looks for what stands as here
        assert missing_files() == 1
    assert pair.exchange().files_down == 1
    with school.app.app_context():
        assert course_store().verify(film)
        assert personal_store().verify(photo)
    assert pair.exchange().files_down == 0
    with school.app.app_context():
        assert log_store(db.db.session()).state(FILES_LOST) == ""


def test_only_the_kit_of_this_school_opens_the_door(
    school: School, pair: Pair, link: Link, tmp_path: Path
) -> None:
    assert exchange_by_schedule(school).error is None
    night(school)
    exchange_by_schedule(school)
    admit_node(pair.hub, "ab" * 8, b"k" * 32, [cast.DALA])
    with pair.hub.app_context(), db.write_transaction():
        submit("school.set", cast.DALA, {"name": "Дала", "language": "kk"})
    dala = kit_for(pair.hub, cast.DALA, link.url, tmp_path / "dala.txt")
    refused = run(tmp_path / "box", "fetch", str(tmp_path / "there"), "--kit", str(dala))
    assert refused.exit_code == EXIT_REFUSED
    assert not list(tmp_path.glob("there/**/*.copy"))
    kit = kits.from_text(kits.SchoolKit, dala.read_text())
    client = pair.hub.test_client()
    headers = {"Authorization": f"Bearer {kit.copies_token}", "Range": "bytes=0-99"}
    with school.app.app_context():
        arrived, node = above.standing().arrived, node_id()
    assert arrived is not None
    assert client.get("/sync/v1/kit/copies", headers=headers).get_json() == {"copies": []}
    path = f"/sync/v1/kit/copies/{node}/{arrived['list']}"
    assert client.get(path, headers=headers).status_code == 404
    own = kits.from_text(
        kits.SchoolKit,
        kit_for(pair.hub, cast.AKBULAQ, link.url, tmp_path / "own.txt").read_text(),
    )
    headers["Authorization"] = f"Bearer {own.copies_token}"
    assert client.get(path, headers=headers).status_code == 206
    assert client.get(f"{path}/{'0' * 64}", headers=headers).status_code == 404
    for wrong in (own.claim + "0" * 64, own.claim, own.secret, own.copies_token[:-1] + "g"):
        headers["Authorization"] = f"Bearer {wrong}"
        assert client.get(path, headers=headers).status_code == 401
    school.clock.forward(days=121)
    headers["Authorization"] = f"Bearer {own.copies_token}"
    assert client.get(path, headers=headers).status_code == 401


def test_what_the_hub_has_let_rot_is_not_taken(
    school: School, pair: Pair, link: Link, tmp_path: Path
) -> None:
    assert exchange_by_schedule(school).error is None
    night(school)
    exchange_by_schedule(school)
    with school.app.app_context():
        arrived, node = above.standing().arrived, node_id()
    assert arrived is not None
    assert KEY_ID.fullmatch(arrived["key"])
    hub: Config = pair.hub.extensions["tirek.config"]
    shelf = below.Shelf(hub.home, node, hub.backup_quota)
    some = min(below._sizes(shelf._read(arrived["list"])))
    path = shelf._store.path(some)
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    kit = kit_for(pair.hub, cast.AKBULAQ, link.url, tmp_path / "kit.txt")
    words = ("fetch", str(tmp_path / "folder"), "--kit", str(kit))
    refused = run(tmp_path / "box", *words)
    assert refused.exit_code == EXIT_FAILED
    assert "is not what its list says" in refused.output
    assert not list(tmp_path.glob("folder/**/*.copy"))
    path.write_bytes(data)
    assert run(tmp_path / "box", *words).exit_code == 0
    junk = tmp_path / "junk.txt"
    junk.write_text("tirek-kit.zzzz")
    words = ("fetch", str(tmp_path / "folder"), "--kit", str(junk))
    assert run(tmp_path / "box", *words).exit_code == EXIT_REFUSED
