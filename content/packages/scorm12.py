"""SCORM 1.2: from the manifest and the paths of the archive to a plan.

Source: SCORM 1.2 Content Aggregation Model, 2.3.2 (items) and 2.3.4 (resources).
"""

import re
from collections.abc import Collection
from typing import Final

from content.description import TIME_LIMIT_ACTIONS, Item
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

_TIME_SPAN: Final = re.compile(r"\d{2,4}:\d{2}:\d{2}(?:\.\d{1,2})?")


def plan_scorm12(
    manifest: Manifest,
    paths: Collection[str],
    *,
    label: str,
    title: str,
    root: str = "",
    launch: str | None = None,
) -> Plan:
    """The plan of a SCORM 1.2 package.

    `paths` are relative to `root`, `label` is the manifest's name in messages, `title`
    serves where the package has none, and `launch` is a file chosen by a person in place of
    one missing launch file. Raises ContentRefused `no-launch-file` (details: candidates),
    `launch-outside` or `unsupported-flash`. Other missing files only become findings.
    """
    return _Planner(manifest, paths, label, launch).plan(title, root)


class _Planner:
    def __init__(
        self, manifest: Manifest, paths: Collection[str], label: str, chosen: str | None
    ) -> None:
        self._manifest = manifest
        self._paths = paths
        self._index = PathIndex(paths)
        self._label = label
        self._chosen = chosen if chosen in paths else None
        self._replaced: str | None = None
        self._findings: list[Finding] = list(manifest.findings)
        self._ids: set[str] = set()

    def plan(self, title: str, root: str) -> Plan:
        written = self._manifest.items or self._items_of_resources()
        items = tuple(self._item(item) for item in written)
        self._note_missing_files()
        launches = (item.launch for top in items for item in top.walk())
        first = next((launch for launch in launches if launch), None)
        if first is None:
            raise self._no_launch(self._label)
        return Plan(
            format="scorm12",
            title=self._manifest.title or title,
            language=self._manifest.language,
            launch=first,
            items=items,
            root=root,
            findings=tuple(self._findings),
        )

    def _items_of_resources(self) -> tuple[ManifestItem, ...]:
        """A package without organisation still has pages: every SCO, or else the first page."""
        with_page = [one for one in self._manifest.resources.values() if one.href]
        lessons = [one for one in with_page if one.scorm_type == "sco"] or with_page[:1]
        return tuple(
            ManifestItem(one.identifier, "", one.identifier, "", True, {}, ()) for one in lessons
        )

    def _item(self, item: ManifestItem) -> Item:
        identifier = self._identifier(item.identifier)
        launch, parameters = self._launch(item)
        values = item.values
        return Item(
            id=identifier,
            title=item.title or self._manifest.title or identifier,
            launch=launch,
            parameters=parameters,
            prerequisites=values.get("prerequisites"),
            mastery_score=self._mastery_score(values.get("masteryscore")),
            max_time_allowed=self._max_time_allowed(values.get("maxtimeallowed")),
            time_limit_action=self._time_limit_action(values.get("timelimitaction")),
            launch_data=values.get("datafromlms"),
            visible=item.visible,
            children=tuple(self._item(child) for child in item.children),
        )

    def _identifier(self, written: str) -> str:
        identifier = written[:MAX_TEXT_CHARS]
        number = len(self._ids) + 1
        if not identifier or identifier in self._ids:
            while (identifier := f"item-{number}") in self._ids:
                number += 1
            self._note(Note.IDENTIFIER_REPAIRED, identifier)
        self._ids.add(identifier)
        return identifier

    def _launch(self, item: ManifestItem) -> tuple[str | None, str]:
        resource = self._manifest.resources.get(item.identifierref or "")
        if resource is None or not resource.href:
            if item.identifierref or not item.children:
                self._note(Note.ITEM_WITHOUT_FILE, item.title or item.identifier)
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
                self._note(Note.PATH_REPAIRED, href)
            return path
        if self._chosen is None or self._replaced not in {None, href}:
            raise self._no_launch(href or self._label)
        self._replaced = href
        self._note(Note.LAUNCH_CHOSEN, self._chosen)
        return self._chosen

    def _no_launch(self, subject: str) -> ContentRefused:
        return ContentRefused(
            Refusal.NO_LAUNCH_FILE, shown(subject), candidates=page_candidates(self._paths)
        )

    def _note_missing_files(self) -> None:
        launches = {one.href for one in self._manifest.resources.values()}
        for resource in self._manifest.resources.values():
            for href in self._inside(resource):
                missing = self._index.find(split_reference(href)[0])[0] is None
                if missing and href not in launches:
                    self._note(Note.FILE_MISSING, href)

    @staticmethod
    def _inside(resource: Resource) -> list[str]:
        return [href for href in resource.files if not is_outside(href)]

    def _mastery_score(self, written: str | None) -> float | None:
        if written is None:
            return None
        # Half of Europe types a comma.
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{1,6})?", written):
            score = float(written.replace(",", "."))
            if score <= 100:
                return score
        self._note(Note.VALUE_IGNORED, f"masteryscore={written}")
        return None

    def _max_time_allowed(self, written: str | None) -> str | None:
        if written is None or _TIME_SPAN.fullmatch(written):
            return written
        self._note(Note.VALUE_IGNORED, f"maxtimeallowed={written}")
        return None

    def _time_limit_action(self, written: str | None) -> str | None:
        if written is None:
            return None
        action = ",".join(" ".join(part.split()) for part in written.lower().split(","))
        if action in TIME_LIMIT_ACTIONS:
            return action
        self._note(Note.VALUE_IGNORED, f"timelimitaction={written}")
        return None

    def _note(self, code: Note, subject: str) -> None:
        self._findings.append(Finding(code, shown(subject)))
