"""imsmanifest.xml as a value: what it says, before anyone asks whether the files exist.

Sources: IMS Content Packaging 1.1.2 and 1.1.4, SCORM 1.2 Content Aggregation Model 2.3, SCORM
2004 4th Ed. CAM 3.4 and 5.1. Elements are found by their local name, because tools write every
mixture of namespaces there is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from content.errors import ContentRefused, Refusal
from content.limits import (
    MAX_MANIFEST_ITEMS,
    MAX_MANIFEST_REFERENCES,
    MAX_REFERENCE_CHARS,
    MAX_SEQUENCING_PARTS,
    MAX_TEXT_CHARS,
)
from content.report import Finding
from content.sequencing import Activity, Collection, read_activity, read_collection
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

XML_NAMESPACE: Final = "{http://www.w3.org/XML/1998/namespace}"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


@dataclass(frozen=True)
class Resource:
    """One resource; `href` and `files` have every xml:base already before them."""

    identifier: str
    type: str
    scorm_type: str
    href: str | None
    files: tuple[str, ...]
    dependencies: tuple[str, ...]


@dataclass(frozen=True)
class ManifestItem:
    """One item as written; `values` holds the adlcp elements by their lower-case names."""

    identifier: str
    title: str
    identifierref: str | None
    parameters: str
    visible: bool
    values: dict[str, str]
    children: tuple["ManifestItem", ...]
    sequencing: Activity = field(default_factory=Activity)


@dataclass(frozen=True)
class Organization:
    """What SCORM 2004 says of the tree as a whole (CAM 3.4.1.3)."""

    identifier: str = ""
    objectives_global: bool = True
    data_global: bool = True
    sequencing: Activity = field(default_factory=Activity)


@dataclass(frozen=True)
class Manifest:
    """The default organisation, all resources, and what tells one standard from another."""

    schema: str
    schema_version: str
    namespaces: frozenset[str]
    title: str
    language: str | None
    items: tuple[ManifestItem, ...]
    resources: dict[str, Resource]
    organization: Organization = field(default_factory=Organization)
    findings: tuple[Finding, ...] = field(default=())

    def walk(self) -> Iterator[ManifestItem]:
        """Every item, in the order of the table of contents."""
        waiting = list(reversed(self.items))
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(reversed(item.children))

    def hrefs(self) -> tuple[str, ...]:
        """Every reference to a file inside the package, without query and fragment."""
        found = (
            split_reference(href)[0]
            for resource in self.resources.values()
            for href in (resource.href, *resource.files)
            if href and not is_outside(href)
        )
        return tuple(dict.fromkeys(href for href in found if href))


def parse_manifest(data: bytes, label: str) -> Manifest:
    """The manifest in `data`; `label` names the file in messages.

    Raises ContentRefused as `parse_xml`, and `manifest-unreadable` when the root element is
    not `manifest`.
    """
    xml = parse_xml(data, label)
    root = xml.root
    if name_of(root) != "manifest":
        raise ContentRefused(Refusal.MANIFEST_UNREADABLE, label, line=root.sourceline)
    metadata = child_of(root, "metadata")
    organization = _default_organization(root)
    count = sum(name_of(element) == "item" for element in root.iter("{*}*"))
    references = sum(name_of(element) == "file" for element in root.iter("{*}*"))
    if count > MAX_MANIFEST_ITEMS or references > MAX_MANIFEST_REFERENCES:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, label)
    collection = read_collection(root)
    items = () if organization is None else _items(organization, collection)
    if collection.parts > MAX_SEQUENCING_PARTS:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, label)
    return Manifest(
        schema=text_of(metadata, "schema"),
        schema_version=text_of(metadata, "schemaversion"),
        namespaces=_namespaces(root),
        title=text_of(organization, "title") or _metadata_title(metadata),
        language=_language(root, metadata),
        items=items,
        resources=_resources(root),
        organization=_organization(organization, collection),
        findings=(*xml.repairs, *collection.findings),
    )


def is_outside(href: str) -> bool:
    """Whether a reference leaves the package: a scheme, or an address without one."""
    return bool(_SCHEME.match(href.strip()))


def split_reference(href: str) -> tuple[str, str]:
    """(path, rest) where rest is "" or begins with `?` or `#`."""
    match = re.search(r"[?#]", href)
    return (href, "") if match is None else (href[: match.start()], href[match.start() :])


def join_parameters(rest: str, parameters: str) -> str:
    """The suffix of a launch address: SCORM's rule for an item's `parameters`.

    `rest` is the suffix the href itself has. Source: SCORM 1.2 CAM 2.3.2 (item parameters),
    spelled out in SCORM 2004 4th Ed. CAM 3.4.1.5.
    """
    parameters = parameters.strip().lstrip("?&")
    if not parameters:
        return rest
    if parameters.startswith("#"):
        return rest if "#" in rest else rest + parameters
    return rest + ("&" if "?" in rest else "?") + parameters


def _namespaces(root: "_Element") -> frozenset[str]:
    # What is in scope is asked of the root alone: asking every element would let a manifest
    # with thousands of declarations cost their square.
    used = {
        str(name).partition("}")[0].lstrip("{")
        for element in root.iter("{*}*")
        for name in (element.tag, *element.attrib)
        if str(name).startswith("{")
    }
    return frozenset(used | {uri for uri in root.nsmap.values() if uri})


def _default_organization(root: "_Element") -> "_Element | None":
    organizations = child_of(root, "organizations")
    if organizations is None:
        return None
    wanted = attribute_of(organizations, "default")
    known = children_of(organizations, "organization")
    named = [one for one in known if attribute_of(one, "identifier") == wanted]
    return next(iter(named or known), None)


def _organization(element: "_Element | None", collection: Collection) -> Organization:
    if element is None:
        return Organization()
    return Organization(
        identifier=attribute_of(element, "identifier"),
        objectives_global=_is_true(attribute_of(element, "objectivesglobaltosystem")),
        data_global=_is_true(attribute_of(element, "shareddataglobaltosystem")),
        sequencing=read_activity(element, collection),
    )


def _is_true(written: str) -> bool:
    return written.lower() not in {"false", "0"}


def _items(parent: "_Element", collection: Collection) -> tuple[ManifestItem, ...]:
    return tuple(_item(element, collection) for element in children_of(parent, "item"))


def _item(element: "_Element", collection: Collection) -> ManifestItem:
    values = {
        name_of(child): all_text(child).strip()[:MAX_TEXT_CHARS]
        for child in element
        if name_of(child) not in {"item", "title", "metadata", "sequencing", "presentation"}
    }
    return ManifestItem(
        identifier=attribute_of(element, "identifier"),
        title=text_of(element, "title"),
        identifierref=attribute_of(element, "identifierref") or None,
        parameters=attribute_of(element, "parameters")[:MAX_TEXT_CHARS],
        visible=_is_true(attribute_of(element, "isvisible")),
        values={name: value for name, value in values.items() if value},
        children=_items(element, collection),
        sequencing=read_activity(element, collection),
    )


def _resources(root: "_Element") -> dict[str, Resource]:
    container = child_of(root, "resources")
    if container is None:
        return {}
    base = _join(_base(root), _base(container))
    found: dict[str, Resource] = {}
    for element in children_of(container, "resource"):
        identifier = attribute_of(element, "identifier")
        here = _join(base, _base(element))
        href = attribute_of(element, "href")
        files = (attribute_of(file, "href") for file in children_of(element, "file"))
        found.setdefault(
            identifier,
            Resource(
                identifier=identifier,
                type=attribute_of(element, "type").lower(),
                scorm_type=attribute_of(element, "scormtype").lower(),
                href=_join(here, href) if href else None,
                files=tuple(_join(here, file) for file in files if file),
                dependencies=tuple(
                    attribute_of(one, "identifierref") for one in children_of(element, "dependency")
                ),
            ),
        )
    return found


def _base(element: "_Element") -> str:
    base = str(element.get(f"{XML_NAMESPACE}base", "")).strip()[:MAX_REFERENCE_CHARS]
    # CAM asks for a closing slash; tools forget it, and always mean a folder.
    return base if not base or base.endswith(("/", "\\")) else base + "/"


def _join(base: str, href: str) -> str:
    if not is_outside(href):
        # A leading slash can only mean the package's own root.
        href = href.lstrip("/\\") if href.startswith(("/", "\\")) else base + href
    return href[:MAX_REFERENCE_CHARS]


def _metadata_title(metadata: "_Element | None") -> str:
    return _first_text(metadata, "title")


def _first_text(metadata: "_Element | None", name: str) -> str:
    if metadata is None:
        return ""
    for element in metadata.iter("{*}*"):
        if name_of(element) == name:
            strings = (plain(str(part)) for part in element.itertext() if str(part).strip())
            return next(strings, "")
    return ""


def _language(root: "_Element", metadata: "_Element | None") -> str | None:
    """A language tag such as `kk`, from the metadata or the manifest's xml:lang."""
    for tag in (_first_text(metadata, "language"), str(root.get(f"{XML_NAMESPACE}lang", ""))):
        primary = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?", tag.strip())
        if primary:
            return _LANGUAGE_ALIASES.get(primary.group(1).lower(), primary.group(1).lower())
    return None


_LANGUAGE_ALIASES: Final = {"kaz": "kk", "kz": "kk", "rus": "ru", "eng": "en"}
