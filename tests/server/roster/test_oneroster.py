"""OneRoster packages: versions, manifests that lie, and a round trip."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from server.roster import oneroster
from server.roster.known import Known, KnownClass, KnownPerson, KnownPlace
from server.roster.oneroster_export import About, write
from server.roster.planning import plan
from server.roster.rows import RosterRefused, Trouble

USERS = (
    "sourcedId,status,dateLastModified,enabledUser,role,username,givenName,familyName,"
    "agentSourcedIds,grades,userIds\n"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,subjects\n"
)
MEMBERS = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role\n"


def package(path: Path, version: str = "1.1", mode: str = "bulk", **changed: str | None) -> Path:
    files: dict[str, str | None] = {
        "users": USERS
        + "k-1,,,true,student,aru,Ару,Серікбаева,,05,{IIN:110315500127}\n"
        + "k-2,,,true,teacher,marat,Марат,Есенов,,,\n"
        + "k-3,,,true,parent,,Сәуле,Серікбаева,k-1,,\n"
        + "k-4,,,true,administrator,aizhan,Айжан,Әлібек,,,\n",
        "classes": CLASSES + "c-1,,,5 Ә,05,,5 Ә,homeroom,математика\n",
        "enrollments": MEMBERS + "e-1,,,c-1,s,k-1,student\ne-2,,,c-1,s,k-2,teacher\n",
    }
    files.update(changed)
    manifest = f"propertyName,value\noneroster.version,{version}\n"
    manifest += "".join(f"file.{name},{mode}\n" for name in ("users", "classes", "enrollments"))
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("manifest.csv", manifest)
        for name, text in files.items():
            if text is not None:
                made.writestr(f"{name}.csv", text.encode("utf-8-sig"))
    return path


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_package_is_read(tmp_path: Path, version: str) -> None:
    path = package(tmp_path / "r.zip", version)
    assert oneroster.is_oneroster(path)
    found = oneroster.read(path)
    assert [(row.source, row.role, row.class_label, row.subject) for row in found.rows] == [
        ("k-1", "pupil", "5 Ә", None),
        ("k-2", "teacher", "5 Ә", "математика"),
        ("k-4", "admin", None, None),
        ("k-3", "parent", None, None),
    ]
    assert found.rows[3].children == ("k-1",)
    assert found.complete


def test_a_delta_says_nothing_of_who_it_leaves_out(tmp_path: Path) -> None:
    assert not oneroster.read(package(tmp_path / "r.zip", mode="delta")).complete


def test_rows_to_be_deleted_and_orphans(tmp_path: Path) -> None:
    members = MEMBERS + "e-1,tobedeleted,2026-11-01,c-1,s,k-1,student\ne-9,,,c-9,s,k-1,student\n"
    found = oneroster.read(package(tmp_path / "r.zip", mode="delta", enrollments=members))
    assert [row.role for row in found.rows] == ["admin", "parent"]
    assert [(p.line, p.trouble) for p in found.problems] == [(3, Trouble.REFERENCE_MISSING)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"classes": None}, "oneroster-manifest"),
        ({"orgs": "sourcedId\n"}, "oneroster-manifest"),
        ({"version": "2.0"}, "oneroster-version"),
        (
            {"mode": "absent", "users": None, "classes": None, "enrollments": None},
            "oneroster-missing",
        ),
    ],
)
def test_a_manifest_must_be_right(
    tmp_path: Path, change: Mapping[str, str | None], reason: str
) -> None:
    with pytest.raises(RosterRefused) as refused:
        oneroster.read(package(tmp_path / "r.zip", **change))  # type: ignore[arg-type]
    assert refused.value.reason == reason


def test_text_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = package(tmp_path / "r.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as bad, zipfile.ZipFile(path) as good:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, "тегі".encode("cp1251") if name == "users.csv" else data)
    with pytest.raises(RosterRefused, match="oneroster-encoding"):
        oneroster.read(tmp_path / "b.zip")


def test_what_is_written_is_read_back_and_changes_nothing(tmp_path: Path) -> None:
    known = Known(
        people=(
            KnownPerson("aru", "Серікбаева", "Ару", "Бекқызы", "aru", source="k-1"),
            KnownPerson("marat", "Есенов", "Марат", None, "marat"),
            KnownPerson("aizhan", "Әлібек", "Айжан", None, "aizhan"),
            KnownPerson("saule", "Серікбаева", "Сәуле"),
        ),
        classes=(KnownClass("c5", "5 Ә", (5,)), KnownClass("c23", "2–3", (2, 3))),
        places=(
            KnownPlace("e-aru", "aru", "pupil", "c5", 5),
            KnownPlace("r-marat", "marat", "teacher", "c5"),
            KnownPlace("r-aizhan", "aizhan", "admin"),
        ),
        guardians=frozenset({("saule", "aru")}),
    )
    path = tmp_path / "out.zip"
    write(path, known, About("s", "Ақбұлақ мектебі", "2026-09-01", "2027-05-25"))
    ids = {"aru": "k-1"}
    again = Known(
        people=[
            KnownPerson(
                p.id, p.family_name, p.given_name, p.patronymic, p.login, None, ids.get(p.id, p.id)
            )
            for p in known.people
        ],
        classes=known.classes,
        places=known.places,
        guardians=known.guardians,
    )
    made = plan(oneroster.read(path), again)
    assert (made.changes, made.problems) == ([], [])
    with zipfile.ZipFile(path) as package_, package_.open("manifest.csv") as file:
        rows = list(csv.reader(io.TextIOWrapper(file, "utf-8")))
    assert ["file.users", "bulk"] in rows
    assert ["file.results", "absent"] in rows
    with pytest.raises(FileExistsError):
        write(path, known, About("s", "x", "2026-09-01", "2027-05-25"))
