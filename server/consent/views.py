"""/api/v1/consents: what stands for the learners of a class, for its teacher and the leaders, and
of those who have left."""

from collections.abc import Iterable
from typing import Any, Final

import marshmallow as ma
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, SchoolQuery
from server.audit.noting import note_read
from server.consent.documents import as_document
from server.consent.models import ConsentDecision
from server.consent.stays import Stays
from server.db import db
from server.erasure.former import former
from server.errors import not_found
from server.gradebook.reading import learners_on
from server.people import grants
from server.people.directory import person_name
from server.people.grants import ADMIN, CLASS_TEACHER, DEPUTY, DIRECTOR
from server.people.models import SchoolClass
from server.rows import rows_of

blueprint = Blueprint("consent", __name__)

READ: Final = "consents"
FORMER: Final = "former-consents"
"""What the list of bulk reads calls them."""


class DecisionOut(ma.Schema):
    """A decision; `author_name` is who wrote it down. A consent has `ended` when its learner has
    left the school since."""

    id = ma.fields.String(required=True)
    school = ma.fields.String(required=True)
    learner = ma.fields.String(required=True)
    purpose = ma.fields.String(required=True)
    given = ma.fields.Boolean(required=True)
    ended = ma.fields.Boolean(required=True)
    date = ma.fields.String(required=True)
    way = ma.fields.String(required=True)
    by = ma.fields.String(required=True)
    signer = ma.fields.String(required=True)
    author = ma.fields.String(required=True, allow_none=True)
    author_name = ma.fields.String(required=True)
    made_at = ma.fields.String(required=True)


class ConsentLearnerOut(ma.Schema):
    """A learner with every decision, the earliest first."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    decisions = ma.fields.List(ma.fields.Nested(DecisionOut), required=True)


class ConsentsOut(ma.Schema):
    """Of one class, by name."""

    school = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    learners = ma.fields.List(ma.fields.Nested(ConsentLearnerOut), required=True)


class FormerConsentLearnerOut(ConsentLearnerOut):
    """A former learner, with the class and the day of leaving."""

    class_label = ma.fields.String(required=True)
    left_on = ma.fields.String(required=True)


class FormerConsentsOut(ma.Schema):
    """Who left last first."""

    learners = ma.fields.List(ma.fields.Nested(FormerConsentLearnerOut), required=True)


@blueprint.route("/consents/<class_id>")
@blueprint.response(200, ConsentsOut)
@requires(ADMIN, DIRECTOR, DEPUTY, CLASS_TEACHER)
def get_consents(class_id: str) -> dict[str, Any]:
    """Who of a class has consent to what, and how it came about. The look is noted."""
    session, roles = db.session(), current_person().roles
    one = session.get(SchoolClass, class_id)
    own = any(g.role == CLASS_TEACHER and g.class_id == class_id for g in roles)
    if one is None or not (own or grants.leads(roles, one.school)):
        raise not_found()
    school, label = one.school, one.label
    people = list(learners_on(session, class_id, clock.today()))
    rows = rows_of(session, ConsentDecision, [who.id for who in people], by="learner")
    stays = Stays(session, [who.id for who in people], clock.today())
    decided = _told(session, school, rows, stays)
    note_read(school, READ, class_id, len(people))
    learners = [
        {"id": who.id, "name": who.name, "decisions": decided.get(who.id, [])} for who in people
    ]
    return {"school": school, "label": label, "learners": learners}


@blueprint.route("/former/consents")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, FormerConsentsOut)
@requires(ADMIN, DIRECTOR, DEPUTY)
def get_former_consents(query: dict[str, str]) -> dict[str, Any]:
    """Learners who have left the school and for whom something was decided there: a paper that
    withdraws it is still to be noted. The look is noted."""
    session, school = db.session(), query["school"]
    if not grants.leads(current_person().roles, school):
        raise not_found()
    rows = session.scalars(select(ConsentDecision).where(ConsentDecision.school == school)).all()
    stays = Stays(session, {row.learner for row in rows}, clock.today())
    decided = _told(session, school, rows, stays)
    gone = {one for one in decided if not stays.here(one, school)}
    people = former(session, school, clock.today(), gone)
    note_read(school, FORMER, school, len(people))
    return {"learners": [{**one, "decisions": decided[one["id"]]} for one in people]}


def _told(
    session: Session, school: str, rows: Iterable[Any], stays: Stays
) -> dict[str, list[dict[str, Any]]]:
    """The decisions of one school by learner, the earliest first."""
    decided: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row.on, row.made_ms, row.id)):
        if row.school == school:
            name = person_name(session, row.author) if row.author else ""
            told = {"id": row.id, "author_name": name, **as_document(row, stays)}
            decided.setdefault(row.learner, []).append(told)
    return decided
