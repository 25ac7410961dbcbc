"""What a format module answers: how a lesson opens, before any byte is stored."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from content.description import Format, Item
from content.errors import ContentRefused
from content.limits import MAX_CANDIDATES, MAX_TEXT_CHARS
from content.mime import extension
from content.names import normalise_path
from content.report import Finding

PAGE_EXTENSIONS: Final = frozenset({"html", "htm", "xhtml"})

Read = Callable[[str, int], bytes]
"""(path, most bytes) → the bytes of a file of the package."""


@dataclass(frozen=True)
class Plan:
    """`launch` and the items' launch paths are relative to `root`, a folder of the archive.

    `root` is "" or ends in `/`; files outside it do not belong to the lesson. `types` are media
    types, by path, of files that their endings tell wrongly.
    """

    format: Format
    title: str
    language: str | None
    launch: str
    items: tuple[Item, ...]
    root: str = ""
    findings: tuple[Finding, ...] = ()
    sequencing: Mapping[str, Any] | None = None
    xapi: Mapping[str, Any] | None = None
    types: Mapping[str, str] = field(default_factory=dict)


def single_item(title: str, launch: str) -> tuple[Item, ...]:
    """The table of contents of a lesson that is one thing."""
    return (Item(id="item-1", title=title, launch=launch),)


def title_from(filename: str) -> str:
    """A title for a lesson that states none: its file name without folders and extension."""
    name = file_name(filename)
    stem = name.rsplit(".", 1)[0] if extension(name) else name
    return " ".join(stem.replace("_", " ").split())[:MAX_TEXT_CHARS] or name


def file_name(filename: str) -> str:
    """The last segment of an uploaded name as a package path; `file` when nothing is left."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    try:
        return normalise_path(last) or "file"
    except ContentRefused:
        # The name is only a label here: the upload is judged by its bytes.
        kind = extension(last)
        return f"file.{kind}" if kind.isalnum() and kind.isascii() else "file"


def page_candidates(paths: Collection[str]) -> list[str]:
    """Pages that could open a lesson, the likeliest first."""

    def rank(path: str) -> tuple[int, bool, str]:
        stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold()
        return path.count("/"), stem not in {"index", "start", "launch", "main", "story"}, path

    pages = [path for path in paths if extension(path) in PAGE_EXTENSIONS]
    return sorted(pages, key=rank)[:MAX_CANDIDATES]
