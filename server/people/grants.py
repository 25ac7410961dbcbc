"""What a person's roles let them do: pure questions over dated grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

PUPIL: Final = "pupil"
PARENT: Final = "parent"
TEACHER: Final = "teacher"
CLASS_TEACHER: Final = "class_teacher"
DIRECTOR: Final = "director"
DEPUTY: Final = "deputy"
ADMIN: Final = "admin"
INSPECTOR: Final = "inspector"
ASSISTANT: Final = "assistant"
CLUB_LEADER: Final = "club_leader"

ROLES: Final = (
    ADMIN,
    DIRECTOR,
    DEPUTY,
    TEACHER,
    CLASS_TEACHER,
    ASSISTANT,
    CLUB_LEADER,
    PUPIL,
    PARENT,
    "support_teacher",
    INSPECTOR,
    "operator",
)
"""Role names (design: people and scale)."""

TEACHING: Final = frozenset({TEACHER, CLASS_TEACHER})
LEADING: Final = frozenset({ADMIN, DIRECTOR, DEPUTY})


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """One right of one person, as it stands on one date.

    A grant comes from a role record, from an enrolment (role `pupil`, with class_id and learner)
    or from guardianship (role `parent`, with learner). Dates are inclusive; None is open.
    """

    role: str
    school: str | None
    class_id: str | None = None
    subject: str | None = None
    learner: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def teaches(grants: Iterable[RoleGrant], class_id: str) -> bool:
    """Whether the holder is a teacher or class teacher of exactly this class."""
    return any(g.role in TEACHING and g.class_id == class_id for g in grants)


def classes_taught(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """Ids of the classes that the holder teaches."""
    return frozenset(g.class_id for g in grants if g.role in TEACHING and g.class_id)


def subjects_taught(grants: Iterable[RoleGrant]) -> frozenset[tuple[str, str]]:
    """(class, subject) of what the holder teaches."""
    return frozenset(
        (g.class_id, g.subject) for g in grants if g.role in TEACHING and g.class_id and g.subject
    )


def classes_taught_whole(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """Ids of the classes that the holder has in all subjects: their own, or in primary school."""
    return frozenset(
        g.class_id for g in grants if g.role in TEACHING and g.class_id and not g.subject
    )


def classes_attended(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """Ids of the classes in which the holder is enrolled."""
    return frozenset(g.class_id for g in grants if g.role == PUPIL and g.class_id)


def children(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """Ids of the learners whose legal representative the holder is."""
    return frozenset(g.learner for g in grants if g.role == PARENT and g.learner)


def helped(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """Ids of the learners whom the holder helps as their assistant."""
    return frozenset(g.learner for g in grants if g.role == ASSISTANT and g.learner)


def schools(grants: Iterable[RoleGrant]) -> frozenset[str]:
    """Ids of the schools that the holder belongs to."""
    return frozenset(g.school for g in grants if g.school)


def holds(grants: Iterable[RoleGrant], roles: Iterable[str], school: str | None = None) -> bool:
    """Whether the holder has one of `roles`, at `school` if one is named."""
    wanted = frozenset(roles)
    return any(g.role in wanted and (school is None or g.school == school) for g in grants)


def leads(grants: Iterable[RoleGrant], school: str) -> bool:
    """Whether the holder is admin, director or deputy of this school."""
    return holds(grants, LEADING, school)
