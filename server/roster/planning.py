"""What a roster would change, worked out before anything is written. Pure.

A row finds its person by the other platform's id, else by IIN, else by full name: in the same
class first, then in the school, but for those whom the file names in another class themselves.
Where several fit, the row isn't taken. A person whom the file doesn't name any more leaves (the
enrolment ends), and is never deleted: their work stays.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from server.people.names import fold_login
from server.roster.limits import MASS_MOVE_COUNT, MASS_MOVE_SHARE
from server.roster.rows import Problem, Reading, Row, Trouble
from server.roster.text import class_key, latin, same

PUPIL: Final = "pupil"
PARENT: Final = "parent"
_TEACHING: Final = frozenset({"teacher", "class_teacher"})
# Anything else would be a trap for whoever types it, and for a spreadsheet that opens the cards.
_LOGIN: Final = re.compile(r"\w[\w.@-]{0,59}")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the school as the tables have them."""

    id: str
    family_name: str
    given_name: str
    patronymic: str | None = None
    login: str | None = None
    iin: str | None = None
    source: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """An enrolment (role `pupil`) or a role that is in force."""

    record: str
    person: str
    role: str
    class_id: str | None = None
    grade: int | None = None
    subject: str | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class KnownClass:
    id: str
    label: str
    grades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The school's roster of today; `guardians` are pairs of (guardian, learner); `year_due`: its
    classes have yet to move up for the new school year."""

    people: Sequence[KnownPerson] = ()
    classes: Sequence[KnownClass] = ()
    places: Sequence[KnownPlace] = ()
    guardians: frozenset[tuple[str, str]] = frozenset()
    logins: frozenset[str] = frozenset()
    """Every login of the node: a login names one person in all its schools."""
    year_due: bool = False


class Action(StrEnum):
    """What happens to whom, in the words of the dry run."""

    NEW_CLASS = "new-class"
    NEW_PERSON = "new-person"
    RENAMED = "renamed"
    ENROLLED = "enrolled"
    MOVED = "moved"
    LEFT = "left"
    ROLE_GIVEN = "role-given"
    ROLE_ENDED = "role-ended"
    GUARDIAN_ADDED = "guardian-added"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. People and classes are named by `key`: a record id that is known already, or
    `new:…` for one that comes into being with this roster. `ends` names an enrolment or a role
    that ends with it."""

    action: Action
    line: int
    person: str = ""
    shown: str = ""
    before: str = ""
    row: Row | None = None
    class_key: str | None = None
    class_label: str | None = None
    grades: tuple[int, ...] = ()
    ends: str | None = None
    login: str | None = None
    learner: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`asks_twice`: more pupils would leave than a year usually takes away. `year_first`: so many
    change their class that the classes are better moved up as they are, before the list."""

    changes: Sequence[Change]
    problems: Sequence[Problem]
    repairs: Mapping[str, int]
    unchanged: int
    asks_twice: bool
    year_first: bool

    def count(self, action: Action) -> int:
        return sum(change.action is action for change in self.changes)


def plan(reading: Reading, known: Known) -> Plan:
    """The changes in the order in which they are to be written."""
    made = _Planner(known, reading)
    for row in reading.rows:
        made.take(row)
    if reading.complete:
        made.departures()
    count = Counter(change.action for change in made.changes)
    pupils = sum(place.role == PUPIL for place in known.places)
    many = max(MASS_MOVE_COUNT, pupils * MASS_MOVE_SHARE)
    return Plan(
        changes=[*made.new_classes, *made.changes, *made.guardians],
        problems=sorted([*reading.problems, *made.problems], key=lambda problem: problem.line),
        repairs=reading.repairs,
        unchanged=made.unchanged,
        asks_twice=count[Action.LEFT] > many,
        year_first=known.year_due and count[Action.MOVED] > many,
    )


@dataclass(slots=True)
class _Planner:
    known: Known
    reading: Reading
    new_classes: list[Change] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    guardians: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    _classes: dict[str, str] = field(default_factory=dict)
    _logins: set[str] = field(default_factory=set)
    _finder: "_Finder" = field(init=False)
    _places: dict[str, list[KnownPlace]] = field(init=False)
    _kept: set[str] = field(default_factory=set)
    _seen: dict[tuple[str, str, str | None, str | None], int] = field(default_factory=dict)
    _by_reference: dict[str, str] = field(default_factory=dict)
    _roles_named: set[str] = field(default_factory=set)
    _new_people: set[str] = field(default_factory=set)
    _labels: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._labels = {one.id: one.label for one in self.known.classes}
        self._places = defaultdict(list)
        for place in self.known.places:
            self._places[place.person].append(place)
        for one in self.known.classes:
            self._classes[class_key(one.label)] = one.id
        self._finder = _Finder(self.known, self.reading.rows)
        self._logins = set(self.known.logins)

    def take(self, row: Row) -> None:
        shown = f"{row.family_name} {row.given_name}"
        try:
            person = self._finder.find(row)
        except LookupError:
            self.problems.append(Problem(row.line, Trouble.SEVERAL_FIT, shown))
            return
        key = person.id if person else f"new:{self._finder.new(row)}"
        class_key = self._class(row)
        place = (key, row.role, class_key, row.subject)
        if place in self._seen:
            self.problems.append(Problem(row.line, Trouble.REPEATED, shown))
            return
        self._seen[place] = row.line
        self._by_reference.setdefault(row.source or str(row.line), key)
        before = len(self.changes)
        self._person(row, key, person, shown)
        self._roles_named.add(row.role)
        if row.role == PUPIL:
            self._enrol(row, key, class_key, shown)
        elif row.role == PARENT:
            self._guard(row, key, shown)
        else:
            self._role(row, key, class_key, shown)
        self.unchanged += before == len(self.changes)

    def departures(self) -> None:
        """Of the roles that the file speaks of, who isn't in it any more."""
        names = {person.id: person for person in self.known.people}
        for place in self.known.places:
            if place.record in self._kept or place.role not in self._roles_named:
                continue
            person = names.get(place.person)
            shown = f"{person.family_name} {person.given_name}" if person else ""
            action = Action.LEFT if place.role == PUPIL else Action.ROLE_ENDED
            self.changes.append(
                Change(action, 0, place.person, shown, self._label(place), ends=place.record)
            )

    def _person(self, row: Row, key: str, known: KnownPerson | None, shown: str) -> None:
        if known is None:
            if key not in self._new_people:
                self._new_people.add(key)
                login = self._login(row) if row.role != PARENT or row.login else None
                self.changes.append(
                    Change(Action.NEW_PERSON, row.line, key, shown, row=row, login=login)
                )
            return
        new = (row.family_name, row.given_name, row.patronymic or known.patronymic)
        if new != (known.family_name, known.given_name, known.patronymic):
            before = f"{known.family_name} {known.given_name}"
            self.changes.append(Change(Action.RENAMED, row.line, key, shown, before, row))

    def _class(self, row: Row) -> str | None:
        if row.class_label is None:
            return None
        folded = class_key(row.class_label)
        if folded not in self._classes:
            self._classes[folded] = f"new:{folded}"
            self.new_classes.append(
                Change(
                    Action.NEW_CLASS,
                    row.line,
                    shown=row.class_label,
                    class_key=f"new:{folded}",
                    class_label=row.class_label,
                    grades=row.grades,
                )
            )
        return self._classes[folded]

    def _enrol(self, row: Row, key: str, class_key: str | None, shown: str) -> None:
        current = [place for place in self._places[key] if place.role == PUPIL]
        stays = next((p for p in current if p.class_id == class_key), None)
        self._kept.update(place.record for place in current)
        if stays and (row.grade is None or row.grade == stays.grade):
            if stays.provisional:
                self.changes.append(
                    Change(
                        Action.CONFIRMED,
                        row.line,
                        key,
                        shown,
                        row=row,
                        class_key=class_key,
                        class_label=row.class_label,
                    )
                )
            return
        old = stays or (current[0] if current else None)
        self.changes.append(
            Change(
                Action.MOVED if old else Action.ENROLLED,
                row.line,
                key,
                shown,
                self._label(old) if old else "",
                row,
                class_key,
                row.class_label,
                ends=old.record if old else None,
            )
        )

    def _role(self, row: Row, key: str, class_key: str | None, shown: str) -> None:
        # OneRoster's homerooms name no subject, and know no class teacher: such a row keeps what
        # is known of the person in the class.
        also = _TEACHING if row.subject is None and row.role in _TEACHING else {row.role}
        held = [
            place.record
            for place in self._places[key]
            if place.role in also
            and place.class_id == class_key
            and row.subject in (None, place.subject)
        ]
        self._kept.update(held)
        if held:
            return
        self.changes.append(
            Change(
                Action.ROLE_GIVEN,
                row.line,
                key,
                shown,
                row=row,
                class_key=class_key,
                class_label=row.class_label,
            )
        )

    def _guard(self, row: Row, key: str, shown: str) -> None:
        for child in row.children:
            learner = self._by_reference.get(child)
            if learner is None:
                self.problems.append(Problem(row.line, Trouble.REFERENCE_MISSING, shown))
            elif (key, learner) not in self.known.guardians:
                self.guardians.append(
                    Change(Action.GUARDIAN_ADDED, row.line, key, shown, row=row, learner=learner)
                )

    def _label(self, place: KnownPlace) -> str:
        return self._labels.get(place.class_id or "", "")

    def _login(self, row: Row) -> str:
        wanted = row.login if row.login and _LOGIN.fullmatch(row.login) else None
        login = free_login(row.given_name, row.family_name, self._logins, wanted)
        self._logins.add(login)
        return login


def free_login(
    given_name: str, family_name: str, taken: Collection[str], wanted: str | None = None
) -> str:
    """A login that nobody has: the wanted one, else «aru.s», with a number where it is taken."""
    first = fold_login(wanted or f"{latin(given_name)}.{latin(family_name)[:1]}")
    login, number = first, 1
    while login in taken:
        number += 1
        login = f"{first}{number}"
    return login


class _Finder:
    """Who a row is, among the people known."""

    def __init__(self, known: Known, rows: Iterable[Row]) -> None:
        self._by_source = {one.source: one for one in known.people if one.source}
        self._by_iin = {one.iin: one for one in known.people if one.iin}
        self._by_name: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        for person in known.people:
            self._by_name[_name(person)].append(person)
        labels = {one.id: class_key(one.label) for one in known.classes}
        self._class_of = {
            place.person: labels.get(place.class_id or "")
            for place in known.places
            if place.role == PUPIL
        }
        self._named = {
            (_name(row), class_key(row.class_label))
            for row in rows
            if row.role == PUPIL and row.class_label
        }

    def find(self, row: Row) -> KnownPerson | None:
        """Raises LookupError where several people fit."""
        if row.source and row.source in self._by_source:
            return self._by_source[row.source]
        if row.iin and row.iin in self._by_iin:
            return self._by_iin[row.iin]
        fitting: Sequence[KnownPerson] = [
            person
            for person in self._by_name.get(_name(row), [])
            if not _differ(row.iin, person.iin)
            and not _differ(row.source, person.source)
            and not _differ(same(row.patronymic), same(person.patronymic))
        ]
        if row.role == PUPIL and row.class_label:
            fitting = self._in_class(row, class_key(row.class_label), fitting)
        if len(fitting) > 1:
            raise LookupError
        return fitting[0] if fitting else None

    def _in_class(
        self, row: Row, wanted: str, fitting: Sequence[KnownPerson]
    ) -> Sequence[KnownPerson]:
        here = [person for person in fitting if self._class_of.get(person.id) == wanted]
        return here or [
            person
            for person in fitting
            if (_name(row), self._class_of.get(person.id)) not in self._named
        ]

    def new(self, row: Row) -> str:
        """A key for somebody unknown: the same for rows that are about one person. Two pupils of
        one name in two classes are two people; a teacher of two classes is one."""
        apart = class_key(row.class_label) if row.role == PUPIL and row.class_label else ""
        name = (*_name(row), same(row.patronymic), apart)
        return row.iin or row.source or " ".join(name)


def _name(one: Row | KnownPerson) -> tuple[str, str]:
    return same(one.family_name), same(one.given_name)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and one != other
