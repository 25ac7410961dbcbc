"""A release comes as a signed file, is asked for, and survives the power at every step."""

import errno
import json
import os
import platform
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.cli import tirek
from server.install import releases
from server.install.releases import KEY, OUTCOME, WANTED, NotInstalled, Releases
from server.install.wheels import LIST, listed
from server.upgrades import service as releasing
from server.upgrades.opening import ARCHITECTURES, unpack_release
from server.upgrades.release_file import MAGIC, BadRelease, make
from server.upgrades.service import Upgrades
from server.upgrades.versions import is_older
from tests.server import cast
from tests.server.conftest import MONDAY_MS, School
from tests.server.install.test_releases import Box, put, revision, wheel
from tests.support.cutting import Cut, cut_at

pytestmark = pytest.mark.sqlite
SEED = b"s" * 32
MACHINE = ARCHITECTURES.get(platform.machine(), "amd64")


def public(seed: bytes = SEED) -> str:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def release(
    folder: Path,
    version: str,
    *,
    seed: bytes = SEED,
    machine: str = MACHINE,
    downgrade: bool = False,
) -> Path:
    """A signed file with the stand-in of that version."""
    wheels = folder / f"wheels {version}"
    wheel(wheels, version)
    (wheels / LIST).write_text(listed(wheels), encoding="utf-8")
    file = folder / f"{version}.release"
    make(wheels, version, machine, seed, file, downgrade=downgrade)
    return file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A box that runs 0.9 and trusts a key."""
    root = tmp_path / "root"
    put(root, "0001")
    (root / KEY).parent.mkdir(parents=True)
    (root / KEY).write_text(f"{public()}\n", encoding="ascii")
    return root


@pytest.fixture
def upgrades(root: Path) -> Upgrades:
    return Upgrades(root / "var/lib/tirek", root)


def opener(root: Path) -> releases.Opener:
    """As root's, in this process."""

    def open_(file: Path, folder: Path, version: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            unpack_release(file, folder, version, root / KEY)
        except BadRelease as reason:
            raise NotInstalled(str(reason)) from None

    return open_


class Quick(Releases):
    """Makes no virtual environment: what is in the wheels is what is installed."""

    def install(self, version: str, wheels: Path) -> None:
        assert (wheels / "requirements.txt").is_file()
        self.path(version).mkdir(parents=True, exist_ok=True)


def running(root: Path, service: Box) -> Quick:
    made = Quick(root, service, wait_seconds=0.01)
    made.path("0.9").mkdir(parents=True, exist_ok=True)
    if made.current is None:
        made.switch("0.9")
    return made


def outcome(root: Path) -> dict[str, Any]:
    text = (root / "var/lib/tirek/upgrades" / OUTCOME).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_stick_s_release_is_taken_asked_for_and_switched_to(
    root: Path, upgrades: Upgrades, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    (stick / "TIREK1/releases").mkdir(parents=True)
    release(tmp_path, "1.0").rename(stick / "TIREK1/releases/1.0.release")
    box = running(root, Box(root))
    assert upgrades.look(stick, 1) == upgrades.look(stick, 2) == ["1.0"]
    assert upgrades.standing()["here"] == ["1.0"]
    assert box.do_wanted(opener(root)) is None
    upgrades.apply("1.0")
    assert upgrades.standing()["wanted"] == "1.0"
    assert box.do_wanted(opener(root)) == "1.0"
    found = upgrades.standing()
    assert (found["current"], found["former"], found["wanted"]) == ("1.0", "0.9", None)
    assert found["outcome"]["done"] is True
    upgrades.roll_back()
    assert box.do_wanted(opener(root)) == "0.9"
    assert upgrades.standing()["current"] == "0.9"


def test_a_stick_s_file_that_is_not_taken_is_told_of(
    upgrades: Upgrades, root: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick/TIREK1/releases"
    stick.mkdir(parents=True)
    running(root, Box(root))

    def told() -> tuple[str, str] | None:
        upgrades.look(tmp_path / "stick", MONDAY_MS)
        found = upgrades.standing()["refused"]
        return (found["file"], found["code"]) if found else None

    bad = release(tmp_path, "1.1", seed=b"x" * 32).rename(stick / "1.1.release")
    assert told() == told() == ("1.1.release", "not-signed")
    bad.write_bytes(b"half of it")
    assert told() == ("1.1.release", "damaged")
    bad.unlink()
    assert told() == ("1.1.release", "damaged"), "the stick is out: it can still be read"
    release(tmp_path, "0.8").rename(stick / "0.8.release")
    assert told() == ("0.8.release", "older")
    release(tmp_path, "1.2").rename(stick / "1.2.release")
    assert told() is None


def spoilt(file: Path) -> bytes:
    """One bit of its payload flips; what it was."""
    good = file.read_bytes()
    file.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    return good


def test_a_damaged_file_gives_way_to_the_good_one(
    upgrades: Upgrades, root: Path, tmp_path: Path
) -> None:
    """The operator sends another stick: the same name, the same size."""
    stick = tmp_path / "stick/TIREK1/releases"
    stick.mkdir(parents=True)
    running(root, Box(root))
    file = release(tmp_path, "1.0").rename(stick / "1.0.release")
    good = spoilt(file)
    assert upgrades.look(tmp_path / "stick", MONDAY_MS) == []
    found = upgrades.standing()
    assert (found["here"], found["refused"]["code"]) == ([], "damaged")
    assert not list((root / "var/lib/tirek/upgrades").glob("*release*"))
    file.write_bytes(good)
    assert upgrades.look(tmp_path / "stick", MONDAY_MS) == ["1.0"]

    spoilt(root / "var/lib/tirek/upgrades/1.0.release")  # it rots here
    with pytest.raises(LookupError):
        upgrades.apply("1.0")
    found = upgrades.standing()
    assert (found["here"], found["wanted"]) == ([], None)
    assert found["refused"]["file"] == "1.0.release"
    assert upgrades.look(tmp_path / "stick", MONDAY_MS) == ["1.0"]
    upgrades.apply("1.0")
    assert upgrades.standing()["wanted"] == "1.0"


def test_a_full_disk_keeps_no_half_of_a_release(
    upgrades: Upgrades, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick/TIREK1/releases"
    stick.mkdir(parents=True)
    running(root, Box(root))
    release(tmp_path, "1.0").rename(stick / "1.0.release")
    here = root / "var/lib/tirek/upgrades"

    def told() -> tuple[list[str], str, list[Path]]:
        found = upgrades.look(tmp_path / "stick", MONDAY_MS)
        return found, upgrades.standing()["refused"]["code"], list(here.glob("*release*"))

    with monkeypatch.context() as patch:
        patch.setattr(releasing, "payload", cut_at_once)
        assert told() == ([], "room", [])
    little = shutil.disk_usage(tmp_path)._replace(free=100)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: little)
        assert told() == ([], "room", [])
    (here / "1.0.release.new").write_bytes(b"the power failed")
    assert upgrades.look(tmp_path / "stick", MONDAY_MS) == ["1.0"]
    assert [path.name for path in here.glob("*release*")] == ["1.0.release"]


def cut_at_once(*_args: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_the_box_has_gone_on_from_is_not_offered(
    upgrades: Upgrades, root: Path, tmp_path: Path
) -> None:
    box = running(root, Box(root))
    for version in ("1.0", "1.1"):
        upgrades.take(release(tmp_path, version))
    upgrades.apply("1.1")
    assert box.do_wanted(opener(root)) == "1.1"
    assert upgrades.standing()["here"] == ["1.1"]
    upgrades.take(release(tmp_path, "0.9", downgrade=True))
    assert upgrades.standing()["here"] == ["1.1", "0.9"]


def test_what_is_not_here_cannot_be_asked_for(root: Path, upgrades: Upgrades) -> None:
    with pytest.raises(LookupError):
        upgrades.apply("1.0")
    with pytest.raises(LookupError):
        upgrades.roll_back()


def test_a_file_that_somebody_else_signed_is_not_taken(
    root: Path, upgrades: Upgrades, tmp_path: Path
) -> None:
    with pytest.raises(BadRelease, match="trusts"):
        upgrades.take(release(tmp_path, "1.0", seed=b"x" * 32))
    (root / KEY).unlink()
    with pytest.raises(BadRelease, match="no key"):
        upgrades.take(release(tmp_path, "1.1"))


def test_an_older_release_must_be_signed_for_going_back(
    root: Path, upgrades: Upgrades, tmp_path: Path
) -> None:
    """The box runs 0.9; 0.8 was signed once, when nobody knew of its hole."""
    running(root, Box(root))
    old, folder = release(tmp_path, "0.8"), tmp_path / "opened"
    folder.mkdir()
    with pytest.raises(BadRelease, match=r"older than 0\.9"):
        upgrades.take(old)
    with pytest.raises(BadRelease, match=r"older than 0\.9"):
        unpack_release(old, folder, "0.8", root / KEY, running="0.9")
    assert list(folder.iterdir()) == []
    meant = release(tmp_path / "meant", "0.8", downgrade=True)
    assert upgrades.take(meant) == "0.8"
    unpack_release(meant, folder, "0.8", root / KEY, running="0.9")
    assert list(folder.glob("*.whl")) != []


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("0.9", "0.10"),
        ("1.0rc1", "1.0"),
        ("1.0.dev2", "1.0"),
        ("1.0~3", "1.0"),
        ("1.0", "1.0.1"),
        ("1.9.9", "2.0rc1"),
        ("1.0rc1", "1.0rc2"),
    ],
)
def test_versions_are_compared_as_people_count_them(older: str, newer: str) -> None:
    assert is_older(older, newer)
    assert not is_older(newer, older)
    assert not is_older(older, older)
    assert not is_older(f"{newer}+1", newer)


def test_every_changed_byte_is_noticed_before_anything_is_unpacked(
    root: Path, tmp_path: Path
) -> None:
    file = release(tmp_path, "1.0")
    good = file.read_bytes()
    places = [0, len(MAGIC), len(MAGIC) + 3, len(MAGIC) + 20, len(good) // 2, len(good) - 1]
    for place in places:
        folder = tmp_path / f"at {place}"
        folder.mkdir()
        file.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(BadRelease):
            unpack_release(file, folder, "1.0", root / KEY)
        assert list(folder.glob("*.whl")) == []
    for cut in (good[:-1], good + b"x", b""):
        file.write_bytes(cut)
        with pytest.raises(BadRelease):
            unpack_release(file, tmp_path, "1.0", root / KEY)


def test_the_file_must_be_the_one_that_was_asked_for(root: Path, tmp_path: Path) -> None:
    """An old release with a hole in it, under a newer name, is still the old one."""
    file = release(tmp_path, "1.0")
    with pytest.raises(BadRelease, match=r"holds release 1\.0"):
        unpack_release(file, tmp_path, "1.1", root / KEY)
    other = release(tmp_path / "other", "1.2", machine="riscv64")
    with pytest.raises(BadRelease, match="another machine"):
        unpack_release(other, tmp_path, "1.2", root / KEY)


def test_a_wish_that_makes_no_sense_is_answered_and_put_away(root: Path) -> None:
    box = running(root, Box(root))
    folder = root / "var/lib/tirek/upgrades"
    folder.mkdir()
    for wish in ("", "{}", '{"version": "../../etc"}', '{"version": "7.7"}'):
        (folder / WANTED).write_text(wish, encoding="utf-8")
        box.do_wanted(opener(root))
        assert outcome(root)["done"] is False
        assert not (folder / WANTED).exists()
    assert box.current == "0.9"


def test_root_writes_through_no_link_that_the_server_has_laid(
    root: Path, upgrades: Upgrades, tmp_path: Path
) -> None:
    box, victim = running(root, Box(root)), tmp_path / "victim"
    victim.write_text("untouched", encoding="utf-8")
    folder = root / "var/lib/tirek/upgrades"
    folder.mkdir()
    for name in (OUTCOME, "outcome.new"):
        (folder / name).symlink_to(victim)
    (folder / WANTED).write_text("{}", encoding="utf-8")
    box.do_wanted(opener(root))
    assert victim.read_text(encoding="utf-8") == "untouched"
    assert not (folder / OUTCOME).is_symlink()


STEPS = ("_link", "_note_switching", "_keep_database", "_put_database_back", "_tidy", "_write")


@pytest.mark.parametrize("broken", [False, True], ids=["good", "broken"])
def test_the_power_may_fail_at_every_step(
    broken: bool, root: Path, upgrades: Upgrades, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After it the box runs again, the wish is gone on with, and the outcome is that of no cut."""
    monkeypatch.setattr("server.install.releases.time.sleep", lambda _: None)
    file, kept = release(tmp_path, "1.0"), tmp_path / "kept"
    running(root, Box(root))
    upgrades.take(file)
    upgrades.apply("1.0")
    shutil.copytree(root, kept, symlinks=True)
    cuts = 0
    for step in range(1, 60):
        shutil.rmtree(root)
        shutil.copytree(kept, root, symlinks=True)
        service = Box(root)
        service.broken = {"1.0"} if broken else set()
        box = Quick(root, service, wait_seconds=0.01)
        with monkeypatch.context() as patch:
            places = [(box, name) for name in STEPS]
            cut_at(step, [*places, (service, "stop"), (service, "start")], patch)
            try:
                box.do_wanted(opener(root))
            except Cut:
                cuts += 1
            else:
                break  # there is no such step: all were tried
        # The box starts again with whichever release is current, and systemd sees the wish.
        again = Box(root)
        again.broken = service.broken
        again.start()
        Quick(root, again, wait_seconds=0.01).do_wanted(opener(root))
        found = upgrades.standing()
        assert (found["current"], found["wanted"]) == ("0.9" if broken else "1.0", None), step
        assert found["outcome"]["done"] is not broken, step
        assert not (root / "opt/tirek/switching").exists(), step
        if broken:
            assert revision(root) == "0001", step
    assert cuts > 15


def test_the_command_line_lists_and_asks(tmp_path: Path) -> None:
    env = {"TIREK_HOME": str(tmp_path)}
    listed = CliRunner().invoke(tirek, ["upgrade", "list", "--json"], env=env)
    assert listed.exit_code == 0, listed.output
    assert json.loads(listed.stdout)["here"] == []
    assert CliRunner().invoke(tirek, ["upgrade", "apply", "9.9"], env=env).exit_code == 4
    assert CliRunner().invoke(tirek, ["upgrade", "rollback"], env=env).exit_code == 4
    (tmp_path / "x.release").write_bytes(os.urandom(40))
    taken = CliRunner().invoke(tirek, ["upgrade", "take", str(tmp_path / "x.release")], env=env)
    assert taken.exit_code == 5


def test_the_administrator_asks_for_it_in_the_browser(
    school: School, root: Path, tmp_path: Path
) -> None:
    pages = "/api/v1/upgrades"
    aizhan = school.phone(cast.AIZHAN)
    assert school.phone(cast.MARAT).get(pages).status_code == 403
    assert aizhan.get(pages).get_json()["here"] == []
    asked = aizhan.request("PUT", f"{pages}/wanted", json={"version": "1.0"})
    assert (asked.status_code, asked.get_json()["type"]) == (409, "/problems/release-not-here")
    Upgrades(school.home, root).take(release(tmp_path, "1.0"))
    asked = aizhan.request("PUT", f"{pages}/wanted", json={"version": "1.0"})
    assert (asked.get_json()["here"], asked.get_json()["wanted"]) == (["1.0"], "1.0")
