"""The hub, or the school, dies in the middle of an exchange: a cut costs a frame and no work."""

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask

from server import clock, db
from server.hub.nodes import admit
from server.identity import node_id
from server.operations.local import submit
from server.people import sealing
from tests.faults import tables
from tests.faults.power import Power
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock
from tests.server.uploads.sending import bring, stated

TASKS: Final = 36
LETTERS: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя ,.-0123456789"
SHARED: Final = ("person", "school_class", "enrolment", "role", "assignment")


def opened(home: Path, **settings: str) -> Flask:
    app = make_app(home, SchoolClock(1_800_000_000_000), **settings)
    db.upgrade(app)
    return app


@pytest.fixture(scope="module")
def country(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A school with tasks that fill several frames, and a hub that admits it and has news."""
    place = tmp_path_factory.mktemp("country")
    shutil.copytree(folder, place / "school")
    dice = random.Random(11)
    school = opened(place / "school")
    with school.app_context(), db.write_transaction():
        for n in range(TASKS):
            text = "".join(dice.choices(LETTERS, k=3_000))
            fields = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "title": f"Тапсырма {n}"}
            submit("assignment.set", None, {**fields, "instructions": text}, actor=cast.MARAT)
        node = node_id()
        key = sealing.public_key(place / "school")
    close(school)
    hub = opened(place / "hub", role="hub")
    with hub.app_context(), db.write_transaction() as session:
        token = admit(
            session,
            node=node,
            name="Ақбұлақ",
            schools=[cast.AKBULAQ, cast.DALA],
            public_key=key,
            now_ms=clock.now_ms(),
        )
        for n in range(40):
            label = "".join(dice.choices(LETTERS, k=30))
            grades = [n % 11 + 1]
            named = {"school": cast.AKBULAQ, "label": label, "grades": grades}
            submit("class.set", f"from-the-hub-{n}", named)
    close(hub)
    return place, token


@pytest.fixture
def hub(country: tuple[Path, str], new_victim: Callable[..., Victim]) -> Victim:
    made = new_victim("hub", TIREK_ROLE="hub")
    shutil.copytree(country[0] / "hub", made.home)
    return made


@pytest.fixture
def school(country: tuple[Path, str], new_victim: Callable[..., Victim], hub: Victim) -> Victim:
    made = new_victim(
        "school",
        TIREK_UPSTREAM_URL=f"http://127.0.0.1:{hub.port}",
        TIREK_UPSTREAM_TOKEN=country[1],
    )
    shutil.copytree(country[0] / "school", made.home)
    return made


def acknowledged(school: Victim) -> set[bytes]:
    """Operations that the school no longer means to send."""
    with tables.database(school.home) as connection:
        found = connection.execute(
            "SELECT hash FROM operations WHERE id NOT IN (SELECT operation FROM waiting)"
        )
        return {hash_ for (hash_,) in found}


def agree(school: Victim, hub: Victim) -> None:
    """One whole exchange later both hold the same, and another one changes nothing."""
    assert school.answer("sync", "now")["finished"]
    assert tables.log(school.home) == tables.log(hub.home)
    here, there = tables.rows(school.home), tables.rows(hub.home)
    for name in SHARED:
        assert here[name] == there[name], name
    assert len(here["assignment"]) == TASKS
    assert sum(row[0].startswith("from-the-hub") for row in here["school_class"]) == 40
    assert tables.is_sound(school.home)
    assert tables.is_sound(hub.home)
    quiet: Any = school.answer("sync", "now")
    assert (quiet["operations_up"], quiet["operations_down"]) == (0, 0)
    # A contact is noted, and so is the exchange; cursors step over what came from below; a hub
    # enters new schools on its operators' list when it next looks for some.
    moving = {"downstream_node", "cursors", "exchange_line", "console_school"}
    for node, before in ((hub, there), (school, here)):
        kept = {name: rows for name, rows in before.items() if name not in moving}
        assert tables.rows(node.home, without=moving) == kept


SHARES: Final = [n / 10 for n in (0, 1, 3, 5, 6, 8, 9)]


@pytest.mark.slow
@pytest.mark.parametrize("share", SHARES)
def test_the_power_fails_while_the_school_exchanges(
    power: Power, country: tuple[Path, str], school: Victim, hub: Victim, share: float
) -> None:
    """At any write, sync or rename: what was written and not yet synced is gone, too."""
    words, place = ("sync", "now"), school.home.parent / "elsewhere"
    hub.start()
    shutil.copytree(country[0] / "school", place / "home")
    changes = power.changes(place, place / "home", words, school.env)
    hub.stop()
    shutil.rmtree(hub.home)
    shutil.copytree(country[0] / "hub", hub.home)
    hub.start()
    before = tables.log(school.home)
    nth = max(1, int(changes * share))

    power.fails(school.home, school.home, words, school.env, nth=nth, loses=True)

    assert tables.is_sound(school.home)
    assert before <= tables.log(school.home)
    agree(school, hub)


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        pytest.param("session-committed", 1, marks=pytest.mark.slow),
        pytest.param("frame-applied", 3, marks=pytest.mark.slow),
        pytest.param("frame-committed", 1, marks=pytest.mark.slow),
        pytest.param("frame-committed", 2, marks=pytest.mark.slow),
    ],
)
def test_the_hub_dies(school: Victim, hub: Victim, point: str, nth: int) -> None:
    made_here = tables.log(school.home)
    hub.start_until(point, nth)

    cut = school.try_tirek("sync", "now")

    assert cut.returncode == 1, cut.stdout + cut.stderr
    hub.is_dead()
    sure = acknowledged(school) & made_here
    assert sure <= tables.log(hub.home)
    assert sure < made_here, "it was killed in the middle"
    hub.start_again()
    agree(school, hub)


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        pytest.param("down-applied", 1, marks=pytest.mark.slow),
        ("ack-noted", 1),
        pytest.param("ack-noted", 2, marks=pytest.mark.slow),
    ],
)
def test_the_school_dies(school: Victim, hub: Victim, point: str, nth: int) -> None:
    made_here = tables.log(school.home)
    hub.start_again()

    school.command_that_dies(point, nth, "sync", "now")

    assert made_here <= tables.log(school.home)
    assert acknowledged(school) & made_here <= tables.log(hub.home)
    agree(school, hub)


@pytest.mark.slow
def test_a_file_on_its_way_up(school: Victim, hub: Victim) -> None:
    """The hub wants all files; it dies with a piece on disk that it has not answered."""
    photo = random.Random(5).randbytes(600_000)
    hub.env["TIREK_KEEP_FILES"] = "all"
    link = {name: school.env.pop(name) for name in ("TIREK_UPSTREAM_URL", "TIREK_UPSTREAM_TOKEN")}
    school.start()
    aru, marat = school.phone(cast.ARU), school.phone(cast.MARAT)
    task = set_task(marat)
    bring(aru, photo)
    aru.submit("submission.hand_in", work(task, files=[stated(photo)]))
    school.stop()
    school.env |= link
    hub.start_until("piece-written", 2)
    while (cut := school.try_tirek("sync", "now")).returncode == 0:
        assert not tables.files(hub.home / "blobs" / "personal")  # operations go before files

    assert cut.returncode == 1, cut.stdout + cut.stderr
    hub.is_dead()
    hub.start_again()
    assert school.answer("sync", "now")["files_up"] == 1
    sha256 = stated(photo)["sha256"]
    personal = hub.home / "blobs" / "personal"
    assert tables.files(personal) == {sha256}
    kept = (personal / sha256[:2] / sha256).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == sha256
    assert list((hub.home / "parts").rglob("*.part")) == []
    assert school.answer("sync", "now")["files_up"] == 0
