"""What SCORM 2004 says about the order of activities, as one plain form.

Sources: SCORM 2004 4th Ed. CAM 5.1 (imsss, adlseq), 5.2 (adlnav), 3.4.1 (adlcp), with the
defaults given there. Manifests of the 2nd and 3rd edition use a subset.

The sequencing of one activity is a JSON object. Members with their default value are left out,
so an activity without sequencing is `{}`:

    control        {choice, choice_exit, flow, forward_only, use_current_objectives,
                    use_current_progress}: the members that differ from the default
    choice         {prevent_activation, constrain}
    pre|post|exit  [{action, any?, conditions: [{condition, not?, objective?, measure?}]}];
                   `any` true combines conditions by "or"
    limits         {attempts?, duration?}; duration is ISO 8601
    rollup         {satisfied?, completion?, weight?, measure_if_active?, required?: {status: when},
                    rules?: [{action, set, count?, percent?, any?, conditions: […]}]}
    objectives     [{id, primary?, by_measure?, min_measure?,
                    maps?: [{target, read?: […], write?: […]}]}]; maps name values of
                   `MAPPED` by what is read from and written to the shared objective
    random         {select_timing?, select_count?, order_timing?, reorder?}
    delivery       {tracked?, completion_by_content?, objective_by_content?}
    completion     {by_measure?, min_progress?, weight?}
    hide           names of navigation controls the player does not show
    data           [{target, read?, write?}] shared data buckets
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from content.errors import Note
from content.limits import (
    MAX_SEQUENCING_COUNT,
    MAX_SEQUENCING_PARTS,
    MAX_TEXT_CHARS,
)
from content.names import shown
from content.report import Finding
from content.sequencing_terms import (
    CHILD_SETS,
    CONDITIONS,
    EXIT_ACTIONS,
    MAPPED,
    NAVIGATION,
    POST_ACTIONS,
    PRE_ACTIONS,
    REQUIRED,
    ROLLUP_ACTIONS,
    ROLLUP_CONDITIONS,
    TIMINGS,
)
from content.xml_elements import (
    all_text,
    attribute_of,
    child_of,
    children_of,
    name_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

Json = dict[str, Any]
_DURATION: Final = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?"
)
_NUMBER: Final = re.compile(r"[+-]?(\d{1,9}(\.\d{0,12})?|\.\d{1,12})")


@dataclass(frozen=True)
class Activity:
    """The sequencing of one activity in the form of this module."""

    rules: Json = field(default_factory=dict)


@dataclass
class Collection:
    """Sequencing by ID that items refer to, and what has been read so far."""

    named: dict[str, "_Element"]
    findings: list[Finding] = field(default_factory=list)
    parts: int = 0

    def room(self) -> bool:
        """Counts one more rule, condition, objective or map; false when there are too many."""
        self.parts += 1
        return self.parts <= MAX_SEQUENCING_PARTS

    def ignored(self, what: str, written: str) -> None:
        """Notes a value that is not one of the standard's."""
        self.findings.append(Finding(Note.VALUE_IGNORED, shown(f"{what}={written}")))


def read_collection(root: "_Element") -> Collection:
    """The manifest's sequencingCollection."""
    found: dict[str, _Element] = {}
    for element in children_of(child_of(root, "sequencingcollection"), "sequencing"):
        found.setdefault(attribute_of(element, "id"), element)
    return Collection(found)


def read_activity(element: "_Element", collection: Collection) -> Activity:
    """The sequencing of an item or organisation; values out of range become findings."""
    return Activity(_Reader(element, collection).read())


class _Reader:
    def __init__(self, element: "_Element", collection: Collection) -> None:
        self._element = element
        self._collection = collection
        self._sections = _sections(child_of(element, "sequencing"), collection)

    def read(self) -> Json:
        whole = {
            "control": self._control(),
            "choice": self._choice(),
            "pre": self._rules("preconditionrule", PRE_ACTIONS),
            "post": self._rules("postconditionrule", POST_ACTIONS),
            "exit": self._rules("exitconditionrule", EXIT_ACTIONS),
            "limits": self._limits(),
            "rollup": self._rollup(),
            "objectives": self._objectives(),
            "random": self._random(),
            "delivery": self._delivery(),
            "completion": self._completion(),
            "hide": self._hidden(),
            "data": self._data(),
        }
        return {name: value for name, value in whole.items() if value}

    def _section(self, name: str) -> "_Element | None":
        return next(iter(self._sections.get(name, [])), None)

    def _control(self) -> Json:
        section = self._section("controlmode")
        return self._flags(
            section,
            ("choice", "choice", True),
            ("choiceexit", "choice_exit", True),
            ("flow", "flow", False),
            ("forwardonly", "forward_only", False),
            ("usecurrentattemptobjectiveinfo", "use_current_objectives", True),
            ("usecurrentattemptprogressinfo", "use_current_progress", True),
        )

    def _choice(self) -> Json:
        return self._flags(
            self._section("constrainedchoiceconsiderations"),
            ("preventactivation", "prevent_activation", False),
            ("constrainchoice", "constrain", False),
        )

    def _rules(self, kind: str, actions: Iterable[str]) -> list[Json]:
        found = []
        for element in children_of(self._section("sequencingrules"), kind):
            action = self._word(child_of(element, "ruleaction"), "action", actions)
            holder = child_of(element, "ruleconditions")
            conditions = self._conditions(holder, "rulecondition", CONDITIONS)
            if action is None or not conditions or not self._collection.room():
                continue
            rule: Json = {"action": action}
            # CAM 5.1.4.1.2: rule conditions combine by "all" unless said otherwise.
            if holder is not None and attribute_of(holder, "conditioncombination") == "any":
                rule["any"] = True
            found.append({**rule, "conditions": conditions})
        return found

    def _conditions(
        self, holder: "_Element | None", kind: str, allowed: Iterable[str]
    ) -> list[Json]:
        found = []
        for element in children_of(holder, kind):
            condition = self._word(element, "condition", allowed)
            if condition is None or not self._collection.room():
                continue
            entry: Json = {"condition": condition}
            if attribute_of(element, "operator").lower() == "not":
                entry["not"] = True
            if objective := _name(element, "referencedobjective"):
                entry["objective"] = objective
            measure = self._number(element, "measurethreshold", -1, 1)
            if measure is not None:
                entry["measure"] = measure
            found.append(entry)
        return found

    def _limits(self) -> Json:
        section = self._section("limitconditions")
        found: Json = {}
        if section is None:
            return found
        attempts = self._number(section, "attemptlimit", 0, MAX_SEQUENCING_COUNT)
        if attempts is not None:
            found["attempts"] = int(attempts)
        duration = attribute_of(section, "attemptabsolutedurationlimit")
        if duration and _DURATION.fullmatch(duration) and len(duration) <= MAX_TEXT_CHARS:
            found["duration"] = duration
        elif duration:
            self._collection.ignored("attemptAbsoluteDurationLimit", duration)
        return found

    def _rollup(self) -> Json:
        section = self._section("rolluprules")
        found = self._flags(
            section,
            ("rollupobjectivesatisfied", "satisfied", True),
            ("rollupprogresscompletion", "completion", True),
        )
        if section is not None:
            weight = self._number(section, "objectivemeasureweight", 0, 1)
            if weight is not None and weight != 1:
                found["weight"] = weight
            if rules := [rule for rule in map(self._rollup_rule, _named(section)) if rule]:
                found["rules"] = rules
        return {**found, **self._considerations()}

    def _rollup_rule(self, element: "_Element") -> Json | None:
        action = self._word(child_of(element, "rollupaction"), "action", ROLLUP_ACTIONS)
        holder = child_of(element, "rollupconditions")
        conditions = self._conditions(holder, "rollupcondition", ROLLUP_CONDITIONS)
        if action is None or not conditions or not self._collection.room():
            return None
        rule: Json = {"action": action, "set": "all"}
        if attribute_of(element, "childactivityset"):
            rule["set"] = self._word(element, "childActivitySet", CHILD_SETS) or "all"
        if rule["set"] == "atLeastCount":
            rule["count"] = int(self._number(element, "minimumcount", 0, MAX_SEQUENCING_COUNT) or 0)
        if rule["set"] == "atLeastPercent":
            rule["percent"] = self._number(element, "minimumpercent", 0, 1) or 0
        # CAM 5.1.6.1.2: rollup conditions combine by "any" unless said otherwise.
        if holder is None or attribute_of(holder, "conditioncombination") != "all":
            rule["any"] = True
        return {**rule, "conditions": conditions}

    def _considerations(self) -> Json:
        section = self._section("rollupconsiderations")
        if section is None:
            return {}
        found: Json = {}
        required = {}
        for status, attribute in (
            ("satisfied", "requiredForSatisfied"),
            ("notSatisfied", "requiredForNotSatisfied"),
            ("completed", "requiredForCompleted"),
            ("incomplete", "requiredForIncomplete"),
        ):
            if not attribute_of(section, attribute.lower()):
                continue
            when = self._word(section, attribute, REQUIRED)
            if when not in {None, "always"}:
                required[status] = when
        if required:
            found["required"] = required
        return {
            **found,
            **self._flags(section, ("measuresatisfactionifactive", "measure_if_active", True)),
        }

    def _objectives(self) -> list[Json]:
        found: dict[str, Json] = {}
        primary: Json | None = None
        # imsss names the primary objective, so it is read first.
        for section in sorted(self._sections.get("objectives", []), key=_is_extension):
            for element in section:
                kind = name_of(element)
                if kind not in {"primaryobjective", "objective"}:
                    continue
                identifier = _name(element, "objectiveid")
                entry = found.get(identifier) if identifier else None
                if entry is None and kind == "primaryobjective" and primary is not None:
                    entry = primary  # CAM 5.1.7: there is one
                if entry is None:
                    # adlseq:objectives name every objective again; in 2004 4th Ed. the primary
                    # one is named there by its identifier alone (CAM 5.1.7.3).
                    if not identifier and kind == "objective":
                        continue
                    if not self._collection.room():
                        return []
                    entry = {"id": identifier}
                    if kind == "primaryobjective":
                        entry["primary"] = True
                        primary = entry
                    found[identifier] = entry
                self._objective(element, entry)
        return list(found.values())

    def _objective(self, element: "_Element", entry: Json) -> None:
        if _flag(element, "satisfiedbymeasure", False):
            entry["by_measure"] = True
        least = child_of(element, "minnormalizedmeasure")
        if least is not None:
            measure = self._parsed(all_text(least).strip(), "minNormalizedMeasure", -1, 1)
            if measure is not None:
                entry["min_measure"] = measure
        maps: dict[str, Json] = {one["target"]: one for one in entry.get("maps", [])}
        for one in children_of(element, "mapinfo"):
            target = _name(one, "targetobjectiveid")
            if target and self._collection.room():
                _merge_map(maps.setdefault(target, {"target": target}), one)
        if maps:
            entry["maps"] = list(maps.values())

    def _random(self) -> Json:
        section = self._section("randomizationcontrols")
        if section is None:
            return {}
        found: Json = {}
        for attribute, member in (
            ("selectionTiming", "select_timing"),
            ("randomizationTiming", "order_timing"),
        ):
            if attribute_of(section, attribute.lower()):
                timing = self._word(section, attribute, TIMINGS)
                if timing not in {None, "never"}:
                    found[member] = timing
        count = self._number(section, "selectcount", 0, MAX_SEQUENCING_COUNT)
        if count is not None:
            found["select_count"] = int(count)
        return {**found, **self._flags(section, ("reorderchildren", "reorder", False))}

    def _delivery(self) -> Json:
        return self._flags(
            self._section("deliverycontrols"),
            ("tracked", "tracked", True),
            ("completionsetbycontent", "completion_by_content", False),
            ("objectivesetbycontent", "objective_by_content", False),
        )

    def _completion(self) -> Json:
        element = child_of(self._element, "completionthreshold")
        if element is None:
            return {}
        written = all_text(element).strip()
        if written:
            # 2nd and 3rd edition (CAM 3.4.1.12): the threshold is the element's text.
            least = self._parsed(written, "completionThreshold", 0, 1)
            return {} if least is None else {"by_measure": True, "min_progress": least}
        found = self._flags(element, ("completedbymeasure", "by_measure", False))
        least = self._number(element, "minprogressmeasure", 0, 1)
        if least is not None and least != 1:
            found["min_progress"] = least
        weight = self._number(element, "progressweight", 0, 1)
        if weight is not None and weight != 1:
            found["weight"] = weight
        return found

    def _hidden(self) -> list[str]:
        interface = child_of(child_of(self._element, "presentation"), "navigationinterface")
        written = {all_text(one).strip() for one in children_of(interface, "hidelmsui")}
        return [name for name in NAVIGATION if name in written]

    def _data(self) -> list[Json]:
        found: dict[str, Json] = {}
        for element in children_of(child_of(self._element, "data"), "map"):
            target = _name(element, "targetid")
            if target and target not in found and self._collection.room():
                found[target] = {
                    "target": target,
                    **self._flags(
                        element,
                        ("readshareddata", "read", True),
                        ("writeshareddata", "write", True),
                    ),
                }
        return list(found.values())

    def _flags(self, element: "_Element | None", *known: tuple[str, str, bool]) -> Json:
        """The members whose attribute differs from its default."""
        if element is None:
            return {}
        read = {member: (_flag(element, name, default), default) for name, member, default in known}
        return {member: value for member, (value, default) in read.items() if value != default}

    def _word(
        self, element: "_Element | None", attribute: str, allowed: Iterable[str]
    ) -> str | None:
        if element is None:
            return None
        written = attribute_of(element, attribute.lower())
        for word in allowed:
            if word.lower() == written.lower():
                return word
        self._collection.ignored(attribute, written)
        return None

    def _number(
        self, element: "_Element", attribute: str, least: float, most: float
    ) -> float | None:
        written = attribute_of(element, attribute)
        return self._parsed(written, attribute, least, most) if written else None

    def _parsed(self, written: str, what: str, least: float, most: float) -> float | None:
        number = float(written) if _NUMBER.fullmatch(written) else None
        if number is not None and least <= number <= most:
            return number
        self._collection.ignored(what, written)
        return None


def _sections(sequencing: "_Element | None", collection: Collection) -> dict[str, list["_Element"]]:
    """The parts of a sequencing element by name, completed from the one it refers to.

    A part written locally replaces the referred one, except that objectives of the two
    namespaces (imsss and adlseq) describe the same objectives together: CAM 5.1.1.
    """
    if sequencing is None:
        return {}
    found: dict[str, dict[str, _Element]] = {}
    referred = collection.named.get(attribute_of(sequencing, "idref"))
    for source in (sequencing, referred):
        for part in () if source is None else source:
            if name_of(part):
                found.setdefault(name_of(part), {}).setdefault(str(part.tag), part)
    return {name: list(parts.values()) for name, parts in found.items()}


def _named(section: "_Element") -> list["_Element"]:
    return children_of(section, "rolluprule")


def _name(element: "_Element", attribute: str) -> str:
    """A name; blanks may be written as %20, and how many there are makes no difference."""
    return " ".join(attribute_of(element, attribute).replace("%20", " ").split())[:MAX_TEXT_CHARS]


def _flag(element: "_Element", attribute: str, default: bool) -> bool:
    written = attribute_of(element, attribute).lower()
    return written in {"true", "1"} if written in {"true", "false", "1", "0"} else default


def _is_extension(element: "_Element") -> bool:
    return "adlseq" in str(element.tag).lower()


def _merge_map(entry: Json, element: "_Element") -> None:
    """Adds what one mapInfo reads and writes. imsss speaks of the first two values, adlseq of
    the rest; within its own namespace reading is the default and writing is not."""
    extended = _is_extension(element)
    for number, (value, attribute) in enumerate(MAPPED.items()):
        if extended != (number >= 2):
            continue
        for direction, default in (("read", True), ("write", False)):
            if _flag(element, f"{direction}{attribute}", default):
                values = entry.setdefault(direction, [])
                if value not in values:
                    values.append(value)
