"""/api/v1/former: learners who have left, and making their records nameless."""

from typing import Any, Final

import marshmallow as ma

from server import clock
from server.access import current_person, requires
from server.api import Blueprint, SchoolQuery, StrictSchema
from server.audit.noting import note_read
from server.db import db
from server.erasure import anonymising
from server.erasure.former import former
from server.erasure.service import UnknownPerson
from server.errors import Problem, not_found
from server.people import grants
from server.people.grants import ADMIN, DIRECTOR
from server.takeout.leading import school_led

blueprint = Blueprint("erasure", __name__)

READ: Final = "former"
"""What the list of bulk reads calls it."""


class FormerLearnerOut(ma.Schema):
    """A learner with the class and the day of leaving."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    class_label = ma.fields.String(required=True)
    left_on = ma.fields.String(required=True)


class FormerOut(ma.Schema):
    """Who left last first."""

    learners = ma.fields.List(ma.fields.Nested(FormerLearnerOut), required=True)


class NamelessIn(StrictSchema):
    """Why: kept in the order for ever, which names nobody."""

    reason = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("asked", "left", "period-over"))
    )


class NamelessOut(ma.Schema):
    """How much has gone, and how much was told again under a number."""

    operations = ma.fields.Integer(required=True)
    files = ma.fields.Integer(required=True)
    told_again = ma.fields.Integer(required=True)


@blueprint.route("/former")
@blueprint.arguments(SchoolQuery, location="query")
@blueprint.response(200, FormerOut)
@requires(ADMIN, DIRECTOR)
def get_former(query: dict[str, str]) -> dict[str, Any]:
    """Learners who have left the school. The look is noted."""
    school = query["school"]
    if not grants.holds(current_person().roles, (ADMIN, DIRECTOR), school):
        raise not_found()
    found = former(db.session(), school, clock.today())
    note_read(school, READ, school, len(found))
    return {"learners": found}


@blueprint.route("/former/<person>/nameless", methods=("POST",))
@blueprint.arguments(NamelessIn)
@blueprint.response(200, NamelessOut)
@requires(ADMIN, DIRECTOR)
def post_nameless(body: dict[str, str], person: str) -> dict[str, Any]:
    """Keep the figures under a number and erase the person, everywhere and for good."""
    school_led(person)
    try:
        return anonymising.anonymise(person, body["reason"])
    except (UnknownPerson, anonymising.NotALearner):
        raise not_found() from None
    except anonymising.StillHere:
        raise Problem(
            409,
            "still-at-school",
            "This learner is at a school today",
            hint="End the enrolment first: what they do from now on would lead back to them.",
        ) from None
