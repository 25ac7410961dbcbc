"""The school's roster as the tables have it, for lists to be compared with. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PUPIL: Final = "pupil"
PARENT: Final = "parent"


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
    ended: frozenset[tuple[str, str]] = frozenset()
    """Pairs of (guardian, learner) that somebody at the school has taken apart."""
    others: Sequence[KnownPerson] = ()
    """Further records of `people`, each under the id of the kept one: they find it, too."""
    logins: frozenset[str] = frozenset()
    """Every login of the node: a login names one person in all its schools."""
    year_due: bool = False
