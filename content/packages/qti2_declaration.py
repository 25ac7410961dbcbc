"""What a QTI 2 item says is right: its response declarations.

Source: IMS QTI 2.1 Information Model 5.1 (responseDeclaration, correctResponse, mapping).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from content.packages.qti import number_of
from content.xml_elements import all_text, attribute_of, child_of, children_of

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True)
class Declaration:
    """One declared response; `mapping` is (key, value, do capitals count) of each entry."""

    single: bool
    base: str
    correct: tuple[str, ...]
    mapping: tuple[tuple[str, Fraction, bool], ...]
    upper: Fraction | None

    @property
    def top(self) -> Fraction:
        """The most that the mapping gives."""
        positive = [value for _, value, _ in self.mapping if value > 0]
        best = max(positive, default=Fraction(0)) if self.single else sum(positive, Fraction(0))
        return min(best, self.upper) if self.upper is not None and self.upper > 0 else best

    def shares(self, ids: Sequence[str], *, mapped: bool) -> dict[str, Fraction]:
        """What each choice is worth: by the mapping where that decides, else by correctness."""
        top = self.top
        if mapped and top > 0:
            values = {key: value for key, value, _ in self.mapping}
            low, high = Fraction(-1), Fraction(1)
            return {one: min(high, max(low, values.get(one, Fraction(0)) / top)) for one in ids}
        return {one: Fraction(one in self.correct) for one in ids}

    def accepted(self, *, mapped: bool) -> list[tuple[str, Fraction, bool]]:
        """(text, share, do capitals count) of each text that is right, wholly or in part."""
        best = max((value for _, value, _ in self.mapping), default=Fraction(0))
        if mapped and best > 0:
            return [(key, value / best, case) for key, value, case in self.mapping if value > 0]
        return [(text, Fraction(1), False) for text in self.correct]

    def pairs(self) -> list[tuple[str, str]]:
        """Directed pairs that are right."""
        keys = self.correct or tuple(key for key, value, _ in self.mapping if value > 0)
        split = [key.split() for key in keys]
        return [(one[0], one[1]) for one in split if len(one) == 2]


def declarations(item: "_Element") -> dict[str, Declaration]:
    """The item's declared responses by their identifiers."""
    return {
        attribute_of(one, "identifier"): _declaration(one)
        for one in children_of(item, "responsedeclaration")
    }


def _declaration(element: "_Element") -> Declaration:
    right = child_of(element, "correctresponse")
    mapping = child_of(element, "mapping")
    entries = []
    for entry in children_of(mapping, "mapentry"):
        value = number_of(attribute_of(entry, "mappedvalue"))
        if value is not None:
            case = attribute_of(entry, "casesensitive") != "false"
            entries.append((" ".join(attribute_of(entry, "mapkey").split()), value, case))
    return Declaration(
        single=attribute_of(element, "cardinality") == "single",
        base=attribute_of(element, "basetype").lower(),
        correct=tuple(" ".join(all_text(one).split()) for one in children_of(right, "value")),
        mapping=tuple(entries),
        upper=None if mapping is None else number_of(attribute_of(mapping, "upperbound") or "x"),
    )
