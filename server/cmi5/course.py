"""A course as the LMS needs it: its tree, its units in order, and the ids that the LMS makes.

Activity ids are derived from the description's hash, so that every node and every phone names
the same unit of the same course alike (cmi5 8.1.5.0-1, 9.3.9.0-3, 9.3.9.0-7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from content.cmi5 import rules
from content.description import Description, Item
from server.library.stores import course_store

COURSE: Final = "course"
_BLOCK: Final = "block"
_KEPT: Final = 32
"""Descriptions kept parsed: the courses that one school launches in an hour."""


@dataclass(frozen=True)
class Course:
    """A description of format cmi5 and its hash."""

    manifest: str
    description: Description

    @property
    def xapi(self) -> Mapping[str, Any]:
        """What the publisher said (content.xapi_check)."""
        return self.description.xapi or {}

    @cached_property
    def units(self) -> list[str]:
        """Items of the units, in the order of the course structure."""
        known = self.xapi["units"]
        return [item.id for item in self.description.walk() if item.id in known]

    def unit(self, item: str) -> Mapping[str, Any]:
        """The launch values of a unit."""
        found: Mapping[str, Any] = self.xapi["units"][item]
        return found

    def item(self, identifier: str) -> Item:
        """An item of the table of contents."""
        return self._items[identifier]

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.description.walk()}

    @property
    def tree(self) -> dict[str, Any]:
        """The tree for content.cmi5.rules.newly_satisfied."""
        return {"id": COURSE, "children": [_node(one) for one in self.description.items]}

    def activity(self, item: str) -> str:
        """The LMS's own id of a unit, a block or the course."""
        return f"{rules.name_of('home')}/cmi5/{self.manifest[:32]}/{item}"

    def named(self, item: str) -> dict[str, Any]:
        """Values of a statement about a unit, a block or the course."""
        blocks = self.xapi["blocks"]
        if item == COURSE:
            said, kind = self.xapi["course"], rules.name_of(COURSE)
        elif item in blocks:
            said, kind = blocks[item], rules.name_of(_BLOCK)
        else:
            said = self.unit(item)
            kind = said["activity_type"]
        return {
            "activity": self.activity(item),
            "publisher": said["id"],
            "title": {tag: text for tag, text in said["title"].items() if text} or None,
            "activity_type": kind,
        }


def _node(item: Item) -> dict[str, Any]:
    if item.children:
        return {"id": item.id, "children": [_node(child) for child in item.children]}
    return {"id": item.id}


@lru_cache(_KEPT)
def _parsed(data: bytes) -> Description:
    return Description.from_bytes(data)


def load(manifest: str) -> Course:
    """The course whose description has this hash; BlobMissing when it is not here."""
    return Course(manifest, _parsed(course_store().read(manifest)))
