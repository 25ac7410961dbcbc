"""The one description of a lesson that every player, screen and node reads.

Whatever was uploaded ends in this form. Its canonical JSON is stored as a blob, and that
blob's sha256 is the identity of the lesson's version: equal lessons have equal identities
on every node.

    {"version": 1, "format": "scorm12", "title": str, "language": str | null,
     "launch": path, "items": [item…], "files": {path: {"sha256", "size", "type"}},
     "bytes": total of sizes, "report": [{"code", "subject"}…]}

A SCORM 2004 lesson has one more member:

     "sequencing": {"id": the organisation's identifier, "objectives_global": bool,
                    "data_global": bool, "root": rules, "activities": {item id: rules},
                    "assets": [ids of items whose page speaks no SCORM]}

where `rules` are those of `content.sequencing`; items without an entry have none of their own.

A film, recording or picture made phone-sized has the member `source`: {"sha256", "size",
"recipe"} of the original, which stays with the node that took it in.

A quiz's files are those of `content.quiz`, with the pictures that they show.

A cmi5 course and a Tin Can package have the member `xapi` instead: see `content.xapi_check`.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, get_args

from content.errors import ContentRefused, DescriptionInvalid
from content.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_DESCRIPTION_BYTES,
    MAX_MANIFEST_DEPTH,
    MAX_MANIFEST_ITEMS,
    MAX_UPLOAD_BYTES,
)
from content.names import normalise_path
from content.report import Finding
from content.sequencing_check import check_sequencing
from content.xapi_check import check_xapi

VERSION: Final = 1

Format = Literal[
    "scorm12",
    "scorm2004",
    "cmi5",
    "tincan",
    "html",
    "pdf",
    "video",
    "image",
    "h5p",
    "audio",
    "epub",
    "quiz",
]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

TIME_LIMIT_ACTIONS: Final = (
    "exit,message",
    "exit,no message",
    "continue,message",
    "continue,no message",
)
"""SCORM 1.2 CAM 2.3.2, adlcp:timelimitaction."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class StoredFile:
    """A file of the lesson: the blob's sha256, its size in bytes, its media type."""

    sha256: str
    size: int
    type: str


@dataclass(frozen=True)
class Item:
    """One line of the table of contents; a heading when `launch` is None.

    `launch` is a key of the lesson's files. `parameters` begins with `?` or `#` or is empty
    and is appended to the (percent-encoded) path as it stands. `mastery_score` is 0–100,
    `max_time_allowed` is HHHH:MM:SS.SS, `prerequisites` an aicc_script expression over item
    ids, `launch_data` what cmi.launch_data returns: SCORM 1.2 CAM 2.3.2.
    """

    id: str
    title: str
    launch: str | None = None
    parameters: str = ""
    prerequisites: str | None = None
    mastery_score: float | None = None
    max_time_allowed: str | None = None
    time_limit_action: str | None = None
    launch_data: str | None = None
    visible: bool = True
    children: tuple["Item", ...] = ()

    def walk(self) -> Iterator["Item"]:
        """The item and everything below it, in the order of the table of contents."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Description:
    """A lesson. Raises DescriptionInvalid when its parts contradict each other."""

    format: Format
    title: str
    language: str | None
    launch: str
    items: tuple[Item, ...]
    files: Mapping[str, StoredFile]
    report: tuple[Finding, ...] = ()
    sequencing: Mapping[str, Any] | None = None
    xapi: Mapping[str, Any] | None = None
    source: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        _require(self.format in FORMATS, "format", "not one we know")
        _require(len(self.files) <= MAX_ARCHIVE_ENTRIES, "files", "too many")
        for path, file in self.files.items():
            _require(_is_path(path), f"files/{path}", "not a path inside the lesson")
            _require(bool(_SHA256.fullmatch(file.sha256)), f"files/{path}", "not a sha256")
            _require(0 <= file.size <= MAX_UPLOAD_BYTES, f"files/{path}", "size out of range")
        _require(self.launch in self.files, "launch", "not among the files")
        seen: set[str] = set()
        for item in self.walk():
            place = f"items/{item.id}"
            _require(item.id not in seen, place, "id used twice")
            seen.add(item.id)
            _require(item.launch is None or item.launch in self.files, place, "launch not a file")
            _require(item.parameters[:1] in {"", "?", "#"}, place, "parameters not a suffix")
            score = item.mastery_score
            _require(score is None or 0 <= score <= 100, place, "mastery score not 0-100")
            action = item.time_limit_action
            _require(action is None or action in TIME_LIMIT_ACTIONS, place, "time limit action")
        _require(0 < len(seen) <= MAX_MANIFEST_ITEMS, "items", "none or too many")
        _require((self.sequencing is None) == (self.format != "scorm2004"), "sequencing", "stray")
        if self.sequencing is not None:
            check_sequencing(self.sequencing, seen)
        if self.source is not None:
            _require(bool(_SHA256.fullmatch(str(self.source.get("sha256")))), "source", "no sha256")
        _require((self.xapi is None) == (self.format not in ("cmi5", "tincan")), "xapi", "stray")
        if self.xapi is not None:
            check_xapi(self.format, self.xapi, seen)

    @property
    def total_bytes(self) -> int:
        """Bytes of all files by path: what a phone may have to download."""
        return sum(file.size for file in self.files.values())

    def walk(self) -> Iterator[Item]:
        """Every item, in the order of the table of contents."""
        for item in self.items:
            yield from item.walk()

    def to_json(self) -> dict[str, Any]:
        """The description as plain JSON types."""
        parts = {"sequencing": self.sequencing, "xapi": self.xapi, "source": self.source}
        extra = {name: dict(part) for name, part in parts.items() if part is not None}
        return {
            **extra,
            "version": VERSION,
            "format": self.format,
            "title": self.title,
            "language": self.language,
            "launch": self.launch,
            "items": [_item_json(item) for item in self.items],
            "files": {
                path: {"sha256": file.sha256, "size": file.size, "type": file.type}
                for path, file in self.files.items()
            },
            "bytes": self.total_bytes,
            "report": [{"code": note.code, "subject": note.subject} for note in self.report],
        }

    def canonical(self) -> bytes:
        """The bytes whose sha256 is the lesson's identity: sorted keys, compact, UTF-8."""
        text = json.dumps(
            self.to_json(),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )
        return text.encode("utf-8")

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The description in parsed JSON. Raises DescriptionInvalid; unknown keys are ignored."""
        top = _Reader(value, "description")
        _require(top.integer("version") == VERSION, "version", "not one we know")
        description = cls(
            format=top.choice("format", FORMATS),
            title=top.text("title"),
            language=top.optional_text("language"),
            launch=top.text("launch"),
            items=tuple(_item(reader, 1) for reader in top.rows("items")),
            files={
                path: StoredFile(file.text("sha256"), file.integer("size"), file.text("type"))
                for path, file in top.members("files")
            },
            report=tuple(
                Finding(row.text("code"), row.text("subject")) for row in top.rows("report")
            ),
            sequencing=top.optional_object("sequencing"),
            xapi=top.optional_object("xapi"),
            source=top.optional_object("source"),
        )
        _require(
            top.integer("bytes") == description.total_bytes, "bytes", "not the sum of the sizes"
        )
        return description

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The description in a stored blob. Raises DescriptionInvalid."""
        _require(len(data) <= MAX_DESCRIPTION_BYTES, "description", "too large")
        try:
            value = json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise DescriptionInvalid("description", "not JSON in UTF-8") from error
        return cls.from_json(value)


def _require(condition: bool, place: str, reason: str) -> None:
    if not condition:
        raise DescriptionInvalid(place, reason)


def _is_path(path: str) -> bool:
    try:
        return bool(path) and normalise_path(path) == path
    except (ContentRefused, UnicodeEncodeError):
        return False


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "launch": item.launch,
        "parameters": item.parameters,
        "prerequisites": item.prerequisites,
        "mastery_score": item.mastery_score,
        "max_time_allowed": item.max_time_allowed,
        "time_limit_action": item.time_limit_action,
        "launch_data": item.launch_data,
        "visible": item.visible,
        "children": [_item_json(child) for child in item.children],
    }


def _item(row: "_Reader", depth: int) -> Item:
    _require(depth <= MAX_MANIFEST_DEPTH, row.place, "nested too deeply")
    return Item(
        id=row.text("id"),
        title=row.text("title"),
        launch=row.optional_text("launch"),
        parameters=row.text("parameters"),
        prerequisites=row.optional_text("prerequisites"),
        mastery_score=row.optional_number("mastery_score"),
        max_time_allowed=row.optional_text("max_time_allowed"),
        time_limit_action=row.optional_text("time_limit_action"),
        launch_data=row.optional_text("launch_data"),
        visible=row.flag("visible"),
        children=tuple(_item(child, depth + 1) for child in row.rows("children")),
    )


class _Reader:
    """One JSON object read key by key, so that an error can name its place."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise DescriptionInvalid(place, "not an object")
        self._value: dict[str, object] = value
        self.place = place

    def _wrong(self, key: str, wanted: str) -> DescriptionInvalid:
        return DescriptionInvalid(f"{self.place}/{key}", f"not {wanted}")

    def text(self, key: str) -> str:
        value = self._value.get(key)
        # Half of a surrogate pair is legal in JSON and impossible in UTF-8.
        if isinstance(value, str) and not _SURROGATE.search(value):
            return value
        raise self._wrong(key, "a string")

    def optional_text(self, key: str) -> str | None:
        return None if self._value.get(key) is None else self.text(key)

    def optional_object(self, key: str) -> dict[str, object] | None:
        value = self._value.get(key)
        if value is None or isinstance(value, dict):
            return value
        raise self._wrong(key, "an object")

    def integer(self, key: str) -> int:
        value = self._value.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self._wrong(key, "an integer")

    def optional_number(self, key: str) -> float | None:
        value = self._value.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        raise self._wrong(key, "a number")

    def flag(self, key: str) -> bool:
        value = self._value.get(key)
        if isinstance(value, bool):
            return value
        raise self._wrong(key, "true or false")

    def choice(self, key: str, allowed: tuple[Format, ...]) -> Format:
        value = self.text(key)
        for known in allowed:
            if value == known:
                return known
        raise self._wrong(key, "one we know")

    def rows(self, key: str) -> list["_Reader"]:
        value = self._value.get(key)
        if not isinstance(value, list):
            raise self._wrong(key, "a list")
        return [_Reader(row, f"{self.place}/{key}/{at}") for at, row in enumerate(value)]

    def members(self, key: str) -> list[tuple[str, "_Reader"]]:
        value = self._value.get(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "an object")
        return [(name, _Reader(row, f"{self.place}/{key}/{name}")) for name, row in value.items()]
