"""What SCORM 1.2 and 2004 share on the way from the manifest and the archive's paths to a plan.

Source: SCORM 1.2 CAM 2.3.2 (items) and 2.3.4 (resources); SCORM 2004 4th Ed. CAM 3.4.1, 3.4.2.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any

from content.description import TIME_LIMIT_ACTIONS, Format, Item
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_TEXT_CHARS
from content.manifest import (
    Manifest,
    ManifestItem,
    Resource,
    is_outside,
    join_parameters,
    split_reference,
)
from content.mime import extension
from content.names import PathIndex, shown
from content.packages.plan import Plan, page_candidates
from content.report import Finding


class ManifestPlanner(ABC):
    """Finds the files of one manifest; subclasses say what the items' own values mean."""

    format: Format

    def __init__(
        self, manifest: Manifest, paths: Collection[str], label: str, chosen: str | None
    ) -> None:
        self.manifest = manifest
        self._paths = paths
        self._index = PathIndex(paths)
        self._label = label
        self._chosen = chosen if chosen in paths else None
        self._replaced: str | None = None
        self._findings: list[Finding] = list(manifest.findings)
        self._ids: set[str] = set()

    def plan(self, title: str, root: str) -> Plan:
        written = self.manifest.items or self._items_of_resources()
        items = tuple(self._item(item) for item in written)
        self._note_missing_files()
        launches = (item.launch for top in items for item in top.walk())
        first = next((launch for launch in launches if launch), None)
        if first is None:
            raise self._no_launch(self._label)
        return Plan(
            format=self.format,
            title=self.manifest.title or title,
            language=self.manifest.language,
            launch=first,
            items=items,
            root=root,
            findings=tuple(self._findings),
            sequencing=self.sequencing(),
        )

    @abstractmethod
    def values(self, item: ManifestItem, identifier: str) -> Mapping[str, Any]:
        """Members of Item beyond its title, file, visibility and children; asked once an item."""

    def sequencing(self) -> Mapping[str, Any] | None:
        """The plan's sequencing once every item is known; None where the format has none."""
        return None

    def _items_of_resources(self) -> tuple[ManifestItem, ...]:
        """A package without organisation still has pages: every SCO, or else the first page."""
        with_page = [one for one in self.manifest.resources.values() if one.href]
        lessons = [one for one in with_page if one.scorm_type == "sco"] or with_page[:1]
        return tuple(
            ManifestItem(one.identifier, "", one.identifier, "", True, {}, ()) for one in lessons
        )

    def _item(self, item: ManifestItem) -> Item:
        identifier = self._identifier(item.identifier)
        launch, parameters = self._launch(item)
        return Item(
            id=identifier,
            title=item.title or self.manifest.title or identifier,
            launch=launch,
            parameters=parameters,
            time_limit_action=self._time_limit_action(item.values.get("timelimitaction")),
            launch_data=item.values.get("datafromlms"),
            **self.values(item, identifier),
            visible=item.visible,
            children=tuple(self._item(child) for child in item.children),
        )

    def _identifier(self, written: str) -> str:
        identifier = written[:MAX_TEXT_CHARS]
        number = len(self._ids) + 1
        if not identifier or identifier in self._ids:
            while (identifier := f"item-{number}") in self._ids:
                number += 1
            self.note(Note.IDENTIFIER_REPAIRED, identifier)
        self._ids.add(identifier)
        return identifier

    def _launch(self, item: ManifestItem) -> tuple[str | None, str]:
        resource = self.manifest.resources.get(item.identifierref or "")
        if resource is None or not resource.href:
            if item.identifierref or not item.children:
                self.note(Note.ITEM_WITHOUT_FILE, item.title or item.identifier)
            return None, ""
        href, rest = split_reference(resource.href)
        if is_outside(resource.href):
            raise ContentRefused(Refusal.LAUNCH_OUTSIDE, shown(resource.href))
        path = self._found(href)
        if extension(path) == "swf":
            raise ContentRefused(Refusal.UNSUPPORTED_FLASH, path)
        return path, join_parameters(rest, item.parameters)

    def _found(self, href: str) -> str:
        path, exact = self._index.find(href)
        if path is not None:
            if not exact:
                self.note(Note.PATH_REPAIRED, href)
            return path
        if self._chosen is None or self._replaced not in {None, href}:
            raise self._no_launch(href or self._label)
        self._replaced = href
        self.note(Note.LAUNCH_CHOSEN, self._chosen)
        return self._chosen

    def _no_launch(self, subject: str) -> ContentRefused:
        return ContentRefused(
            Refusal.NO_LAUNCH_FILE, shown(subject), candidates=page_candidates(self._paths)
        )

    def _note_missing_files(self) -> None:
        launches = {one.href for one in self.manifest.resources.values()}
        for resource in self.manifest.resources.values():
            for href in self._inside(resource):
                missing = self._index.find(split_reference(href)[0])[0] is None
                if missing and href not in launches:
                    self.note(Note.FILE_MISSING, href)

    @staticmethod
    def _inside(resource: Resource) -> list[str]:
        return [href for href in resource.files if not is_outside(href)]

    def _time_limit_action(self, written: str | None) -> str | None:
        if written is None:
            return None
        action = ",".join(" ".join(part.split()) for part in written.lower().split(","))
        if action in TIME_LIMIT_ACTIONS:
            return action
        self.note(Note.VALUE_IGNORED, f"timelimitaction={written}")
        return None

    def note(self, code: Note, subject: str) -> None:
        """Adds a remark to the report."""
        self._findings.append(Finding(code, shown(subject)))
