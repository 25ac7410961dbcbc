"""QTI 1.2 (with the habits of Common Cartridge, Canvas, Moodle, Blackboard) → our quiz.

What a choice is worth is found by playing it through the file's own response processing, so
Set and Add, weights and negations come out as their author meant them.
Sources: IMS QTI ASI Information Model 1.2.1; Common Cartridge 1.1 Profile 4.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from content.limits import MAX_QUESTION_PARTS
from content.packages.qti import (
    Converted,
    Files,
    Tray,
    as_true_false,
    choice_rows,
    finish,
    number_of,
    number_text,
    points_text,
)
from content.packages.qti12_processing import Processing
from content.rich_text import Rich, from_element, from_html, from_text, plain_text
from content.xml_elements import all_text, attribute_of, child_of, children_of, name_of, plain
from content.xml_repair import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_RESPONSES: Final = frozenset({"response_lid", "response_str", "response_num"})
_UNKNOWN_RESPONSES: Final = frozenset({"response_xy", "response_grp", "response_extension"})
_ESSAYS: Final = ("essay", "short_response", "text_only_response")
_UNSUPPORTED: Final = ("calculated", "file_upload", "hot_spot", "formula")
_GAP: Final = re.compile(r"\[+([^\[\]]{1,80})\]+")


def read_qti12(path: str, files: Files, title: str) -> Converted:
    """The quiz in the QTI 1.2 file at `path`; `title` serves where it states none.

    Raises ContentRefused as parse_xml does, and `quiz-empty`.
    """
    xml = parse_xml(files.read(path), path.rsplit("/", 1)[-1])
    files.findings += xml.repairs
    tray = Tray(files)
    image = files.image(path)
    assessment = next((one for one in xml.root.iter("{*}*") if name_of(one) == "assessment"), None)
    named = "" if assessment is None else plain(attribute_of(assessment, "title"))
    introduction: Rich = []
    for element in () if assessment is None else assessment:
        if name_of(element) in {"presentation_material", "objectives", "rubric"}:
            introduction += _materials(element, image)
    for item in xml.root.iter("{*}*"):
        if name_of(item) == "item":
            _Item(item, tray, image).read()
    return finish(tray, named or title, (path,), introduction=introduction)


class _Item:
    """One item on its way to a question."""

    def __init__(self, item: "_Element", tray: Tray, image: Any) -> None:
        self._item = item
        self._tray = tray
        self._image = image
        self._identifier = attribute_of(item, "ident")
        self._metadata = _metadata(item)
        self._processing = Processing(item)
        self._name = ""

    def read(self) -> None:
        presentation = next(
            (one for one in self._item.iter("{*}*") if name_of(one) == "presentation"), None
        )
        prompt: Rich = []
        responses: list[_Element] = []
        unknown = presentation is None
        for part in _flow(presentation):
            if name_of(part) in _UNKNOWN_RESPONSES:
                unknown = True
            elif name_of(part) in _RESPONSES:
                responses.append(part)
                prompt.append(["blank", {"id": attribute_of(part, "ident")}])
            else:
                prompt += _material(part, self._image)
        text = plain_text([node for node in prompt if not _is_blank(node)])
        self._name = text[:80] or attribute_of(self._item, "title") or self._identifier
        kind = self._metadata.get("question_type", "") + self._metadata.get("cc_profile", "")
        if unknown or any(word in kind for word in _UNSUPPORTED):
            self._tray.lose(self._name)
        elif not responses:
            self._tray.text(prompt)
        elif not self._is_affordable():
            self._tray.lose(self._name)
        else:
            self._put(responses, prompt, kind)

    def _is_affordable(self) -> bool:
        """Whether playing the scoring for every choice stays within what one file may cost."""
        choices = sum(name_of(one) == "response_label" for one in self._item.iter("{*}*"))
        self._tray.steps_left -= (choices + 1) * self._processing.size
        return self._tray.steps_left >= 0

    def _put(self, responses: list["_Element"], prompt: Rich, kind: str) -> None:
        bare = [node for node in prompt if not _is_blank(node)]
        first = responses[0]
        if len(responses) > 1:
            question = self._several_responses(responses, prompt, bare, kind)
        elif name_of(first) != "response_lid":
            question = self._typed(first, prompt, bare, kind)
        elif attribute_of(first, "rcardinality").lower() == "ordered":
            question = self._order(first)
        else:
            question = self._choice(first)
        if question is None:
            self._tray.lose(self._name)
            return
        feedback = {
            name: rich
            for name, links in self._processing.feedback().items()
            if (rich := self._feedback_of(links))
        }
        ready = {
            "prompt": bare,
            "points": self._points(),
            **({"feedback": feedback} if feedback else {}),
            **question,
        }
        self._tray.put(self._identifier, ready, self._name)

    def _choice(self, response: "_Element") -> dict[str, Any] | None:
        rows = self._labels(response)
        name = attribute_of(response, "ident")
        single = attribute_of(response, "rcardinality").lower() != "multiple"
        ids = [identifier for identifier, _ in rows]
        worth = self._processing.shares(name, ids)
        feedback = {
            identifier: self._feedback_of(self._processing.said_of(name, identifier))
            for identifier in ids
        }
        shuffle = any(
            attribute_of(one, "shuffle").lower() == "yes" for one in response.iter("{*}*")
        )
        if single:
            if not any(share > 0 for share in worth.values()):
                return None
            question = {
                "type": "choice",
                "choices": choice_rows(rows, worth, feedback),
                "shuffle": shuffle,
            }
            return as_true_false(question)
        partial = self._processing.adds_up(name, ids)
        if not partial:
            right = self._processing.set_of(name)
            worth = {identifier: Fraction(identifier in right) for identifier in ids}
        if not any(share > 0 for share in worth.values()):
            return None
        return {
            "type": "several",
            "choices": choice_rows(rows, worth, feedback),
            "shuffle": shuffle,
            "partial": partial,
        }

    def _order(self, response: "_Element") -> dict[str, Any] | None:
        texts = dict(self._labels(response))
        right = self._processing.order_of(attribute_of(response, "ident"))
        if len(right) < 2 or set(right) != set(texts):
            return None
        choices = [{"id": identifier, "text": texts[identifier]} for identifier in right]
        return {"type": "order", "choices": choices, "partial": False}

    def _typed(
        self, response: "_Element", prompt: Rich, bare: Rich, kind: str
    ) -> dict[str, Any] | None:
        name = attribute_of(response, "ident")
        render = next((one for one in response.iter("{*}*") if name_of(one) == "render_fib"), None)
        style = "" if render is None else attribute_of(render, "fibtype").lower()
        accepted = self._processing.accepted(name)
        ranges = self._processing.ranges(name)
        if any(word in kind for word in _ESSAYS) or not (accepted or ranges):
            return {"type": "essay"}
        numeric = (
            name_of(response) == "response_num"
            or style in {"decimal", "integer", "scientific"}
            or "numerical" in kind
            or not accepted
        )
        if numeric and ranges:
            return {"type": "number", "ranges": ranges[:MAX_QUESTION_PARTS]}
        if not accepted:
            return None
        blank = self._accepting(name)
        inside = bool(plain_text(prompt[_place(prompt, name) + 1 :]).strip(" .…"))
        text = prompt if inside else bare
        return {"type": "text", "prompt": text, "blanks": [blank], "partial": True}

    def _several_responses(
        self, responses: list["_Element"], prompt: Rich, bare: Rich, kind: str
    ) -> dict[str, Any] | None:
        if all(name_of(one) != "response_lid" for one in responses):
            blanks = [self._blank(one) for one in responses]
            return _text_question(prompt, blanks)
        if any(name_of(one) != "response_lid" for one in responses):
            return None
        names = {_named_gap(one): attribute_of(one, "ident") for one in responses}
        gaps = _gaps(bare, names)
        if gaps is not None or "dropdown" in kind or "multiple_blanks" in kind:
            blanks = [self._blank(one, typed="multiple_blanks" in kind) for one in responses]
            return _text_question(gaps if gaps is not None else prompt, blanks)
        return self._match(responses)

    def _match(self, responses: list["_Element"]) -> dict[str, Any] | None:
        right: dict[str, Rich] = {}
        left: list[dict[str, Any]] = []
        for response in responses:
            labels = self._labels(response)
            name = attribute_of(response, "ident")
            for identifier, text in labels:
                right.setdefault(identifier, text)
            best = self._processing.best_of(name, [identifier for identifier, _ in labels])
            if best is None:
                return None
            text = _materials(response, self._image, deep=False)
            left.append({"id": name, "text": text, "right": best})
        rows = [{"id": identifier, "text": text} for identifier, text in right.items()]
        return {"type": "match", "left": left, "right": rows, "partial": True}

    def _blank(self, response: "_Element", *, typed: bool = False) -> dict[str, Any] | None:
        name = attribute_of(response, "ident")
        if name_of(response) != "response_lid":
            ranges = self._processing.ranges(name)
            numeric = name_of(response) == "response_num"
            if ranges and (numeric or not self._processing.accepted(name)):
                return {"id": name, "ranges": ranges[:MAX_QUESTION_PARTS]}
            return self._accepting(name)
        rows = self._labels(response)
        worth = self._processing.shares(name, [identifier for identifier, _ in rows])
        if typed:
            # Every label is a spelling that counts; the file lists no wrong ones.
            accept = [{"text": plain_text(text), "share": "1"} for _, text in rows]
            return {"id": name, "accept": accept, "case": False, "forgive": False}
        if not any(share > 0 for share in worth.values()):
            return None
        return {"id": name, "options": choice_rows(rows, worth, {})}

    def _accepting(self, name: str) -> dict[str, Any] | None:
        found = self._processing.accepted(name)
        if not found:
            return None
        best = max(share for _, share, _ in found) or Fraction(1)
        return {
            "id": name,
            "accept": [
                {"text": text, "share": number_text(share / best if share > 0 else Fraction(1))}
                for text, share, _ in found[:MAX_QUESTION_PARTS]
            ],
            "case": any(case for _, _, case in found),
            "forgive": False,
        }

    def _labels(self, response: "_Element") -> list[tuple[str, Rich]]:
        return [
            (attribute_of(label, "ident"), _materials(label, self._image))
            for label in response.iter("{*}*")
            if name_of(label) == "response_label"
        ]

    def _feedback_of(self, links: frozenset[str]) -> Rich:
        found: Rich = []
        for feedback in children_of(self._item, "itemfeedback"):
            if attribute_of(feedback, "ident") in links:
                found += _materials(feedback, self._image)
        return found

    def _points(self) -> str:
        names = ("points_possible", "cc_weighting", "qmd_weighting", "max_score", "weight")
        written = next((self._metadata[name] for name in names if name in self._metadata), "")
        return points_text(number_of(written) if written else self._processing.maximum)


def _text_question(prompt: Rich, blanks: list[dict[str, Any] | None]) -> dict[str, Any] | None:
    kept = [blank for blank in blanks if blank is not None]
    if len(kept) != len(blanks):
        return None
    return {"type": "text", "prompt": prompt, "blanks": kept, "partial": True}


def _metadata(item: "_Element") -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in item.iter("{*}*"):
        if name_of(entry) == "qtimetadatafield":
            label, value = child_of(entry, "fieldlabel"), child_of(entry, "fieldentry")
            if label is not None and value is not None:
                found.setdefault(plain(all_text(label)).lower(), plain(all_text(value)))
        elif name_of(entry) in {"qmd_weighting", "bbmd_questiontype"}:
            found.setdefault(name_of(entry), plain(all_text(entry)))
    return found


def _flow(element: "_Element | None") -> Iterator["_Element"]:
    """Materials and responses of a presentation in reading order."""
    for child in () if element is None else element:
        name = name_of(child)
        if name in {"material", "material_ref"} | _RESPONSES | _UNKNOWN_RESPONSES:
            yield child
        else:
            yield from _flow(child)


def _materials(element: "_Element", image: Any, *, deep: bool = True) -> Rich:
    found: Rich = []
    for part in element.iter("{*}material") if deep else children_of(element, "material"):
        found += _material(part, image)
    return found


def _material(material: "_Element", image: Any) -> Rich:
    found: Rich = []
    for part in material.iter("{*}*"):
        name = name_of(part)
        if name in {"mattext", "matemtext"}:
            found += _mattext(part, image)
        elif name == "matbreak":
            found.append(["br", {}])
        elif name in {"matimage", "mataudio", "matvideo"}:
            source = attribute_of(part, "uri")
            path = image(source) if source else None
            tag = {"matimage": "img", "mataudio": "audio", "matvideo": "video"}[name]
            found += [[tag, {"src": path}]] if path else []
    return found


def _mattext(part: "_Element", image: Any) -> Rich:
    if any(isinstance(child.tag, str) for child in part):
        return from_element(part, image)
    text = all_text(part)
    kind = attribute_of(part, "texttype").lower()
    if "html" in kind or (kind != "text/plain" and re.search(r"</?[a-zA-Z]|&[a-z#0-9]+;", text)):
        return from_html(text, image)
    return from_text(text)


def _is_blank(node: Any) -> bool:
    return isinstance(node, list) and node[0] == "blank"


def _place(prompt: Rich, name: str) -> int:
    return next(at for at, node in enumerate(prompt) if node == ["blank", {"id": name}])


def _named_gap(response: "_Element") -> str:
    material = child_of(response, "material")
    name = plain(all_text(material)) if material is not None else ""
    return name or attribute_of(response, "ident").removeprefix("response_")


def _gaps(rich: Rich, names: dict[str, str]) -> Rich | None:
    """The text with blanks where it says [name]; None unless every name is found."""
    left = dict(names)

    def split(text: str) -> Rich:
        parts: Rich = []
        at = 0
        for match in _GAP.finditer(text):
            ident = left.pop(match.group(1).strip(), None)
            if ident is not None:
                parts += [text[at : match.start()], ["blank", {"id": ident}]]
                at = match.end()
        return [part for part in (*parts, text[at:]) if part != ""]

    def walk(nodes: Rich) -> Rich:
        found: Rich = []
        for node in nodes:
            if isinstance(node, str):
                found += split(node)
            else:
                found.append([*node[:2], *walk(node[2:])])
        return found

    result = walk(rich)
    return None if left else result
