"""Shape of the operation that commits a session of an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from server.library.fields import decimal_text, moment, record_id, sha256, text_keys
from server.player import limits

COMPLETIONS = ("unknown", "not attempted", "incomplete", "completed")
"""cmi.completion_status of SCORM 2004 (RTE 4.2.4); SCORM 1.2 statuses are mapped on it."""

SUCCESSES = ("unknown", "failed", "passed")
"""cmi.success_status of SCORM 2004 (RTE 4.2.22)."""


class AttemptCommitSchema(Schema):
    """`attempt.commit` version 1: where a session of an attempt stood when it was saved.

    `score` is [raw, min, max] as decimal texts, `cmi` the session's data model (element name to
    text), or null with `cmi_blob` naming the uploaded copy of one that is too large; of that one
    `answers` has the interactions: [activity, question, type, response, result] each.
    `manifest` is the description of the item that was played, the edition's own.
    """

    class Meta:
        unknown = RAISE

    item = record_id()
    lesson = record_id()
    course = record_id()
    edition = fields.Integer(
        required=True, strict=True, validate=validate.Range(1, limits.EDITION_MAX)
    )
    session = record_id()
    started_at = moment()
    completion = fields.String(required=True, validate=validate.OneOf(COMPLETIONS))
    success = fields.String(required=True, validate=validate.OneOf(SUCCESSES))
    score = fields.List(
        decimal_text(allow_none=True),
        required=True,
        allow_none=True,
        validate=validate.Length(equal=3),
    )
    total_time_s = fields.Integer(
        required=True, strict=True, validate=validate.Range(0, limits.SESSION_SECONDS)
    )
    cmi = fields.Raw(required=False, allow_none=True, validate=text_keys)
    cmi_blob = sha256(allow_none=True)
    manifest = sha256(allow_none=True)
    answers = fields.List(
        fields.List(
            fields.String(validate=validate.Length(max=limits.RESPONSE)),
            validate=validate.Length(equal=5),
        ),
        validate=validate.Length(max=limits.ANSWERS),
    )

    @validates_schema
    def one_data_model(self, data: Mapping[str, Any], **_: Any) -> None:
        """At most one place holds the data model, and it has a bounded number of entries."""
        if data.get("cmi") is not None and data.get("cmi_blob") is not None:
            raise ValidationError("Name either cmi or cmi_blob.", "cmi_blob")
        if len(data.get("cmi") or {}) > limits.CMI_ENTRIES:
            raise ValidationError("The data model has too many entries.", "cmi")
