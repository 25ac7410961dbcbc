"""Who a row of a list is, among the people known. Pure.

A row finds its person by the other platform's id, else by IIN, else by full name. A parent's name
alone is no proof, since whoever is linked to a child sees all of that child: it finds those who
are this child's already, or an adult of the same three names; of another adult of that name it is
asked, and no pupil is found at all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from server.roster.known import PUPIL, Known, KnownPerson
from server.roster.rows import Row
from server.roster.text import class_key, same


class Finder:
    """Who a row is, among the people known."""

    def __init__(self, known: Known, rows: Iterable[Row]) -> None:
        everybody = (*known.others, *known.people)  # of one number the kept record's counts
        self._by_source = {one.source: one for one in everybody if one.source}
        self._by_iin = {one.iin: one for one in everybody if one.iin}
        self._by_name: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        for person in everybody:
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

    def certain(self, row: Row) -> str | None:
        """Whom the row names by a number: the other platform's, or an IIN."""
        by_source = self._by_source.get(row.source) if row.source else None
        found = by_source or (self._by_iin.get(row.iin) if row.iin else None)
        return found.id if found else None

    def named(self, row: Row) -> list[KnownPerson]:
        """Who has the row's name, and no number or patronymic that speaks against it."""
        return [
            person
            for person in self._by_name.get(_name(row), [])
            if not _differ(row.iin, person.iin)
            and not _differ(row.source, person.source)
            and not _differ(same(row.patronymic), same(person.patronymic))
        ]

    def find(self, row: Row) -> str | None:
        """The person's id. Raises LookupError where several people fit."""
        certain = self.certain(row)
        if certain:
            return certain
        fitting: Sequence[KnownPerson] = self.named(row)
        if row.role == PUPIL and row.class_label:
            fitting = self._in_class(row, class_key(row.class_label), fitting)
        found = {person.id for person in fitting}
        if len(found) > 1:
            raise LookupError
        return next(iter(found), None)

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


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a parent's row means somebody of that name who is known already.

    `child` is the row's; `children` are the other's. `works`: the other is of the staff. `ended`:
    somebody at the school has taken the other and this child apart. The answer is given for
    `reference`: the row's.
    """

    reference: str
    line: int
    shown: str
    child: str
    known: str
    children: tuple[str, ...]
    works: bool
    ended: bool


@dataclass(slots=True)
class Elders:
    """Which adult a parent's row means. `answers`: reference of a row → whether it is the one who
    was asked about."""

    known: Known
    finder: Finder
    answers: Mapping[str, bool]
    _names: dict[str, str] = field(init=False)
    _pupils: frozenset[str] = field(init=False)
    _staff: frozenset[str] = field(init=False)
    _guarding: set[tuple[str, str]] = field(init=False)
    _new: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {one.id: _full(one) for one in self.known.people}
        self._pupils = frozenset(one.person for one in self.known.places if one.role == PUPIL)
        self._staff = frozenset(one.person for one in self.known.places if one.role != PUPIL)
        self._guarding = set(self.known.guardians)

    def find(self, row: Row, learners: Mapping[str, str]) -> str | Question:
        """The adult's key for a row with these children (key → name): an id, `new:…`, or what has
        to be asked first. Raises LookupError where several fit."""
        self._names |= learners
        certain = self.finder.certain(row)
        fitting = [certain] if certain else self._fitting(row, learners)
        theirs = [one for one in fitting if self._linked(one, learners, self._guarding)]
        sure = theirs or [one for one in fitting if self._is_sure(row, one, learners)]
        if len(sure) > 1 or (not sure and len(fitting) > 1 and row.reference not in self.answers):
            raise LookupError
        if sure:
            return self._taken(sure[0], learners)
        if len(fitting) == 1 and row.reference not in self.answers:
            return self._question(row, fitting[0], learners)
        if len(fitting) == 1 and self.answers[row.reference]:
            return self._taken(fitting[0], learners)
        key = f"new:{row.source or row.reference}"
        self._new[key] = row
        self._names[key] = _full(row)
        return self._taken(key, learners)

    def _fitting(self, row: Row, learners: Mapping[str, str]) -> list[str]:
        grown = {guardian for guardian, _ in self.known.guardians} | self._staff
        ended = {guardian for guardian, learner in self.known.ended if learner in learners}
        known = {one.id for one in self.finder.named(row)} & ((grown | ended) - self._pupils)
        new = [key for key, other in self._new.items() if _may_be(row, other)]
        return [*sorted(known), *new]

    def _is_sure(self, row: Row, key: str, learners: Mapping[str, str]) -> bool:
        if self._linked(key, learners, self.known.ended):
            return False
        if key == self.finder.certain(row) or (row.source and key == f"new:{row.source}"):
            return True
        return bool(row.patronymic) and any(
            same(other.patronymic) == same(row.patronymic) for other in self._people(row, key)
        )

    def _people(self, row: Row, key: str) -> Iterable[Row | KnownPerson]:
        new = self._new.get(key)
        return [new] if new else [one for one in self.finder.named(row) if one.id == key]

    def _linked(
        self, key: str, learners: Iterable[str], pairs: Collection[tuple[str, str]]
    ) -> bool:
        return any((key, learner) in pairs for learner in learners)

    def _taken(self, key: str, learners: Iterable[str]) -> str:
        self._guarding.update((key, learner) for learner in learners)
        return key

    def _question(self, row: Row, key: str, learners: Mapping[str, str]) -> Question:
        children = (learner for guardian, learner in sorted(self._guarding) if guardian == key)
        return Question(
            row.reference,
            row.line,
            f"{row.family_name} {row.given_name}",
            ", ".join(learners.values()),
            self._names.get(key, ""),
            tuple(self._names[one] for one in children if one in self._names),
            works=key in self._staff,
            ended=self._linked(key, learners, self.known.ended),
        )


def _full(one: Row | KnownPerson) -> str:
    return " ".join(filter(None, (one.family_name, one.given_name, one.patronymic)))


def _may_be(row: Row, other: Row) -> bool:
    return (
        _name(row) == _name(other)
        and not _differ(row.source, other.source)
        and not _differ(same(row.patronymic), same(other.patronymic))
    )


def _name(one: Row | KnownPerson) -> tuple[str, str]:
    return same(one.family_name), same(one.given_name)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and one != other
