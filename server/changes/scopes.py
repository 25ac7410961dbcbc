"""Names of the scopes that decide who hears of a record (see the phone feed)."""

import hashlib
from typing import Final

_SCHOOL: Final = "school:"


def school_scope(school: str) -> str:
    """Everybody of a school: the school itself and its courses."""
    return f"{_SCHOOL}{school}"


def is_school(scope: str) -> bool:
    """Whether it is some school's."""
    return scope.startswith(_SCHOOL)


def staff_scope(school: str) -> str:
    """Who teaches or leads at a school: what colleagues share."""
    return f"staff:{school}"


def national_scope() -> str:
    """Everybody everywhere: what has no school. For which schools it is, its document says."""
    return "national"


def district_scope(region: str, district: str) -> str:
    """The schools of a district, as a hub has placed them: what they share. Names of places may be
    long, and only servers ask for this one."""
    digest = hashlib.sha256(f"{region}\n{district}".encode()).hexdigest()
    return f"district:{digest[:32]}"


def districts_scope() -> str:
    """What is for any of the districts: only a hub's own databases follow all of it."""
    return "districts"


def class_scope(class_id: str) -> str:
    """Pupils, teachers and pupils' guardians of a class: roster and assignments."""
    return f"class:{class_id}"


def work_scope(class_id: str) -> str:
    """Teachers of a class: the work, marks and attempts of its learners."""
    return f"work:{class_id}"


def plan_scope(class_id: str, subject: str) -> str:
    """Teachers of a subject in a class: its plan, and the journal of its whole year."""
    return f"plan:{class_id}:{subject}"


def points_scope(class_id: str) -> str:
    """A class's own teacher, and who teaches all its subjects: the points of every subject."""
    return f"points:{class_id}"


def learner_scope(person: str) -> str:
    """A learner and their guardians: own work, marks and attempts."""
    return f"learner:{person}"


def person_scope(person: str) -> str:
    """One person: own record, roles, and links to children."""
    return f"person:{person}"


def leading_scope(school: str) -> str:
    """Who leads a school: what is not for every teacher."""
    return f"leading:{school}"


def own_class_scope(class_id: str) -> str:
    """A class's own teacher alone."""
    return f"own:{class_id}"
