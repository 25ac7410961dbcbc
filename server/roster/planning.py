"""What a roster would change, worked out before anything is written. Pure.

Whom a row means says server.roster.finding; where several people fit, the row isn't taken. A
person whom the file doesn't name any more leaves (the enrolment ends), and is never deleted: their
work stays.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from server.people.names import fold_login
from server.roster.finding import Elders, Finder, Question
from server.roster.known import PARENT, PUPIL, Known, KnownPerson, KnownPlace
from server.roster.limits import MASS_MOVE_COUNT, MASS_MOVE_SHARE
from server.roster.rows import Problem, Reading, Row, Trouble
from server.roster.text import class_key, latin

_TEACHING: Final = frozenset({"teacher", "class_teacher"})
# Anything else would be a trap for whoever types it, and for a spreadsheet that opens the cards.
_LOGIN: Final = re.compile(r"\w[\w.@-]{0,59}")


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
    that ends with it; `child` is the name of the `learner` to whom an adult is linked."""

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
    child: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`asks_twice`: more pupils would leave than a year usually takes away. `year_first`: so many
    change their class that the classes are better moved up as they are, before the list. What is
    asked in `questions` is not taken until it is answered."""

    changes: Sequence[Change]
    problems: Sequence[Problem]
    questions: Sequence[Question]
    repairs: Mapping[str, int]
    unchanged: int
    asks_twice: bool
    year_first: bool

    def count(self, action: Action) -> int:
        return sum(change.action is action for change in self.changes)


def plan(reading: Reading, known: Known, answers: Mapping[str, bool] | None = None) -> Plan:
    """The changes in the order in which they are to be written. `answers`: see Elders."""
    made = _Planner(known, reading, answers or {})
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
        questions=made.questions,
        repairs=reading.repairs,
        unchanged=made.unchanged,
        asks_twice=count[Action.LEFT] > many,
        year_first=known.year_due and count[Action.MOVED] > many,
    )


@dataclass(slots=True)
class _Planner:
    known: Known
    reading: Reading
    answers: Mapping[str, bool]
    new_classes: list[Change] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    guardians: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unchanged: int = 0
    _classes: dict[str, str] = field(default_factory=dict)
    _logins: set[str] = field(default_factory=set)
    _finder: Finder = field(init=False)
    _elders: Elders = field(init=False)
    _people: dict[str, KnownPerson] = field(init=False)
    _shown: dict[str, str] = field(default_factory=dict)
    _places: dict[str, list[KnownPlace]] = field(init=False)
    _kept: set[str] = field(default_factory=set)
    _seen: dict[tuple[str, str, str | None, str | None], int] = field(default_factory=dict)
    _by_reference: dict[str, str] = field(default_factory=dict)
    _roles_named: set[str] = field(default_factory=set)
    _new_people: set[str] = field(default_factory=set)
    _linked: set[tuple[str, str]] = field(default_factory=set)
    _labels: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._labels = {one.id: one.label for one in self.known.classes}
        self._places = defaultdict(list)
        for place in self.known.places:
            self._places[place.person].append(place)
        for one in self.known.classes:
            self._classes[class_key(one.label)] = one.id
        self._people = {one.id: one for one in self.known.people}
        self._finder = Finder(self.known, self.reading.rows)
        self._elders = Elders(self.known, self._finder, self.answers)
        self._logins = set(self.known.logins)

    def take(self, row: Row) -> None:
        shown = f"{row.family_name} {row.given_name}"
        before = len(self.changes) + len(self.guardians)
        try:
            taken = self._guard(row, shown) if row.role == PARENT else self._place(row, shown)
        except LookupError:
            self.problems.append(Problem(row.line, Trouble.SEVERAL_FIT, shown))
            return
        self.unchanged += taken and before == len(self.changes) + len(self.guardians)

    def _place(self, row: Row, shown: str) -> bool:
        person = self._finder.find(row)
        key = person or f"new:{self._finder.new(row)}"
        class_key = self._class(row)
        self._by_reference.setdefault(row.source or row.reference, key)
        self._shown.setdefault(key, shown)
        place = (key, row.role, class_key, row.subject)
        if place in self._seen:
            self.problems.append(Problem(row.line, Trouble.REPEATED, shown))
            return False
        self._seen[place] = row.line
        self._person(row, key, shown)
        self._roles_named.add(row.role)
        if row.role == PUPIL:
            self._enrol(row, key, class_key, shown)
        else:
            self._role(row, key, class_key, shown)
        return True

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

    def _person(self, row: Row, key: str, shown: str) -> None:
        known = self._people.get(key)
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

    def _guard(self, row: Row, shown: str) -> bool:
        learners = {
            self._by_reference[child]: self._shown[self._by_reference[child]]
            for child in row.children
            if child in self._by_reference
        }
        if len(learners) < len(set(row.children)):
            self.problems.append(Problem(row.line, Trouble.REFERENCE_MISSING, shown))
        if not learners:
            return False
        found = self._elders.find(row, learners)
        if isinstance(found, Question):
            self.questions.append(found)
            return False
        self._person(row, found, shown)
        for learner, child in learners.items():
            pair = (found, learner)
            if pair not in self.known.guardians and pair not in self._linked:
                self._linked.add(pair)
                self.guardians.append(
                    Change(
                        Action.GUARDIAN_ADDED,
                        row.line,
                        found,
                        shown,
                        row=row,
                        learner=learner,
                        child=child,
                    )
                )
        return True

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
