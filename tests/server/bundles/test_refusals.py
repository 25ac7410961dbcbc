"""What is left alone on a stick, and why: nothing of it is imported, and everybody is told."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from server import db
from server.bundles.report import REASONS, import_lines
from server.cli import tirek
from server.hub import late
from server.hub.nodes import revoke
from sync.frames.bundle import Volume
from sync.roads.usb import FOLDER, Found
from tests.server import cast
from tests.server.bundles.conftest import (
    NOW_MS,
    Carriers,
    admit_for_sticks,
    card,
    fill,
    home,
    read,
)
from tests.server.classroom.tasks import set_task, work
from tests.server.upstream.test_exchange import hand_in, held


@pytest.fixture
def filled(carriers: Carriers) -> Found:
    """A stick from the school, with work and a photo on it."""
    carriers.trip()
    hand_in(carriers.school.phone(cast.ARU), set_task(carriers.school.phone(cast.MARAT)))
    carriers.fill_at_school()
    (found,) = carriers.volumes(carriers.hub_node)
    return found


def refused(carriers: Carriers) -> str:
    """The reason why the hub left the only volume alone; nothing of it may have been taken."""
    before = held(carriers.hub)
    report = carriers.read_at_hub()
    assert held(carriers.hub) == before
    assert report.shares == []
    (one,) = report.refused
    assert import_lines(report) == [f"Not taken: {one.volume}: {REASONS[one.reason]}."]
    return one.reason


def test_a_pulled_stick_is_healed_by_the_next_export(carriers: Carriers, filled: Found) -> None:
    """At every kind of place: in the magic, the header, the signature, the table, the sections."""
    whole = filled.path.read_bytes()
    with carriers.stick.open(filled) as (source, size):
        volume = Volume(source, size)
        lengths = [row.length for row in volume.sections]
    body = len(whole) - sum(lengths)
    edges = [0, 1, 3, 4, 5, 40, 100, 130, 200, body - 1, body]
    at = body
    for length in lengths:
        edges += [at + 1, at + length // 2, at + length - 1]
        at += length
    for cut in sorted(set(edges)):
        filled.path.write_bytes(whole[:cut])
        assert refused(carriers) == "incomplete", cut

    carriers.fill_at_school()
    report = carriers.read_at_hub()
    assert report.shares[0].carried.kinds["submission.hand_in"] == 1
    assert report.shares[0].carried.files == 1


def test_a_damaged_byte_anywhere_is_noticed_before_anything_is_taken(
    carriers: Carriers, filled: Found
) -> None:
    rng = random.Random(11)
    whole = filled.path.read_bytes()
    seen = set()
    for _ in range(60):
        bad = bytearray(whole)
        at = rng.choice((rng.randrange(300), rng.randrange(len(whole))))
        bad[at] ^= 1 << rng.randrange(8)
        filled.path.write_bytes(bytes(bad))
        seen.add(refused(carriers))
    assert seen <= REASONS.keys()
    assert {"damaged", "bad-signature"} <= seen
    filled.path.write_bytes(whole)
    assert carriers.read_at_hub().refused == []


def test_another_school_s_hand_under_our_name_is_a_bad_signature(
    carriers: Carriers, filled: Found, school_of_dala: Flask
) -> None:
    card(school_of_dala)  # makes its keys
    stolen = (home(school_of_dala) / "keys" / "node.ed25519").read_bytes()
    (home(carriers.school.app) / "keys" / "node.ed25519").write_bytes(stolen)
    carriers.stick.remove(filled)
    carriers.fill_at_school()
    assert refused(carriers) == "bad-signature"


def test_a_revoked_node_is_shut_out_on_this_road_too(carriers: Carriers, filled: Found) -> None:
    with carriers.hub.app_context(), db.write_transaction() as session:
        revoke(session, carriers.school_node, NOW_MS)
    assert refused(carriers) == "revoked-node"
    with carriers.hub.app_context():
        (one,) = late.listed(db.db.session())
    assert (one.node, one.volumes, one.calls) == (carriers.school_node, 1, 0)

    # Nobody makes such a note in its name.
    whole = bytearray(filled.path.read_bytes())
    with carriers.stick.open(filled) as (source, size):
        body = len(whole) - sum(row.length for row in Volume(source, size).sections)
    whole[body - 1] ^= 1
    filled.path.write_bytes(bytes(whole))
    carriers.read_at_hub()
    with carriers.hub.app_context():
        assert list(late.listed(db.db.session())) == [one]


def test_a_stranger_is_not_listened_to(
    carriers: Carriers, school_of_dala: Flask, tmp_path: Path
) -> None:
    with school_of_dala.app_context():
        from server.bundles.service import meet

        meet(*card(carriers.hub))
    fill(school_of_dala, carriers.folder)
    assert refused(carriers) == "unknown-sender"


def test_what_is_meant_for_another_hub_is_of_no_use_here(
    carriers: Carriers, filled: Found, new_hub: Callable[[str], Flask]
) -> None:
    other = new_hub("other")
    node = card(other)[0]
    folder = carriers.folder / FOLDER / node / carriers.school_node
    folder.mkdir(parents=True)
    (folder / filled.path.name).write_bytes(filled.path.read_bytes())

    report = read(other, carriers.folder)

    assert [one.reason for one in report.refused] == ["wrong-recipient"]
    assert held(other) == set()


def test_a_newer_release_s_volume_is_kept_for_the_upgrade(
    carriers: Carriers, filled: Found
) -> None:
    bad = bytearray(filled.path.read_bytes())
    bad[3] = 9
    filled.path.write_bytes(bytes(bad))
    assert refused(carriers) == "newer-version"
    assert filled.path.exists()


def test_one_bad_volume_does_not_stop_the_others(carriers: Carriers, filled: Found) -> None:
    folder = filled.path.parent
    (folder / "0000000000000000.b").write_bytes(b"TKB\x01 rubbish")
    (folder / "ffffffffffff0000.b").write_bytes(b"")

    report = carriers.read_at_hub()

    assert len(report.refused) == 2
    assert report.shares[0].carried.kinds["submission.hand_in"] == 1


def test_what_lies_on_a_stick_is_sealed(carriers: Carriers, filled: Found) -> None:
    data = filled.path.read_bytes()
    name = cast.NAMES[cast.ARU][0]
    for secret in ("Жауабы", name, "submission.hand_in", "a photo of a notebook"):
        assert secret.encode() not in data


def test_a_stick_for_one_school_says_nothing_to_another(
    carriers: Carriers, school_of_dala: Flask
) -> None:
    """The hub's volume for Ақбұлақ lies in Дала's folder."""
    admit_for_sticks(carriers.hub, school_of_dala, [cast.DALA], "Дала")
    carriers.fill_at_school()
    carriers.read_at_hub()
    carriers.fill_at_hub()
    (found,) = carriers.volumes(carriers.school_node)
    dala = card(school_of_dala)[0]
    folder = carriers.folder / FOLDER / dala / carriers.hub_node
    folder.mkdir(parents=True)
    (folder / found.path.name).write_bytes(found.path.read_bytes())

    report = read(school_of_dala, carriers.folder)

    assert [one.reason for one in report.refused] == ["wrong-recipient"]


def test_killed_while_writing_the_next_export_heals_it(
    carriers: Carriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    aru = carriers.school.phone(cast.ARU)
    aru.submit("submission.hand_in", work(set_task(carriers.school.phone(cast.MARAT))))
    real = Path.replace

    def kill(path: Path, target: Path) -> Path:
        if path.suffix == ".tmp":
            raise Killed
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", kill)
        with pytest.raises(Killed):
            carriers.fill_at_school()
    assert carriers.volumes(carriers.hub_node) == []
    assert len(list(carriers.folder.rglob("*.tmp"))) == 1

    carriers.fill_at_school()

    assert list(carriers.folder.rglob("*.tmp")) == []
    assert carriers.read_at_hub().shares[0].carried.kinds["submission.hand_in"] == 1


def test_the_command_line_tells_it_all(
    carriers: Carriers, filled: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = {"TIREK_HOME": str(home(carriers.hub)), "TIREK_ROLE": "hub"}
    good = filled.path.read_bytes()
    filled.path.write_bytes(good[:500])
    run = CliRunner().invoke(tirek, ["bundle", "import", str(carriers.folder), "--json"], env=hub)
    assert run.exit_code == 5, run.output
    assert json.loads(run.stdout)["refused"][0]["reason"] == "incomplete"

    filled.path.write_bytes(good)
    run = CliRunner().invoke(tirek, ["bundle", "import", str(carriers.folder)], env=hub)
    assert run.exit_code == 0, run.output
    assert "From Ақбұлақ: 1 work, " in run.stdout
    assert f"read: {filled.name}" in run.stderr

    arguments = ["bundle", "export", str(carriers.folder), "--to", carriers.school_node, "--json"]
    run = CliRunner().invoke(tirek, arguments, env=hub)
    assert run.exit_code == 0, run.output
    (share,) = json.loads(run.stdout)["nodes"]
    assert (share["name"], share["volumes"]) == ("Ақбұлақ", 1)

    run = CliRunner().invoke(
        tirek, ["bundle", "export", str(carriers.folder), "--to", "0" * 16], env=hub
    )
    assert run.exit_code == 5
    assert "No node" in run.stderr


def test_keys_are_exchanged_on_the_command_line(carriers: Carriers, school_of_dala: Flask) -> None:
    hub = {"TIREK_HOME": str(home(carriers.hub)), "TIREK_ROLE": "hub"}
    school = {"TIREK_HOME": str(home(school_of_dala))}
    runner = CliRunner()
    who = json.loads(runner.invoke(tirek, ["node", "--json"], env=school).stdout)
    arguments = ["hub", "node", "add", who["node"], "--key", who["key"], "--school", cast.DALA]
    arguments += ["--signing-key", who["signing_key"], "--name", "Дала"]
    added = runner.invoke(tirek, arguments, env=hub)
    assert added.exit_code == 0, added.output
    meet = added.stdout.strip().splitlines()[-1].split()
    assert meet[:3] == ["tirek", "bundle", "meet"]

    met = runner.invoke(tirek, meet[1:], env=school)
    assert met.exit_code == 0, met.output
    out = runner.invoke(tirek, ["bundle", "export", str(carriers.folder)], env=school)
    assert out.exit_code == 0, out.output
    assert "bring the stick to the hub" in out.stdout
    assert carriers.read_at_hub().shares[0].name == "Дала"

    assert runner.invoke(tirek, [*meet[1:3], "xyz", *meet[4:]], env=school).exit_code == 5
    other = [*meet[1:3], "1" * 16, *meet[4:]]
    assert "has only one" in runner.invoke(tirek, other, env=school).stderr
    short = [*meet[1:-1], "abcd"]
    assert runner.invoke(tirek, short, env=school).exit_code == 5


def test_private_keys_are_readable_by_their_owner_only(carriers: Carriers) -> None:
    for app in (carriers.school.app, carriers.hub):
        for path in (home(app) / "keys").iterdir():
            assert path.stat().st_mode & 0o077 == 0, path
