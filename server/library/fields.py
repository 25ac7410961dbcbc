"""Marshmallow fields for operation bodies.

They check a value and leave it exactly as it was written, since an operation's hash is over
the value its author sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from marshmallow import ValidationError, fields, validate

RECORD_ID: Final = re.compile(r"[0-9A-Za-z._~:-]{1,80}\Z")
SHA256: Final = re.compile(r"[0-9a-f]{64}\Z")
MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\Z")
DECIMAL: Final = re.compile(r"-?\d{1,9}(\.\d{1,9})?\Z")
FILE_NAME_CHARACTERS: Final = 200
"""Characters of a file's name: FAT and ext4 hold 255 bytes, and Cyrillic takes two each."""
MEDIA_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,80}\Z")


def _matching(pattern: re.Pattern[str], what: str) -> validate.Validator:
    return validate.Regexp(pattern, error=f"This is not {what}.")


def record_id(
    *, required: bool = True, allow_none: bool = False, wire_name: str | None = None
) -> fields.String:
    """The id of another record, 1 to 80 characters of the id alphabet.

    `wire_name` is for a field whose name in the operation is a Python keyword.
    """
    return fields.String(
        required=required,
        allow_none=allow_none,
        validate=_matching(RECORD_ID, "a record id"),
        data_key=wire_name,
        attribute=wire_name,
    )


def sha256(*, allow_none: bool = False) -> fields.String:
    """The SHA-256 of a blob as 64 lower-case hex digits."""
    return fields.String(
        required=not allow_none,
        allow_none=allow_none,
        validate=_matching(SHA256, "a SHA-256 in lower-case hex digits"),
    )


def text(characters: int, *, required: bool = True, blank: bool = False) -> fields.String:
    """Plain text of at most `characters` characters, not blank unless `blank`."""
    return fields.String(
        required=required, validate=validate.Length(min=0 if blank else 1, max=characters)
    )


def _real_moment(value: str) -> None:
    if not MOMENT.match(value):
        raise ValidationError("Write times as 2026-11-20T04:05:06.789Z.")
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise ValidationError("There is no such moment.") from error


def moment(*, required: bool = True, allow_none: bool = False) -> fields.String:
    """An RFC 3339 moment in UTC with milliseconds."""
    return fields.String(required=required, allow_none=allow_none, validate=_real_moment)


def decimal_text(*, allow_none: bool = False) -> fields.String:
    """A decimal number as text: operations carry no floats, so that sums stay exact."""
    return fields.String(
        required=True, allow_none=allow_none, validate=_matching(DECIMAL, "a decimal number")
    )


def _safe_name(value: str) -> None:
    if not 0 < len(value) <= FILE_NAME_CHARACTERS:
        raise ValidationError(f"A file's name has 1 to {FILE_NAME_CHARACTERS} characters.")
    if any(character in '/\\\0"' or ord(character) < 32 for character in value):
        raise ValidationError("A file's name has no slashes, quotes or control characters.")


def file_name() -> fields.String:
    """The name a person gave a file: shown and offered on download, never used as a path."""
    return fields.String(required=True, validate=_safe_name)


def media_type() -> fields.String:
    """A media type such as image/jpeg."""
    return fields.String(required=True, validate=_matching(MEDIA_TYPE, "a media type"))


def text_keys(value: object) -> None:
    """Refuse anything but a map with text keys; its size is bounded by the operation's own."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValidationError("This must be a map with text keys.")
