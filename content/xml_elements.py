"""Reading a manifest's elements by local name: tools write every mixture of namespaces there is."""

from typing import TYPE_CHECKING

from content.limits import MAX_TEXT_CHARS

if TYPE_CHECKING:
    from lxml.etree import _Element


def name_of(element: "_Element") -> str:
    """The local name in lower case; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def children_of(element: "_Element | None", name: str) -> list["_Element"]:
    """The direct children of that name."""
    return [] if element is None else [child for child in element if name_of(child) == name]


def child_of(element: "_Element | None", name: str) -> "_Element | None":
    """The first direct child of that name."""
    return next(iter(children_of(element, name)), None)


def text_of(element: "_Element | None", name: str) -> str:
    """The text of the first child of that name, white space collapsed."""
    child = child_of(element, name)
    return "" if child is None else plain(all_text(child))


def all_text(element: "_Element") -> str:
    """Every piece of text inside the element."""
    return "".join(str(part) for part in element.itertext())


def plain(text: str) -> str:
    """White space collapsed, length bounded."""
    return " ".join(text.split())[:MAX_TEXT_CHARS]


def attribute_of(element: "_Element", name: str) -> str:
    """The attribute of that lower-case local name, trimmed; "" when absent."""
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1].lower() == name:
            return str(value).strip()
    return ""
