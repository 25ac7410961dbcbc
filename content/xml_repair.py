"""XML as teachers' tools really write it: read safely, repaired once, repairs told.

Entities are never expanded and nothing outside the text is ever fetched.
"""

import codecs
import re
from dataclasses import dataclass
from html import escape
from html.entities import html5
from typing import TYPE_CHECKING, Final

from content.errors import ContentRefused, Note, Refusal
from content.limits import (
    MAX_BARE_AMPERSANDS,
    MAX_MANIFEST_BYTES,
    MAX_MANIFEST_DEPTH,
    MAX_MANIFEST_MARKUP,
)
from content.report import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION: Final = re.compile(r"<\?xml\b[^>]*\?>")
_DECLARED_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_BARE_AMPERSAND: Final = re.compile(
    r"&(?!#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)?"
)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Only encodings of text that can meet us here; a manifest may not choose any codec.
_ENCODINGS: Final = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "cp1251", "cp1252", "cp866", "koi8-r"}
    | {"iso8859-1", "iso8859-5", "kz1048", "ptcp154"}
)


@dataclass(frozen=True)
class Xml:
    """A parsed document and what had to be repaired for it."""

    root: "_Element"
    repairs: tuple[Finding, ...]


def parse_xml(data: bytes, label: str) -> Xml:
    """The document in `data`; `label` is the file's name in messages.

    Raises ContentRefused `manifest-too-large` (bytes, tags, depth), `manifest-entities` or
    `manifest-unreadable` with the line of the first fault.
    """
    if len(data) > MAX_MANIFEST_BYTES:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, label)
    text, encoding_fits = _decode(data)
    repairs = [] if encoding_fits else [Finding(Note.ENCODING_REPAIRED, label)]
    bare = text.lstrip("\ufeff \t\r\n\x00")
    if bare.startswith("<?xml") and text.removeprefix("\ufeff") != bare:
        repairs.append(Finding(Note.LEADING_BLANK_REMOVED, label))
    text = _DECLARATION.sub("", bare, count=1) if bare.startswith("<?xml") else bare
    if "<!ENTITY" in text:
        raise ContentRefused(Refusal.MANIFEST_ENTITIES, label)
    if text.count("<") + text.count("=") > MAX_MANIFEST_MARKUP:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, label)
    root, more = _parse(text, label)
    _judge_depth(root, label)
    return Xml(root, (*repairs, *more))


def _decode(data: bytes) -> tuple[str, bool]:
    """(text, was it as declared). UTF-8 wins over a declared one-byte encoding when it fits."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            return _first_fitting(body, (encoding,), declared=encoding)
    for start, encoding in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if data.startswith(start):
            return _first_fitting(data, (encoding,), declared=encoding)
    declared = "utf-8"
    match = _DECLARED_ENCODING.search(data[:1024])
    if match:
        declared = _known_encoding(match.group(1).decode("ascii"))
    return _first_fitting(data, ("utf-8", declared), declared=declared)


def _known_encoding(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "unknown"
    return known if known in _ENCODINGS else "unknown"


def _first_fitting(data: bytes, encodings: tuple[str, ...], declared: str) -> tuple[str, bool]:
    for encoding in (*encodings, "cp1251"):
        if encoding == "unknown":
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Plain ASCII reads the same under every name a tool may have written there.
        return text, encoding == declared or (declared != "unknown" and text.isascii())
    return data.decode("cp1251", "replace"), False


def _parse(text: str, label: str) -> tuple["_Element", list[Finding]]:
    from lxml import etree  # noqa: PLC0415  (heavy: only when a manifest is read)

    def attempt(source: str, *, recover: bool) -> "_Element | None":
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=recover,
            encoding="utf-8",
        )
        # A lone surrogate can come out of no decoder above except UTF-16, and is no XML.
        return etree.fromstring(source.encode("utf-8", "replace"), parser)

    try:
        root = attempt(text, recover=False)
        if root is not None:
            return root, []
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
    else:
        line = 1
    repaired, repairs = _repair(text, label)
    try:
        root = attempt(repaired, recover=False)
        if root is not None:
            return root, repairs
    except etree.XMLSyntaxError as error:
        line = error.lineno or line
    try:
        root = attempt(repaired, recover=True)
    except etree.XMLSyntaxError:
        root = None
    if root is None or not isinstance(root.tag, str):
        raise ContentRefused(Refusal.MANIFEST_UNREADABLE, label, line=line)
    return root, [*repairs, Finding(Note.MARKUP_REPAIRED, label)]


def _repair(text: str, label: str) -> tuple[str, list[Finding]]:
    repairs: list[Finding] = []
    cleaned = _NOT_XML.sub("", text)
    if cleaned != text:
        repairs.append(Finding(Note.CHARACTERS_REMOVED, label))
    escaped, count = _BARE_AMPERSAND.subn(_escape, cleaned, count=MAX_BARE_AMPERSANDS)
    if count:
        repairs.append(Finding(Note.AMPERSANDS_REPAIRED, label))
    return escaped, repairs


def _escape(match: re.Match[str]) -> str:
    # `&nbsp;` and its like are names of HTML, unknown to XML: the character is meant.
    name = match.group(1)
    character = html5.get(name) if name else None
    return escape(character) if character is not None else "&amp;" + (name or "")


def _judge_depth(root: "_Element", label: str) -> None:
    level = [root]
    for _ in range(MAX_MANIFEST_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, label)
