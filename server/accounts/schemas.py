"""Bodies and answers of the routes about getting in."""

import marshmallow as ma
from marshmallow import fields, validate

from server.accounts.limits import (
    MAX_CARD_CHARS,
    MAX_CARDS,
    MAX_TABLET_CHARS,
    PIN_DIGITS,
)
from server.accounts.service import CARD, PASSWORD, PIN
from server.api import StrictSchema
from server.limits import MAX_DEVICE_CHARS, MAX_RECORD_CHARS
from server.people.grants import PARENT, PUPIL
from server.people.schemas import RECORD_ID
from server.roster.text import cleaned, is_name

MAX_NAME_CHARS = 120


def _device() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(0, MAX_DEVICE_CHARS))


def _is_a_name(text: str) -> None:
    if not is_name(cleaned(text)):
        raise ma.ValidationError("is no name")


def _name() -> fields.String:
    return fields.String(
        required=True, validate=validate.And(validate.Length(1, MAX_NAME_CHARS), _is_a_name)
    )


class PeopleQuery(StrictSchema):
    """Whose people."""

    school = fields.String(required=True, validate=validate.Length(1, MAX_RECORD_CHARS))


class PlaceOut(ma.Schema):
    """One role, enrolment or (role `parent`) guardianship; `learner` is whom an assistant helps, or
    whose parent it is."""

    role = fields.String(required=True)
    class_id = fields.String(data_key="class", allow_none=True, required=True)
    class_label = fields.String(allow_none=True, required=True)
    subject = fields.String(allow_none=True, required=True)
    grade = fields.Integer(allow_none=True, required=True)
    learner = fields.String(allow_none=True, required=True)


class ListedOut(ma.Schema):
    """A person in a list; `seen_at` is null for one who has never logged in, `kept` the record
    under which this one's work is shown, `card_at` when a card was made that nobody has used."""

    id = fields.String(required=True)
    family_name = fields.String(required=True)
    given_name = fields.String(required=True)
    patronymic = fields.String(allow_none=True, required=True)
    login = fields.String(allow_none=True, required=True)
    places = fields.List(fields.Nested(PlaceOut), required=True)
    provisional = fields.Boolean(required=True)
    kept = fields.String(allow_none=True, required=True)
    has_pin = fields.Boolean(required=True)
    card_at = fields.String(allow_none=True, required=True)
    seen_at = fields.String(allow_none=True, required=True)


class PeopleOut(ma.Schema):
    """People, in no particular order."""

    people = fields.List(fields.Nested(ListedOut), required=True)


class CodeOut(ma.Schema):
    """A QR code: a square of `size` modules; `path` is SVG's, drawn as strokes one module wide."""

    size = fields.Integer(required=True)
    path = fields.String(required=True)


class CardOut(ma.Schema):
    """What is printed for a person; password and PIN are shown this once."""

    person = fields.String(required=True)
    name = fields.String(required=True)
    class_label = fields.String(required=True)
    login = fields.String(allow_none=True, required=True)
    password = fields.String(allow_none=True, required=True)
    pin = fields.String(allow_none=True, required=True)
    code = fields.Nested(CodeOut, required=True)


class CardsOut(ma.Schema):
    """Cards, and the address that stands on them."""

    address = fields.String(required=True)
    cards = fields.List(fields.Nested(CardOut), required=True)


class WayBody(StrictSchema):
    """Which new secret goes with the card: `password`, `pin`, or none (`card`)."""

    way = fields.String(required=True, validate=validate.OneOf((PASSWORD, PIN, CARD)))


class CardsBody(WayBody):
    """Cards for these people of a class, or for all of it: its pupils, or their parents."""

    whose = fields.String(load_default=PUPIL, validate=validate.OneOf((PUPIL, PARENT)))
    people = fields.List(
        fields.String(validate=RECORD_ID),
        allow_none=True,
        load_default=None,
        validate=validate.Length(1, MAX_CARDS),
    )


class NewcomerBody(WayBody):
    """A child to be enrolled provisionally."""

    family_name = _name()
    given_name = _name()
    grade = fields.Integer(
        allow_none=True, load_default=None, strict=True, validate=validate.Range(0, 12)
    )


class GuardianBody(StrictSchema):
    """A parent who is not known yet."""

    family_name = _name()
    given_name = _name()


class GuardianOut(ma.Schema):
    """The new parent's id."""

    person = fields.String(required=True)


class JoinBody(StrictSchema):
    """The record under which this one's work is to be shown."""

    kept = fields.String(required=True, validate=RECORD_ID)


class DeviceOut(ma.Schema):
    """A device where somebody is logged in."""

    id = fields.Integer(required=True)
    device = fields.String(required=True)
    issued_at = fields.String(required=True)
    seen_at = fields.String(required=True)


class DevicesOut(ma.Schema):
    """The last used first."""

    devices = fields.List(fields.Nested(DeviceOut), required=True)


class TabletOut(ma.Schema):
    """A device that is a class's."""

    id = fields.Integer(required=True)
    device = fields.String(required=True)
    issued_at = fields.String(required=True)


class TabletsOut(ma.Schema):
    """The last one first."""

    tablets = fields.List(fields.Nested(TabletOut), required=True)


class TabletBody(StrictSchema):
    """A device that becomes the class's."""

    device = _device()


class OpenedOut(ma.Schema):
    """The secret that makes the device the class's; shown this once."""

    tablet = fields.String(required=True)


def _tablet() -> fields.String:
    return fields.String(
        required=True, load_only=True, validate=validate.Length(1, MAX_TABLET_CHARS)
    )


class NamesBody(StrictSchema):
    """Which tablet asks."""

    tablet = _tablet()


class PupilNameOut(ma.Schema):
    """A pupil who has a PIN."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class NamesOut(ma.Schema):
    """A class's pupils, as its tablet lists them."""

    class_id = fields.String(data_key="class", required=True)
    class_label = fields.String(required=True)
    pupils = fields.List(fields.Nested(PupilNameOut), required=True)


class PinBody(StrictSchema):
    """POST /sessions/pin."""

    tablet = _tablet()
    person = fields.String(required=True, validate=RECORD_ID)
    pin = fields.String(
        required=True, load_only=True, validate=validate.Regexp(rf"\A[0-9]{{{PIN_DIGITS}}}\Z")
    )
    device = _device()


class CardBody(StrictSchema):
    """POST /sessions/card."""

    card = fields.String(required=True, load_only=True, validate=validate.Length(1, MAX_CARD_CHARS))
    device = _device()
