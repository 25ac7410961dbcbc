"""A release that a hub has published comes like a course file, and a box takes it at night."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.backup import making, recovery
from server.backup.errors import BackupFailed
from server.backup.vault import FOLDER
from server.config import Config
from server.db import db, write_transaction
from server.doctor.program import Program
from server.install.releases import KEY, OUTCOME, WANTED
from server.library.stores import course_store
from server.operations.local import submit
from server.planning.models import Calendar, Slot
from server.releases import choosing, saying, taking
from server.releases.lessons import are_over
from server.releases.models import Release
from server.releases.timing import Say, may_switch
from server.upgrades.service import Upgrades
from tests.server import cast
from tests.server.bundles.conftest import Carriers, admit_for_sticks
from tests.server.releases.conftest import Fleet, fleet, new_hub, pair
from tests.server.upgrades.test_upgrades import public
from tests.support.cutting import Cut, cut_at

__all__ = ["fleet", "new_hub", "pair"]

pytestmark = pytest.mark.sqlite
NIGHT, NEXT_NIGHT = "2026-11-24 02:00", "2026-11-25 02:00"


def test_it_is_fetched_by_day_taken_at_night_and_told_above(fleet: Fleet) -> None:
    fleet.publish("1.0")
    assert fleet.stage() == ("nothing", None)
    fleet.exchange()
    assert fleet.stage() == ("here", None)
    fleet.look()
    assert fleet.runs()[1] is None, "pupils are at work"
    assert fleet.told()["stages"] == {"asked": 0, "fetched": 1, "taken": 0, "failed": 0}

    fleet.clock(NIGHT)
    fleet.look()
    assert (fleet.runs(), fleet.stage()) == (("0.9", "1.0"), ("switching", None))
    fleet.look()
    fleet.switch()
    fleet.look()
    assert (fleet.upgrades.current, fleet.stage()) == ("1.0", ("taken", None))
    told = fleet.told()
    assert told["stages"] == {"asked": 0, "fetched": 0, "taken": 1, "failed": 0}
    assert (told["version"], told["schools"], told["failing"]) == ("1.0", 1, [])
    fleet.look()
    assert fleet.runs()[1] is None


def test_one_that_does_not_come_up_is_left_again_and_not_tried_every_night(fleet: Fleet) -> None:
    fleet.publish("1.0")
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    fleet.switch(broken={"1.0"})
    fleet.look()
    assert (fleet.upgrades.current, fleet.stage()) == ("0.9", ("failed", "not-answering"))
    told = fleet.told()
    assert told["stages"]["failed"] == 1
    assert [one["reason"] for one in told["failing"]] == ["not-answering"]
    fleet.clock(NEXT_NIGHT)
    fleet.look()
    assert fleet.runs()[1] is None

    aizhan = fleet.pair.school.phone(cast.AIZHAN)
    asked = aizhan.request(
        "PUT", "/api/v1/upgrades/published", json={"now": True, "not_before": None}
    )
    assert (asked.get_json()["stage"], asked.get_json()["now"]) == ("here", True)
    fleet.look()
    fleet.switch()
    fleet.look()
    told = fleet.told()
    assert (told["stages"]["taken"], told["stages"]["failed"], told["failing"]) == (1, 0, [])


def test_withdrawn_before_it_is_taken_it_is_not_taken(fleet: Fleet) -> None:
    record = fleet.publish("1.0")
    fleet.exchange()
    fleet.withdraw(record)
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == (None, ("nothing", None))


def test_withdrawn_while_root_has_not_begun_the_wish_is_taken_back(fleet: Fleet) -> None:
    record = fleet.publish("1.0")
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    assert fleet.runs()[1] == "1.0"
    fleet.withdraw(record)
    fleet.exchange()
    fleet.look()
    assert fleet.runs()[1] is None
    fleet.switch()
    assert fleet.upgrades.current == "0.9"


def test_withdrawn_while_the_copy_is_made_it_is_not_taken(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = fleet.publish("1.0")
    fleet.exchange()
    fleet.withdraw(record)

    def meanwhile(_: Release) -> bool:
        fleet.exchange()
        return True

    monkeypatch.setattr(taking, "_copied", meanwhile)
    fleet.clock(NIGHT)
    fleet.look()
    assert fleet.runs()[1] is None


def test_what_somebody_else_has_signed_is_not_even_asked_for(fleet: Fleet) -> None:
    """The hub was broken into: it publishes what its thief has signed."""
    (fleet.root / KEY).write_text(f"{public(b'x' * 32)}\n", encoding="ascii")
    fleet.publish("1.0", seed=b"x" * 32)
    (fleet.root / KEY).write_text(f"{public()}\n", encoding="ascii")
    fleet.exchange()
    assert fleet.stage() == ("failed", "not-signed")
    with fleet.pair.school.app.app_context():
        release = db.session.query(Release).one()
        assert not course_store().has(release.file)
    assert [one["reason"] for one in fleet.told()["failing"]] == ["not-signed"]


@pytest.mark.parametrize("changed", [{"bytes": 10**8}, {"version": "9.9"}])
def test_a_record_that_says_other_than_what_was_signed_is_not_believed(
    fleet: Fleet, changed: dict[str, Any]
) -> None:
    record = fleet.publish("1.0")
    with fleet.pair.hub.app_context():
        row = db.session.get(Release, record)
        assert row is not None
        names = ("version", "architecture", "file", "bytes", "manifest", "signature")
        told = {name: getattr(row, name) for name in names}
        db.session.rollback()
        with write_transaction():
            submit("release.publish", record, {**told, **changed})
    fleet.exchange()
    assert fleet.stage() == ("failed", "not-signed")


def test_a_file_that_is_another_release_than_the_record_says_is_refused(fleet: Fleet) -> None:
    """Both were signed; the hub's record names the file of the other."""
    fleet.publish("0.9.1", None)
    record = fleet.publish("1.0")
    with fleet.pair.hub.app_context():
        row = db.session.get(Release, record)
        other = db.session.query(Release).filter(Release.version == "0.9.1").one()
        assert row is not None
        names = ("version", "architecture", "bytes", "manifest", "signature")
        told = {name: getattr(row, name) for name in names}
        file = other.file
        db.session.rollback()
        with write_transaction():
            submit("release.publish", record, {**told, "file": file})
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == (None, ("failed", "damaged"))


def test_a_file_that_was_cut_or_has_rotted_comes_again(fleet: Fleet) -> None:
    fleet.publish("1.0")
    fleet.exchange()
    with fleet.pair.school.app.app_context():
        path = course_store().path(db.session.query(Release).one().file)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-20])
    fleet.clock(NIGHT)
    fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == (None, ("coming", None))
    fleet.exchange()
    fleet.look()
    assert fleet.runs()[1] == "1.0"


def test_a_link_that_breaks_at_every_request_brings_it_whole(fleet: Fleet) -> None:
    fleet.publish("1.0")
    for step in range(1, 12):
        fleet.pair.exchange(cut_at={step})
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    fleet.switch()
    fleet.look()
    assert fleet.stage() == ("taken", None)


def test_a_full_disk_takes_nothing_until_there_is_room(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.publish("1.0")
    with monkeypatch.context() as full:
        full.setattr("server.releases.limits.ROOM_FACTOR", 10**9)
        fleet.exchange()
        assert fleet.stage() == ("coming", "room")
        assert [one["reason"] for one in fleet.told()["failing"]] == ["room"]
    fleet.exchange()
    fleet.clock(NIGHT)
    with monkeypatch.context() as full:
        full.setattr("server.releases.limits.ROOM_FACTOR", 10**9)
        fleet.look()
        assert (fleet.runs()[1], fleet.stage()) == (None, ("here", "room"))

    def no_space(*_: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Upgrades, "take", no_space)
        fleet.look()
        assert (fleet.runs()[1], fleet.stage()) == (None, ("here", "room"))
    fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == ("1.0", ("switching", None))


def test_where_root_finds_no_room_it_is_asked_again(fleet: Fleet) -> None:
    fleet.publish("1.0")
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    folder = fleet.pair.school.home / "upgrades"
    told = {"wanted": "1.0", "done": False, "told": "it lacks 40 MB", "code": "room", "at": 1}
    (folder / OUTCOME).write_text(json.dumps(told), encoding="utf-8")
    (folder / WANTED).unlink()
    fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == ("1.0", ("switching", None))


def test_a_release_for_another_machine_does_not_concern_this_one(fleet: Fleet) -> None:
    fleet.publish("1.0", machine="riscv64")
    fleet.exchange()
    assert fleet.stage() == ("nothing", None)
    assert fleet.progress() is None


def test_an_older_release_is_taken_where_it_is_signed_for_that(fleet: Fleet) -> None:
    old = fleet.publish("0.8")
    fleet.exchange()
    assert fleet.stage() == ("failed", "older")
    fleet.withdraw(old)
    fleet.pair.school.clock.forward(seconds=60)
    fleet.publish("0.8.1", downgrade=True)
    fleet.exchange()
    fleet.clock(NIGHT)
    fleet.look()
    assert fleet.runs()[1] == "0.8.1"


def test_a_step_of_schools_has_it_first(fleet: Fleet) -> None:
    record = fleet.publish("1.0", None)
    fleet.exchange()
    assert fleet.stage() == ("nothing", None)
    path = f"/api/v1/console/releases/{record}/audience"
    for share, stage in ((0, "nothing"), (100, "here")):
        body = {"regions": [], "languages": [], "share": share}
        assert fleet.operator.request("PUT", path, json=body).status_code == 204
        fleet.exchange()
        assert fleet.stage()[0] == stage


def test_a_stick_brings_it_and_takes_back_what_became_of_it(fleet: Fleet, tmp_path: Path) -> None:
    pair = fleet.pair
    pair.road.token = admit_for_sticks(pair.hub, pair.school.app, [cast.AKBULAQ])
    (tmp_path / "stick").mkdir()
    carriers = Carriers(pair.school, pair.hub, tmp_path / "stick")
    fleet.publish("1.0")
    carriers.trip()
    assert fleet.stage() == ("coming", None)
    carriers.trip()
    assert fleet.stage() == ("here", None)
    fleet.clock(NIGHT)
    fleet.look()
    fleet.switch()
    fleet.look()
    assert fleet.stage() == ("taken", None)


def test_a_release_that_a_stick_brought_first_counts_as_taken(fleet: Fleet) -> None:
    fleet.publish("1.0")
    with fleet.pair.school.app.app_context():
        made = fleet.folder / "made 1.0" / "1.0.release"
        fleet.upgrades.take(made)
        fleet.upgrades.apply("1.0")
    fleet.switch()
    fleet.exchange()
    fleet.look()
    assert fleet.stage() == ("taken", None)
    with fleet.pair.school.app.app_context():
        release = db.session.query(Release).one()
        assert not course_store().has(release.file), "nothing was fetched"


def test_no_release_without_the_copy_that_a_disk_waits_for(
    fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    (disk / FOLDER).mkdir(parents=True)
    recovery.fresh(fleet.pair.school.home)
    monkeypatch.setattr(taking, "disks", lambda _: [disk])
    fleet.publish("1.0")
    fleet.exchange()
    fleet.clock(NIGHT)

    def fails(_: Path) -> None:
        raise BackupFailed("copy", "disk", "It is full.")

    with monkeypatch.context() as broken:
        broken.setattr(taking, "make", fails)
        fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == (None, ("here", "copy"))
    assert list(disk.rglob("*.copy")) == []
    fleet.look()
    assert (fleet.runs()[1], fleet.stage()) == ("1.0", ("switching", None))
    assert any(path.is_file() for path in disk.rglob("*")), "a copy lies there"


def test_a_disk_that_fails_is_not_copied_to_every_minute_of_the_night(
    fleet: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    (disk / FOLDER).mkdir(parents=True)
    recovery.fresh(fleet.pair.school.home)
    monkeypatch.setattr(taking, "disks", lambda _: [disk])
    tries: list[Path] = []

    def fails(_: object, to: Path, *_more: object) -> None:
        tries.append(to)
        raise BackupFailed("write", str(to), "Look at the disk and its cable.")

    monkeypatch.setattr(making, "create", fails)
    release = fleet.publish("1.0")
    fleet.exchange()
    fleet.clock(NIGHT)
    for _minute in range(3):
        fleet.look()
    assert (len(tries), fleet.stage()) == (1, ("here", "copy"))
    with fleet.pair.school.app.app_context():
        saying.say(Say(release, None))
    for _minute in range(3):
        fleet.look()
    assert len(tries) == 2, "«now» is tried at once, and once"


STEPS = (
    (taking, "note"), (taking, "_copied"), (taking, "say"), (taking, "unfit"),
    (Upgrades, "take"), (Upgrades, "_wish"), (choosing, "chosen"),
)  # fmt: skip


@pytest.mark.slow
def test_the_power_may_fail_at_every_step_of_taking_it(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each night another release, cut a step later; the next look goes on, and each is taken."""
    cuts = 0
    for step in range(1, 40):
        fleet.clock("2026-11-23 12:00")
        fleet.pair.school.clock.forward(days=step)
        version = f"1.{step}"
        fleet.publish(version)
        fleet.pair.exchange()
        fleet.pair.school.clock.forward(seconds=14 * 3600)
        with fleet.pair.school.app.app_context():
            release = db.session.query(Release).filter(Release.version == version).one().id
            db.session.rollback()
            saying.say(Say(release, None))
        with monkeypatch.context() as patch:
            cut_at(step, STEPS, patch)
            try:
                fleet.look()
            except Cut:
                cuts += 1
            else:
                break  # there is no such step: all were tried
        fleet.look()  # a wish that was not laid is laid now
        fleet.look()
        assert fleet.runs()[1] == version, step
        fleet.switch()
        fleet.look()
        assert (fleet.upgrades.current, fleet.stage()) == (version, ("taken", None)), step
    assert cuts > 10


def test_an_administrator_puts_it_off_and_nobody_else(fleet: Fleet) -> None:
    page = "/api/v1/upgrades/published"
    fleet.publish("1.0")
    fleet.exchange()
    aizhan, marat = fleet.pair.school.phone(cast.AIZHAN), fleet.pair.school.phone(cast.MARAT)
    assert marat.get(page).status_code == 403
    refused = marat.request("PUT", page, json={"now": True, "not_before": None})
    assert refused.status_code == 403

    later = {"now": False, "not_before": "2026-11-25"}
    assert aizhan.request("PUT", page, json=later).get_json()["not_before"] == "2026-11-25"
    fleet.clock(NIGHT)
    fleet.look()
    assert fleet.runs()[1] is None
    fleet.clock(NEXT_NIGHT)
    fleet.look()
    assert fleet.runs()[1] == "1.0"


def test_it_cannot_be_put_off_for_ever(fleet: Fleet) -> None:
    page = "/api/v1/upgrades/published"
    aizhan = fleet.pair.school.phone(cast.AIZHAN)
    nothing = aizhan.request("PUT", page, json={"now": True, "not_before": None})
    assert nothing.status_code == 404
    fleet.publish("1.0")
    fleet.exchange()
    far = aizhan.request("PUT", page, json={"now": False, "not_before": "2027-03-01"})
    assert (far.status_code, far.get_json()["type"]) == (422, "/problems/invalid")


@pytest.mark.parametrize(
    ("moment", "days_here", "say", "may"),
    [
        ("2026-11-24 00:59", 0, Say(), False),
        ("2026-11-24 01:00", 0, Say(), True),
        ("2026-11-24 05:00", 0, Say(), False),
        ("2026-11-24 12:00", 0, Say("this"), True),
        ("2026-11-24 12:00", 0, Say("another"), False),
        ("2026-11-24 02:00", 0, Say(None, date(2026, 11, 25)), False),
        ("2026-11-25 02:00", 0, Say(None, date(2026, 11, 25)), True),
        ("2026-11-24 19:00", 6, Say(), False),
        ("2026-11-24 19:00", 7, Say(), True),
        ("2026-11-24 12:00", 9, Say(), False),
        ("2026-11-29 12:00", 9, Say(), True),
    ],
    ids=str,
)
def test_nobody_is_at_work_when_a_box_switches(
    moment: str, days_here: int, say: Say, may: bool
) -> None:
    now = datetime.fromisoformat(moment)
    assert may_switch(now, now - timedelta(days=days_here), "this", say, lambda: False) is may


@pytest.mark.parametrize(
    ("days_here", "say", "over", "may"),
    [
        (13, Say(), True, False),
        (14, Say(), True, True),
        (14, Say(), False, False),
        (20, Say(None, date(2026, 11, 25)), True, False),
    ],
    ids=str,
)
def test_a_box_that_is_on_in_lessons_only_switches_when_they_are_over(
    days_here: int, say: Say, over: bool, may: bool
) -> None:
    now = datetime.fromisoformat("2026-11-24 14:30")
    assert may_switch(now, now - timedelta(days=days_here), "this", say, lambda: over) is may


def test_lessons_are_over_by_the_timetable(fleet: Fleet) -> None:
    """On Tuesdays the second lesson ends at 09:40, on Wednesdays there are none."""
    app = fleet.pair.school.app

    def over(moment: str) -> bool:
        with app.app_context():
            return are_over(db.session(), datetime.fromisoformat(moment))

    assert not over("2026-11-24 20:00"), "nobody can know without a timetable"
    with app.app_context(), write_transaction() as session:
        bells = [
            {"n": 1, "starts": "08:00", "ends": "08:45"},
            {"n": 2, "starts": "08:55", "ends": "09:40"},
        ]
        term = {"starts_on": "2026-09-01", "ends_on": "2026-12-28"}
        session.add(Calendar(id="c", school=cast.AKBULAQ, name="", grades=[], weekdays=[1, 2, 3],
                             terms=[term], holidays=[], moved=[], bells=bells, op="o"))  # fmt: skip
        for bell in (1, 2):
            line = {"n": 1, "class": cast.CLASS_5, "grade": None, "subject": "math", "group": None}
            session.add(Slot(id=f"s{bell}", school=cast.AKBULAQ, weekday=2, bell=bell, lines=[line],
                             teachers=[], room="", op="o"))  # fmt: skip
    assert not over("2026-11-24 20:00"), "the other school of this box has none yet"
    with app.app_context(), write_transaction() as session:
        session.add(Slot(id="s3", school=cast.DALA, weekday=2, bell=1, lines=[], teachers=[],
                         room="", op="o"))  # fmt: skip
    times = ("06:59", "07:00", "08:50", "10:09", "10:10")
    assert [over(f"2026-11-24 {time}") for time in times] == [True, False, False, False, True]
    assert over("2026-11-25 08:30"), "a Wednesday"
    assert over("2026-12-29 08:30"), "holidays"


def test_one_that_waits_for_weeks_is_told_of_by_the_doctor(fleet: Fleet) -> None:
    school = fleet.pair.school
    fleet.publish("1.0")
    fleet.exchange()
    fleet.look()
    fleet.look()

    def told(days: int) -> list[dict[str, Any]]:
        now = school.clock.unix_ms + days * 86_400_000
        found = Program(Config.load({"TIREK_HOME": str(school.home)}), now).release()
        return [dict(one.values) for one in found]

    assert told(20) == []
    assert told(21) == [{"version": "1.0", "days": 21}]
    fleet.clock(NIGHT)
    fleet.look()
    fleet.switch()
    fleet.look()
    assert told(40) == []
