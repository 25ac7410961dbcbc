"""Fields of the roster's operations, and bodies of the routes about people."""

from datetime import date

import marshmallow as ma
from marshmallow import fields, validate

from server.api import StrictSchema
from server.changes.answers import ChangesOut
from server.limits import (
    MAX_DEVICE_CHARS,
    MAX_LOGIN_CHARS,
    MAX_PAGE_RECORDS,
    MAX_PASSWORD_CHARS,
    MAX_RECORD_CHARS,
    MAX_SCHOOL_CHARS,
    MAX_SEALED_BYTES,
)
from server.people.grants import ROLES

RECORD_ID = validate.Regexp(rf"\A[0-9A-Za-z._~:-]{{1,{MAX_RECORD_CHARS}}}\Z")
NODE_ID = validate.Regexp(r"\A[0-9a-f]{16}\Z")
LANGUAGE = validate.OneOf(("kk", "ru", "en"))


def _name(length: int, *, required: bool = True) -> fields.String:
    least = 1 if required else 0
    return fields.String(
        required=required, allow_none=not required, validate=validate.Length(least, length)
    )


def _id(*, required: bool = True) -> fields.String:
    return fields.String(required=required, allow_none=not required, validate=RECORD_ID)


def _is_day(text: str) -> None:
    try:
        real = date.fromisoformat(text).isoformat() == text
    except ValueError:
        real = False
    if not real:
        raise ma.ValidationError("is not a day like 2026-09-01")


def _is_sealed(value: object) -> None:
    if not isinstance(value, bytes) or not 0 < len(value) <= MAX_SEALED_BYTES:
        raise ma.ValidationError("is no sealed verifier")


def _day() -> fields.String:
    return fields.String(allow_none=True, load_default=None, validate=_is_day)


class WriterIssue(StrictSchema):
    """writer.issue: a writer id given to a person at login."""

    writer = fields.String(required=True, validate=NODE_ID)
    person = _id()
    school = _id(required=False)
    label = fields.String(allow_none=True, validate=validate.Length(0, MAX_DEVICE_CHARS))


class SchoolSet(StrictSchema):
    """school.set."""

    name = _name(300)
    short_name = _name(80, required=False)
    language = fields.String(load_default="kk", validate=LANGUAGE)
    region = _name(120, required=False)
    timezone = fields.String(load_default="Asia/Almaty", validate=validate.Length(1, 40))
    display = fields.Dict(keys=fields.String(), allow_none=True)


class PersonSet(StrictSchema):
    """person.set."""

    family_name = _name(120)
    given_name = _name(120)
    patronymic = _name(120, required=False)
    language = fields.String(allow_none=True, validate=LANGUAGE)
    login = fields.String(allow_none=True, validate=validate.Length(1, MAX_LOGIN_CHARS))
    school = _id(required=False)
    """Whose roster brought the record: nodes that serve this school hear of it."""


class CredentialSet(StrictSchema):
    """credential.set: the verifier in a box, and the key of the box sealed to each node; without a
    box the verifier itself is."""

    person = _id()
    school = _id(required=False)
    """Whose roster brought the record: nodes that serve this school hear of it."""
    sealed = fields.Dict(
        keys=fields.String(validate=NODE_ID),
        values=fields.Raw(validate=_is_sealed),
        required=True,
    )
    box = fields.Raw(allow_none=True, load_default=None, validate=_is_sealed)


class ClassSet(StrictSchema):
    """class.set."""

    school = _id()
    label = _name(40)
    grades = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 12)),
        required=True,
        validate=validate.Length(1, 6),
    )
    language = fields.String(allow_none=True, validate=LANGUAGE)
    shift = fields.Integer(allow_none=True, strict=True, validate=validate.Range(1, 3))
    year = _name(16, required=False)


class EnrolmentSet(StrictSchema):
    """enrolment.set."""

    person = _id()
    school = _id()
    class_id = fields.String(required=True, data_key="class", validate=RECORD_ID)
    grade = fields.Integer(allow_none=True, strict=True, validate=validate.Range(0, 12))
    starts_on = _day()
    ends_on = _day()
    provisional = fields.Boolean(load_default=False)
    """Entered by a class teacher, until somebody who answers for the roster confirms it."""


class PersonAliasFields(StrictSchema):
    """person.alias: this record and `kept` are one person; `kept` None takes that back."""

    kept = _id(required=False)
    school = _id(required=False)


class RoleSet(StrictSchema):
    """role.set."""

    person = _id()
    class_id = fields.String(data_key="class", allow_none=True, validate=RECORD_ID)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    school = _id(required=False)
    subject = _name(80, required=False)
    learner = _id(required=False)
    """Whom an assistant helps: without one the role gives no rights."""
    starts_on = _day()
    ends_on = _day()


class GuardianSet(StrictSchema):
    """guardian.set."""

    guardian = _id()
    learner = _id()
    school = _id(required=False)
    """Whose roster brought the record: nodes that serve this school hear of it."""
    relation = _name(40, required=False)
    starts_on = _day()
    ends_on = _day()


class LoginBody(StrictSchema):
    """POST /sessions."""

    login = fields.String(required=True, validate=validate.Length(1, MAX_LOGIN_CHARS))
    password = fields.String(
        required=True, load_only=True, validate=validate.Length(1, MAX_PASSWORD_CHARS)
    )
    device = fields.String(load_default="", validate=validate.Length(0, MAX_DEVICE_CHARS))
    school = fields.String(load_default="", validate=validate.Length(0, MAX_SCHOOL_CHARS))
    """What the person calls their school: asked for by 409 which-school."""


class LoginQuery(StrictSchema):
    """?changes= of each way to log in: most records of the first page that the answer brings."""

    changes = fields.Integer(load_default=0, validate=validate.Range(0, MAX_PAGE_RECORDS))


class RoleOut(ma.Schema):
    """One grant as the app shows it."""

    role = fields.String(required=True)
    school = fields.String(allow_none=True)
    class_id = fields.String(data_key="class", allow_none=True)
    subject = fields.String(allow_none=True)
    learner = fields.String(allow_none=True)


class PersonOut(ma.Schema):
    """The caller's own record."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    family_name = fields.String()
    given_name = fields.String()
    language = fields.String(allow_none=True)


class NodeNameOut(ma.Schema):
    """A display name per language."""

    kk = fields.String(required=True)
    ru = fields.String(required=True)
    en = fields.String(required=True)


class MeOut(ma.Schema):
    """GET /me."""

    person = fields.Nested(PersonOut, required=True)
    roles = fields.List(fields.Nested(RoleOut), required=True)
    writer = fields.String(required=True)
    epoch = fields.Integer(required=True)


class SessionNodeOut(ma.Schema):
    """The node that logged the person in."""

    id = fields.String(required=True)
    role = fields.String(required=True)
    name = fields.Nested(NodeNameOut, required=True)


class SessionOut(MeOut):
    """201 of POST /sessions."""

    token = fields.String(required=True)
    expires_at = fields.String(required=True)
    also = fields.List(fields.String(), required=True)
    """Further records of this person: what waits under them on the device may be sent, too."""
    changes = fields.Nested(ChangesOut)
    """As GET /changes without a cursor, where the phone has asked for it."""
    node = fields.Nested(SessionNodeOut, required=True)
