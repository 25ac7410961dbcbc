"""OneRoster CSV, read: versions 1.1 and 1.2 (1EdTech, OneRoster CSV binding).

Files lie at the zip's root; the manifest says of each whether it is there in bulk, as a delta, or
absent, and must be right. `status` and `dateLastModified` count in deltas only; a row
`tobedeleted` ends what it names. Only what a school's roster needs is read: orgs, users, roles,
classes, courses' grades, enrolments, and the guardians named in users.csv.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from content.archive import Archive
from content.errors import ContentRefused
from server.roster import limits
from server.roster.iin import is_iin
from server.roster.rows import Problem, Reading, RosterRefused, Row, Trouble
from server.roster.text import class_name, cleaned

_VERSIONS: Final = ("1.1", "1.2")
_NEEDED: Final = ("users", "classes", "enrollments")
_ROLE_OF: Final = {
    "student": "pupil",
    "teacher": "teacher",
    "aide": "assistant",
    "principal": "director",
    "administrator": "admin",
    "siteAdministrator": "admin",
    "districtAdministrator": "admin",
}
_ELDERS: Final = frozenset({"parent", "guardian", "relative"})
_IIN_TYPE: Final = "IIN"
Table = Sequence[Mapping[str, str]]


def is_oneroster(path: Path) -> bool:
    """Whether the zip has a OneRoster manifest at its root."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        return "manifest.csv" in package.namelist()


def read(path: Path) -> Reading:
    """The roster of a OneRoster zip. Raises RosterRefused naming what is wrong with the whole."""
    tables, complete = _tables(path)
    return _Reading(tables, complete).read()


def _tables(path: Path) -> tuple[dict[str, Table], bool]:
    if path.stat().st_size > limits.MAX_FILE_BYTES:
        raise RosterRefused("file-too-large", limit_mb=limits.MAX_FILE_BYTES // 2**20)
    try:
        with Archive(path, path.name) as archive:
            texts = {
                name.removesuffix(".csv"): archive.read(name, 8 * limits.MAX_FILE_BYTES)
                for name in archive.entries
                if name.endswith(".csv") and "/" not in name
            }
    except ContentRefused:
        raise RosterRefused("not-a-list") from None
    manifest = {row["propertyName"]: row["value"] for row in _rows("manifest", texts)}
    if manifest.get("oneroster.version") not in _VERSIONS:
        raise RosterRefused("oneroster-version", version=manifest.get("oneroster.version", "—"))
    modes = {}
    for name in (*_NEEDED, "courses", "orgs", "roles", "demographics"):
        modes[name] = manifest.get(f"file.{name}", "absent")
        if (modes[name] != "absent") != (name in texts):
            raise RosterRefused("oneroster-manifest", file=f"{name}.csv")
    if any(modes[name] == "absent" for name in _NEEDED):
        missing = next(name for name in _NEEDED if modes[name] == "absent")
        raise RosterRefused("oneroster-missing", file=f"{missing}.csv")
    complete = all(modes[name] == "bulk" for name in _NEEDED)
    return {name: _rows(name, texts) for name in texts if name != "manifest"}, complete


def _rows(name: str, texts: Mapping[str, bytes]) -> Table:
    if name not in texts:
        raise RosterRefused("oneroster-missing", file=f"{name}.csv")
    try:
        text = texts[name].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RosterRefused("oneroster-encoding", file=f"{name}.csv") from None
    found: list[Mapping[str, str]] = []
    for row in csv.DictReader(io.StringIO(text)):
        if len(found) >= limits.MAX_ROWS:
            raise RosterRefused("too-many-rows", limit=limits.MAX_ROWS)
        found.append({key: value or "" for key, value in row.items() if isinstance(key, str)})
    if name == "manifest" and (not found or "propertyName" not in found[0]):
        raise RosterRefused("oneroster-manifest", file="manifest.csv")
    return found


class _Reading:
    def __init__(self, tables: Mapping[str, Table], complete: bool) -> None:
        self._tables, self._complete = tables, complete
        self._problems: list[Problem] = []
        self._users = {row.get("sourcedId", ""): row for row in tables["users"]}
        self._classes = {row.get("sourcedId", ""): row for row in tables["classes"]}

    def read(self) -> Reading:
        rows = [*self._members(), *self._staff(), *self._elders()]
        if not rows and not self._problems:
            raise RosterRefused("no-people")
        return Reading(rows, self._problems, {}, self._complete)

    def _members(self) -> Iterable[Row]:
        for line, enrolment in enumerate(self._tables["enrollments"], start=2):
            if enrolment.get("status") == "tobedeleted":
                continue
            user = self._users.get(enrolment.get("userSourcedId", ""))
            group = self._classes.get(enrolment.get("classSourcedId", ""))
            role = _ROLE_OF.get(enrolment.get("role", ""))
            shown = enrolment.get("sourcedId", "")
            if user is None or group is None:
                self._problems.append(Problem(line, Trouble.REFERENCE_MISSING, shown))
                continue
            named = class_name(group.get("classCode") or group.get("title", ""))
            if named is None:
                self._problems.append(Problem(line, Trouble.CLASS_UNREADABLE, shown))
                continue
            if role is None:
                self._problems.append(
                    Problem(line, Trouble.ROLE_UNKNOWN, enrolment.get("role", ""))
                )
                continue
            subject = group.get("subjects", "").partition(",")[0].strip() or None
            row = self._row(user, line, role)
            if row:
                grade = _grade(user.get("grades", ""), named.grades)
                pupil = role == "pupil"
                yield replace(
                    row,
                    class_label=named.label,
                    grades=named.grades,
                    grade=grade if pupil else None,
                    subject=None if pupil else subject,
                )

    def _staff(self) -> Iterable[Row]:
        """Directors and admins, who have no class: by users.role (1.1) or roles.csv (1.2)."""
        named = [(row.get("sourcedId", ""), row.get("role", "")) for row in self._tables["users"]]
        named += [
            (row.get("userSourcedId", ""), row.get("role", ""))
            for row in self._tables.get("roles", ())
        ]
        for line, (user_id, text) in enumerate(named, start=2):
            role = _ROLE_OF.get(text)
            user = self._users.get(user_id)
            if user is not None and role in ("director", "admin"):
                row = self._row(user, line, role)
                if row:
                    yield row

    def _elders(self) -> Iterable[Row]:
        for line, user in enumerate(self._tables["users"], start=2):
            kinds = {user.get("role", "")} | {
                row.get("role", "")
                for row in self._tables.get("roles", ())
                if row.get("userSourcedId") == user.get("sourcedId")
            }
            children = tuple(
                filter(None, map(str.strip, user.get("agentSourcedIds", "").split(",")))
            )
            if kinds & _ELDERS and children:
                row = self._row(user, line, "parent")
                if row:
                    yield replace(row, iin=None, login=None, children=children)

    def _row(self, user: Mapping[str, str], line: int, role: str) -> Row | None:
        if user.get("status") == "tobedeleted" or user.get("enabledUser", "true") == "false":
            return None
        family, given = cleaned(user.get("familyName", "")), cleaned(user.get("givenName", ""))
        if not family or not given:
            self._problems.append(Problem(line, Trouble.NAME_MISSING, user.get("sourcedId", "")))
            return None
        identifier = user.get("identifier", "")
        for pair in user.get("userIds", "").split(","):
            kind, _, value = pair.strip().strip("{}").partition(":")
            if kind == _IIN_TYPE:
                identifier = value
        return Row(
            line,
            family,
            given,
            cleaned(user.get("middleName", "")) or None,
            role,
            iin=identifier if is_iin(identifier) else None,
            source=user.get("sourcedId") or None,
            login=user.get("username") or None,
        )


def _grade(text: str, grades: Sequence[int]) -> int | None:
    if len(grades) == 1:
        return grades[0]
    first = text.partition(",")[0].strip().lstrip("0")
    return int(first) if first.isascii() and first.isdecimal() and int(first) in grades else None
