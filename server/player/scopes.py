"""Who hears of an attempt."""

from sqlalchemy.orm import Session

from server.changes.scopes import learner_scope, work_scope
from server.people.directory import all_classes_of_learner
from sync.storage.port import Touch


def attempt_touches(session: Session, attempt: str, learner: str) -> list[Touch]:
    """The learner's family, and the teachers of every class the learner is or was in."""
    classes = sorted(all_classes_of_learner(session, learner))
    scopes = [learner_scope(learner), *map(work_scope, classes)]
    return [Touch(scope, "attempt", attempt) for scope in scopes]
