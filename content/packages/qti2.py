"""QTI 2.0 to 2.2 → our quiz: items, and tests that put items in order.

Sources: IMS QTI 2.1 Assessment Test, Section and Item Information Model (7 interactions,
8 response processing and its templates match_correct and map_response).
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from content.errors import Note
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
from content.packages.qti2_declaration import Declaration, declarations
from content.rich_text import Rich, from_element, plain_text
from content.xml_elements import attribute_of, child_of, children_of, name_of, plain
from content.xml_repair import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPED: Final = frozenset({"textentryinteraction", "inlinechoiceinteraction", "gap"})
_BLOCKS: Final = frozenset(
    {
        "choiceinteraction",
        "orderinteraction",
        "matchinteraction",
        "extendedtextinteraction",
    }
)
_ASIDE: Final = frozenset({"rubricblock", "feedbackblock", "feedbackinline", "gaptext", "gapimg"})
_TEMPLATES: Final = ("match_correct", "map_response")


def read_items(paths: Iterable[str], files: Files, title: str) -> Converted:
    """The items at `paths` as one quiz. Raises ContentRefused as parse_xml, and `quiz-empty`."""
    tray = Tray(files)
    kept = tuple(paths)
    for path in kept:
        _read_item(path, tray, None)
    named = title
    if len(kept) == 1 and tray.questions:
        named = tray.questions[0].pop("title", "") or title
    return finish(tray, named, kept)


def read_test(path: str, files: Files, title: str) -> Converted:
    """The test at `path` with the items it refers to, in its order.

    Raises ContentRefused as parse_xml, and `quiz-empty`.
    """
    xml = parse_xml(files.read(path), path.rsplit("/", 1)[-1])
    files.findings += xml.repairs
    tray = Tray(files)
    image = files.image(path)
    originals = [path]
    shuffle = False
    for element in xml.root.iter("{*}*"):
        name = name_of(element)
        if name == "rubricblock":
            tray.text(from_element(element, image))
        elif name == "selection":
            tray.simplified(attribute_of(xml.root, "title") or title)
        elif name == "ordering":
            shuffle = shuffle or attribute_of(element, "shuffle") == "true"
        elif name == "assessmentitemref":
            item = files.find(attribute_of(element, "href"), path)
            if item is None:
                files.note(Note.FILE_MISSING, attribute_of(element, "href"))
                continue
            originals.append(item)
            weight = child_of(element, "weight")
            points = None if weight is None else number_of(attribute_of(weight, "value"))
            _read_item(item, tray, points)
    named = plain(attribute_of(xml.root, "title")) or title
    return finish(tray, named, tuple(originals), shuffle=shuffle)


def _read_item(path: str, tray: Tray, weight: Fraction | None) -> None:
    xml = parse_xml(tray.files.read(path), path.rsplit("/", 1)[-1])
    tray.files.findings += xml.repairs
    item = xml.root
    if name_of(item) != "assessmentitem":
        item = next((one for one in item.iter("{*}*") if name_of(one) == "assessmentitem"), item)
    name = plain(attribute_of(item, "title")) or path.rsplit("/", 1)[-1]
    body = child_of(item, "itembody")
    if name_of(item) != "assessmentitem" or body is None or _is_programmed(item):
        tray.lose(name)
        return
    _Item(item, body, tray, path, name).read(weight)


def _is_programmed(item: "_Element") -> bool:
    """An item whose values are drawn by lot, or that changes with each answer."""
    return attribute_of(item, "adaptive") == "true" or bool(
        children_of(item, "templatedeclaration")
    )


class _Item:
    def __init__(
        self, item: "_Element", body: "_Element", tray: Tray, path: str, name: str
    ) -> None:
        self._item, self._body, self._tray, self._name = item, body, tray, name
        self._image = tray.files.image(path)
        self._known = declarations(item)
        self._rule = _rule_of(item)
        self._feedback = _modal_feedback(item, self._image)
        self._blanks: list[dict[str, Any] | None] = []
        self._gap_match: _Element | None = None
        self._blocks: list[_Element] = []
        self._unknown = False

    def read(self, weight: Fraction | None) -> None:
        prompt = from_element(self._body, self._image, self._interaction)
        if self._unknown or not (self._blocks or self._blanks):
            if self._unknown or plain_text(prompt) == "":
                self._tray.lose(self._name)
            else:
                self._tray.text(prompt)
            return
        made = [self._block(one) for one in self._blocks]
        if self._blanks:
            blanks = [one for one in self._blanks if one is not None]
            whole = len(blanks) == len(self._blanks)
            question = {"type": "text", "prompt": [], "blanks": blanks, "partial": True}
            made.insert(0, question if whole else None)
        if any(one is None for one in made) or (len(made) > 1 and self._blanks):
            self._tray.lose(self._name)
            return
        self._put([one for one in made if one], prompt, weight)

    def _put(self, made: list[dict[str, Any]], prompt: Rich, weight: Fraction | None) -> None:
        if self._rule == "other" and any(one["type"] != "essay" for one in made):
            self._tray.simplified(self._name)
        feedback = {
            name: self._feedback.pop(name)
            for name in ("general", "right", "wrong")
            if name in self._feedback
        }
        worth = weight if weight is not None else self._maximum() if len(made) == 1 else None
        for number, question in enumerate(made):
            before = prompt if number == 0 else []
            question["prompt"] = [*before, *question["prompt"]]
            question["points"] = points_text(worth)
            if feedback:
                question["feedback"] = feedback
            self._tray.put(attribute_of(self._item, "identifier"), question, self._name)
        if len(made) == 1 and len(self._tray.questions) == 1:
            self._tray.questions[0]["title"] = self._name

    def _interaction(self, element: "_Element") -> Rich | None:
        """What stands in the prompt for a part that is no text; None for text."""
        name = name_of(element)
        if name == "gapmatchinteraction":
            self._gap_match = element
            inner = from_element(element, self._image, self._interaction)
            self._gap_match = None
            return [["div", {}, *inner]]
        if name in _TYPED:
            blank = self._gap(element) if name == "gap" else self._blank(element)
            self._blanks.append(blank)
            return [["blank", {"id": blank["id"]}]] if blank else []
        if name in _BLOCKS:
            self._blocks.append(element)
        elif name.endswith("interaction"):
            self._unknown = True
        elif name == "prompt":
            return [["p", {}, *from_element(element, self._image, self._interaction)]]
        elif name not in _ASIDE:
            return None
        return []

    def _block(self, element: "_Element") -> dict[str, Any] | None:
        declared = self._known.get(attribute_of(element, "responseidentifier"))
        prompt = child_of(element, "prompt")
        text: Rich = [] if prompt is None else from_element(prompt, self._image)
        name = name_of(element)
        if name == "extendedtextinteraction":
            return {"type": "essay", "prompt": text}
        if declared is None:
            return None
        if name == "choiceinteraction":
            question = self._choice(element, declared)
        elif name == "orderinteraction":
            question = self._order(element, declared)
        else:
            question = self._match(element, declared)
        return None if question is None else {**question, "prompt": text}

    def _choice(self, element: "_Element", declared: Declaration) -> dict[str, Any] | None:
        rows, feedback = self._choices(element, "simplechoice")
        shares = declared.shares([identifier for identifier, _ in rows], mapped=self._mapped())
        if not any(share > 0 for share in shares.values()):
            return None
        choices = choice_rows(rows, shares, feedback)
        shuffle = attribute_of(element, "shuffle") == "true"
        if declared.single:
            question = {"type": "choice", "prompt": [], "choices": choices, "shuffle": shuffle}
            return as_true_false(question)
        partial = self._mapped() and bool(declared.mapping)
        return {"type": "several", "choices": choices, "shuffle": shuffle, "partial": partial}

    def _order(self, element: "_Element", declared: Declaration) -> dict[str, Any] | None:
        rows, _ = self._choices(element, "simplechoice")
        texts = dict(rows)
        if set(declared.correct) != set(texts) or len(texts) < 2:
            return None
        choices = [{"id": one, "text": texts[one]} for one in declared.correct]
        return {"type": "order", "choices": choices, "partial": False}

    def _match(self, element: "_Element", declared: Declaration) -> dict[str, Any] | None:
        sets = children_of(element, "simplematchset")
        if len(sets) != 2:
            return None
        first, _ = self._choices(sets[0], "simpleassociablechoice")
        second, _ = self._choices(sets[1], "simpleassociablechoice")
        pairs = declared.pairs()
        if not pairs:
            return None
        lefts = [left for left, _ in pairs]
        if len(set(lefts)) < len(lefts):
            # One on the left with several on the right: the other way round each has one.
            first, second = second, first
            pairs = [(right, left) for left, right in pairs]
        partner = dict(pairs)
        if len(partner) < len(pairs):
            return None
        return {
            "type": "match",
            "left": [
                {"id": one, "text": text, "right": partner[one]}
                for one, text in first
                if one in partner
            ],
            "right": [{"id": one, "text": text} for one, text in second],
            "partial": True,
        }

    def _blank(self, element: "_Element") -> dict[str, Any] | None:
        name = attribute_of(element, "responseidentifier")
        declared = self._known.get(name)
        if declared is None:
            return None
        if name_of(element) == "inlinechoiceinteraction":
            rows, _ = self._choices(element, "inlinechoice")
            shares = declared.shares([identifier for identifier, _ in rows], mapped=self._mapped())
            right = any(share > 0 for share in shares.values())
            return {"id": name, "options": choice_rows(rows, shares, {})} if right else None
        accepted = declared.accepted(mapped=self._mapped())
        if declared.base in {"float", "integer"}:
            ranges = [
                {"low": low, "high": high, "share": number_text(share)}
                for text, share, _ in accepted
                if (value := number_of(text)) is not None
                for low, high in [_around(value, self._item)]
            ]
            return {"id": name, "ranges": ranges} if ranges else None
        rows_ = [
            {"text": text, "share": number_text(share)}
            for text, share, _ in accepted[:MAX_QUESTION_PARTS]
        ]
        case = any(sensitive for _, _, sensitive in accepted)
        return {"id": name, "accept": rows_, "case": case, "forgive": False} if rows_ else None

    def _gap(self, element: "_Element") -> dict[str, Any] | None:
        if self._gap_match is None:
            return None
        name = attribute_of(self._gap_match, "responseidentifier")
        declared = self._known.get(name)
        gap = attribute_of(element, "identifier")
        rows = [
            (attribute_of(one, "identifier"), from_element(one, self._image))
            for one in self._gap_match
            if name_of(one) in {"gaptext", "gapimg"}
        ]
        right = {left for left, into in (declared.pairs() if declared else ()) if into == gap}
        shares = {one: Fraction(one in right) for one, _ in rows}
        return {"id": gap, "options": choice_rows(rows, shares, {})} if right else None

    def _choices(
        self, element: "_Element", name: str
    ) -> tuple[list[tuple[str, Rich]], dict[str, Rich]]:
        rows: list[tuple[str, Rich]] = []
        feedback: dict[str, Rich] = {}
        for choice in children_of(element, name):
            identifier = attribute_of(choice, "identifier")
            said: Rich = []

            def aside(part: "_Element", said: Rich = said) -> Rich | None:
                if name_of(part) in {"feedbackinline", "feedbackblock"}:
                    said.extend(from_element(part, self._image))
                    return []
                return None

            rows.append((identifier, from_element(choice, self._image, aside)))
            if said or identifier in self._feedback:
                feedback[identifier] = said or self._feedback[identifier]
        return rows, feedback

    def _mapped(self) -> bool:
        return self._rule != "match_correct"

    def _maximum(self) -> Fraction | None:
        """The points of an item with a mapping: what its best answer is mapped to."""
        tops = [one.top for one in self._known.values() if one.top and self._mapped()]
        return sum(tops, Fraction(0)) if tops and self._rule == "map_response" else None


def _around(value: Fraction, item: "_Element") -> tuple[str, str]:
    """The tolerance an `equal` rule of the item allows around a number."""
    for rule in item.iter("{*}equal"):
        written = attribute_of(rule, "tolerance").split()
        if not written:
            continue
        below = number_of(written[0]) or Fraction(0)
        above = number_of(written[-1]) or Fraction(0)
        if attribute_of(rule, "tolerancemode") == "relative":
            below, above = abs(value) * below / 100, abs(value) * above / 100
        return number_text(value - below), number_text(value + above)
    return number_text(value), number_text(value)


def _rule_of(item: "_Element") -> str:
    """match_correct, map_response or other: how the item is scored."""
    processing = child_of(item, "responseprocessing")
    if processing is None:
        return "other"
    template = attribute_of(processing, "template")
    for name in _TEMPLATES:
        if template.rsplit("/", 1)[-1].removesuffix(".xml").endswith(name):
            return name
    names = {name_of(one) for one in processing.iter("{*}*")}
    if "mapresponse" in names:
        return "map_response"
    simple = {
        "responseprocessing", "responsecondition", "responseif", "responseelseif", "responseelse",
        "match", "variable", "correct", "setoutcomevalue", "basevalue", "and", "equal", "sum",
        "isnull", "not", "or",
    }  # fmt: skip
    return "match_correct" if "correct" in names and names <= simple else "other"


def _modal_feedback(item: "_Element", image: Any) -> dict[str, Rich]:
    """Feedback by the identifier it is shown for; `right` and `wrong` by their usual names."""
    found: dict[str, Rich] = {}
    for one in children_of(item, "modalfeedback"):
        name = attribute_of(one, "identifier")
        usual = {
            "correct": "right",
            "correct_fb": "right",
            "incorrect": "wrong",
            "incorrect_fb": "wrong",
            "general_fb": "general",
            "general": "general",
        }
        found.setdefault(usual.get(name.lower(), name), from_element(one, image))
    return found
