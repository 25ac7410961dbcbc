"""Ару asks what the school holds about her, and gets it in one file: hers, and nobody else's."""

import io
import json
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from server.cli import tirek
from server.cli.common import EXIT_FAILED, EXIT_REFUSED
from server.db import write_transaction
from server.erasure import service
from server.library.stores import personal_store
from server.lrs import packing
from server.lrs.callers import HOME
from server.lrs.document_operations import DOCUMENT_SET, STATE, held, shelf
from server.lrs.operations import STATEMENT_PUT
from server.operations.local import submit
from server.people import sealing
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School
from tests.server.uploads.sending import bring, stated

PHOTO = b"\xff\xd8\xff" + b"a page of her notebook" * 500
OTHER_PHOTO = b"\xff\xd8\xff" + b"a page of his notebook" * 500
ESSAY = "Менің атым Ару, менің үйім"
OTHER_ESSAY = "Мен Диаспын, бұл менің жұмысым"
IIN, OTHER_IIN = "150412500123", "150903500456"
NOTE = "бетбелгі: үшінші бетте"
PAGE = f"{HOME}/schools/{cast.AKBULAQ}"


def person_of(name: str) -> dict[str, Any]:
    return {"objectType": "Agent", "name": name, "account": {"homePage": PAGE, "name": name}}


@pytest.fixture
def asked(school: School) -> School:
    """A task, works and marks of two children; their numbers; what a learning program wrote."""
    marat = school.phone(cast.MARAT)
    task = set_task(marat)
    for name, photo, essay in (
        (cast.ARU, PHOTO, ESSAY),
        (cast.DIAS, OTHER_PHOTO, OTHER_ESSAY),
    ):
        phone = school.phone(name)
        bring(phone, photo)
        made = phone.submit("submission.hand_in", work(task, text=essay, files=[stated(photo)]))
        give(marat, task, name, submission=str(made["record"]), comment=f"Жарайсың: {essay}")
    with school.app.app_context(), write_transaction() as session:
        keys = sealing.known_keys(session)
        for name, iin in ((cast.ARU, IIN), (cast.DIAS, OTHER_IIN)):
            record = f"{name}~iin"
            sealed = {node: sealing.seal(iin, record, key) for node, key in keys.items()}
            fields = {"person": name, "school": cast.AKBULAQ, "scheme": "iin", "sealed": sealed}
            submit("identifier.set", record, fields)
        said = {
            "version": "2.0.0",
            "actor": person_of(cast.ARU),
            "verb": {"id": "https://w3id.org/xapi/tirek/solved"},
            "object": {"objectType": "Activity", "id": "https://x.kz/exercise"},
            "context": {
                "instructor": person_of(cast.MARAT),
                "team": {"objectType": "Group", "member": [person_of(cast.DIAS)], "name": "Диас",
                         "account": {"homePage": PAGE, "name": "the-team"}},
            },
            "timestamp": "2026-11-23T04:00:00Z",
        }  # fmt: skip
        submit(STATEMENT_PUT, str(uuid4()), {"school": cast.AKBULAQ, **packing.pack(said)})
        place = shelf(STATE, cast.AKBULAQ, activity="https://x.kz/a", agent=person_of(cast.ARU))
        note = {**place.fields("note"), "type": "text/plain", **(held(NOTE.encode()) or {})}
        submit(DOCUMENT_SET, place.record("note"), note, actor=cast.ARU)
    return school


def export(school: School, person: str, file: Path, *more: str) -> Result:
    environ = {"TIREK_HOME": str(school.home), "TIREK_TIMEZONE": "Asia/Almaty"}
    call = ["person", "export", person, "--to", str(file), *more]
    return CliRunner().invoke(tirek, call, env=environ)


def opened(file: Path | bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The records, and every member's bytes."""
    with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as packed:
        every = {name: packed.read(name) for name in packed.namelist()}
    return json.loads(every["records.json"]), every


@pytest.fixture
def hers(asked: School, tmp_path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    file = tmp_path / "aru.zip"
    result = export(asked, cast.ARU, file)
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return opened(file)


@pytest.mark.sqlite
def test_her_records_and_her_files_are_in_it(
    hers: tuple[dict[str, Any], dict[str, bytes]],
) -> None:
    records, every = hers
    tables = records["tables"]
    (person,) = tables["person"]
    assert (person["family_name"], person["given_name"]) == cast.NAMES[cast.ARU]
    (submission,) = tables["submission"]
    assert submission["text"] == ESSAY
    (mark,) = tables["mark"]
    assert mark["mark"] == "9"
    assert mark["author"] == "Есенов Марат (teacher)"
    assert [row["value"] for row in tables["identifier"]] == [IIN]
    assert len(tables["enrolment"]) == len(tables["guardian"]) == len(tables["token"]) == 1
    kinds = {op["kind"] for op in records["operations"]}
    assert kinds >= {"person.set", "submission.hand_in", "mark.give", DOCUMENT_SET}
    document = next(op for op in records["operations"] if op["kind"] == DOCUMENT_SET)
    assert document["fields"]["content"] == NOTE
    (file,) = json.loads(every["files.json"])
    assert file["file"] == f"files/{stated(PHOTO)['sha256']}.jpg"
    assert every[file["file"]] == PHOTO
    readme = every["README.txt"].decode()
    assert all(head in readme for head in ("ҚАЗАҚША", "ПО-РУССКИ", "ENGLISH"))
    assert "has been erased" not in readme


@pytest.mark.sqlite
def test_what_programs_wrote_of_her_names_nobody_but_the_teacher(
    hers: tuple[dict[str, Any], dict[str, bytes]],
) -> None:
    (said,) = hers[0]["statements"]
    assert said["actor"]["account"]["name"] == cast.ARU
    assert said["context"]["instructor"]["name"] == "Есенов Марат (teacher)"
    assert said["context"]["team"] == {"objectType": "Group", "name": "(another person)"}


@pytest.mark.sqlite
def test_nothing_of_another_child_and_no_secret_is_in_it(
    asked: School, hers: tuple[dict[str, Any], dict[str, bytes]]
) -> None:
    family, given = cast.NAMES[cast.DIAS]
    mother, _ = cast.NAMES[cast.SAULE]
    everything = b"\n".join(hers[1].values())
    for trace in (family, given, OTHER_ESSAY, OTHER_IIN, cast.DIAS, cast.SAULE, "Сәуле"):
        assert trace.encode() not in everything, trace
    assert OTHER_PHOTO not in everything
    assert mother == cast.NAMES[cast.ARU][0], "the name is hers, too"
    token = asked.phone(cast.ARU).session["token"]
    for secret in ("argon2", '"sealed"', token):
        assert secret.encode() not in everything


@pytest.mark.sqlite
def test_a_teachers_file_lacks_the_works_and_marks_of_pupils(asked: School, tmp_path: Path) -> None:
    file = tmp_path / "marat.zip"
    assert export(asked, cast.MARAT, file).exit_code == 0
    records, every = opened(file)
    assert [row["title"] for row in records["tables"]["assignment"]] == ["Бөлшектерді салыстыру"]
    assert not {"mark", "submission"} & records["tables"].keys()
    everything = b"\n".join(every.values())
    for trace in (ESSAY, OTHER_ESSAY, IIN, *cast.NAMES[cast.DIAS]):
        assert trace.encode() not in everything


@pytest.mark.sqlite
def test_of_somebody_erased_nothing_is_left_and_the_file_says_so(
    asked: School, tmp_path: Path
) -> None:
    with asked.app.app_context():
        assert service.erase(cast.ARU, "asked")["kinds"][STATEMENT_PUT] == 1
        assert not personal_store().has(stated(PHOTO)["sha256"])
        assert personal_store().has(stated(OTHER_PHOTO)["sha256"])
    file = tmp_path / "aru.zip"
    result = export(asked, cast.ARU, file, "--json")
    assert result.exit_code == 0, result.output
    records, every = opened(file)
    assert json.loads(result.stdout)["empty"] is True
    assert (records["tables"], records["operations"], records["statements"]) == ({}, [], [])
    assert "has been erased" in every["README.txt"].decode()
    assert not [name for name in every if name.startswith("files/")]


@pytest.mark.sqlite
def test_a_login_says_who_is_meant_unless_two_have_it(asked: School, tmp_path: Path) -> None:
    with asked.app.app_context():
        for name, login in (("p1", "asel"), ("p2", "bek"), ("p3", "bek")):
            fields = {"family_name": "Ахметова", "given_name": name, "school": cast.AKBULAQ}
            submit("person.set", name, {**fields, "login": login})
    assert export(asked, "Asel", tmp_path / "1.zip").exit_code == 0
    assert opened(tmp_path / "1.zip")[0]["person"] == "p1"
    result = export(asked, "bek", tmp_path / "2.zip")
    assert result.exit_code == EXIT_REFUSED
    assert "'p2', 'p3'" in result.output


@pytest.mark.sqlite
def test_a_file_is_never_written_over(asked: School, tmp_path: Path) -> None:
    file = tmp_path / "aru.zip"
    file.write_bytes(b"something else")
    result = export(asked, cast.ARU, file)
    assert result.exit_code == EXIT_REFUSED
    assert file.read_bytes() == b"something else"


@pytest.mark.sqlite
def test_on_a_full_disk_nothing_half_is_left(
    asked: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    result = export(asked, cast.ARU, tmp_path / "aru.zip")
    assert result.exit_code == EXIT_FAILED
    assert "Nothing was written" in result.output
    assert not list(tmp_path.glob("aru.zip*"))


@pytest.mark.sqlite
def test_a_file_that_is_not_here_is_named(asked: School, tmp_path: Path) -> None:
    shutil.rmtree(asked.home / "blobs" / "personal")
    file = tmp_path / "aru.zip"
    result = export(asked, cast.ARU, file, "--json")
    assert json.loads(result.stdout)["missing"] == 1
    (listed,) = json.loads(opened(file)[1]["files.json"])
    assert listed["here"] is False
