"""tincan.xml and the archive's paths become a plan (Rustici's Tin Can package, projecttincan.com).

The file lists activities; those with a `launch` are what a learner opens, the rest only say
what statements may be about.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from content.cmi5.addresses import check_iri
from content.cmi5.structure import UNDETERMINED, Texts
from content.description import Item
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_MANIFEST_ITEMS, MAX_REFERENCE_CHARS
from content.manifest import is_outside, split_reference
from content.mime import extension
from content.names import PathIndex, shown
from content.packages.cmi5 import said
from content.packages.plan import Plan, page_candidates
from content.report import Finding
from content.xml_elements import (
    all_text,
    attribute_of,
    child_of,
    children_of,
    name_of,
    plain,
    text_of,
)
from content.xml_repair import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_LABEL: Final = "tincan.xml"


@dataclass(frozen=True)
class TinCanActivity:
    """One activity with something to open."""

    id: str
    type: str | None
    title: Texts
    description: Texts
    launch: str


@dataclass(frozen=True)
class TinCan:
    """What tincan.xml says."""

    activities: tuple[TinCanActivity, ...]
    findings: tuple[Finding, ...]

    def hrefs(self) -> tuple[str, ...]:
        """The references to files of the package, without query and fragment."""
        return tuple(
            split_reference(one.launch)[0] for one in self.activities if not is_outside(one.launch)
        )


def parse_tincan(data: bytes, label: str) -> TinCan:
    """The activities in `data`. Raises ContentRefused as `parse_xml`, and `tincan-structure`."""
    xml = parse_xml(data, label)
    if name_of(xml.root) != "tincan":
        raise ContentRefused(Refusal.TINCAN_STRUCTURE, label)
    listed = children_of(child_of(xml.root, "activities"), "activity")
    if len(listed) > MAX_MANIFEST_ITEMS:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, label)
    found = tuple(_activity(one, label) for one in listed if text_of(one, "launch"))
    if not found or len({one.id for one in found}) != len(found):
        raise ContentRefused(Refusal.TINCAN_STRUCTURE, label)
    return TinCan(found, xml.repairs)


def _activity(element: "_Element", label: str) -> TinCanActivity:
    identifier = attribute_of(element, "id")
    if not identifier:
        raise ContentRefused(Refusal.TINCAN_STRUCTURE, label)
    try:
        check_iri(identifier)
    except ContentRefused:
        # A template that nobody filled in: no statement about it could be kept.
        raise ContentRefused(Refusal.TINCAN_STRUCTURE, label, identifier=identifier) from None
    return TinCanActivity(
        id=identifier,
        type=attribute_of(element, "type") or None,
        title=_texts(element, "name"),
        description=_texts(element, "description"),
        launch=text_of(element, "launch")[:MAX_REFERENCE_CHARS],
    )


def _texts(element: "_Element", name: str) -> Texts:
    """A text by its languages, whether written as `name lang=` or as its langstrings."""
    found: Texts = {}
    for one in children_of(element, name):
        for part in children_of(one, "langstring") or [one]:
            language = attribute_of(part, "lang") or UNDETERMINED
            found.setdefault(language, plain(all_text(part)))
    return {language: text for language, text in found.items() if text}


def plan_tincan(
    package: TinCan,
    paths: Collection[str],
    *,
    title: str,
    root: str = "",
    launch: str | None = None,
) -> Plan:
    """The plan of a Tin Can package; `launch` stands in for one missing launch file.

    Raises ContentRefused `no-launch-file`, `launch-outside` or `unsupported-flash`.
    """
    index = PathIndex(paths)
    findings = list(package.findings)
    units: dict[str, dict[str, Any]] = {}
    items = []
    for number, activity in enumerate(package.activities, 1):
        if is_outside(activity.launch):
            raise ContentRefused(Refusal.LAUNCH_OUTSIDE, shown(activity.launch))
        href, rest = split_reference(activity.launch)
        path, exact = index.find(href)
        if path is None:
            if (
                launch is None
                or launch not in paths
                or any(note.code == Note.LAUNCH_CHOSEN for note in findings)
            ):
                raise ContentRefused(
                    Refusal.NO_LAUNCH_FILE, shown(href), candidates=page_candidates(paths)
                )
            path = launch
            findings.append(Finding(Note.LAUNCH_CHOSEN, shown(path)))
        elif not exact:
            findings.append(Finding(Note.PATH_REPAIRED, shown(href)))
        if extension(path) == "swf":
            raise ContentRefused(Refusal.UNSUPPORTED_FLASH, path)
        identifier = f"activity-{number}"
        units[identifier] = {
            "id": activity.id,
            "title": activity.title,
            "description": activity.description,
            "activity_type": activity.type,
        }
        name = said(activity.title) or title
        items.append(Item(id=identifier, title=name, launch=path, parameters=rest))
    return Plan(
        format="tincan",
        title=said(package.activities[0].title) or title,
        language=None,
        launch=items[0].launch or _LABEL,
        items=tuple(items),
        root=root,
        findings=tuple(findings),
        xapi={"units": units},
    )
