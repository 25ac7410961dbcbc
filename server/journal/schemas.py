"""Shapes of the operations on lessons of the journal and on attendance."""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from server.journal import limits
from server.library.fields import record_id, text
from server.planning.limits import BELLS, LINES_PER_SLOT, TEXT_CHARACTERS
from server.planning.schemas import day, grade, whole

STATES = ("held", "cancelled")
"""What became of a lesson; who held it tells whether it was substituted."""

CODES = ("present", "unexcused", "excused", "ill", "late")
"""Attendance: `present` takes an absence back. The four others are the ones schools here use
(ж, д, а, к)."""


class JournalRecordSchema(Schema):
    """`journal.record` version 1: one lesson of one class (or one grade of it) in the journal.

    `date` is the lesson's day, whenever it is written. A lesson of the timetable names its slot
    and line; any other is its own record.
    """

    class Meta:
        unknown = RAISE

    school = record_id()
    klass = record_id(wire_name="class")
    grade = grade(required=True)
    subject = record_id()
    date = day()
    bell = whole(1, BELLS)
    slot = record_id(allow_none=True)
    line = whole(1, LINES_PER_SLOT, none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = text(TEXT_CHARACTERS, blank=True)
    topic = text(TEXT_CHARACTERS, blank=True)
    plan_row = record_id(allow_none=True)
    homework = text(TEXT_CHARACTERS, blank=True)


class AttendanceSetSchema(Schema):
    """`attendance.set` version 1: whether a learner was in a lesson; nobody said: present."""

    class Meta:
        unknown = RAISE

    lesson = record_id()
    learner = record_id()
    klass = record_id(wire_name="class")
    code = fields.String(required=True, validate=validate.OneOf(CODES))
    note = text(limits.NOTE_CHARACTERS, required=False, blank=True)
