"""Shapes of the operations on clubs and electives."""

from __future__ import annotations

from marshmallow import fields, validate

from server.api import StrictSchema
from server.clubs import limits
from server.journal.schemas import CODES
from server.library.fields import record_id, text
from server.planning.schemas import day, whole

CLUB = "club"
ELECTIVE = "elective"
KINDS = (CLUB, ELECTIVE)
"""A club is for pleasure; an elective is passed or not."""

PASSED = "passed"
FAILED = "failed"
OUTCOMES = (PASSED, FAILED)

PERIOD = validate.Regexp(r"\A20\d\d(-h[12])?\Z")
"""A half-year (`2026-h1`) or a school year (`2026`), by the year in which it begins."""


def _flag() -> fields.Boolean:
    return fields.Boolean(required=False, truthy={True}, falsy={False})


class ClubSetSchema(StrictSchema):
    """`club.set` version 1: a club or an elective, and the rule by which it is passed.

    Edits name only what they change. Who was at fewer percent of the meetings does not pass; who
    `switched` into it in mid-year, by the second figure. `test`: a test has to be passed, too.
    `least`: members that it needs to be held. After `join_by` only leaders of the school let
    anybody in. `checked_on`: the day on which a leader of the school looked through its journal,
    and what they found there.
    """

    school = record_id()
    kind = fields.String(required=False, validate=validate.OneOf(KINDS))
    name = text(limits.NAME_CHARACTERS, required=False)
    about = text(limits.NAME_CHARACTERS, required=False, blank=True)
    leaders = fields.List(record_id(), required=False, validate=validate.Length(1, limits.LEADERS))
    starts_on = day(required=False, allow_none=True)
    ends_on = day(required=False, allow_none=True)
    percent = whole(0, 100, required=False)
    switched_percent = whole(0, 100, required=False)
    test = _flag()
    least = whole(0, limits.LEAST_MEMBERS, required=False)
    join_by = day(required=False, allow_none=True)
    checked_on = day(required=False, allow_none=True)
    checked_note = text(limits.REASON_CHARACTERS, required=False, blank=True)
    withdrawn = _flag()


class ClubMemberSchema(StrictSchema):
    """`club.member` version 1: a learner in a club, from one day to another."""

    school = record_id()
    club = record_id()
    learner = record_id()
    starts_on = day(required=False, allow_none=True)
    ends_on = day(required=False, allow_none=True)
    switched = _flag()


class ClubMeetingSchema(StrictSchema):
    """`club.meeting` version 1: a line of a club's journal: the day, what was done, how long."""

    school = record_id()
    club = record_id()
    date = day(required=False)
    topic = text(limits.TOPIC_CHARACTERS, required=False, blank=True)
    minutes = whole(1, limits.MEETING_MINUTES, required=False)
    withdrawn = _flag()


class ClubAttendSchema(StrictSchema):
    """`club.attend` version 1: whether a learner was at a meeting; nobody said: present."""

    school = record_id()
    club = record_id()
    meeting = record_id()
    learner = record_id()
    code = fields.String(required=True, validate=validate.OneOf(CODES))


class ClubResultSchema(StrictSchema):
    """`club.result` version 1: a leader's word on a half-year or a year of an elective.

    `test` None: there was none. `reason` says why the outcome is another than the rule's.
    """

    school = record_id()
    club = record_id()
    learner = record_id()
    period = fields.String(required=True, validate=PERIOD)
    test = fields.String(required=True, allow_none=True, validate=validate.OneOf(OUTCOMES))
    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    reason = text(limits.REASON_CHARACTERS, blank=True)
