"""The restore drill: a box burns, another one goes on, and no acknowledged work is lost."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server import db
from server.backup import recovery, restoring, vault, verifying
from server.backup.errors import NotPossible, WrongKey
from server.certificates import settling
from server.certificates.files import WebFiles
from server.cli import tirek
from server.cli.common import EXIT_FAILED, EXIT_REFUSED
from server.erasure import service as erasing
from server.library.stores import personal_store
from server.operations.port import log_store
from server.people import sealing
from tests.server import cast
from tests.server.backup.conftest import Copied, settings
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School, close, make_app
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_erasure import everything
from tests.server.upstream.test_hub_restored import lines

pytestmark = pytest.mark.sqlite
PHOTO = b"\xff\xd8\xff" + b"a page of a notebook" * 500
ESSAY = "Менің атым Ару"


@pytest.fixture
def burnt(copied: Copied) -> Iterator[Callable[[Path], School]]:
    """Burn the box, and put the newest copy back on another: the school that goes on there."""
    made: list[School] = []

    def burn(home: Path) -> School:
        close(copied.school.app)
        shutil.rmtree(copied.school.home)
        found = restoring.find(copied.disk, copied.secret)
        restoring.restore(settings(home), found, copied.secret)
        school = School(make_app(home, copied.school.clock), home, copied.school.clock)
        db.upgrade(school.app)
        made.append(school)
        return school

    yield burn
    for school in made:
        close(school.app)


def moved(phone: Phone, school: School) -> Phone:
    """The phone meets the new box; it loads everything again, as it does after a restore."""
    phone.client = school.app.test_client()
    phone.cursor = None
    phone.records = {}
    return phone


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    copied: Copied, pair: Pair, burnt: Callable[[Path], School], tmp_path: Path
) -> None:
    aru, dias, marat = (copied.school.phone(one) for one in (cast.ARU, cast.DIAS, cast.MARAT))
    task = set_task(marat)
    bring(aru, PHOTO)
    first = aru.submit("submission.hand_in", work(task, text=ESSAY, files=[stated(PHOTO)]))
    assert pair.exchange().error is None
    copied.copy()
    # after the copy: one mark that the hub has, one work that only its phone still has
    give(marat, task, cast.ARU, "9", submission=first["record"])
    assert pair.exchange().error is None
    late = dias.make("submission.hand_in", work(task, text="Менікі"))
    assert [one["outcome"] for one in dias.send(late)] == ["admitted"]
    before = lines(copied.school.app)

    school = burnt(tmp_path / "another box")
    pair.school = school
    lost = set(before) - set(lines(school.app))
    assert len(lost) >= 2
    with school.app.app_context():
        assert sealing.public_key(school.home)
        assert personal_store().verify(str(stated(PHOTO)["sha256"]))
    assert pair.exchange().error is None
    moved(dias, school)
    assert [one["outcome"] for one in dias.send(late)] == ["admitted"]
    pair.exchange()

    after = lines(school.app)
    assert set(before) <= set(after)
    assert {key: after[key][:2] for key in before} == {key: before[key][:2] for key in before}
    again = moved(marat, school)
    again.refresh()
    assert again.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"
    works = [again.doc("submission", record)["text"] for record in again.ids("submission")]
    assert sorted(works) == sorted([ESSAY, "Менікі"])
    with school.app.app_context():
        assert log_store(db.db.session()).forks() == []
    # the hub has it all, and the new box goes on numbering where nobody else does
    shown = pair.phone_at_hub(cast.MARAT)
    shown.refresh()
    assert shown.ids("submission") == again.ids("submission")
    set_task(again)
    assert pair.exchange().error is None
    assert set(lines(pair.hub)) >= set(before) & set(lines(pair.hub))
    quiet = pair.exchange()
    assert (quiet.operations_up, quiet.operations_down) == (0, 0)


def test_tablets_that_trust_the_box_trust_the_one_that_takes_its_place(
    copied: Copied, tmp_path: Path
) -> None:
    with copied.school.app.app_context():
        known = settling.make_authority("Ақбұлақ")
    copied.copy()
    home = tmp_path / "another box"
    found = restoring.find(copied.disk, copied.secret)
    restoring.restore(settings(home), found, copied.secret)
    there = WebFiles(home)
    assert there.pair(there.authority) == known
    assert there.pair(there.local) == WebFiles(copied.school.home).pair(there.local)
    assert there.authority.stat().st_mode & 0o777 == 0o600
    assert there.authority.parent.stat().st_mode & 0o777 == 0o700


def test_a_copy_without_certificates_leaves_those_of_the_box(
    copied: Copied, tmp_path: Path
) -> None:
    copied.copy()
    home = tmp_path / "another box"
    found = restoring.find(copied.disk, copied.secret)
    restoring.restore(settings(home), found, copied.secret)
    shown = WebFiles(home)
    shown.authority.parent.mkdir()
    shown.authority.write_bytes(b"what the tablets know")
    restoring.restore(settings(home), found, copied.secret, replace=True)
    assert shown.authority.read_bytes() == b"what the tablets know"


def test_what_was_erased_after_the_copy_is_erased_again(
    copied: Copied, pair: Pair, burnt: Callable[[Path], School], tmp_path: Path
) -> None:
    aru, task = copied.school.phone(cast.ARU), set_task(copied.school.phone(cast.MARAT))
    bring(aru, PHOTO)
    aru.submit("submission.hand_in", work(task, text=ESSAY, files=[stated(PHOTO)]))
    pair.exchange()
    copied.copy()
    with copied.school.app.app_context():
        erasing.erase(cast.ARU, "asked")
    pair.exchange()

    pair.school = school = burnt(tmp_path / "another box")
    assert ESSAY in everything(school.app)
    assert pair.exchange().error is None
    with school.app.app_context():
        erasing.remove_files()
        assert not personal_store().has(str(stated(PHOTO)["sha256"]))
    assert ESSAY not in everything(school.app)


def test_a_restore_that_was_cut_is_simply_run_again(
    copied: Copied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copied.school.app.app_context():
        personal_store().put(PHOTO)
    copied.copy()
    home = tmp_path / "another box"
    found = restoring.find(copied.disk, copied.secret)
    put, count = restoring._put, 0

    class PowerCut(BaseException):
        pass

    def cut(*args: object) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise PowerCut
        put(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "_put", cut)
    with pytest.raises(PowerCut):
        restoring.restore(settings(home), found, copied.secret)
    assert not (home / "tirek.sqlite").exists()
    monkeypatch.setattr(restoring, "_put", put)
    monkeypatch.setattr(restoring, "_begin", lambda _config: (_ for _ in ()).throw(PowerCut()))
    with pytest.raises(PowerCut):
        restoring.restore(settings(home), found, copied.secret)
    assert not (home / "tirek.sqlite").exists()
    monkeypatch.undo()
    done = restoring.restore(settings(home), found, copied.secret)
    assert (home / "tirek.sqlite").exists()
    assert done.node
    assert not list(home.rglob("*.restoring"))
    assert (home / "keys" / "node.x25519").stat().st_mode & 0o777 == 0o600


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(home: Path, *words: str, typed: str = "") -> Result:
        environ = {"TIREK_HOME": str(home)}
        return CliRunner().invoke(tirek, ["backup", *words], env=environ, input=typed)

    return call


def test_the_commands_from_the_paper_to_the_new_box(
    run: Run, copied: Copied, tmp_path: Path
) -> None:
    home, disk = copied.school.home, str(copied.disk)
    assert run(home, "key").exit_code == EXIT_REFUSED
    page = tmp_path / "page.html"
    paper = "\n".join(run(home, "key", "--new", "--page", str(page)).stdout.splitlines()[:4])
    assert paper.splitlines()[0] in page.read_text(encoding="utf-8")
    secret = recovery.from_text(paper)
    made = json.loads(run(home, "create", disk, "--json").stdout)
    listed = json.loads(run(home, "list", disk, "--json").stdout)
    assert [one["copy"] for one in listed] == [made["name"]]
    assert json.loads(run(home, "verify", disk, "--json").stdout)["opened"] is False
    told = json.loads(run(home, "verify", disk, "--key", "-", "--json", typed=paper).stdout)
    assert (told["sound"], told["files"]) == (True, made["files"])

    another = tmp_path / "another box"
    assert run(another, "restore", disk, typed="A" * 64).exit_code == EXIT_REFUSED
    stranger = "\n".join(recovery.to_lines(bytes(32)))
    assert run(another, "restore", disk, typed=stranger).exit_code == EXIT_REFUSED
    assert run(another, "restore", str(tmp_path), typed=paper).exit_code == EXIT_REFUSED
    done = json.loads(run(another, "restore", disk, "--json", typed=paper).stdout)
    assert (done["copy"], done["files"]) == (made["name"], made["files"])
    # a school that lives there is not trodden on
    assert run(another, "restore", disk, typed=paper).exit_code == EXIT_REFUSED
    again = json.loads(run(another, "restore", disk, "--replace", "--json", typed=paper).stdout)
    assert again["incarnation"] != done["incarnation"]
    assert (another / again["aside"] / "tirek.sqlite").exists()

    for path in (copied.disk / vault.FOLDER).rglob("objects/*/*"):
        path.write_bytes(path.read_bytes()[:-1])
    broken = run(home, "verify", disk, "--json")
    assert broken.exit_code == EXIT_FAILED
    told = json.loads(broken.stdout)
    assert told["missing"] == told["objects"] > 0
    assert (
        len(verifying.verify(restoring.find(copied.disk, secret), made["name"], secret).wrong) > 0
    )


def test_a_copy_of_a_newer_release_and_another_school_s_key_are_refused(
    copied: Copied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied.copy()
    found = restoring.find(copied.disk, copied.secret)
    with pytest.raises(WrongKey):
        restoring.restore(settings(tmp_path / "b"), found, bytes(range(32)))
    from server.migrations import standing

    monkeypatch.setattr(standing, "revisions", lambda: ["0001"])
    with pytest.raises(NotPossible, match="newer"):
        restoring.restore(settings(tmp_path / "b"), found, copied.secret)
