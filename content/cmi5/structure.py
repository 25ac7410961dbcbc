"""cmi5.xml as a value: read strictly, as CourseStructure.xsd of cmi5 v1 and section 13 demand.

Unlike a SCORM manifest, a course structure that breaks a rule is refused: the specification
says so (13.2), and what a unit may later report depends on every value in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

from content.cmi5.addresses import check_address, check_iri
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_MANIFEST_ITEMS, MAX_TEXT_CHARS
from content.report import Finding
from content.xml_elements import all_text
from content.xml_repair import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_INSTANCE: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_NAMESPACES: Final = (NAMESPACE, NAMESPACE.replace("https:", "http:"))
MoveOn = Literal["NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed"]
LaunchMethod = Literal["AnyWindow", "OwnWindow"]
MOVE_ON: Final[tuple[MoveOn, ...]] = get_args(MoveOn)
LAUNCH_METHODS: Final[tuple[LaunchMethod, ...]] = get_args(LaunchMethod)
UNDETERMINED: Final = "und"
"""The language tag of a text that names none (RFC 5646 2.2.1)."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_DECIMAL: Final = re.compile(r"\+?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})")

Chosen = TypeVar("Chosen", bound=str)
Texts = dict[str, str]
"""Language tag → text."""


@dataclass(frozen=True)
class Objective:
    """What a block or a unit is about; `id` is the publisher's."""

    id: str
    title: Texts
    description: Texts


@dataclass(frozen=True)
class Unit:
    """An assignable unit. `url` is as written; `mastery_score` is 0–1."""

    id: str
    title: Texts
    description: Texts
    objectives: tuple[str, ...]
    url: str
    move_on: MoveOn
    mastery_score: float | None
    launch_method: LaunchMethod
    launch_parameters: str | None
    entitlement_key: str | None
    activity_type: str | None


@dataclass(frozen=True)
class Block:
    """A group of units and further blocks."""

    id: str
    title: Texts
    description: Texts
    objectives: tuple[str, ...]
    children: tuple["Unit | Block", ...]


@dataclass(frozen=True)
class CourseStructure:
    """A course: identifiers are the publisher's own."""

    id: str
    title: Texts
    description: Texts
    objectives: tuple[Objective, ...]
    children: tuple[Unit | Block, ...]
    findings: tuple[Finding, ...]

    def units(self) -> Iterator[Unit]:
        """Every assignable unit, in the order of the document."""
        waiting: list[Unit | Block] = list(reversed(self.children))
        while waiting:
            one = waiting.pop()
            if isinstance(one, Unit):
                yield one
            else:
                waiting.extend(reversed(one.children))


def parse_structure(data: bytes, label: str) -> CourseStructure:
    """The course structure in `data`; `label` names the file in messages.

    Raises ContentRefused as `parse_xml`, and `cmi5-structure`, `cmi5-id-invalid`,
    `cmi5-id-repeated`, `cmi5-url-invalid`, `cmi5-url-reserved`, `cmi5-schema-missing`.
    """
    xml = parse_xml(data, label)
    if any(repair.code == Note.MARKUP_REPAIRED for repair in xml.repairs):
        # tags were guessed: what such a document says is anybody's reading
        raise ContentRefused(Refusal.MANIFEST_UNREADABLE, label, line=1)
    return _Reader(xml.root, label, xml.repairs).course()


class _Reader:
    def __init__(self, root: "_Element", label: str, repairs: tuple[Finding, ...]) -> None:
        self._root = root
        self._label = label
        self._findings = list(repairs)
        self._ids: dict[str, set[str]] = {"block": set(), "objective": set(), "au": set()}
        self._items = 0
        uri, _, name = str(root.tag).lstrip("{").rpartition("}")
        self._uri = uri
        if name != "courseStructure" or uri not in _NAMESPACES:
            raise self._wrong(root)
        self._schemas = self._named_schemas()

    def course(self) -> CourseStructure:
        parts = _Parts(self, self._root)
        course = parts.one("course")
        inner = _Parts(self, course)
        title, description = self._texts(inner.one("title")), self._texts(inner.one("description"))
        inner.end()
        listed = parts.maybe("objectives")
        objectives = () if listed is None else self._objectives(listed)
        children = self._children(parts)
        parts.end()
        return CourseStructure(
            id=self._iri(course, "id"),
            title=title,
            description=description,
            objectives=objectives,
            children=children,
            findings=tuple(self._findings),
        )

    def _objectives(self, element: "_Element") -> tuple[Objective, ...]:
        parts = _Parts(self, element)
        found = []
        for one in parts.some("objective"):
            texts = {self.name(child): child for child in self.elements(one)}
            # xs:all: either order, each once
            if sorted(self.name(child) for child in self.elements(one)) != ["description", "title"]:
                raise self._wrong(one)
            found.append(
                Objective(
                    self._unique(one, "objective"),
                    self._texts(texts["title"]),
                    self._texts(texts["description"]),
                )
            )
        parts.end()
        return tuple(found)

    def _children(self, parts: "_Parts") -> tuple[Unit | Block, ...]:
        return tuple(
            self._unit(one) if self.name(one) == "au" else self._block(one)
            for one in parts.some("au", "block")
        )

    def _block(self, element: "_Element") -> Block:
        self._count()
        parts = _Parts(self, element)
        title, description = self._texts(parts.one("title")), self._texts(parts.one("description"))
        objectives = self._references(parts.maybe("objectives"))
        identifier = self._unique(element, "block")
        children = self._children(parts)
        parts.end()
        return Block(identifier, title, description, objectives, children)

    def _unit(self, element: "_Element") -> Unit:
        self._count()
        parts = _Parts(self, element)
        title, description = self._texts(parts.one("title")), self._texts(parts.one("description"))
        objectives = self._references(parts.maybe("objectives"))
        url = check_address(self._text(parts.one("url")))
        launch_parameters = self._optional(parts.maybe("launchParameters"))
        entitlement_key = self._optional(parts.maybe("entitlementKey"))
        parts.end()
        return Unit(
            id=self._unique(element, "au"),
            title=title,
            description=description,
            objectives=objectives,
            url=url,
            move_on=self._choice(element, "moveOn", MOVE_ON, "NotApplicable"),
            mastery_score=self._mastery_score(element),
            launch_method=self._choice(element, "launchMethod", LAUNCH_METHODS, "AnyWindow"),
            launch_parameters=launch_parameters,
            entitlement_key=entitlement_key,
            activity_type=self._attribute(element, "activityType") or None,
        )

    def _references(self, element: "_Element | None") -> tuple[str, ...]:
        if element is None:
            return ()
        parts = _Parts(self, element)
        found = tuple(self._attribute(one, "idref") for one in parts.some("objective"))
        parts.end()
        return tuple(one for one in found if one)

    def _texts(self, element: "_Element") -> Texts:
        parts = _Parts(self, element)
        found: Texts = {}
        for one in parts.some("langstring"):
            language = self._attribute(one, "lang") or UNDETERMINED
            if not _LANGUAGE.fullmatch(language):
                raise self._wrong(one)
            found.setdefault(language, " ".join(all_text(one).split())[:MAX_TEXT_CHARS])
        parts.end()
        return found

    def _mastery_score(self, element: "_Element") -> float | None:
        written = self._attribute(element, "masteryScore")
        if not written:
            return None
        if not _DECIMAL.fullmatch(written) or float(written) > 1:
            raise self._wrong(element, "masteryScore")
        return float(written)

    def _choice(
        self, element: "_Element", name: str, allowed: tuple[Chosen, ...], default: Chosen
    ) -> Chosen:
        written = element.get(name)
        if written is None:
            return default
        for one in allowed:
            if written.strip() == one:
                return one
        raise self._wrong(element, name)

    def _unique(self, element: "_Element", kind: str) -> str:
        found = self._iri(element, "id")
        if found in self._ids[kind]:
            raise ContentRefused(Refusal.CMI5_ID_REPEATED, found, line=element.sourceline)
        self._ids[kind].add(found)
        return found

    def _iri(self, element: "_Element", name: str) -> str:
        if element.get(name) is None:
            raise self._wrong(element, name)
        return check_iri(self._attribute(element, name))

    def _count(self) -> None:
        self._items += 1
        if self._items > MAX_MANIFEST_ITEMS:
            raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, self._label)

    def _text(self, element: "_Element") -> str:
        found = all_text(element).strip()
        if not found:
            raise self._wrong(element)
        return found

    def _optional(self, element: "_Element | None") -> str | None:
        return None if element is None else all_text(element).strip()[:MAX_TEXT_CHARS]

    @staticmethod
    def _attribute(element: "_Element", name: str) -> str:
        return str(element.get(name, "")).strip()[:MAX_TEXT_CHARS]

    def _named_schemas(self) -> frozenset[str]:
        """Namespaces that the document gives a schema for (13.1.5)."""
        places = (element.get(f"{_INSTANCE}schemaLocation", "") for element in self._root.iter())
        return frozenset(name for text in places for name in str(text).split()[::2])

    def _wrong(self, element: "_Element", attribute: str = "") -> ContentRefused:
        place = self.name(element) + (f"/@{attribute}" if attribute else "")
        return ContentRefused(Refusal.CMI5_STRUCTURE, place, line=element.sourceline)

    def name(self, element: "_Element") -> str:
        """The local name of an element of cmi5; the whole name of any other."""
        tag = str(element.tag)
        return tag.removeprefix(f"{{{self._uri}}}") if tag.startswith("{") else f"{{}}{tag}"

    def elements(self, element: "_Element") -> list["_Element"]:
        """The children that are elements."""
        return [child for child in element if isinstance(child.tag, str)]

    def extension(self, element: "_Element") -> None:
        """Refuse a vendor's element without a schema of its own (13.1.5.0-1)."""
        uri = str(element.tag).lstrip("{").partition("}")[0]
        if uri not in self._schemas:
            raise ContentRefused(Refusal.CMI5_SCHEMA_MISSING, uri, line=element.sourceline)

    def wrong(self, element: "_Element") -> ContentRefused:
        """The refusal of an element that may not stand where it does."""
        return self._wrong(element)


class _Parts:
    """The children of one element, taken in the order that the schema gives."""

    def __init__(self, reader: _Reader, element: "_Element") -> None:
        self._reader = reader
        self._element = element
        self._rest = reader.elements(element)

    def maybe(self, *names: str) -> "_Element | None":
        if self._rest and self._reader.name(self._rest[0]) in names:
            return self._rest.pop(0)
        return None

    def one(self, name: str) -> "_Element":
        found = self.maybe(name)
        if found is None:
            raise self._reader.wrong(self._rest[0] if self._rest else self._element)
        return found

    def some(self, *names: str) -> list["_Element"]:
        found = []
        while (one := self.maybe(*names)) is not None:
            found.append(one)
        if not found:
            raise self._reader.wrong(self._rest[0] if self._rest else self._element)
        return found

    def end(self) -> None:
        """What is left may only be of other people's namespaces (xs:any ##other)."""
        for one in self._rest:
            name = self._reader.name(one)
            if not name.startswith("{") or name.startswith("{}"):
                raise self._reader.wrong(one)
            self._reader.extension(one)
