"""A new box without a link: the hub's stick, or a phone, brings it a snapshot to begin from."""

from pathlib import Path

import pytest

from server import db
from server.bundles import volumes
from server.bundles.service import export
from server.changes.scopes import national_scope, school_scope
from server.courier.files import export_file, import_file
from server.db import upgrade
from server.operations.port import log_store
from server.upkeep.checking import check
from sync.storage.port import UPSTREAM
from tests.server import cast
from tests.server.bundles.conftest import Carriers, admit_for_sticks, card, read
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock

# A new box is never a PostgreSQL one.
pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("by", ["stick", "phone"])
def test_a_new_box_has_the_whole_school_from_one_journey(
    carriers: Carriers,
    tmp_path: Path,
    clock: SchoolClock,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
) -> None:
    monkeypatch.setattr(volumes, "SNAPSHOT_FROM_OPERATIONS", 5)
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    task = set_task(marat)
    aru.submit("submission.hand_in", work(task))
    give(marat, task, cast.ARU, "9")
    carriers.trip()
    app = make_app(tmp_path / "new", clock)
    try:
        upgrade(app)
        admit_for_sticks(carriers.hub, app, [cast.AKBULAQ], "new box")
        node = card(app)[0]
        if by == "stick":
            with carriers.hub.app_context():
                told = export(carriers.folder, to=node)
            assert told.error is None
            done = read(app, carriers.folder)
        else:
            file = tmp_path / "box.tirek"
            with carriers.hub.app_context():
                export_file(file, node, None)
            with app.app_context():
                done = import_file(file)
        assert (done.error, done.refused) == (None, [])

        with carriers.hub.app_context():
            made = list((tmp_path / "hub" / "snapshots").glob("*.tks"))
            scopes = (school_scope(cast.AKBULAQ), national_scope())
            heads = {scope: log_store(db.db.session()).feed_head(scope) for scope in scopes}
        with app.app_context():
            store = log_store(db.db.session())
            mark = ("mark", f"{task}~{cast.ARU}")
            state = store.merge_states([mark])[mark]
            assert (state.fields or {})["mark"] == "9"
            assert {scope: at.seq for scope, at in store.cursors(UPSTREAM).items()} == heads
            assert check(tables=True).lost == 0
        assert len(made) == 1
        assert "Бөлшектерді".encode() not in made[0].read_bytes()
    finally:
        close(app)
