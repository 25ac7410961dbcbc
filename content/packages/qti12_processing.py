"""The response processing of a QTI 1.2 item, played through for one hypothetical answer at a time.

Source: IMS QTI ASI Information Model 1.2.1, 3.2.3 (resprocessing).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from content.packages.qti import number_of, number_text
from content.xml_elements import all_text, attribute_of, child_of, children_of, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

Answers = Mapping[str, frozenset[str]]
"""What was answered, by the ident of the response."""

_COMPARED: Final = frozenset({"vargte", "vargt", "varlte", "varlt"})


@dataclass(frozen=True)
class Played:
    """What one answer leads to."""

    score: Fraction
    said: frozenset[str]


class Processing:
    """Answers questions about an item's scoring."""

    def __init__(self, item: "_Element") -> None:
        self._conditions = [one for one in item.iter("{*}*") if name_of(one) == "respcondition"]
        self._variable, self.maximum = self._declared(item)
        self.size = sum(1 for one in self._conditions for _ in one.iter("{*}*"))

    def shares(self, response: str, ids: Sequence[str]) -> dict[str, Fraction]:
        """What each choice brings by itself, as a part of the best (or of the stated maximum)."""
        scores = {one: self.play({response: frozenset({one})}).score for one in ids}
        right = frozenset(one for one, score in scores.items() if score > 0)
        together = self.play({response: right}).score if self.adds_up(response, ids) else 0
        top = max([*scores.values(), Fraction(together)], default=Fraction(0))
        if top <= 0:
            return dict.fromkeys(ids, Fraction(0))
        return {one: max(Fraction(-1), score / top) for one, score in scores.items()}

    def adds_up(self, response: str, ids: Sequence[str]) -> bool:
        """Whether several answers bring points, each by itself."""
        return sum(self.play({response: frozenset({one})}).score > 0 for one in ids) > 1

    def best_of(self, response: str, ids: Sequence[str]) -> str | None:
        """The choice that is right for this response, alone or together with others'."""
        scores = {one: self.play({response: frozenset({one})}).score for one in ids}
        best = max(scores, key=lambda one: scores[one], default=None)
        if best is not None and scores[best] > 0:
            return best
        right = self.set_of(response)
        return next((one for one in ids if one in right), None)

    def set_of(self, response: str) -> frozenset[str]:
        """The answers that the condition of the highest score asks for, without the negated."""
        best: tuple[Fraction, frozenset[str]] = Fraction(0), frozenset()
        for condition in self._conditions:
            value = self._change(condition)
            wanted = frozenset(
                all_text(one).strip() for one in _wanted(condition, response) if all_text(one)
            )
            if wanted and value > 0 and (value, len(wanted)) > (best[0], len(best[1])):
                best = value, wanted
        return best[1]

    def order_of(self, response: str) -> list[str]:
        """The sequence that the condition of the highest score asks for."""
        best: tuple[Fraction, list[str]] = Fraction(0), []
        for condition in self._conditions:
            value = self._change(condition)
            wanted = [all_text(one).strip() for one in _wanted(condition, response)]
            if value > best[0] and len(wanted) > 1:
                best = value, wanted
        return best[1]

    def accepted(self, response: str) -> list[tuple[str, Fraction, bool]]:
        """(text, score it brings alone, do capitals count) of every text that is asked for."""
        found: dict[str, tuple[str, Fraction, bool]] = {}
        for condition in self._conditions:
            if self._change(condition) <= 0:
                continue
            for one in _wanted(condition, response):
                text = all_text(one).strip()
                alone = self.play({response: frozenset({text})}).score
                case = attribute_of(one, "case").lower() == "yes"
                if text and name_of(one) == "varequal":
                    found.setdefault(text, (text, alone, case))
        return list(found.values())

    def ranges(self, response: str) -> list[dict[str, str]]:
        """The numbers that are asked for, each with its tolerance."""
        found: list[dict[str, str]] = []
        for condition in self._conditions:
            value = self._change(condition)
            if value <= 0:
                continue
            share = number_text(min(Fraction(1), value / self._top()))
            for low, high in _ranges(child_of(condition, "conditionvar"), response):
                row = {"low": number_text(low), "high": number_text(high), "share": share}
                if row not in found:
                    found.append(row)
        return found

    def said_of(self, response: str, choice: str) -> frozenset[str]:
        """Links of the feedback that only this choice gets."""
        said = self.play({response: frozenset({choice})}).said
        named = {
            attribute_of(link, "linkrefid")
            for condition in self._conditions
            if self._change(condition) <= 0
            and [all_text(one).strip() for one in _wanted(condition, response)] == [choice]
            for link in children_of(condition, "displayfeedback")
        }
        return said & named

    def feedback(self) -> dict[str, frozenset[str]]:
        """Links of the feedback on any answer, on a right one and on a wrong one."""
        nothing = self.play({}).said
        names = {
            attribute_of(one, "respident")
            for condition in self._conditions
            for one in condition.iter("{*}*")
            if name_of(one) == "varequal"
        }
        right = self.play({name: self.set_of(name) or self._one_of(name) for name in names}).said
        general = nothing & right
        chosen = frozenset().union(
            *(
                self.said_of(name, text)
                for name in names
                for text in self.set_of(name) or self._one_of(name)
            )
        )
        return {"general": general, "right": right - general - chosen, "wrong": nothing - general}

    def play(self, answers: Answers) -> Played:
        """The score and the feedback for these answers."""
        score = Fraction(0)
        said: set[str] = set()
        for condition in self._conditions:
            if not _holds(child_of(condition, "conditionvar"), answers):
                continue
            stops = attribute_of(condition, "continue").lower() != "yes"
            for change in self._changes(condition):
                value = number_of(all_text(change)) or Fraction(0)
                action = attribute_of(change, "action").lower()
                score = _changed(score, value, action)
                # Tools that add points question by question forget to say that it goes on.
                stops = stops and action in {"", "set"}
            said |= {
                attribute_of(one, "linkrefid") for one in children_of(condition, "displayfeedback")
            }
            if stops and children_of(condition, "setvar"):
                break
        return Played(score, frozenset(said))

    def _one_of(self, response: str) -> frozenset[str]:
        accepted = self.accepted(response)
        return frozenset({accepted[0][0]}) if accepted else frozenset()

    def _top(self) -> Fraction:
        return max((self._change(one) for one in self._conditions), default=Fraction(1))

    def _changes(self, condition: "_Element") -> list["_Element"]:
        changes = children_of(condition, "setvar")
        mine = [one for one in changes if attribute_of(one, "varname") in {self._variable, ""}]
        return mine or changes

    def _change(self, condition: "_Element") -> Fraction:
        return sum(
            (number_of(all_text(one)) or Fraction(0) for one in self._changes(condition)),
            Fraction(0),
        )

    @staticmethod
    def _declared(item: "_Element") -> tuple[str, Fraction | None]:
        """The name of the score, and the points it may reach; 100 there means «per cent»."""
        declared = [one for one in item.iter("{*}*") if name_of(one) == "decvar"]
        first = next(
            (one for one in declared if attribute_of(one, "varname").upper() == "SCORE"),
            declared[0] if declared else None,
        )
        if first is None:
            return "SCORE", None
        top = number_of(attribute_of(first, "maxvalue") or "0")
        return attribute_of(first, "varname") or "SCORE", top if top and top != 100 else None


def _changed(score: Fraction, value: Fraction, action: str) -> Fraction:
    if action == "add":
        return score + value
    if action == "subtract":
        return score - value
    if action == "multiply":
        return score * value
    return value


def _holds(condition: "_Element | None", answers: Answers) -> bool:
    return condition is not None and all(_one_holds(one, answers) for one in condition)


def _one_holds(one: "_Element", answers: Answers) -> bool:
    name = name_of(one)
    if name in {"and", "conditionvar"}:
        return all(_one_holds(part, answers) for part in one)
    if name == "or":
        return any(_one_holds(part, answers) for part in one)
    if name == "not":
        return not all(_one_holds(part, answers) for part in one)
    return name == "other" or _compared(
        name, one, answers.get(attribute_of(one, "respident"), frozenset())
    )


def _compared(name: str, one: "_Element", given: frozenset[str]) -> bool:
    wanted = all_text(one).strip()
    if name == "unanswered":
        return not given
    if name == "varequal":
        if attribute_of(one, "case").lower() == "yes":
            return wanted in given
        return wanted.lower() in {text.lower() for text in given}
    if name == "varsubstring":
        return any(wanted in text for text in given)
    return name in _COMPARED and any(
        _compares(name, number_of(text), number_of(wanted)) for text in given
    )


def _compares(name: str, value: Fraction | None, bound: Fraction | None) -> bool:
    if value is None or bound is None:
        return False
    return {
        "vargte": value >= bound,
        "vargt": value > bound,
        "varlte": value <= bound,
        "varlt": value < bound,
    }[name]


def _wanted(condition: "_Element", response: str) -> Iterator["_Element"]:
    """Comparisons with this response that are not negated."""
    waiting = list(reversed(children_of(condition, "conditionvar")))
    while waiting:
        element = waiting.pop()
        name = name_of(element)
        if name == "not":
            continue
        if name == "varequal" and attribute_of(element, "respident") == response:
            yield element
        waiting.extend(reversed(element))


def _ranges(condition: "_Element | None", response: str) -> Iterator[tuple[Fraction, Fraction]]:
    if condition is None:
        return
    bounds: dict[str, Fraction] = {}
    exact: list[tuple[Fraction, Fraction]] = []
    for one in condition:
        name = name_of(one)
        if name in {"or", "and"}:
            exact += _ranges(one, response)
        if attribute_of(one, "respident") != response:
            continue
        value = number_of(all_text(one))
        if value is None:
            continue
        if name == "varequal":
            margin = number_of(attribute_of(one, "margin") or "0") or Fraction(0)
            if attribute_of(one, "margintype") == "percent":
                margin = abs(value) * margin / 100
            exact.append((value - margin, value + margin))
        elif name in _COMPARED:
            bounds["low" if name.startswith("varg") else "high"] = value
    if len(bounds) == 2:
        exact.append((bounds["low"], bounds["high"]))
    # A value stands beside its own interval: the wider says it all.
    yield from (
        one
        for one in exact
        if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in exact)
    )
