"""OneRoster 1.2 CSV, written: the school's roster of today as a bulk package, without IINs."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.roster.known import PARENT, PUPIL, Known

_HEAD: Final = "sourcedId status dateLastModified "
# The order of columns is part of the binding.
_COLUMNS: Final = {
    "academicSessions": _HEAD + "title type startDate endDate parentSourcedId schoolYear",
    "orgs": _HEAD + "name type identifier parentSourcedId",
    "courses": _HEAD
    + "schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "classes": _HEAD
    + "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds "
    "subjects subjectCodes periods",
    "users": _HEAD
    + "enabledUser username userIds givenName familyName middleName identifier email sms phone "
    "agentSourcedIds grades password userMasterIdentifier preferredGivenName "
    "preferredMiddleName preferredFamilyName primaryOrgSourcedId pronouns",
    "roles": _HEAD
    + "userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId",
    "enrollments": _HEAD
    + "classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
}
_ABSENT: Final = frozenset(
    {
        "categories",
        "classResources",
        "courseResources",
        "demographics",
        "lineItemLearningObjectiveIds",
        "lineItemScoreScales",
        "lineItems",
        "resources",
        "resultLearningObjectiveIds",
        "resultScoreScales",
        "results",
        "scoreScales",
        "userProfiles",
        "userResources",
    }
)
_ROLES: Final = {
    PUPIL: "student",
    PARENT: "parent",
    "director": "principal",
    "deputy": "principal",
    "admin": "siteAdministrator",
    "assistant": "aide",
}
Rows = Iterable[Mapping[str, str | None]]


@dataclass(frozen=True, slots=True)
class About:
    """The school and its year («2026/27» → from 2026 to 2027)."""

    school: str
    name: str
    first_day: str
    last_day: str

    @property
    def session(self) -> str:
        return f"year-{self.last_day[:4]}"


def write(path: Path, known: Known, about: About) -> None:
    """Write the package to `path`, which must not exist yet."""
    tables = {
        "academicSessions": [
            {
                "sourcedId": about.session,
                "title": f"{about.first_day[:4]}/{about.last_day[:4]}",
                "type": "schoolYear",
                "startDate": about.first_day,
                "endDate": about.last_day,
                "schoolYear": about.last_day[:4],
            }
        ],
        "orgs": [{"sourcedId": about.school, "name": about.name, "type": "school"}],
        "courses": _courses(known, about),
        "classes": _classes(known, about),
        "users": _users(known, about),
        "roles": _roles(known, about),
        "enrollments": _enrolments(known, about),
    }
    with path.open("xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.csv", _csv(["propertyName", "value"], _manifest()))
        for name, rows in tables.items():
            package.writestr(f"{name}.csv", _csv(_COLUMNS[name].split(), rows))


def _csv(columns: Sequence[str], rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _manifest() -> Rows:
    yield {"propertyName": "manifest.version", "value": "1.0"}
    yield {"propertyName": "oneroster.version", "value": "1.2"}
    for name in sorted([*_COLUMNS, *_ABSENT]):
        yield {"propertyName": f"file.{name}", "value": "bulk" if name in _COLUMNS else "absent"}
    yield {"propertyName": "source.systemName", "value": "Tirek"}
    yield {"propertyName": "source.systemCode", "value": "tirek"}


def _courses(known: Known, about: About) -> Rows:
    for one in known.classes:
        yield {
            "sourcedId": f"course-{one.id}",
            "schoolYearSourcedId": about.session,
            "title": one.label,
            "grades": _grades(one.grades),
            "orgSourcedId": about.school,
        }


def _classes(known: Known, about: About) -> Rows:
    for one in known.classes:
        yield {
            "sourcedId": one.id,
            "title": one.label,
            "grades": _grades(one.grades),
            "courseSourcedId": f"course-{one.id}",
            "classCode": one.label,
            "classType": "homeroom",
            "schoolSourcedId": about.school,
            "termSourcedIds": about.session,
        }


def _users(known: Known, about: About) -> Rows:
    children = defaultdict(list)
    ids = _ids(known)
    for guardian, learner in sorted(known.guardians):
        children[guardian].append(ids.get(learner, learner))
    grade = {place.person: place.grade for place in known.places if place.role == PUPIL}
    for one in known.people:
        reached = grade.get(one.id)
        yield {
            "sourcedId": ids[one.id],
            "enabledUser": "true",
            "username": one.login,
            "givenName": one.given_name,
            "familyName": one.family_name,
            "middleName": one.patronymic,
            "agentSourcedIds": ",".join(children[one.id]),
            "grades": "" if reached is None else _grades([reached]),
            "primaryOrgSourcedId": about.school,
        }


def _roles(known: Known, about: About) -> Rows:
    ids = _ids(known)
    held: dict[str, set[str]] = defaultdict(set)
    for place in known.places:
        held[place.person].add(_ROLES.get(place.role, "teacher"))
    for guardian, _ in known.guardians:
        held[guardian].add(_ROLES[PARENT])
    for person, roles in sorted(held.items()):
        for at, role in enumerate(sorted(roles)):
            yield {
                "sourcedId": f"{ids.get(person, person)}-{role}",
                "userSourcedId": ids.get(person, person),
                "roleType": "secondary" if at else "primary",
                "role": role,
                "orgSourcedId": about.school,
            }


def _enrolments(known: Known, about: About) -> Rows:
    ids = _ids(known)
    for place in known.places:
        if place.class_id:
            yield {
                "sourcedId": place.record,
                "classSourcedId": place.class_id,
                "schoolSourcedId": about.school,
                "userSourcedId": ids.get(place.person, place.person),
                "role": "student" if place.role == PUPIL else "teacher",
            }


def _ids(known: Known) -> Mapping[str, str]:
    return {person.id: person.source or person.id for person in known.people}


def _grades(grades: Sequence[int]) -> str:
    return ",".join(f"{grade:02d}" for grade in grades)
