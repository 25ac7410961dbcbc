"""Who may help whom with getting in: pure questions over grants.

A school's leaders help everybody who belongs to their schools alone; a class teacher helps the
pupils of the class, and parents all of whose children are in it. Whoever sets a password can act
as its owner, so nobody may set one of somebody with more rights, or with rights somewhere else.
"""

from collections.abc import Collection, Iterable
from typing import Final

from server.people.grants import (
    ADMIN,
    CLASS_TEACHER,
    DIRECTOR,
    LEADING,
    PARENT,
    PUPIL,
    RoleGrant,
    holds,
    leads,
)

_ABOVE_DEPUTIES: Final = frozenset({ADMIN, DIRECTOR})


def runs_class(caller: Iterable[RoleGrant], class_id: str, school: str | None) -> bool:
    """Whether the caller is class teacher of the class or leads its school."""
    grants = tuple(caller)
    own = any(g.role == CLASS_TEACHER and g.class_id == class_id for g in grants)
    return own or (school is not None and leads(grants, school))


def may_help(
    caller: Iterable[RoleGrant],
    held: Iterable[RoleGrant],
    once_at: Collection[str],
    children: Iterable[Collection[str]] = (),
) -> bool:
    """Whether the caller may reset how the holder of `held` gets in, and sign devices out.

    `once_at` are the schools that the person belonged to, for one who has left; `children` the
    classes of each child whose parent the person is.
    """
    mine, theirs = tuple(caller), tuple(held)
    if any(g.school is None and g.role != PARENT for g in theirs):
        return False
    schools = {g.school for g in theirs if g.school} or set(once_at)
    if schools and all(_leads_over(mine, theirs, school) for school in schools):
        return True
    classes = {g.class_id for g in mine if g.role == CLASS_TEACHER and g.class_id}
    if theirs and all(g.role == PARENT for g in theirs):
        return all(classes.intersection(one) for one in children)
    only_pupil = bool(theirs) and all(g.role == PUPIL for g in theirs)
    return only_pupil and any(g.class_id in classes for g in theirs)


def _leads_over(mine: Iterable[RoleGrant], theirs: Iterable[RoleGrant], school: str) -> bool:
    above = any(g.role in _ABOVE_DEPUTIES and g.school == school for g in theirs)
    return holds(mine, _ABOVE_DEPUTIES if above else LEADING, school)
