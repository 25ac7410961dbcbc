"""What the schools of a frame's operations are known by, asked for all of them at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from server.operations.port import log_store
from server.operations.reach import schools_by
from server.people.models import Enrolment, Role, SchoolClass
from sync.core.ops import Operation
from sync.storage.base import chunks
from sync.storage.tables import writers

PEOPLE: Final = ("person", "learner", "guardian")
RECORDS: Final = ("assignment", "submission")
_KEYS_PER_QUERY: Final = 400
_NONE: Final[frozenset[str]] = frozenset()


class Facts:
    """The tables' answers for some operations, as they are before any of these is applied."""

    def __init__(self, session: Session, made: Sequence[Operation]) -> None:
        self._session = session
        self._writers: dict[str, str | None] = {}
        self._classes: dict[str, str | None] = {}
        self._people: dict[str, frozenset[str]] = {}
        self._records: dict[str, frozenset[str]] = {}
        self._learn(made)
        self._learn_records({record for op in made for record in self._asked(op)})

    def of_writer(self, writer: str) -> frozenset[str]:
        """The school that a writer was issued for, if one is known."""
        school = self._writers.get(writer)
        return frozenset({school}) if school else _NONE

    def of_operation(self, op: Operation, writer_school: str | None = None) -> frozenset[str]:
        """What server.operations.reach says of it."""
        return schools_by(op, writer_school, self._classes.get, self.of_person)

    def of_person(self, person: str) -> frozenset[str]:
        """The schools in which a person is, or once was."""
        return self._people.get(person, _NONE)

    def of_records(self, op: Operation) -> Iterator[frozenset[str]]:
        """For each record that it changes or names: what the record's first operation concerns."""
        for record in self._asked(op):
            yield self._records.get(record, _NONE)

    def of_record(self, record: str) -> frozenset[str] | None:
        """What the record's first operation concerns, None of one that is not known."""
        return self._records.get(record)

    def _asked(self, op: Operation) -> Iterator[str]:
        # Nobody else may have made what has this operation's own id for its name.
        if op.record != str(op.id):
            yield op.record
        yield from texts(op.fields, RECORDS)

    def _learn(self, made: Sequence[Operation]) -> None:
        self._writers |= self._fetch(
            {op.writer for op in made} - self._writers.keys(),
            lambda keys: select(writers.c.writer, writers.c.school).where(
                writers.c.writer.in_(keys)
            ),
        )
        self._classes |= self._fetch(
            set(_words(made, ("class",))) - self._classes.keys(),
            lambda keys: select(SchoolClass.id, SchoolClass.school).where(SchoolClass.id.in_(keys)),
        )
        people = set(_words(made, PEOPLE)) | {op.record for op in made if op.kind == "person.set"}
        rows = self._rows(people - self._people.keys(), _schools_of_people)
        for person, school in rows:
            self._people[person] = self.of_person(person) | {school}

    def _learn_records(self, records: set[str]) -> None:
        made = list(log_store(self._session).firsts_of(records))
        self._learn(made)
        for op in made:
            self._records[op.record] = self.of_operation(op, self._writers.get(op.writer))

    def _fetch(self, keys: set[str], query: Callable[[list[Any]], Any]) -> Mapping[str, str | None]:
        return dict.fromkeys(keys) | {row[0]: row[1] for row in self._rows(keys, query)}

    def _rows(self, keys: Iterable[Any], query: Callable[[list[Any]], Any]) -> Iterator[Any]:
        for some in chunks(sorted(keys), _KEYS_PER_QUERY):
            yield from self._session.execute(query(some)).all()


def texts(fields: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    """The texts among these fields."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str):
            yield value


def _words(made: Iterable[Operation], names: tuple[str, ...]) -> Iterator[str]:
    for op in made:
        yield from texts(op.fields, names)


def _schools_of_people(keys: list[str]) -> Any:
    return union_all(
        select(Enrolment.person, Enrolment.school).where(Enrolment.person.in_(keys)).distinct(),
        select(Role.person, Role.school)
        .where(Role.person.in_(keys), Role.school.is_not(None))
        .distinct(),
    )
