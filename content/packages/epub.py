"""EPUB 2 and 3: from the package document to a plan whose items are the chapters in reading order.

Sources: EPUB 3.3 (Open Container Format 4.2, package document 5, navigation document 7),
Open Packaging Format 2.0.1 2.4.1 (NCX).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from content.description import Item
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_MANIFEST_BYTES, MAX_MANIFEST_ITEMS, MAX_TEXT_CHARS
from content.manifest import split_reference
from content.mime import type_for
from content.names import PathIndex, collapse, shown
from content.packages.plan import Plan, Read, page_candidates
from content.report import Finding
from content.xml_repair import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER: Final = "META-INF/container.xml"
ENCRYPTION: Final = "META-INF/encryption.xml"
_XHTML: Final = "application/xhtml+xml"
_ROOT: Final = "{http://www.w3.org/1999/xhtml}html"
_CHAPTERS: Final = frozenset({_XHTML, "text/html", "image/svg+xml"})
# Publishers scramble embedded fonts; the text is whole and falls back to the phone's own letters.
_FONT_SCRAMBLING: Final = frozenset(
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
)


def plan_epub(paths: Collection[str], read: Read, *, title: str) -> Plan:
    """The plan of a book; `paths` are all paths of its archive.

    Raises ContentRefused `epub-protected` for a book locked to its buyer, `no-launch-file`
    (details: candidates) without readable chapters, and what parse_xml raises.
    """
    book = _Book(paths, read)
    book.refuse_protected()
    package = book.package_document()
    chapters = list(book.chapters(package))[:MAX_MANIFEST_ITEMS]
    if not chapters:
        raise ContentRefused(
            Refusal.NO_LAUNCH_FILE, shown(package.path), candidates=page_candidates(paths)
        )
    titles = book.titles(package)
    return Plan(
        format="epub",
        title=_first_text(package.root, "title") or title,
        language=_first_text(package.root, "language") or None,
        launch=chapters[0],
        items=tuple(
            Item(
                id=f"chapter-{number}",
                title=titles.get(path) or str(number),
                launch=path,
                visible=path in titles or not titles,
            )
            for number, path in enumerate(chapters, 1)
        ),
        findings=tuple(book.findings),
        types=book.types(package),
    )


@dataclass(frozen=True)
class _Package:
    """The package document: where it lies and its manifest, id → (path, media type, properties)."""

    path: str
    root: "_Element"
    manifest: dict[str, tuple[str, str, frozenset[str]]]

    @property
    def spine(self) -> "_Element | None":
        return next(_named(self.root, "spine"), None)


class _Book:
    def __init__(self, paths: Collection[str], read: Read) -> None:
        self._index = PathIndex(paths)
        self._read = read
        self.findings: list[Finding] = []

    def refuse_protected(self) -> None:
        path, _ = self._index.find(ENCRYPTION)
        if path is None:
            return
        algorithms = {
            method.get("Algorithm", "") for method in _named(self._xml(path), "EncryptionMethod")
        }
        if algorithms - _FONT_SCRAMBLING:
            raise ContentRefused(Refusal.EPUB_PROTECTED, ENCRYPTION)

    def package_document(self) -> _Package:
        container = self._xml(CONTAINER)
        named = next((one.get("full-path", "") for one in _named(container, "rootfile")), "")
        path, _ = self._index.find(named)
        if path is None:
            raise ContentRefused(Refusal.NO_LAUNCH_FILE, shown(named or CONTAINER), candidates=[])
        root = self._xml(path, told=True)
        manifest = {}
        for item in _named(root, "item"):
            href, identifier = item.get("href"), item.get("id")
            if href and identifier:
                manifest[identifier] = (
                    self._resolve(path, href),
                    item.get("media-type", ""),
                    frozenset(item.get("properties", "").split()),
                )
        return _Package(path, root, manifest)

    def chapters(self, package: _Package) -> Iterator[str]:
        """Paths of the spine's documents in reading order, each once; missing ones are noted."""
        seen: set[str] = set()
        for reference in _named(package.root, "itemref"):
            named, kind, _ = package.manifest.get(reference.get("idref", ""), ("", "", frozenset()))
            if kind not in _CHAPTERS or reference.get("linear") == "no":
                continue
            path, _ = self._index.find(named)
            if path is None:
                self.findings.append(Finding(Note.FILE_MISSING, shown(named)))
            elif path not in seen:
                seen.add(path)
                yield path

    def types(self, package: _Package) -> dict[str, str]:
        """XHTML under the name of HTML, as many converters write it (EPUB 3.3, 3.2): a browser that
        took it for HTML would swallow a chapter after `<title/>`. Only what is sound as XML: of
        anything else it would show the first fault instead of the chapter."""
        found = {}
        for named, kind, _ in package.manifest.values():
            path, _ = self._index.find(named)
            if path is None or kind != _XHTML or type_for(path) != "text/html":
                continue
            try:
                xml = parse_xml(self._read(path, MAX_MANIFEST_BYTES), path.rsplit("/", 1)[-1])
            except ContentRefused:
                continue
            if xml.root.tag == _ROOT and not xml.repairs:
                found[path] = _XHTML
        return found

    def titles(self, package: _Package) -> dict[str, str]:
        """What the table of contents calls each document; its first name where it has several."""
        found: dict[str, str] = {}
        for named, link, text in self._links(package):
            path, _ = self._index.find(self._resolve(named, split_reference(link)[0]))
            if path is not None and text:
                found.setdefault(path, text[:MAX_TEXT_CHARS])
        return found

    def _links(self, package: _Package) -> Iterator[tuple[str, str, str]]:
        """(path of the table, href, text) of each of its lines: EPUB 3's own, else the NCX."""
        for named, _, properties in package.manifest.values():
            path, _ = self._index.find(named)
            if "nav" in properties and path is not None:
                for link in _named(self._xml(path), "a"):
                    yield path, link.get("href", ""), _text(link)
                return
        spine = package.spine
        named = package.manifest.get(spine.get("toc", "") if spine is not None else "", ("",))[0]
        path, _ = self._index.find(named)
        if path is None:
            return
        for point in _named(self._xml(path), "navPoint"):
            source = next(_named(point, "content"), None)
            if source is not None:
                yield path, source.get("src", ""), _first_text(point, "text")

    def _resolve(self, base: str, href: str) -> str:
        """`href` of the document at `base` as a path of the archive, possibly %-encoded."""
        folder = base.rpartition("/")[0]
        return collapse(f"{folder}/{href}") or ""

    def _xml(self, path: str, *, told: bool = False) -> "_Element":
        found, _ = self._index.find(path)
        if found is None:
            raise ContentRefused(Refusal.NO_LAUNCH_FILE, shown(path), candidates=[])
        xml = parse_xml(self._read(found, MAX_MANIFEST_BYTES), found.rsplit("/", 1)[-1])
        if told:
            self.findings += xml.repairs
        return xml.root


def _named(root: "_Element", name: str) -> Iterator["_Element"]:
    """The element and those below it with this local name, whatever their namespace."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rsplit("}", 1)[-1] == name:
            yield element


def _text(element: "_Element") -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _first_text(root: "_Element", name: str) -> str:
    return next((_text(element)[:MAX_TEXT_CHARS] for element in _named(root, name)), "")
