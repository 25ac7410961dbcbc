"""Who hears of a learner's support and routes: the family with the assistant, and the teachers."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import learner_scope, work_scope
from server.changes.viewer import Viewer
from server.consent.models import ConsentDecision
from server.inclusion.models import LearnerSupport, LearningRoute, RouteReview
from server.people.directory import all_classes_of_learner, classes_of_learner
from server.portfolio.models import PortfolioItem
from server.rows import rows_of
from sync.storage.port import Touch

TYPES: Final[tuple[tuple[str, Any], ...]] = (
    ("support", LearnerSupport),
    ("route", LearningRoute),
    ("route_review", RouteReview),
    ("portfolio", PortfolioItem),
    ("consent", ConsentDecision),
)
"""What a learner's present teachers see of the learner, whatever class it was made in."""


def touches(session: Session, kind: str, record: str, learner: str) -> list[Touch]:
    """Everybody who may see the record, and those who no longer may."""
    classes = sorted(all_classes_of_learner(session, learner))
    scopes = (learner_scope(learner), *map(work_scope, classes))
    return [Touch(scope, kind, record) for scope in scopes]


def arrival(session: Session, learner: str, class_id: str) -> Iterator[Touch]:
    """What the teachers of a class hear of a learner who comes into it; the family, too, hears
    what has become of a consent by leaving and coming back."""
    for kind, model in TYPES:
        for row in rows_of(session, model, [learner], by="learner"):
            yield Touch(work_scope(class_id), kind, row.id)
            if model is ConsentDecision:
                yield Touch(learner_scope(learner), kind, row.id)


def sees(session: Session, learner: str, viewer: Viewer) -> bool:
    """The family and the assistant; of teachers those of the classes that the learner is in now:
    whoever taught them once knows of it no longer."""
    if learner_scope(learner) in viewer.scopes:
        return True
    classes = classes_of_learner(session, learner, viewer.on)
    return any(work_scope(one) in viewer.scopes for one in classes)
