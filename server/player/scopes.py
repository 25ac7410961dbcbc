"""Who hears of an attempt."""

from sqlalchemy.orm import Session

from server.changes.scopes import learner_scope, work_scope
from server.people.directory import all_classes_of_learner
from server.player.models import Attempt
from sync.storage.port import Touch


def attempt_touches(session: Session, row: Attempt) -> list[Touch]:
    """The learner's family, and the teachers of every class the learner is or was in."""
    classes = sorted(all_classes_of_learner(session, row.learner))
    scopes = [learner_scope(row.learner), *map(work_scope, classes)]
    return [Touch(scope, "attempt", row.id) for scope in scopes]
