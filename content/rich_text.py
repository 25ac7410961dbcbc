"""Formatted text as a tree of plain values: the only form in which a stranger's HTML is kept.

A text is a list of nodes. A node is a string, or `[tag, {attributes}, node…]` with a tag of TAGS
and attributes of ATTRIBUTES. There is no node for a script, a style, a form or an address outside
the lesson, so nothing has to be escaped or trusted later; the player draws what it knows and
nothing else. MathML's presentation elements are kept as they are.

    ["Жауабы: ", ["b", {}, "24"], ["img", {"src": "img/1.png", "alt": "Үшбұрыш"}]]

`src` is a path of the lesson's files. `["blank", {"id": "b1"}]` is the place of a gap to fill in.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from content.limits import MAX_RICH_DEPTH, MAX_RICH_NODES
from content.names import normalise_path
from content.xml_elements import name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

Node = str | list[Any]
Rich = list[Node]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS: Final = _names(
    "p div ul ol li dl dt dd table caption thead tbody tr td th blockquote pre h3 h4 h5 h6"
)
_MATH: Final = _names(
    "math mi mn mo ms mtext mrow mfrac msqrt mroot mstyle msup msub msubsup munder mover munderover"
    " mtable mtr mtd mspace mpadded mphantom menclose semantics"
)
_INLINE: Final = _names("br b strong i em u s sub sup small span code")
_MEDIA: Final = frozenset({"img", "audio", "video"})
TAGS: Final = _BLOCKS | _MATH | _INLINE | _MEDIA | {"blank"}
_RENAMED: Final = {"h1": "h3", "h2": "h3", "strike": "s", "del": "s", "tt": "code", "center": "div"}
_DROPPED: Final = _names(
    "script style iframe embed applet form input button textarea select option svg noscript"
    " template head title meta link base annotation annotation-xml"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_COUNT: Final = re.compile(r"[1-9][0-9]?")
_SIZE: Final = re.compile(r"[1-9][0-9]{0,3}")
ATTRIBUTES: Final[dict[str, re.Pattern[str]]] = {
    "lang": _LANGUAGE,
    "dir": re.compile("ltr|rtl"),
    "colspan": _COUNT,
    "rowspan": _COUNT,
    "start": _SIZE,
    "width": _SIZE,
    "height": _SIZE,
    "display": re.compile("block|inline"),
    "mathvariant": re.compile("[a-z-]{1,30}"),
}
"""Attributes that any node may have, with what they may say; `src`, `alt` and `id` besides."""

Image = Callable[[str], str | None]
"""The address in an `src` → the path of that file in the lesson, or None when it has none."""
Hook = Callable[["_Element"], Rich | None]
"""What stands for an element that is no formatting; None leaves it to the ordinary rule."""


def from_html(text: str, image: Image) -> Rich:
    """The text of a fragment of HTML; anything unknown is replaced by what is inside it."""
    if "<" not in text and "&" not in text:
        return from_text(text)
    from lxml import etree  # noqa: PLC0415  (heavy: only when a quiz is imported)

    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    data = f"<html><body>{text}</body></html>".encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return from_text(re.sub(r"<[^<>]{0,2000}>", " ", text))
    return [] if root is None else from_element(root, image)


def from_text(text: str) -> Rich:
    """Plain text; blank lines are kept as line breaks."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    rich: Rich = []
    for number, line in enumerate(lines):
        if number:
            rich.append(["br", {}])
        if line:
            rich.append(line)
    return rich


def from_element(element: "_Element", image: Image, hook: Hook | None = None) -> Rich:
    """The text inside a parsed element of HTML, XHTML or MathML, whatever its namespace."""
    return _tidied(_Reader(image, hook).inside(element, 0))


class _Reader:
    def __init__(self, image: Image, hook: Hook | None) -> None:
        self._image = image
        self._hook = hook
        self._left = MAX_RICH_NODES

    def inside(self, element: "_Element", depth: int) -> Rich:
        found: Rich = []
        self._add(found, element.text)
        for child in element:
            found += self._one(child, depth + 1)
            self._add(found, child.tail)
        return found

    def _one(self, element: "_Element", depth: int) -> Rich:
        name = _RENAMED.get(name_of(element), name_of(element))
        self._left -= 1
        hooked = self._hook(element) if self._hook else None
        if hooked is not None:
            return hooked
        if self._left <= 0 or not name or name in _DROPPED:
            return []
        if name in _MEDIA or name == "object":
            return self._media(name, element)
        if depth > MAX_RICH_DEPTH:
            return [" ".join("".join(map(str, element.itertext())).split())]
        within = self.inside(element, depth)
        if name not in TAGS or name == "blank":
            return within
        return [[name, _attributes(element), *within]]

    def _media(self, name: str, element: "_Element") -> Rich:
        kind = str(element.get("type", ""))
        source = element.get("src") or element.get("data")
        if source is None:
            inner = next((one for one in element if name_of(one) == "source"), None)
            source = None if inner is None else inner.get("src")
        if name == "object":
            tags = {"image": "img", "audio": "audio", "video": "video"}
            name = tags.get(kind.partition("/")[0], "")
        alt = " ".join(str(element.get("alt", "")).split())[:500]
        # Formulas that a platform draws as pictures on its own server: their source text is kept.
        formula = element.get("data-equation-content")
        if formula or "equation_image" in str(element.get("class", "")):
            return [["code", {}, formula or alt]] if formula or alt else []
        path = self._image(str(source)) if source and name else None
        if path is None:
            return [alt] if alt else self.inside(element, MAX_RICH_DEPTH)
        attributes = _attributes(element)
        if alt:
            attributes["alt"] = alt
        return [[name, {**attributes, "src": path}]]

    def _add(self, found: Rich, text: str | None) -> None:
        if not text or self._left <= 0:
            return
        self._left -= 1
        plain = re.sub(r"[ \t\r\n\f]+", " ", text)
        if found and isinstance(found[-1], str):
            found[-1] = re.sub(" {2,}", " ", found[-1] + plain)
        else:
            found.append(plain)


def _attributes(element: "_Element") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in element.attrib.items():
        local = str(name).rsplit("}", 1)[-1].lower()
        pattern = ATTRIBUTES.get(local)
        if pattern and pattern.fullmatch(str(value).strip()):
            found[local] = str(value).strip()
    return found


def _tidied(rich: Rich) -> Rich:
    """Without blank ends and without the one `div` or `p` that an editor wraps around a line."""
    while True:
        while rich and (rich[0] == " " or _is_empty(rich[0])):
            rich = rich[1:]
        while rich and (rich[-1] == " " or _is_empty(rich[-1])):
            rich = rich[:-1]
        only = rich[0] if len(rich) == 1 else None
        if isinstance(only, list) and only[0] in {"div", "p", "span"} and not only[1]:
            rich = only[2:]
            continue
        break
    if rich and isinstance(rich[0], str):
        rich = [rich[0].lstrip(), *rich[1:]]
    if rich and isinstance(rich[-1], str):
        rich = [*rich[:-1], rich[-1].rstrip()]
    return [node for node in rich if node != ""]


def _is_empty(node: Node) -> bool:
    return isinstance(node, list) and node[0] in _BLOCKS | {"span", "br"} and not node[2:]


def plain_text(rich: Sequence[Node]) -> str:
    """The words of a text on one line."""
    return " ".join("".join(_words(rich)).split())


def _words(rich: Iterable[Node]) -> Iterator[str]:
    for node in rich:
        if isinstance(node, str):
            yield node
        elif node[0] in _MEDIA:
            yield f" {node[1].get('alt', '')} "
        elif node[0] == "blank":
            yield " … "
        else:
            block = node[0] in _BLOCKS or node[0] == "br"
            yield from (" " if block else "", *_words(node[2:]), " " if block else "")


def files_of(rich: Sequence[Node]) -> Iterator[str]:
    """Paths of the pictures and recordings in a text."""
    for node in rich:
        if isinstance(node, list):
            if node[0] in _MEDIA:
                yield node[1]["src"]
            yield from files_of(node[2:])


def is_rich(value: object) -> bool:
    """Whether a parsed JSON value is a text as described above."""
    budget = [MAX_RICH_NODES]
    return isinstance(value, list) and all(_is_node(node, 0, budget) for node in value)


def _is_node(node: object, depth: int, budget: list[int]) -> bool:
    budget[0] -= 1
    if budget[0] < 0 or depth > 2 * MAX_RICH_DEPTH:
        return False
    if isinstance(node, str):
        return True
    if not isinstance(node, list) or len(node) < 2 or node[0] not in TAGS:
        return False
    attributes = node[1]
    if not isinstance(attributes, dict) or not all(
        isinstance(value, str) and _is_attribute(node[0], name, value)
        for name, value in attributes.items()
    ):
        return False
    if node[0] in _MEDIA and "src" not in attributes:
        return False
    return all(_is_node(child, depth + 1, budget) for child in node[2:])


def _is_attribute(tag: str, name: str, value: str) -> bool:
    if tag in _MEDIA and name == "src":
        return _is_path(value)
    if tag in _MEDIA and name == "alt":
        return len(value) <= 500
    if tag == "blank" and name == "id":
        return 0 < len(value) <= 80
    pattern = ATTRIBUTES.get(name)
    return pattern is not None and bool(pattern.fullmatch(value))


def _is_path(value: str) -> bool:
    try:
        return bool(value) and normalise_path(value) == value
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no path
        return False
