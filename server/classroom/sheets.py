"""Printed task sheets: a code per learner, in which nobody can read whose it is."""

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.accounts.cards import Code, drawn
from server.changes.scopes import work_scope
from server.changes.viewer import Viewer
from server.classroom.models import Assignment
from server.errors import not_found
from server.people.directory import kept_of, learners_of_class

_DIGITS: Final = 12
"""Hex digits: 48 bits tell a school's sheets apart. The app's sheetCode.ts makes the same."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One learner's sheet of a task."""

    learner: str
    code: str
    qr: Code


def sheet_code(assignment: str, learner: str) -> str:
    """The text of the QR code; a teacher's phone works it out for its pupils, offline."""
    digest = hashlib.sha256(f"{assignment}\n{learner}".encode()).hexdigest()
    return f"TIREK:{digest[:_DIGITS].upper()}"


def sheets_of(session: Session, viewer: Viewer, assignment: str) -> list[Sheet]:
    """A sheet for everybody the task is for; Problem 404 for all but teachers of the class."""
    task = session.get(Assignment, assignment)
    if task is None or task.withdrawn or work_scope(task.class_id) not in viewer.scopes:
        raise not_found()
    here = learners_of_class(session, task.class_id, viewer.on)
    if task.learners is not None:
        here &= set(task.learners)
    learners = sorted(set(kept_of(session, here).values()))
    codes = ((one, sheet_code(assignment, one)) for one in learners)
    return [Sheet(learner, code, drawn(code)) for learner, code in codes]
