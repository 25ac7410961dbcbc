"""The data types of xAPI: IRIs, language maps, durations, identifiers (xAPI-Data 4; 2.0: 4.2.7)."""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from server.lrs.errors import Invalid
from server.lrs.limits import MAX_ID_CHARS, MAX_JSON_DEPTH

JsonObject = dict[str, Any]
Check = Callable[[Any, str], object]

UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{}|\\^`]+")
_WEB: Final = re.compile(r"(?i:https?):(?!//[^/?#])")
_MAILTO: Final = re.compile(r"mailto:[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+")
_SHA1: Final = re.compile(r"[0-9a-fA-F]{40}")
_SHA2: Final = re.compile(r"(?:[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})")
_MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+*-]+(?:\s*;.*)?", re.ASCII)
_DURATION: Final = re.compile(
    r"P(?:(?P<weeks>\d+(?:[.,]\d+)?W)"
    r"|(?=\d|T\d)(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)",
    re.ASCII,
)
_LANGUAGE: Final = re.compile(
    # RFC 5646 section 2.1, the well-formed tags
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+|i-[a-z]+)",
    re.IGNORECASE | re.ASCII,
)
_KNOWN_TAGS: Final[set[str]] = set()
_KNOWN_TAGS_MAX: Final = 500


def _unique(pairs: list[tuple[str, Any]]) -> JsonObject:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Invalid("", "a key stands twice in one object")
    return made


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Invalid("", f"{text[:40]} is beyond the range of numbers")
    return value


def _constant(text: str) -> Any:
    raise Invalid("", f"{text} is not JSON")


def parse_json(data: bytes | str) -> Any:
    """Strict JSON in UTF-8: no repeated keys, no NaN, no lone surrogates, bounded nesting."""
    try:
        text = data if isinstance(data, str) else data.decode()
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=_number, parse_constant=_constant
        )
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise Invalid("", "is nested too deeply") from None
    except UnicodeError:
        raise Invalid("", "is not Unicode text") from None
    except ValueError as error:
        raise Invalid("", f"is not JSON: {error}") from None
    return value


def check_depth(value: Any, at: str, level: int = 0) -> None:
    """Refuse what is nested deeper than MAX_JSON_DEPTH."""
    if level > MAX_JSON_DEPTH:
        raise Invalid(at, f"is nested deeper than {MAX_JSON_DEPTH} levels")
    if isinstance(value, dict):
        for item in value.values():
            if isinstance(item, dict | list):
                check_depth(item, at, level + 1)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict | list):
                check_depth(item, at, level + 1)


def obj(value: Any, at: str) -> JsonObject:
    """A JSON object."""
    if type(value) is not dict:
        raise Invalid(at, "must be an object")
    return value


def members(value: Any, at: str, checks: Mapping[str, Check]) -> JsonObject:
    """An object whose members are all known, each by its own check."""
    if type(value) is not dict:
        raise Invalid(at, "must be an object")
    for key, item in value.items():
        check = checks.get(key)
        if check is None:
            raise Invalid(f"{at}.{key}", "is no property of the specification")
        check(item, f"{at}.{key}")
    return value


def listed(value: Any, at: str, check: Check) -> list[Any]:
    """An array whose items all pass the check."""
    if type(value) is not list:
        raise Invalid(at, "must be an array")
    for index, item in enumerate(value):
        check(item, f"{at}[{index}]")
    return value


def text(value: Any, at: str) -> str:
    """Any JSON string."""
    if type(value) is not str:
        raise Invalid(at, "must be a string")
    return value


def boolean(value: Any, at: str) -> bool:
    """A JSON boolean, not its name in a string."""
    if type(value) is not bool:
        raise Invalid(at, "must be true or false")
    return value


def number(value: Any, at: str) -> float:
    """A JSON number; booleans are none."""
    if type(value) is not int and type(value) is not float:
        raise Invalid(at, "must be a number")
    return value


def count(value: Any, at: str) -> int:
    """A whole number from 0."""
    if type(value) is not int or value < 0:
        raise Invalid(at, "must be a whole number from 0")
    return value


def uuid(value: Any, at: str) -> str:
    """A UUID in its usual form, any variant."""
    if type(value) is not str or not UUID.fullmatch(value):
        raise Invalid(at, "must be a UUID")
    return value


def iri(value: Any, at: str) -> str:
    """An absolute IRI (RFC 3987)."""
    if type(value) is not str or not _IRI.fullmatch(value) or _WEB.match(value):
        raise Invalid(at, "must be an absolute IRI")
    if len(value) > MAX_ID_CHARS:
        raise Invalid(at, f"is longer than {MAX_ID_CHARS} characters")
    return value


def mbox(value: Any, at: str) -> str:
    """mailto: and one address."""
    if type(value) is not str or not _MAILTO.fullmatch(value) or len(value) > MAX_ID_CHARS:
        raise Invalid(at, "must be mailto: and an e-mail address")
    return value


def sha1(value: Any, at: str) -> str:
    """40 hex digits."""
    if type(value) is not str or not _SHA1.fullmatch(value):
        raise Invalid(at, "must be a SHA-1 hash in 40 hex digits")
    return value


def sha2(value: Any, at: str) -> str:
    """A SHA-2 hash of 224, 256, 384 or 512 bits in hex digits."""
    if type(value) is not str or not _SHA2.fullmatch(value):
        raise Invalid(at, "must be a SHA-2 hash in hex digits")
    return value


def media_type(value: Any, at: str) -> str:
    """type/subtype, with parameters or without (RFC 2046)."""
    if type(value) is not str or not _MEDIA_TYPE.fullmatch(value):
        raise Invalid(at, "must be an Internet media type")
    return value


def duration(value: Any, at: str) -> str:
    """ISO 8601 4.4.3.2: designators, weeks alone; a fraction only in the last part."""
    if type(value) is not str or not _DURATION.fullmatch(value):
        raise Invalid(at, "must be an ISO 8601 duration")
    fraction = re.search(r"[.,]\d+[A-Z]", value)
    if fraction is not None and fraction.end() != len(value):
        raise Invalid(at, "may have a fraction in its last part only")
    return value


def truncated_duration(value: str) -> str:
    """The duration at 0.01 s, cut and never rounded: two are compared so (2.0: 4.2.7)."""
    return re.sub(
        r"(\d+)[.,](\d+)S",
        lambda m: m[1] + ("." + cut if (cut := m[2][:2].rstrip("0")) else "") + "S",
        value,
    )


def language(value: Any, at: str) -> str:
    """A language tag (RFC 5646)."""
    if type(value) is not str:
        raise Invalid(at, "must be a language tag")
    if value not in _KNOWN_TAGS:
        if len(value) > 80 or not _LANGUAGE.fullmatch(value):
            raise Invalid(at, "must be a language tag of RFC 5646")
        if len(_KNOWN_TAGS) < _KNOWN_TAGS_MAX:
            _KNOWN_TAGS.add(value)
    return value


def language_map(value: Any, at: str) -> JsonObject:
    """Language tags to texts."""
    for tag, item in obj(value, at).items():
        language(tag, f"{at}.{tag}")
        text(item, f"{at}.{tag}")
    found: JsonObject = value
    return found


def extensions(value: Any, at: str) -> JsonObject:
    """IRIs to any JSON, null included."""
    for key, item in obj(value, at).items():
        iri(key, f"{at}.{key}")
        if isinstance(item, dict | list):
            check_depth(item, f"{at}.{key}")
    found: JsonObject = value
    return found
