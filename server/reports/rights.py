"""Who may read which report.

Leaders of a school and its inspectors read all of it. A class's own teacher reads the class, a
teacher of a subject that subject, a family its own child.
"""

from typing import Final

from server.access import PersonContext
from server.errors import not_found
from server.people import grants
from server.people.grants import INSPECTOR, LEADING
from server.people.models import SchoolClass

OVERSEEING: Final = LEADING | {INSPECTOR}
"""Roles that read a school as a whole."""


class Reader:
    """The caller, and what they may read."""

    def __init__(self, person: PersonContext) -> None:
        self._roles = person.roles
        self._person = person.id

    def oversees(self, school: str) -> bool:
        """A leader of the school, or its inspector today."""
        return grants.holds(self._roles, OVERSEEING, school)

    def has_class(self, one: SchoolClass) -> bool:
        """Everything of a class."""
        return self.oversees(one.school) or one.id in grants.classes_taught_whole(self._roles)

    def subjects(self, one: SchoolClass) -> frozenset[str] | None:
        """The subjects of a class that may be read; None: all of them."""
        if self.has_class(one):
            return None
        taught = grants.subjects_taught(self._roles)
        return frozenset(subject for class_id, subject in taught if class_id == one.id)

    def learners(self) -> frozenset[str]:
        """Whose family the caller is of: their children, or the learner."""
        own = {self._person} if grants.classes_attended(self._roles) else set()
        return grants.children(self._roles) | own

    def need_school(self, school: str) -> None:
        """Problem 404 for anybody else."""
        if not self.oversees(school):
            raise not_found()

    def need_member(self, school: str) -> None:
        """Problem 404 for who has nothing to do with the school."""
        if school not in grants.schools(self._roles):
            raise not_found()

    def need_subject(self, one: SchoolClass, subject: str | None) -> None:
        """Problem 404 unless the subject of the class, or without one all of it, may be read."""
        mine = self.subjects(one)
        if mine is not None and (subject is None or subject not in mine):
            raise not_found()

    def need_learner(self, one: SchoolClass, learner: str | None) -> None:
        """Problem 404 unless the class, or without it the learner alone, may be read."""
        if not self.has_class(one) and (learner is None or learner not in self.learners()):
            raise not_found()
