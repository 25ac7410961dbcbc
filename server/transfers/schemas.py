"""What a pupil's file tells, and the operation that it becomes."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from server.api import StrictSchema
from server.gradebook.limits import MOST_POINTS
from server.gradebook.schemas import TERM, TERM_OUTCOMES, subject_code
from server.inclusion.limits import ADVICE_CHARACTERS, EXTRA_PERCENT, GOAL_CHARACTERS
from server.inclusion.schemas import FORMS, SPANS
from server.library.fields import record_id, text
from server.planning.schemas import day, whole
from server.portfolio.schemas import KINDS as PORTFOLIO
from server.transfers import limits

ASKED = "asked"
JOINED = "joined"
WITHDRAWN = "withdrawn"
CLAIM_STATES = (ASKED, JOINED, WITHDRAWN)


def _some(schema: type[Schema], most: int) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True, validate=validate.Length(max=most))


class BroughtMarkSchema(StrictSchema):
    """A signed mark of a term (`2026-2`) or a year (`2026`); `name` is the subject's."""

    period = fields.String(required=True, validate=validate.Regexp(r"\A20\d\d(-[1-6])?\Z"))
    subject = subject_code()
    name = text(limits.TEXT_CHARACTERS)
    outcome = fields.String(required=True, validate=validate.OneOf(TERM_OUTCOMES))
    mark = whole(0, 5, none=True)
    scale = fields.String(required=True, validate=validate.OneOf(("marks", "pass")))


class BroughtPointsSchema(StrictSchema):
    """An assessment of the term that has not ended yet."""

    subject = subject_code()
    name = text(limits.TEXT_CHARACTERS)
    term = fields.String(required=True, validate=TERM)
    part = fields.String(required=True, validate=validate.OneOf(("formative", "section", "term")))
    title = text(limits.TEXT_CHARACTERS, blank=True)
    date = day()
    points = fields.String(required=True, validate=validate.Regexp(r"\A\d{1,6}(\.\d{1,6})?\Z"))
    max = whole(1, MOST_POINTS)


class BroughtPlaceSchema(StrictSchema):
    """How far a subject's plan had come: the last topic taught, and lessons held of it all."""

    subject = subject_code()
    name = text(limits.TEXT_CHARACTERS)
    topic = text(limits.TEXT_CHARACTERS, blank=True)
    held = whole(0, 1000)


class BroughtWorkSchema(StrictSchema):
    """A marked work of the portfolio."""

    title = text(limits.TEXT_CHARACTERS)
    mark = text(20)
    max = whole(1, MOST_POINTS, none=True)
    date = day()


class BroughtSupportSchema(StrictSchema):
    """What the learner had at every task."""

    extra_time = whole(0, EXTRA_PERCENT)
    larger_text = fields.Boolean(required=True, truthy={True}, falsy={False})
    read_aloud = fields.Boolean(required=True, truthy={True}, falsy={False})
    other_tasks = fields.Boolean(required=True, truthy={True}, falsy={False})
    advice = text(ADVICE_CHARACTERS, blank=True)


class BroughtStepSchema(StrictSchema):
    """A step of a route that was not done yet."""

    text = text(limits.TEXT_CHARACTERS)
    form = fields.String(required=True, validate=validate.OneOf(FORMS))
    due_on = day(allow_none=True)


class BroughtRouteSchema(StrictSchema):
    """An individual route that was under way; `id` is its record at the former school."""

    id = record_id()
    subject = text(80, blank=True)
    span = fields.String(required=True, validate=validate.OneOf(SPANS))
    goal = text(GOAL_CHARACTERS)
    steps = _some(BroughtStepSchema, limits.STEPS)
    starts_on = day()
    ends_on = day(allow_none=True)


class BroughtItemSchema(StrictSchema):
    """A work or an achievement that was picked; `id` is its record at the former school."""

    id = record_id()
    kind = fields.String(required=True, validate=validate.OneOf(PORTFOLIO))
    title = text(limits.TEXT_CHARACTERS)
    subject = text(80, blank=True)
    text = text(limits.TEXT_CHARACTERS, blank=True)
    date = day()


class BroughtSchema(StrictSchema):
    """Marks to date, points of the term, place in the plans, portfolio, lessons missed, and the
    support and routes that go on."""

    marks = _some(BroughtMarkSchema, limits.MARKS)
    points = _some(BroughtPointsSchema, limits.POINTS)
    places = _some(BroughtPlaceSchema, limits.PLACES)
    works = _some(BroughtWorkSchema, limits.WORKS)
    portfolio = _some(BroughtItemSchema, limits.ITEMS)
    missed = whole(0, 10_000)
    support = fields.Nested(BroughtSupportSchema, required=True, allow_none=True)
    routes = _some(BroughtRouteSchema, limits.ROUTES)


class PupilFileSchema(StrictSchema):
    """The whole of a file: whose (`learner` is the record at the former school), from where, and
    what."""

    learner = record_id()
    family_name = text(limits.TEXT_CHARACTERS)
    given_name = text(limits.TEXT_CHARACTERS)
    grade = whole(0, 12, none=True)
    school = record_id()
    source = text(300)
    left_on = day()
    content = fields.Nested(BroughtSchema, required=True)


class HistorySetSchema(StrictSchema):
    """`history.set` version 1: what a learner brought from another school, joined to what is here;
    `withdrawn` takes the joining back."""

    learner = record_id(required=False)
    school = record_id(required=False)
    source = text(300, required=False)
    left_on = day(required=False)
    confirmed = fields.Boolean(required=False, truthy={True}, falsy={False})
    content = fields.Nested(BroughtSchema, required=False)
    withdrawn = fields.Boolean(required=False, truthy={True}, falsy={False})


def _ticket() -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{32}\Z"))


def _file() -> fields.String:
    return fields.String(
        required=True,
        validate=(
            validate.Length(1, limits.CARRIED_CHARACTERS),
            validate.Regexp(r"\A[A-Za-z0-9+/]+=*\Z"),
        ),
    )


class OfferSchema(StrictSchema):
    """`transfer.offer` version 1: a pupil's sealed file, for whoever has its code.

    `ticket` names the file to who has the code, and says nothing of either. `file` is the file in
    base64, `digest` the SHA-256 of what it tells, by which its maker sees what came since.
    """

    school = record_id()
    learner = record_id()
    left_on = day()
    ticket = _ticket()
    file = _file()
    digest = fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{64}\Z"))


class ClaimSchema(StrictSchema):
    """`transfer.claim` version 1: a school has the code of a file and a pupil to whom it belongs.

    `joined`: the file is here and joined on `joined_on`; `withdrawn`: it is waited for no longer.
    """

    school = record_id()
    learner = record_id()
    ticket = _ticket()
    state = fields.String(required=True, validate=validate.OneOf(CLAIM_STATES))
    joined_on = day(required=False, allow_none=True)


class DeliverSchema(StrictSchema):
    """`transfer.deliver` version 1: a hub hands a file to the school that claims it."""

    school = record_id()
    learner = record_id()
    ticket = _ticket()
    file = _file()


class ReceiptSchema(StrictSchema):
    """`transfer.receipt` version 1: a hub tells the former school who has joined its file."""

    school = record_id()
    learner = record_id()
    taken_by = text(300)
    taken_on = day()
