"""The words of a stored lesson, for search: pages, books, captions, quizzes, whole PDFs.

A best effort within bounds: what cannot be read in them is found by its title alone.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from content import quiz as quizzes
from content.blobs import BlobStore
from content.description import Description, StoredFile
from content.errors import BlobMissing, DescriptionInvalid
from content.limits import (
    MAX_EXTRACT_CHARS,
    MAX_EXTRACT_FILES,
    MAX_H5P_JSON_BYTES,
    MAX_SCAN_BYTES,
)
from content.mime import extension
from content.packages.plan import PAGE_EXTENSIONS
from content.text_layer import is_broken, read_pdf

_SILENT: Final = frozenset({"script", "style", "head", "noscript", "template", "svg"})


def text_of(description: Description, store: BlobStore) -> str:
    """The lesson's words, one file after the other, at most MAX_EXTRACT_CHARS."""
    parts: list[str] = []
    left = MAX_EXTRACT_CHARS
    for part in _parts(description, store):
        plain = " ".join(part.split())[:left]
        if plain:
            parts.append(plain)
            left -= len(plain) + 1
        if left <= 0:
            break
    return "\n".join(parts)


def _parts(description: Description, store: BlobStore) -> Iterator[str]:
    for path in _in_order(description)[:MAX_EXTRACT_FILES]:
        file = description.files[path]
        try:
            yield from _file(description.format, path, file, store)
        except BlobMissing:
            continue


def _in_order(description: Description) -> list[str]:
    """What is opened first, then the rest by name."""
    opened = [item.launch for item in description.walk() if item.launch]
    return list(dict.fromkeys([*opened, *sorted(description.files)]))


def _file(form: str, path: str, file: StoredFile, store: BlobStore) -> Iterator[str]:
    kind = extension(path)
    if form == "quiz":
        if kind == "json":
            try:
                yield quizzes.words(quizzes.decode(store.read(file.sha256)))
            except DescriptionInvalid:
                return
    elif form == "h5p":
        if path == "content/content.json" and file.size <= MAX_H5P_JSON_BYTES:
            yield from _strings(store.read(file.sha256))
    elif kind == "pdf":
        yield from (page for page in read_pdf(store.path(file.sha256)) if not is_broken(page))
    elif kind == "vtt" and file.size <= MAX_SCAN_BYTES:
        yield _captions(store.read(file.sha256).decode("utf-8", "replace"))
    elif kind in PAGE_EXTENSIONS and file.size <= MAX_SCAN_BYTES:
        yield words_of_page(store.read(file.sha256))


def words_of_page(data: bytes) -> str:
    """What a browser would show of a page of HTML, scripts left aside."""
    from lxml import etree  # noqa: PLC0415  (heavy: only when something is indexed)

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ""
    if root is None:
        return ""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    return " ".join(str(part) for part in root.itertext())


def _captions(text: str) -> str:
    """Cues without their times and settings."""
    lines = (line.strip() for line in text.splitlines())
    return " ".join(line for line in lines if line and "-->" not in line and line != "WEBVTT")


def _strings(data: bytes) -> Iterator[str]:
    """Texts inside a content.json: values long enough to be words and not paths or settings."""
    try:
        waiting: list[Any] = [json.loads(data)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and " " in value.strip():
            yield words_of_page(value.encode("utf-8", "replace")) if "<" in value else value
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            waiting += reversed([one for name, one in value.items() if name != "metadata"])
