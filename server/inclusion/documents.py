"""Documents of support and individual routes: `support`, `route` and `route_review`.

They are for the learner, the family, the assistant, and the teachers of the classes that the
learner is in today. Leaders of the school look at them on the server, where it is noted.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.inclusion.models import LearnerSupport, LearningRoute, RouteReview
from server.inclusion.scopes import sees
from server.rows import rows_of

Documents = Mapping[str, Mapping[str, Any]]


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def supports(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`support`, until its last day."""
    return {
        row.id: {
            "school": row.school,
            "learner": row.learner,
            "extra_time": row.extra_time,
            "larger_text": row.larger_text,
            "read_aloud": row.read_aloud,
            "other_tasks": row.other_tasks,
            "advice": row.advice,
            "starts_on": _text(row.starts_on),
            "ends_on": _text(row.ends_on),
            "author": row.author,
            "op": row.op,
        }
        for row in rows_of(session, LearnerSupport, ids)
        if (row.ends_on is None or row.ends_on >= viewer.on) and sees(session, row.learner, viewer)
    }


def routes(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`route`: withdrawn ones are forgotten."""
    return {
        row.id: route_document(row)
        for row in rows_of(session, LearningRoute, ids)
        if row.state != "withdrawn" and sees(session, row.learner, viewer)
    }


def route_document(row: Any) -> dict[str, Any]:
    """A route, whoever may see it."""
    return {
        "school": row.school,
        "learner": row.learner,
        "subject": row.subject,
        "span": row.span,
        "goal": row.goal,
        "steps": row.steps,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": _text(row.ends_on),
        "state": row.state,
        "conclusion": row.conclusion,
        "author": row.author,
        "op": row.op,
    }


def reviews(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`route_review`: what was said of a week; whoever said it sees `others`, and settles them."""
    return {
        row.id: {
            "route": row.route,
            "learner": row.learner,
            "week": row.week.isoformat(),
            "progress": row.progress,
            "text": row.text,
            "author": row.author,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
            "others": row.others if row.author == viewer.person else [],
        }
        for row in rows_of(session, RouteReview, ids)
        if sees(session, row.learner, viewer)
    }


DOCUMENTS: Final[Mapping[str, Render]] = {
    "support": supports,
    "route": routes,
    "route_review": reviews,
}
